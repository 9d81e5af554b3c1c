"""Which incidents belong to which priority and sub-theme?

Rules live in ``config/priorities.toml``; this module only applies them. Belonging is worked out
when incidents are counted, so a changed rule needs no rebuild of the processed tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.settings import Priority, Rule, SubTheme


# Tables that hold rows which nothing counts: a column, and its values in the rows that count.
COUNTED: Mapping[str, tuple[str, tuple[str | bool, ...]]] = {
    "crime": ("status", ("recorded",)),
    "fire": ("is_deliberate", (True,)),
    "suspect": ("status", ("suspect", "arrested", "charged", "convicted")),
}

# Of these, rows that do not say it count as well.
COUNTED_UNKNOWN = ("crime", "suspect")


def is_counted(rows: pd.DataFrame, *, table: str) -> pd.Series:
    """Say of each row of a processed table whether it is counted: on pages, on lists, of a theme.

    A crime that was cancelled or transferred is none, a suspect who was eliminated is none, and
    of the fires only those that are known to be deliberate are counted.

    Returns
    -------
    Series of bool
        Index as ``rows``.
    """
    column, values = COUNTED.get(table, ("", ()))
    if column not in rows:
        return pd.Series(data=True, index=rows.index)
    return _has_value(rows, column, (*values, "") if table in COUNTED_UNKNOWN else values)


def select_incidents(
    incidents: pd.DataFrame, *, rules: Iterable[Rule], unit: str, or_unknown: bool = False
) -> pd.Series:
    """Return for each incident whether one of the rules selects it.

    Parameters
    ----------
    incidents : DataFrame
        One row per incident of one unit.
    rules : iterable of Rule
        Rules for other units select nothing.
    unit : str
        What a row is: ``crime``, ``asb``, ``fire`` or ``environment``.
    or_unknown : bool
        Whether to select those as well that a rule might, if they said what they do not.

    Returns
    -------
    Series of bool
        Index as ``incidents``. An incident whose column is unknown is not selected by a value.

    Raises
    ------
    SettingsError
        If a rule names a column the incidents do not have.
    """
    selected = pd.Series(data=False, index=incidents.index)
    for rule in rules:
        if rule.unit == unit:
            selected |= _matches(incidents, rule, or_unknown=or_unknown)
    return selected


def _matches(incidents: pd.DataFrame, rule: Rule, *, or_unknown: bool) -> pd.Series:
    if not rule.any_of:
        return pd.Series(data=True, index=incidents.index)
    matched = pd.Series(data=False, index=incidents.index)
    for condition in rule.any_of:
        holds = pd.Series(data=True, index=incidents.index)
        for column, values in condition.items():
            holds &= _has_value(incidents, column, (*values, "") if or_unknown else values)
        matched |= holds
    return matched


def _has_value(incidents: pd.DataFrame, column: str, values: tuple[str | bool, ...]) -> pd.Series:
    if column not in incidents:
        raise SettingsError(
            f"A rule in config/priorities.toml names the column '{column}', which this table does "
            f"not have. It has: {', '.join(map(str, incidents.columns))}."
        )
    present = incidents[column].isin([value for value in values if value != ""])
    present = present.fillna(value=False).astype(bool)
    return present | incidents[column].isna() if "" in values else present


def theme_membership(
    incidents: pd.DataFrame, *, unit: str, priorities: Iterable[Priority]
) -> pd.DataFrame:
    """List the sub-themes that each incident belongs to.

    Returns
    -------
    DataFrame
        One row per incident and sub-theme it belongs to: ``incident`` (label of the index of
        ``incidents``), ``priority``, ``subtheme``, ``kind`` (part or overlay) and
        ``counts_to_priority``: overlays are in no total but that of a cross-cutting priority.

    Raises
    ------
    SettingsError
        If two parts claim the same incident: totals would count it twice.
    """
    pieces = [
        pd.DataFrame(
            {
                "incident": incidents.index[select_incidents(incidents, rules=s.rules, unit=unit)],
                "priority": priority.id,
                "subtheme": s.id,
                "kind": s.kind,
                "counts_to_priority": s.kind == "part" or priority.cross_cutting,
            }
        )
        for priority in priorities
        for s in priority.subthemes
        if any(rule.unit == unit for rule in s.rules)
    ]
    columns = ["incident", "priority", "subtheme", "kind", "counts_to_priority"]
    membership = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)
    _refuse_double_count(membership)
    return membership.astype({"counts_to_priority": bool})


def _refuse_double_count(membership: pd.DataFrame) -> None:
    parts = membership[membership["kind"] == "part"]
    repeated = parts[parts.duplicated("incident", keep=False)]
    if len(repeated):
        names = ", ".join(sorted(repeated["subtheme"].unique()))
        raise SettingsError(
            f"The sub-themes {names} share incidents, so totals would count them twice. Change "
            "their rules in config/priorities.toml or make one of them an overlay."
        )


def units_of(priority: Priority) -> list[str]:
    """Return the units a priority counts, headline unit first."""
    units = [rule.unit for subtheme in priority.subthemes for rule in subtheme.rules]
    ordered = [priority.headline_unit, *units]
    return list(dict.fromkeys(unit for unit in ordered if unit in units))


def counts_in(subtheme: SubTheme, *, unit: str) -> bool:
    """Say whether a sub-theme has a rule for a unit."""
    return any(rule.unit == unit for rule in subtheme.rules)


def units_with_total(priority: Priority) -> list[str]:
    """Return the units in which a priority has a total, headline unit first.

    An overlay alone gives a priority none, unless it cuts across the others.
    """
    return [
        unit
        for unit in units_of(priority)
        if any(
            counts_in(s, unit=unit) and (s.kind == "part" or priority.cross_cutting)
            for s in priority.subthemes
        )
    ]


def takes_undivided(subtheme: SubTheme, *, unit: str) -> bool:
    """Say whether a sub-theme takes the rows of sources that do not divide them."""
    return any(
        "" in values
        for rule in subtheme.rules
        if rule.unit == unit
        for condition in rule.any_of
        for values in condition.values()
    )


def unrecorded_subthemes(
    table: pd.DataFrame, *, unit: str, priorities: Iterable[Priority]
) -> list[str]:
    """Return the ids of the sub-themes that no row can be recognised as.

    Parameters
    ----------
    table : DataFrame
        A processed table, whole: a column without any value is not recorded by its sources.
    """
    return [
        s.id
        for priority in priorities
        for s in priority.subthemes
        if counts_in(s, unit=unit) and not takes_undivided(s, unit=unit)
        if not all(_is_recorded(table, column) for column in rule_columns(s, unit=unit))
    ]


def _is_recorded(table: pd.DataFrame, column: str) -> bool:
    return column in table and bool(table[column].notna().any())


def takes_all(rule: Rule) -> bool:
    """Say whether a rule takes every row of its unit that is counted."""
    column, values = COUNTED.get(rule.unit, ("", ()))
    return not rule.any_of or any(
        set(condition) == {column} and set(values) <= set(condition[column])
        for condition in rule.any_of
    )


def rule_columns(subtheme: SubTheme, *, unit: str) -> list[str]:
    """Return the columns that a sub-theme's rules look at in one unit."""
    conditions = [
        condition for rule in subtheme.rules if rule.unit == unit for condition in rule.any_of
    ]
    return sorted({column for condition in conditions for column in condition})
