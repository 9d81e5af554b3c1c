"""What do these figures rest on, and what is missing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.tables.received import FATES, LEFT_OUT
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.periods import as_spans, month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.schemas.coverage import best_of

if TYPE_CHECKING:
    from csa.exhibits.view import View

ADD_UP = {
    len(FATES): ("the four add up", "The four do not add up"),
    len(FATES) + 1: ("the five add up", "The five do not add up"),
}
FATE_NOTES = (
    "Accepted rows are counted, save crimes that were cancelled or transferred, suspects who were "
    "eliminated and fires that are not known to be deliberate. Rows set aside break a rule and are "
    "not counted until they are put right. Replaced or repeated rows count once, in the file that "
    "stands. Rows outside the area belong to other districts.",
)
ABOUT_PEOPLE_NOTE = (
    "Rows about victims and suspects, and those of other services, are given to the nearest "
    "hundred; the partnership keeps the exact account."
)
CORRECT_NOTE = (
    'csa.load("quarantine") lists every row set aside with its file, row number, column and '
    "reason. Ask the sender for the file again, or put a row right in config/corrections.toml and "
    "run csa build."
)
SCHEMES = {
    "ons_severity": "Crime Severity Score",
    "cambridge_harm": "Cambridge Crime Harm Index",
}


class DataQualityExhibits(Group):
    """Data and method notes of a report."""

    name = "data_quality"
    scopes = ("area",)

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
            statements=(_coverage_statement(gaps), *_doubt_statements(table)),
            tables=(
                Table(
                    table,
                    [
                        Column("name", "What is counted"),
                        Column("first", "First month"),
                        Column("last", "Last month"),
                        Column("received", "Months received", "number"),
                        Column("missing", "Months missing"),
                        Column("doubt", "Months in doubt"),
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
        table = account.sort_values("label", ignore_index=True)
        return show(
            view,
            title="Every row accounted for",
            statements=_account_statements(table),
            tables=(
                Table(
                    table,
                    [
                        Column("label", "Source"),
                        Column("files", "Files", "number"),
                        Column("rows", "Rows", "number"),
                        *(Column(name, label, "number") for name, label in _fates(table).items()),
                    ],
                    caption="Rows read from each source",
                    row_header="label",
                    table_id="row-account",
                ),
                *_reason_tables(view.reference("set_aside")),
            ),
            notes=(
                *FATE_NOTES,
                *((ABOUT_PEOPLE_NOTE,) if table["about_people"].any() else ()),
                *((CORRECT_NOTE,) if view.is_officer else ()),
            ),
            source="Row accounts of the files received",
            period="All months received",
            data=table,
        )

    @exhibit()
    def restated(view: View) -> Parts:
        """Say which months were sent again, and by how much their counts changed."""
        title = "Months sent again"
        rows = view.reference("restated")
        if not len(rows):
            return show(
                view,
                title=title,
                statements=(say("No month of incidents was sent again."),),
                source="Row accounts of the files received",
                period="All months received",
                data=rows,
            )
        table = rows.assign(change=rows["after"] - rows["before"])
        return show(
            view,
            title=title,
            statements=tuple(_restated_statement(row) for _, row in table.iterrows()),
            tables=(
                Table(
                    table,
                    [
                        Column("label", "Source"),
                        Column("months", "Months"),
                        Column("before", "Rows at first", "number"),
                        Column("after", "Rows now", "number"),
                        Column("change", "Difference", "change", of=("after - before",)),
                    ],
                    caption="Months sent again, and the rows accepted at first and now",
                    row_header="label",
                    table_id="restated",
                ),
            ),
            notes=(
                "A file that was sent again takes the place of the earlier one. Figures published "
                "before then rest on the earlier count.",
            ),
            source="Row accounts of the files received",
            period="All months received",
            data=table,
        )

    @exhibit()
    def harm_weights(view: View) -> Parts:
        """Say for what share of crimes a published weight of harm is known."""
        title = "Crimes with a weight of harm"
        rows = view.reference("harm_known")
        if not len(rows):
            return unavailable(view, title=title, reason="No weights of harm were received.")
        table = rows.assign(name=rows["scheme"].map(SCHEMES) + " " + rows["edition"].astype(str))
        least = table.loc[table["share"].idxmin()]
        return show(
            view,
            title=title,
            statements=(
                say(
                    "{name:t} has a weight for {share:p} of recorded crimes; offence codes without "
                    "one: {codes:n}.",
                    name=least["name"],
                    share=float(least["share"]),
                    codes=int(least["codes"]),
                ),
            ),
            tables=(
                Table(
                    table,
                    [
                        Column("name", "Weights"),
                        Column("share", "Crimes with a weight, %", "share"),
                        Column("codes", "Offence codes without one", "number"),
                    ],
                    caption="Crimes whose offence code has a weight",
                    row_header="name",
                    table_id="harm-weights",
                ),
            ),
            notes=("Crimes without an offence code, or with one that is not listed, have none.",),
            source="Published weights and the offence codes of recorded crimes",
            period="All months received",
            data=table,
        )


def _coverage_row(unit: object, group: pd.DataFrame) -> dict[str, object]:
    states = best_of(group).groupby("month")["status"]
    complete = states.agg(lambda found: (found == "ok").all())
    missing = [str(month) for month in complete.index[~complete]]
    return {
        "name": (name := UNIT_NOUNS.get(str(unit), str(unit)))[:1].upper() + name[1:],
        "first": month_name(str(complete.index.min())),
        "last": month_name(str(complete.index.max())),
        "received": int(complete.sum()),
        "missing": list_text([span.label for span in as_spans(missing)]) if missing else "none",
        "missing_count": len(missing),
        "doubt": _doubt_text(group),
    }


def _doubt_text(group: pd.DataFrame) -> str:
    """Name the months unlike those before them, with the reason in words."""
    if "doubt" not in group or not group["doubt"].notna().any():
        return "none"
    doubtful = group.dropna(subset=["doubt"])
    return "; ".join(
        f"{list_text([span.label for span in as_spans(rows['month'])])} ({doubt})"
        for doubt, rows in doubtful.groupby("doubt", sort=True)
    )


def _doubt_statements(table: pd.DataFrame) -> tuple[Statement, ...]:
    names = table.loc[table["doubt"] != "none", "name"]
    if not len(names):
        return ()
    return (
        say(
            "Some months of {names:t} are unlike those before them: compare them with care.",
            names=list_text([name[:1].lower() + name[1:] for name in names]),
        ),
    )


def _account_statements(table: pd.DataFrame) -> tuple[Statement, ...]:
    fates = _fates(table)
    total = table[["files", "rows", *fates]].sum()
    adds_up = (table["rows"] == table[list(fates)].sum(axis="columns")).all()
    all_told, some_lost = ADD_UP[len(fates)]
    return (
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
        *(
            (say("A layout left out {rows:n} rows of another kind.", rows=int(total["left_out"])),)
            if "left_out" in fates
            else ()
        ),
        say(f"For every source {all_told} to the rows read: no row is lost.")
        if adds_up
        else say(f"{some_lost} to the rows read for every source."),
    )


def _fates(table: pd.DataFrame) -> dict[str, str]:
    """Return what rows can have become, those left out by a layout only where there are any."""
    any_left_out = "left_out" in table and table["left_out"].sum() > 0
    return {**FATES, **(LEFT_OUT if any_left_out else {})}


def _reason_tables(reasons: pd.DataFrame) -> tuple[Table, ...]:
    if not len(reasons):
        return ()
    return (
        Table(
            reasons,
            [
                Column("label", "Source"),
                Column("reason", "Why rows were set aside"),
                Column("rows", "Rows", "number"),
            ],
            caption="Rows set aside, by reason",
            row_header="label",
            table_id="set-aside",
        ),
    )


def _restated_statement(row: pd.Series) -> Statement:
    return say(
        "{label:t}: {months:t} restated, {before:n} rows at first and {after:n} now ({change:+n}).",
        **{name: row[name] for name in ("label", "months", "before", "after", "change")},
    )


def _coverage_statement(gaps: pd.DataFrame) -> Statement:
    if not len(gaps):
        return say("Every month between the first and the last was received from every source.")
    return say(
        "Months are missing for {names:t}. Nothing is assumed in their place.",
        names=list_text([name[:1].lower() + name[1:] for name in gaps["name"]]),
    )
