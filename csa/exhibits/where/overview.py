"""Where in the area did recorded crime change, and which few places should a board know?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.where.area_rows import is_unplaced
from csa.exhibits.where.changed_places import difference_of
from csa.exhibits.where.numbered import (
    as_ward,
    choose_items,
    items_of_places,
    items_of_wards,
    places_figure,
    places_table,
)
from csa.exhibits.where.ward_book import ALL_CRIME, ward_rows
from csa.exhibits.where.where import (
    clear_first,
    rates_by_ward,
    ward_names,
)
from csa.exhibits.wording.centres import centre_areas
from csa.exhibits.wording.changes import BOTH_YEARS, cells_beside, without_months
from csa.exhibits.wording.verdicts import judge_cells, unsure_note, verdict_of
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

MOST_TOLD = 3
UNITS = ("crime", "asb")


class AreaWhereExhibits(Group):
    """Wards and places of an area as a whole."""

    scopes = ("area",)

    @exhibit(counts={"total": Count("crime", level="ward")})
    def crime_by_ward(view: View, total: pd.DataFrame) -> Parts:
        """Set all recorded crime of the wards side by side, with what each makes of the change."""
        title = f"All recorded crime by ward in {view.name}"
        cells = _of_wards(view, total)
        if reason := why_missing(view, cells, "crime"):
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows = _rows(view, total, what=ALL_CRIME).assign(name=lambda one: one["called"])
        rows["difference"] = difference_of(rows)
        share = _share(view, total)
        if share:
            rows["share"] = 100 * rows["difference"].astype(float) / share[1]
        rows["last"] = is_unplaced(rows["called"])
        rows = rows.sort_values(["last", "after", "name"], ascending=[True, False, True])
        return show(
            view,
            title=title,
            statements=_told(rows),
            tables=(_table(view, rows, share[0] if share else ""),),
            cells=[cells],
            units=["crime"],
            notes=unsure_note(rows["called"], rows["certainty"], noun="wards"),
            data=rows,
        )

    @exhibit(
        counts={
            **{unit: Count(unit, level="ward") for unit in UNITS},
            **{f"{unit}_inside": Count(unit, level="lsoa") for unit in UNITS},
        }
    )
    def numbered_places(view: View, **frames: pd.DataFrame) -> Parts:
        """Show at most eight numbered places on a map of the area, with one line for each."""
        title = f"Places in {view.name} to know"
        units = [unit for unit in UNITS if len(_of_wards(view, frames[unit]))]
        wards = {
            unit: _rows(view, frames[unit], what=_label(unit) + without_months(view, unit))
            for unit in units
        }
        inside = {unit: _both(view, frames[f"{unit}_inside"], "lsoa") for unit in units}
        items = choose_items(
            items_of_places(
                view, inside, {unit: _label(unit) + without_months(view, unit) for unit in units}
            ),
            *(items_of_wards(view, one) for one in wards.values()),
        )
        if not len(items):
            reason = "No place is named here, and no ward has clearly changed."
            return unavailable(view, title=title, reason=reason, units=units)
        first = units[0]
        noun = UNIT_NOUNS[first]
        told = items.drop_duplicates("number")
        return show(
            view,
            title=title,
            figures=places_figure(
                view, items, rates=rates_by_ward(wards[first]),
                every=rates_by_ward(_everywhere(view, frames[first])),
                label=f"{_label(first)} per 1,000 residents", subject=noun,
            ),
            tables=(places_table(told, f"Numbered places in {view.name}"),),
            cells=[*(_of_wards(view, frames[unit]) for unit in units), *inside.values()],
            units=units,
            data=items,
        )  # fmt: skip


def _label(unit: str) -> str:
    noun = UNIT_NOUNS[unit]
    return noun[:1].upper() + noun[1:]


def _both(view: View, frame: pd.DataFrame, level: Any) -> pd.DataFrame:
    """Return the cells of both periods of a level inside the area."""
    return cells_beside(view, view.cells(frame, level=level))


def _of_wards(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    return _both(view, frame, "ward")


def _rows(view: View, frame: pd.DataFrame, *, what: str) -> pd.DataFrame:
    cells = _of_wards(view, frame)
    rows = ward_rows(
        view, cells, verdicts=judge_cells(view, cells), centres=centre_areas(view, "ward")
    )
    return rows.assign(called=ward_names(view, rows), what=what)


def _everywhere(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the wards of all districts, so that their maps have the same classes."""
    cells = cells_beside(view, frame[frame["level"] == "ward"])
    return ward_rows(view, cells, verdicts={}, centres=centre_areas(view, "ward"))


def _share(view: View, total: pd.DataFrame) -> tuple[str, int] | None:
    """Return the change of the whole area, in words and number; None where it is not clear."""
    verdict = verdict_of(view, total)
    before, after = (view.number(total, period=one) for one in (view.before, view.period))
    if verdict is None or not verdict.is_clear or before is None or after is None:
        return None
    return ("rise" if verdict.is_higher else "fall"), int(after - before)


def _told(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which wards clearly changed."""
    clear = clear_first(rows).head(MOST_TOLD)
    return tuple(
        say(
            "Recorded crime in {ward:t} {word:t} from {before:n} to {after:n}.",
            ward=as_ward(row["called"]),
            word=row["reading"],
            before=row["before"],
            after=row["after"],
        )
        for _, row in clear.iterrows()
    )


def _table(view: View, rows: pd.DataFrame, way: str) -> Table:
    shares = [Column("share", f"Share of the {way} of {view.name}", "share")] if way else []
    return Table(
        rows.reset_index(drop=True),
        [
            Column("name", "Ward"),
            *BOTH_YEARS,
            Column("difference", "Change", "change", of=("after - before",)),
            Column("reading", "Reading"),
            *shares,
            Column("rate", "Per 1,000 residents", "rate", of=("after", RESIDENTS)),
        ],
        caption=f"All recorded crime by ward in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id="crime-by-ward",
    )
