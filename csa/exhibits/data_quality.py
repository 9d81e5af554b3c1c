"""What do these figures rest on, and what is missing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.exhibits.view import PROTECTED_NOTE, UNIT_NOUNS
from csa.periods import as_spans, month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

METHOD_NOTES = (
    "Crimes are counted in the month they were recorded. A year-to-date figure runs from April to "
    "the last month in the title and is compared with the same months a year earlier.",
    "'No clear change' means that a difference of this size arises easily by chance: the 95% "
    "interval of the ratio of the two counts includes no change.",
    "No percentage is shown when the earlier count is under 20; from 20 to 49 it is marked as "
    "small numbers.",
    "Anti-social behaviour, fires and environmental reports are incidents, not crimes, and are "
    "never added to recorded crime. Arson recorded by the police and deliberate fires recorded by "
    "the fire service overlap and are shown side by side.",
    "A month that was not received is missing; it is never counted as zero.",
)


class DataQualityExhibits(Group):
    """Data and method notes of a report."""

    @exhibit()
    def coverage(view: View) -> Parts:
        """List, source by source, which months were received."""
        rows = view.reference("coverage")
        districts = (
            [view.code]
            if not view.is_partnership
            else [district.code for district in view.settings.districts]
        )
        here = rows[rows["district"].isin(districts)] if len(rows) else rows
        if not len(here):
            return unavailable(
                view, title="Which months were received", reason="No source was received."
            )
        table = pd.DataFrame(
            [_coverage_row(unit, group) for unit, group in here.groupby("unit", sort=True)]
        )
        gaps = table[table["missing_count"] > 0]
        return show(
            view,
            title="Which months were received",
            statements=(_coverage_statement(gaps),),
            tables=(
                Table(
                    table,
                    [
                        Column("name", "What is counted"),
                        Column("first", "First month"),
                        Column("last", "Last month"),
                        Column("received", "Months received", "count"),
                        Column("missing", "Months missing"),
                    ],
                    caption="Months received, source by source",
                    row_header="name",
                    table_id="coverage",
                ),
            ),
            source="Row accounts of the files received",
            period="All months received",
            data=table,
        )

    @exhibit()
    def row_account(view: View) -> Parts:
        """Account for every row of every file received."""
        account = view.reference("account")
        if not len(account):
            return unavailable(view, title="Every row accounted for", reason="No file was read.")
        columns = ["files", "rows", "accepted", "quarantined", "superseded", "out_of_area"]
        table = account.assign(files=1).groupby("label", sort=True)[columns].sum().reset_index()
        total = table[columns].sum()
        return show(
            view,
            title="Every row accounted for",
            statements=(
                say(
                    "{rows:n} rows in {files:n} files were read: {accepted:n} accepted, "
                    "{quarantined:n} set aside as faulty, {superseded:n} replaced or repeated, "
                    "{outside:n} outside the area.",
                    rows=int(total["rows"]),
                    files=int(total["files"]),
                    accepted=int(total["accepted"]),
                    quarantined=int(total["quarantined"]),
                    superseded=int(total["superseded"]),
                    outside=int(total["out_of_area"]),
                ),
            ),
            tables=(
                Table(
                    table,
                    [
                        Column("label", "Source"),
                        Column("files", "Files", "count"),
                        Column("rows", "Rows", "count"),
                        Column("accepted", "Accepted", "count"),
                        Column("quarantined", "Set aside", "count"),
                        Column("superseded", "Replaced or repeated", "count"),
                        Column("out_of_area", "Outside the area", "count"),
                    ],
                    caption="Rows read from each source",
                    row_header="label",
                    table_id="row-account",
                ),
            ),
            source="Row accounts of the files received",
            period="All months received",
            data=table,
        )

    @exhibit()
    def methods(view: View) -> Parts:
        """Say in plain words how the figures are made, and which recording changes matter."""
        breaks = pd.DataFrame(
            [
                {"name": one.label, "when": month_name(one.start), "caveat": one.caveat}
                for one in sorted(view.breaks(*_everything(view)), key=lambda one: one.start)
                if one.start <= view.period.end
            ],
            columns=["name", "when", "caveat"],
        )
        return show(
            view,
            title="How the figures are made",
            notes=(*METHOD_NOTES, *(() if view.is_officer else (PROTECTED_NOTE,))),
            tables=(
                Table(
                    breaks,
                    [
                        Column("name", "Change in recording"),
                        Column("when", "From"),
                        Column("caveat", "What it means"),
                    ],
                    caption="Changes in recording up to the end of this period",
                    row_header="name",
                    table_id="breaks",
                ),
            ),
            source="Settings of the partnership",
            data=breaks,
        )


def _everything(view: View) -> list[str]:
    return sorted({name for one in view.settings.breaks for name in one.affects})


def _coverage_row(unit: object, group: pd.DataFrame) -> dict[str, object]:
    complete = group.groupby("month")["status"].agg(lambda states: (states == "ok").all())
    missing = [str(month) for month in complete.index[~complete]]
    return {
        "name": (name := UNIT_NOUNS.get(str(unit), str(unit)))[:1].upper() + name[1:],
        "first": month_name(str(complete.index.min())),
        "last": month_name(str(complete.index.max())),
        "received": int(complete.sum()),
        "missing": list_text([span.label for span in as_spans(missing)]) if missing else "none",
        "missing_count": len(missing),
    }


def _coverage_statement(gaps: pd.DataFrame) -> Statement:
    if not len(gaps):
        return say("Every month between the first and the last was received from every source.")
    return say(
        "Months are missing for {names:t}. Nothing is assumed in their place.",
        names=list_text([name[:1].lower() + name[1:] for name in gaps["name"]]),
    )
