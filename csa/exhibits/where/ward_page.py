"""What happened in this ward? Everything about one ward on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.where.hotspots import spot_cells
from csa.exhibits.where.ward_book import ALL_CRIME, book_of
from csa.exhibits.where.ward_ground import map_of, neighbourhood_rows, spots_in
from csa.exhibits.where.ward_plans import (
    OF_OFFICERS,
    projects_table,
    proposal_rows,
    proposals_table,
)
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.verdicts import tell_change
from csa.findings.choosing import rank
from csa.periods import Period
from csa.present.number import as_plain
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, describe_change, ordinal, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csa.exhibits.view import View
    from csa.exhibits.where.ward_book import Book
    from csa.findings.finding import Finding

MOST_NAMED = 3
MOST_FINDINGS = 3
HIGHEST_TOLD = 5
UNITS = ("crime", "asb", "environment", "fire")
RANKS = (
    "Rates are per resident for the period. The highest rate of the district's wards has the "
    "first rank; too few incidents have none."
)


class WardExhibits(Group):
    """One ward."""

    scopes = ("ward",)

    @exhibit(
        counts={
            "total": Count("crime", level="ward"),
            "types": Count("crime", by=("category",), level="ward"),
            "asb": Count("asb", level="ward"),
            "environment": Count("environment", level="ward"),
            "fire": Count("fire", level="ward"),
            "inside": Count("crime", level="lsoa"),
        }
    )
    def page(view: View, inside: pd.DataFrame, **frames: pd.DataFrame) -> Parts:
        """Say what happened in the ward: counts, rates, neighbourhoods, hotspots and projects."""
        name = ward_name(view)
        total = view.cells(frames["total"], area=view.ward)
        if reason := why_missing(view, total, "crime"):
            return unavailable(view, title=f"{name} ward", reason=reason, units=["crime"])
        book = book_of(view, frames)
        rows = _own(book, view.ward)
        parts, of_parts = neighbourhood_rows(view, inside)
        spots = spots_in(view, name)
        found = rank(view.offers())[:MOST_FINDINGS]
        shown = show(
            view,
            title=_title(name, rows),
            heading=name,
            statements=_statements(view, book, rows, name=name, found=found),
            figures=map_of(view, name, parts, spots),
            tables=tuple(_tables(view, book, rows, name, parts=parts, spots=spots)),
            cells=[
                book.cells[book.cells["area"] == view.ward],
                of_parts,
                *([spot_cells(view, spots)] if len(spots) else []),
            ],
            units=[unit for unit in UNITS if unit in set(rows["unit"])],
            notes=(RANKS,) if view.ward not in book.centres else (),
            data=rows,
        )
        return _with_numbers(shown, found)

    @exhibit(editions=PARTNER_ONLY)
    def proposals(view: View) -> Parts:
        """List what is proposed in the ward, for those who decide on it."""
        name = ward_name(view)
        rows = proposal_rows(view, name)
        if not rows:
            reason = "Nothing is proposed here."
            return keep_unpublished(unavailable(view, title="For decision", reason=reason))
        return show(
            view,
            title="For decision",
            tables=(proposals_table(rows, name),),
            cells=[row["cells"] for row in rows if row["cells"] is not None],
            source=OF_OFFICERS,
            data=pd.DataFrame(rows).drop(columns="cells"),
        )


def ward_name(view: View) -> str:
    """Return the name of the view's ward."""
    nesting = view.reference("geography")
    return str(nesting.loc[nesting["ward"] == view.ward, "ward_name"].iloc[0])


def _own(book: Book, code: str) -> pd.DataFrame:
    """Return what is counted in one ward: all crime, its types, the most first, and the rest."""
    rows = book.rows[book.rows["ward"] == code]
    plain = as_plain(rows[["before", "after"]])
    rows = rows.assign(difference=plain["after"] - plain["before"])
    rows = rows[(plain.fillna(0) > 0).any(axis=1) | (rows["name"] == ALL_CRIME)]
    is_type = (rows["unit"] == "crime") & (rows["name"] != ALL_CRIME)
    types = rows[is_type].sort_values(["after", "name"], ascending=[False, True])
    whole = rows["name"] == ALL_CRIME
    return pd.concat([rows[whole], types, rows[~is_type & ~whole]], ignore_index=True)


