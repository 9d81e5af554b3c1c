"""What came of the crimes of a priority, as far as the police publish it.

Outcomes are counted by the police's own types of crime and never by priority: those counts are
public, to the last crime. A priority is shown by the types it is made of, or else by the type that
stands nearest to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.public_knowledge import TYPE
from csa.counting.records.described import UNKNOWN
from csa.counting.records.outcomes import (
    CHARGED,
    NO_ACTION,
    NO_SUSPECT,
    OTHER_BODY,
    OUT_OF_COURT,
    OUTCOME,
)
from csa.counting.records.persons import MATURITY
from csa.exhibits.wording.known import say_profile
from csa.exhibits.wording.nearest import types_of
from csa.present.number import add_known, is_hidden, percents
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View

OUTCOME_LABELS = {
    CHARGED: "A suspect was charged or summonsed",
    OUT_OF_COURT: "Caution, penalty notice, warning or community resolution",
    NO_ACTION: "Not prosecuted: evidence, the victim's wish or the public interest",
    NO_SUSPECT: "No suspect identified",
    OTHER_BODY: "Passed to another body",
    UNKNOWN: "No outcome yet, or not recorded",
}
MATURITY_LABELS = dict(
    zip(MATURITY, ("Six months old or more", "Less than six months old"), strict=True)
)
NO_TYPE = (
    "Outcomes are shown by the police's own types of crime, and this priority is neither made of "
    "whole types nor is one named as nearest to it."
)


def outcome_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per outcome, in reading order.

    Parameters
    ----------
    cells : DataFrame
        Crimes of some types by outcome and age of the crime.

    Returns
    -------
    DataFrame
        ``outcome_group, name``, the crimes ``mature`` (six months old or more) and ``recent``.
    """
    numbered = cells.assign(number=view.numbers(cells)).dropna(subset=["number"])
    grouped = numbered.groupby([OUTCOME, "maturity"])["number"]
    wide = grouped.agg(add_known).unstack("maturity")
    rows = wide.reindex(index=list(OUTCOME_LABELS), columns=list(MATURITY)).reset_index()
    return rows.assign(name=rows[OUTCOME].map(OUTCOME_LABELS))


def type_note(view: View, types: Sequence[str], rows: pd.DataFrame) -> str:
    """Say which types are shown, and that their outcomes are public."""
    names = list_text([f"'{name}'" for name in types])
    noun = "type" if len(types) == 1 else "types"
    rounded = is_hidden(rows["mature"]) or is_hidden(rows["recent"])
    manner = "rounded" if rounded else "exact, as data.police.uk publishes them crime by crime"
    shown = f"Outcomes are those of the police's own {noun} {names}: {manner}."
    if types_of(view.priority):
        return shown
    short = view.priority.short_label
    return (
        f"{shown} That is the nearest public figure to {short[:1].lower()}{short[1:]}, whose own "
        "crimes are not counted by outcome."
    )


def crimes_text(view: View, types: Sequence[str]) -> str:
    """Say which crimes are shown: the priority's own, or those of the type that stands in."""
    return "crimes" if types_of(view.priority) else f"crimes of the type {list_text(types)}"


def outcome_statements(rows: pd.DataFrame, *, crimes: str) -> tuple[Statement, ...]:
    """Say what came of the crimes old enough to tell, as far as an outcome is recorded.

    Parameters
    ----------
    rows : DataFrame
        As :func:`outcome_rows` returns them.
    crimes : str
        What they are called.
    """
    by_outcome = rows.set_index(OUTCOME)
    total, ended = add_known(rows["mature"]), add_known(by_outcome["mature"].drop(UNKNOWN))
    if not total.is_enough:
        return (say("Too few crimes are old enough to say what came of them."),)
    shares = percents(by_outcome["mature"], total)
    said = say_profile(
        "Of {mature:n} {crimes:t} at least six months old, {charged:p} led to a charge or summons "
        "and {settled:p} to a caution, penalty, warning or community resolution; for {none:p} no "
        "suspect was identified.",
        known=ended,
        total=total,
        mature=total,
        crimes=crimes,
        charged=shares[CHARGED],
        settled=shares[OUT_OF_COURT],
        none=shares[NO_SUSPECT],
    )
    return (
        *(said or (say("Too few outcomes are recorded to say what came of these crimes."),)),
        say(
            "{recent:n} crimes are more recent; many of them will still be decided.",
            recent=add_known(rows["recent"]),
        ),
    )


def outcome_table(view: View, rows: pd.DataFrame, *, crimes: str) -> Table:
    """Lay out outcomes of crimes old enough to tell, beside those of recent ones."""
    columns = [
        Column("name", "Outcome"),
        Column("mature", MATURITY_LABELS["mature"], "count"),
        Column("recent", MATURITY_LABELS["recent"], "count"),
    ]
    total = add_known(rows["mature"])
    if total.is_enough:
        rows = rows.assign(share=percents(rows["mature"], total))
        columns.insert(2, Column("share", "Share of the older ones, %", "percent"))
    return Table(
        rows,
        columns,
        caption=f"Outcomes of {crimes} in {view.name}, {view.period.label}, by age of the crime",
        row_header="name",
        table_id="outcomes",
    )


def of_types(view: View, frame: pd.DataFrame, types: Sequence[str]) -> pd.DataFrame:
    """Return the cells of the period of these types."""
    if not len(frame):
        return frame
    cells = view.cells(frame, period=view.period)
    return cells[cells[TYPE].isin(list(types))]
