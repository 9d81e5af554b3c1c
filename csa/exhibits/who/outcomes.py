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
from csa.exhibits.view import made_of
from csa.exhibits.wording.known import say_profile
from csa.exhibits.wording.nearest import types_of
from csa.exhibits.wording.protected import bounded, count_field
from csa.present.tables import CELLS_ENDING, Column, Table
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
    "whole types nor is one named as nearest to it (nearest_public in config/disclosure.toml)."
)


def outcome_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per outcome, in reading order.

    Parameters
    ----------
    cells : DataFrame
        Crimes of some types by outcome and age of the crime.

    Returns
    -------
    DataFrame
        ``outcome_group, name``, the crimes ``mature`` (six months old or more) and ``recent``,
        and for each the cells it is put together from.
    """
    grouped = cells.groupby([OUTCOME, "maturity"])
    wide = grouped["value"].sum(min_count=1).unstack("maturity")
    origins = grouped[["key", "value"]].apply(made_of).unstack("maturity")
    rows = wide.join(origins.add_suffix(CELLS_ENDING)).reindex(list(OUTCOME_LABELS)).reset_index()
    return rows.assign(name=rows[OUTCOME].map(OUTCOME_LABELS))


def type_note(view: View, types: Sequence[str], *, protected: bool) -> str:
    """Say which types are shown, and that their outcomes are public."""
    names = list_text([f"'{name}'" for name in types])
    noun = "type" if len(types) == 1 else "types"
    manner = "rounded" if protected else "exact, as data.police.uk publishes them crime by crime"
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


def outcome_statements(
    rows: pd.DataFrame, *, crimes: str, minimum: int, protected: bool
) -> tuple[Statement, ...]:
    """Say what came of the crimes old enough to tell, as far as an outcome is recorded.

    Parameters
    ----------
    rows : DataFrame
        As :func:`outcome_rows` returns them.
    crimes : str
        What they are called.
    minimum : int
        Least number of crimes for a percentage.
    """
    by_outcome = rows.set_index(OUTCOME)
    total, ended = int(rows["mature"].sum()), int(by_outcome["mature"].drop(UNKNOWN).sum())
    if total < minimum:
        return (say("Too few crimes are old enough to say what came of them."),)
    shares = bounded(100 * by_outcome["mature"] / total, total, protected=protected)
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
            f"{{recent:{count_field(protected)}}} crimes are more recent; many of them will still "
            "be decided.",
            recent=int(rows["recent"].sum()),
        ),
    )


def outcome_table(
    view: View, rows: pd.DataFrame, *, crimes: str, minimum: int, protected: bool
) -> Table:
    """Lay out outcomes of crimes old enough to tell, beside those of recent ones."""
    kind = "protected" if protected else "count"
    columns = [
        Column("name", "Outcome"),
        Column("mature", MATURITY_LABELS["mature"], kind),
        Column("recent", MATURITY_LABELS["recent"], kind),
    ]
    total = int(rows["mature"].sum())
    if total >= minimum:
        shares = bounded(100 * rows["mature"] / total, total, protected=protected)
        rows = rows.assign(share=shares)
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
