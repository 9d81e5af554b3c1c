"""Which rules of ``config/priorities.toml`` select nothing of all that was received?

A rule that passes every check of its spelling may still ask for what no source ever sends. Its
count is a zero that looks like the truth, so it is told after every build and every assessment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from csa.priorities import COUNTED, is_counted, rule_columns, select_incidents
from csa.schemas import to_frame
from csa.settings.rules import NOT_RECORDED
from csa.store.catalogue import Catalogue
from csa.store.parts import load_rows

if TYPE_CHECKING:
    from pathlib import Path

    from csa.settings import Priority, Rule, Settings, SubTheme

FILE = "config/priorities.toml"


def find_idle_rules(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Name the sub-themes whose rules select no row of the processed tables.

    Parameters
    ----------
    settings : Settings
        The rules, and where the tables are.
    catalogue : Catalogue
        What was built.

    Returns
    -------
    list of str
        One sentence for each rule that selects nothing, and one for the columns of a unit that no
        source received records, with the sub-themes that need them. A unit that was not received
        at all is left out: that its months are missing is told elsewhere.
    """
    units = sorted({r.unit for p in settings.priorities for s in p.subthemes for r in s.rules})
    told: list[str] = []
    for unit in units:
        rows = _kinds_of_rows(settings, catalogue, unit)
        if len(rows):
            told += _of_unit(settings.priorities, unit, rows)
    return told


def _kinds_of_rows(settings: Settings, catalogue: Catalogue, unit: str) -> pd.DataFrame:
    """Return every combination of values there is of the columns that rules of a unit ask for."""
    themes = [s for p in settings.priorities for s in p.subthemes]
    asked = {name for s in themes for name in rule_columns(s, unit=unit)}
    # Rows that nothing counts are selected in vain.
    columns = sorted(asked | {COUNTED[unit][0]} if unit in COUNTED else asked) or ["source"]
    parts = [
        _kinds(settings.processed, unit, one, columns) for one in catalogue.tables.get(unit, [])
    ]
    return to_frame(pa.concat_tables(parts)) if parts else pd.DataFrame()


def _kinds(folder: Path, unit: str, part: str, columns: list[str]) -> pa.Table:
    rows = load_rows(folder, unit, part, columns)
    return rows.group_by(columns).aggregate([])


def _of_unit(priorities: tuple[Priority, ...], unit: str, rows: pd.DataFrame) -> Iterator[str]:
    unrecorded: dict[str, list[str]] = {}
    counted = rows[is_counted(rows, table=unit)]
    for table, subtheme, number, rule in _idle(priorities, unit, counted):
        missing = [name for name in _asked_for(rule) if rows[name].isna().all()]
        if not missing:
            yield f"{table}: rule {number} selects nothing of all {unit} received."
        elif subtheme.id not in unrecorded.setdefault(missing[0], []):
            unrecorded[missing[0]].append(subtheme.id)
    if unrecorded:
        columns = ", ".join(f"'{column}'" for column in sorted(unrecorded))
        themes = dict.fromkeys(one for name in sorted(unrecorded) for one in unrecorded[name])
        yield (
            f"No source received records {columns} of {unit}, so nothing is selected for "
            f"{', '.join(themes)} ({FILE})."
        )


def _idle(
    priorities: tuple[Priority, ...], unit: str, rows: pd.DataFrame
) -> Iterator[tuple[str, SubTheme, int, Rule]]:
    """Yield the rules that select no row, with where they stand.

    One that takes what is not recorded may well find that everything is.
    """
    for priority in priorities:
        for subtheme in priority.subthemes:
            table = f'{FILE}, [[priority]] "{priority.id}", [[priority.subtheme]] "{subtheme.id}"'
            for number, rule in enumerate(subtheme.rules, start=1):
                if rule.unit != unit or NOT_RECORDED in _asked_for(rule).values():
                    continue
                if not select_incidents(rows, rules=[rule], unit=unit).any():
                    yield table, subtheme, number, rule


def _asked_for(rule: Rule) -> dict[str, str | bool]:
    """Return the columns that a rule asks for, each with a value: ``""`` if it takes that too."""
    pairs = [
        (column, value)
        for condition in rule.any_of
        for column, values in condition.items()
        for value in values
    ]
    return dict(sorted(pairs, key=lambda pair: pair[1] == NOT_RECORDED))
