"""Which cells must be protected, and how are they before they are frozen?

A cell is public only when its owner publishes that very detail; anything else is protected. There
is no setting that switches this off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.cells import MERGED, SUMMED
from csa.counting.classes import CLOSED
from csa.counting.dimensions import TABLE_THEMES
from csa.counting.keys import has_any_class
from csa.counting.relations import (
    as_complete,
    as_least,
    as_subsets,
    as_sums,
    gather,
    group_of,
)
from csa.disclosure.rounding.agreement import disagreeing, tables_of
from csa.disclosure.rounding.solve import round_jointly
from csa.disclosure.rules.design_rules import APART
from csa.disclosure.rules.steps import (
    all_steps,
    area_table,
    breakdown_of,
    coarser_steps,
    is_at_step,
    printed_keys,
    table_theme,
    take_steps,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.disclosure.ledger.revision import Earlier
    from csa.disclosure.rounding.relations import Key
    from csa.settings import Disclosure

TOO_FEW = "the group is too small to be broken down"
TOO_THIN = "too few people for so fine a table"
TELLING = "together with other figures it would give small numbers away"
BELOW_DISTRICT = "counts of sensitive offences are not published below the district"
ALREADY_SHOWN = "an earlier report shows part of these counts"
# Why a count that was received is not published; any other reason is about what was received.
WITHHELD = frozenset({TOO_FEW, TOO_THIN, TELLING, BELOW_DISTRICT, ALREADY_SHOWN, SUMMED, MERGED})
# A person's records in order: the first, the second, ...; the last classes hold several.
RECORD_NUMBER = r"(?:^|;)nth=(\d+)"


def protect_cells(
    cells: pd.DataFrame,
    relations: pd.DataFrame,
    *,
    rules: Disclosure,
    secret: bytes,
    earlier: Earlier | None = None,
) -> pd.DataFrame:
    """Round all protected cells together to multiples of the base, so that they still add up.

    Parameters
    ----------
    cells : DataFrame
        ``key, value, class, reason`` and what names a cell.
    relations : DataFrame
        Sums and subsets among the cells, see :func:`csa.counting.relations.list_relations`.
    rules : Disclosure
        Base and smallest group.
    secret : bytes
        The release key.
    earlier : Earlier, optional
        What readers know already; it is published again as it was wherever the truth allows.

    Returns
    -------
    DataFrame
        The cells with ``value`` as published and ``printed_bound``: the furthest the published
        value of a protected cell lies from the truth (0 for public cells). Cells that may not be
        shown have no value and a reason.

    Raises
    ------
    DisclosureError
        If no such rounding exists.

    Notes
    -----
    A public total of protected parts is rounded along with them, though it is printed exactly:
    the parts then never miss it by as much as a base, which would narrow them.
    """
    cells = _without_closed(cells)
    values = _rounded(cells, relations, rules=rules, secret=secret, earlier=earlier)
    bound = np.where(is_protected(cells), rules.base - 1, 0)
    rounded_cells = cells.assign(value=values, printed_bound=bound)
    shown = _by_rules(rounded_cells, rules=rules)
    far = (values - cells["value"]).abs() >= rules.base
    stand_ins = set(cells.loc[far.fillna(value=False), "key"])
    shown = _without_stand_ins(shown, stand_ins, earlier=earlier)
    while lost := disagreeing(shown, relations[relations["kind"] == "least"]):
        shown = coarsen_tables(shown, lost)
    return shown


def _by_rules(cells: pd.DataFrame, *, rules: Disclosure) -> pd.DataFrame:
    """Show each table as fine as its counts allow (D2, D3)."""
    large_enough = withhold_small_groups(cells, rules=rules)
    return _without_gaps(withhold_thin_tables(large_enough, rules=rules))


def _without_stand_ins(
    cells: pd.DataFrame, keys: set[str], *, earlier: Earlier | None
) -> pd.DataFrame:
    """Give up the tables in which stand-ins would be printed, in the areas where they would.

    Before anything is published a table is put together, or withheld, in all areas alike. A sum
    that no page prints is left out by itself: it follows from what is printed.
    """
    if earlier is not None and earlier.values:
        cells = withhold_in_area(cells, keys & printed_keys(cells), reason=ALREADY_SHOWN)
    while left := keys & printed_keys(cells):
        cells = coarsen_tables(cells, left)
    sums = cells["key"].isin(keys) & (cells["reason"] == SUMMED)
    return cells.assign(value=cells["value"].mask(sums), reason=cells["reason"].mask(sums, MERGED))


def _rounded(
    cells: pd.DataFrame,
    relations: pd.DataFrame,
    *,
    rules: Disclosure,
    secret: bytes,
    earlier: Earlier | None,
) -> pd.Series:
    """Return the values to publish of all cells."""
    counted = cells[cells["value"].notna()]
    hidden = counted[is_protected(counted)]
    links = _touching(as_complete(relations, set(counted["key"])), set(hidden["key"]))
    linked = counted["key"].isin({*hidden["key"], *links["parent"], *links["child"]})
    true = dict(zip(counted["key"], counted["value"].astype(int), strict=True))
    known: dict[Key, int] = {}
    if earlier is not None:
        ties = earlier.ties(hidden)
        known = {name: earlier.values[name] for name in _outside(ties, true)}
        links = gather([links, ties])
    rounded = round_jointly(
        {key: true[key] for key in counted.loc[linked, "key"]},
        [*as_sums(links), *as_least(links)],
        base=rules.base,
        secret=secret,
        subsets=as_subsets(links),
        kept=earlier.kept(hidden, base=rules.base) if earlier else None,
        firm=earlier.firm(hidden) if earlier else (),
        known=known,
        tables=tables_of(counted, printed_keys(_by_rules(counted, rules=rules))),
    )
    values = cells["value"].copy()
    values.loc[hidden.index] = [rounded[key] for key in hidden["key"]]
    return values


def _outside(ties: pd.DataFrame, cells: Mapping[str, int]) -> set[str]:
    return {*ties["parent"], *ties["child"]} - set(cells)


def _without_closed(cells: pd.DataFrame) -> pd.DataFrame:
    closed = cells["class"] == CLOSED
    return cells.assign(
        value=cells["value"].mask(closed), reason=cells["reason"].mask(closed, BELOW_DISTRICT)
    )


def is_protected(cells: pd.DataFrame) -> pd.Series:
    """Say for each cell whether it counts people or sensitive offences."""
    return cells["class"].isin(["person", "sensitive", CLOSED])


def _touching(relations: pd.DataFrame, hidden: set[str]) -> pd.DataFrame:
    """Keep the relations with a protected cell among their members."""
    group = group_of(relations)
    touched = relations["child"].isin(hidden) | relations["parent"].isin(hidden)
    return relations[group.isin(set(group[touched]))].reset_index(drop=True)


def withhold_small_groups(cells: pd.DataFrame, *, rules: Disclosure) -> pd.DataFrame:
    """Withhold breakdowns of groups that are too small to break down.

    A group is everybody that a table breaks down; whether it is too small is judged by published
    counts alone. A table of what only a person can have breaks down persons: businesses and the
    state, which stand in it as nobody, do not make the group larger.
    """
    group = cells["measure"] + "|" + cells["area"] + "|" + cells["period"]
    group = group + "|" + cells["dims"].map(table_theme)
    is_total = cells["by"].isin(["", *TABLE_THEMES])
    totals = cells["value"][is_total].groupby(group[is_total]).first()
    table, apart = group + "|" + cells["by"], _stands_for_nobody(cells)
    nobody = cells["value"][apart].groupby(table[apart]).sum()
    size = group.map(totals).astype(float) - table.map(nobody).astype(float).fillna(0)
    small = ~is_total & (size < rules.minimum_group)
    return withhold_tables(cells, set(cells.loc[small, "key"]))


def _stands_for_nobody(cells: pd.DataFrame) -> pd.Series:
    return has_any_class(cells["dims"], APART)


def withhold_thin_tables(cells: pd.DataFrame, *, rules: Disclosure) -> pd.DataFrame:
    """Put classes together where a sensitive theme has too few people on average in a cell (D3).

    Each breakdown takes the finest step at which the fewest of its tables are too thin, in all
    areas and periods alike; those that are thin even then are withheld. Judged by published counts
    alone. Cells that only the place of nobody fills, such as the sex of a business, do not count.
    """
    thin = {step: _thin_cells(cells, step, rules=rules) for step in all_steps(cells)}
    breakdown = breakdown_of(cells)
    table = cells["level"] + "|" + cells["period"]
    number = pd.DataFrame(
        {
            step: table[cells["key"].isin(keys)].groupby(breakdown).nunique()
            for step, keys in thin.items()
        }
    ).fillna(0)
    best = number.idxmin(axis=1)
    chosen = take_steps(cells, best[best > 0].to_dict())
    step_of = breakdown.map(best)
    left = {
        key for step, keys in thin.items() for key in keys & set(cells.loc[step_of == step, "key"])
    }
    return withhold_tables(chosen, left, reason=TOO_THIN)


def _thin_cells(cells: pd.DataFrame, step: int, *, rules: Disclosure) -> set[str]:
    """Return the cells of the tables that are too thin when they are shown at a step."""
    is_total = cells["by"].isin(TABLE_THEMES)
    theme = cells["dims"].map(table_theme)
    sensitive = set(theme[is_total & (cells["class"] == "sensitive")])
    apart = _stands_for_nobody(cells)
    broken_down = is_protected(cells) & ~is_total & theme.isin(sensitive) & ~apart
    shown = broken_down & cells["value"].notna() & is_at_step(cells, step)
    tables = cells[shown].assign(theme=theme)
    names = ["measure", "by", "area", "period", "theme"]
    average = tables.groupby(names)["value"].transform("mean")
    return set(tables.loc[average < rules.rules.least_per_cell, "key"])


def coarsen_tables(cells: pd.DataFrame, keys: set[str], *, reason: str = TELLING) -> pd.DataFrame:
    """Put classes together in every breakdown that one of these cells belongs to.

    Where no coarser step is left, the tables are withheld, see :func:`withhold_tables`.

    Returns
    -------
    DataFrame
        The cells; those no longer shown have no value.
    """
    return _without_gaps(_one_step_on(cells, keys, reason=reason))


def _one_step_on(cells: pd.DataFrame, keys: set[str], *, reason: str = TELLING) -> pd.DataFrame:
    steps = coarser_steps(cells, keys)
    left = cells["key"].isin(keys) & ~breakdown_of(cells).isin(steps)
    return withhold_tables(take_steps(cells, steps), set(cells.loc[left, "key"]), reason=reason)


def _without_gaps(cells: pd.DataFrame) -> pd.DataFrame:
    """Put classes together where later records show that fewer than five people had earlier ones.

    Whoever has a sixth record has a fifth one. So ``<5`` people with a fifth record beside any
    sixth ones is known to be one to four, though no sum says so.
    """
    while gaps := _gaps(cells):
        cells = _one_step_on(cells, gaps)
    return cells


def _gaps(cells: pd.DataFrame) -> set[str]:
    number = cells["dims"].str.extract(RECORD_NUMBER, expand=False).astype(float)
    shown = is_protected(cells) & cells["value"].notna() & (cells["reason"] != SUMMED)
    table = area_table(cells)
    here = cells[shown & number.notna()].assign(number=number, table=table).sort_values("number")
    before = here.groupby("table")["value"].shift()
    return set(here.loc[((before == 0) & (here["value"] > 0)).fillna(value=False), "key"])


def withhold_tables(cells: pd.DataFrame, keys: set[str], *, reason: str = TOO_FEW) -> pd.DataFrame:
    """Withhold every protected table that one of these cells belongs to.

    A table is one breakdown of one theme in one period for all areas of a level: with one area
    left out the others would give it away.

    Returns
    -------
    DataFrame
        The cells; withheld ones have no value and a reason.
    """
    table = breakdown_of(cells) + "|" + cells["level"] + "|" + cells["period"]
    return _withheld(cells, table, keys, reason=reason)


def withhold_in_area(cells: pd.DataFrame, keys: set[str], *, reason: str) -> pd.DataFrame:
    """Withhold every protected table that one of these cells belongs to in its area alone.

    What the other areas show then tells what was left out here, as nearly as rounded counts tell
    a sum. So this is for tables whose place stand-ins took, see
    :mod:`csa.disclosure.rounding.heeding`.

    Returns
    -------
    DataFrame
        The cells; withheld ones have no value and a reason.
    """
    return _withheld(cells, area_table(cells), keys, reason=reason)


def _withheld(
    cells: pd.DataFrame, table: pd.Series, keys: set[str], *, reason: str
) -> pd.DataFrame:
    hidden = is_protected(cells)
    withheld = hidden & table.isin(set(table[hidden & cells["key"].isin(keys)]))
    reasons = cells["reason"].mask(withheld & (cells["reason"] == ""), reason)
    return cells.assign(
        value=cells["value"].mask(withheld),
        reason=reasons.mask(withheld & (cells["reason"] == SUMMED), MERGED),
    )