def _title(name: str, rows: pd.DataFrame) -> str:
    reading = rows["reading"].iloc[0]
    if tell_change(pd.Series([reading])).any():
        return f"Recorded crime {reading} in {name} ward"
    return f"Recorded crime in {name} ward"


def _statements(
    view: View, book: Book, rows: pd.DataFrame, *, name: str, found: Sequence[Finding]
) -> tuple[Statement, ...]:
    """Say how the whole changed, what is found about the ward, and how it ranks.

    What clearly changed and is in no finding follows.
    """
    whole = rows.iloc[0]
    told = [
        _told(book, whole, str(whole["told"]).replace(ALL_CRIME, f"Recorded crime in {name} ward")),
        *(Statement.join((one.headline, one.statement)) for one in found),
    ]
    said = " ".join(str(one) for one in told)
    others = [
        row
        for _, row in _clear(rows.iloc[1:]).iterrows()
        if f"{row['before']} to {row['after']}" not in said
    ]
    told += [_told(book, row, row["told"]) for row in others[:MOST_NAMED]]
    if view.ward in book.centres:
        told.append(
            say(
                "{name:t} ward holds a town centre: visitors, not residents, are the crowd there, "
                "so it has no rate.",
                name=name,
            )
        )
    elif not isinstance(whole["rank"], str) and whole["rank"] <= HIGHEST_TOLD:
        told.append(
            say(
                "For its residents it has the {rank:t} rate of recorded crime of the wards of "
                "{area:t} without a town centre.",
                rank=_ranked(int(whole["rank"])),
                area=view.name,
            )
        )
    return tuple(told)


def _ranked(place: int) -> str:
    return "highest" if place == 1 else f"{ordinal(place)} highest"


def _clear(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what clearly changed, the largest change first."""
    size = rows["difference"].abs().fillna(0)
    clear = rows[tell_change(rows["reading"])]
    return clear.loc[size[clear.index].sort_values(ascending=False, kind="stable").index]


def _told(book: Book, row: pd.Series, subject: str) -> Statement:
    verdict = book.verdicts.get(row["key"])
    if verdict is None or verdict.difference is None:
        return say("{subject:t}: {after:n}.", subject=subject, after=row["after"])
    return describe_change(subject, verdict, before=row["before"], after=row["after"])


def _tables(
    view: View, book: Book, rows: pd.DataFrame, name: str, *, parts: pd.DataFrame,
    spots: pd.DataFrame,
) -> Iterator[Table]:  # fmt: skip
    if len(parts):
        yield Table(
            parts,
            [
                Column("letter", "On the map"),
                Column("name", "Neighbourhood"),
                *BOTH_YEARS,
                Column("reading", "Reading"),
            ],
            caption=f"Recorded crime in the neighbourhoods of {name} ward",
            row_header="name",
            table_id="neighbourhoods",
        )
    rates = [
        Column("rate", "Per 1,000 residents", "rate", of=("after", RESIDENTS)),
        Column("rank", f"Rank in {view.name}", "number"),
    ]
    is_rated = view.ward not in book.centres and rows["rate"].notna().any()
    yield Table(
        rows,
        [
            Column("told", "What is counted"),
            *BOTH_YEARS,
            Column("difference", "Change", "change", of=("after - before",)),
            Column("reading", "Reading"),
            *(rates if is_rated else []),
        ],
        caption=f"{name} ward: {view.period.label}, and {view.before.label}",
        row_header="told",
        table_id="ward",
    )
    if len(spots):
        yield _spot_table(spots, name)
    yield from projects_table(view, name)


def _spot_table(spots: pd.DataFrame, name: str) -> Table:
    months = Period.from_key(spots["latest"].iloc[0]).label
    return Table(
        spots,
        [
            Column("where", "Hotspot"),
            Column("label", "What is counted"),
            Column("before", "Twelve months before", "count"),
            Column("now", "Latest twelve months", "count"),
            Column("reading", "Reading"),
        ],
        caption=f"Hotspots in {name} ward, {months}",
        row_header="where",
        table_id="hotspots",
    )


def _with_numbers(shown: Parts, found: Sequence[Finding]) -> Parts:
    """Add the numbers that the findings shown rest on."""
    numbers: dict[str, Any] = {}
    for one in found:
        numbers |= one.numbers
    return shown | {"numbers": {**numbers, **shown["numbers"]}}
