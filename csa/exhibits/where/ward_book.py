"""What was recorded in every ward of a district, in two periods? The rows behind the ward pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.exhibits.wording.centres import centre_areas
from csa.exhibits.wording.changes import cells_beside, set_beside, without_months
from csa.exhibits.wording.verdicts import judge_cells, with_words
from csa.present.number import are_enough

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

ALL_CRIME = "All recorded crime"
OTHERS = {
    "asb": "Anti-social behaviour incidents",
    "environment": "Environmental reports",
    "fire": "Deliberate fires",
}
TOO_FEW, NO_RATE = "too few", "town centre, no rate"
BOOK = "ward book"


@dataclass(frozen=True)
class Book:
    """The wards of a district side by side.

    Attributes
    ----------
    rows : DataFrame
        One row for each ward and each thing counted: ``ward, name, told`` (the name, with the
        months left out of both years), ``unit, before, after`` numbers of cells, ``key`` of the
        later cell, ``reading``, ``rate`` (per 1,000 residents, or words) and ``rank`` of the rate
        in the district, the highest first (or words).
    verdicts : mapping of str to Verdict
        By the key of the later cell.
    cells : DataFrame
        The cells of both periods.
    centres : set of str
        Wards with a town centre, which have no rate.
    """

    rows: pd.DataFrame
    verdicts: Mapping[str, Verdict]
    cells: pd.DataFrame
    centres: set[str]


def book_of(view: View, frames: Mapping[str, pd.DataFrame]) -> Book:
    """Return the book of the view's area, worked out once for all its wards.

    Parameters
    ----------
    view : View
        A district.
    frames : mapping of str to DataFrame
        ``total`` and ``types`` of recorded crime, and other units by ward.
    """
    book: Book = view.once(f"{BOOK} {view.slug}", lambda: _written(view, frames))
    return book


def _written(view: View, frames: Mapping[str, pd.DataFrame]) -> Book:
    centres = centre_areas(view, "ward")
    series = list(_series(view, frames))
    verdicts: dict[str, Verdict] = {}
    pieces = []
    for name, unit, cells in series:
        judged = judge_cells(view, cells)
        verdicts |= judged
        rows = ward_rows(view, cells, verdicts=judged, centres=centres)
        pieces.append(rows.assign(name=name, unit=unit, told=name + without_months(view, unit)))
    rows = pd.concat(pieces, ignore_index=True)
    return Book(rows, verdicts, pd.concat([cells for *_, cells in series]), centres)


def ward_rows(
    view: View, cells: pd.DataFrame, *, verdicts: Mapping[str, Verdict], centres: set[str]
) -> pd.DataFrame:
    """Set one count of every ward beside the year before.

    Parameters
    ----------
    view : View
        The area.
    cells : DataFrame
        Cells by ward of both periods.
    verdicts : mapping of str to Verdict
        By the key of the later cell.
    centres : set of str
        Wards with a town centre.

    Returns
    -------
    DataFrame
        ``ward, before, after`` numbers of cells, ``key`` of the later cell, ``reading, certainty,
        rate`` and ``rank``.
    """
    beside = set_beside(view, cells).rename(columns={"area": "ward"}).sort_values("ward")
    rows = beside[["ward", "before", "after", "key"]].reset_index(drop=True)
    return with_words(_with_rates(view, rows, centres), verdicts)


def _series(
    view: View, frames: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield what is counted: its name, its unit and its cells, those of one comparison together."""

    def of_wards(frame: pd.DataFrame) -> pd.DataFrame:
        return cells_beside(view, view.cells(frame, level="ward"))

    yield ALL_CRIME, "crime", of_wards(frames["total"])
    types = of_wards(frames["types"])
    for name, cells in types.groupby("category", sort=True) if len(types) else ():
        yield str(name), "crime", cells
    for unit, name in OTHERS.items():
        if len(cells := of_wards(frames[unit])):
            yield name, unit, cells


def _with_rates(view: View, rows: pd.DataFrame, centres: set[str]) -> pd.DataFrame:
    """Add the rate by resident and its rank; words where there is none."""
    people = view.reference("population")
    here = people[people["level"] == "ward"].set_index("area")["residents"] if len(people) else {}
    residents = rows["ward"].map(here).astype("Float64").astype(float)
    counts, is_enough = rows["after"].astype(float), are_enough(rows["after"])
    is_rated = is_enough & ~rows["ward"].isin(centres) & (residents > 0)
    rates = (1000 * counts / residents).where(is_rated)
    ranks = rates.rank(ascending=False, method="min")
    missing = np.where(residents.notna(), TOO_FEW, "")
    words = pd.Series(missing, index=rows.index).where(~is_enough & counts.notna())
    in_centre = rows["ward"].isin(centres)
    return rows.assign(
        rate=rates.astype(object).where(is_rated, words.mask(in_centre, NO_RATE)),
        rank=ranks.astype("Int64").astype(object).where(is_rated, words),
    )
