"""Which published numbers determine each other?

Margins, districts and the partnership, months and periods, sub-themes and priorities: every sum
and every "part of" among the cells is listed here, because an attacker will use all of them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.areas import Areas
from csa.counting.cells import cells_of
from csa.counting.dimensions import DIMENSIONS, same_rows
from csa.counting.families import LEVELS, Count
from csa.counting.keys import dims_of, expand_dims, is_month, keys_of
from csa.counting.units import INCIDENT_UNITS
from csa.periods import Period
from csa.priorities import takes_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csa.settings import Priority, SubTheme

MARGIN = "margin:"
FLAG = "flag_"
RELATION_COLUMNS = ["kind", "relation", "parent", "child"]
WEIGHT = "weight"


def list_relations(
    cells: pd.DataFrame,
    counts: Iterable[Count],
    *,
    areas: Areas,
    priorities: Iterable[Priority],
) -> pd.DataFrame:
    """List every sum and subset among the cells that have a number.

    Parameters
    ----------
    cells : DataFrame
        As :func:`csa.counting.cells.compute_cells` returns them.
    counts : iterable of Count
        The families the cells belong to.
    areas : Areas
        How areas nest.
    priorities : iterable of Priority
        How sub-themes make up priorities.

    Returns
    -------
    DataFrame
        One row per parent and child: ``kind`` (``sum``: the parent is the total of the children
        of one ``relation``; ``subset``: no child exceeds the parent; ``least``: all children of
        one ``relation`` together, each times its ``weight``, do not exceed it), ``relation`` (name
        of the group), ``parent``, ``child`` (cell keys).
    """
    known = set(cells.loc[cells["value"].notna(), "key"])
    families = sorted(set(counts), key=lambda count: count.family)
    by_measure = {unit: cells[cells["measure"] == unit] for unit in {c.unit for c in families}}
    pieces = [
        *(_nested_areas(by_measure[count.unit], count, areas) for count in families),
        *(_margins(by_measure[one.unit], one, other) for one, other in _one_finer(families)),
        *(_months(by_measure[count.unit], count) for count in families if count.months),
        *(_themes(by_measure[count.unit], count, priorities) for count in families),
        *(_only_parts(by_measure[count.unit], count, priorities) for count in families),
        *(_same_rows(by_measure[count.unit], count) for count in families),
        *(_marked(by_measure[count.unit], count, priorities) for count in families),
    ]
    return as_complete(gather(pieces), known)


def _one_finer(families: list[Count]) -> Iterator[tuple[Count, Count]]:
    """Yield each family with the next finer ones, no family between them."""
    for coarse, fine in itertools.permutations(families, 2):
        if _is_finer(fine, coarse) and not any(
            _is_finer(between, coarse) and _is_finer(fine, between)
            for between in families
            if LEVELS.index(between.level) >= min(map(LEVELS.index, (coarse.level, fine.level)))
        ):
            yield coarse, fine


def _is_finer(fine: Count, coarse: Count) -> bool:
    same = fine.unit == coarse.unit and fine.months == coarse.months
    return same and set(coarse.by) < set(fine.by)


def _nested_areas(cells: pd.DataFrame, count: Count, areas: Areas) -> pd.DataFrame:
    pieces = []
    family = cells_of(cells, count)
    for level in count.levels[1:]:
        here = family[family["level"] == level]
        parent = here["area"].map(areas.parent(level))
        pieces.append(_rows("sum", f"areas:{level}", here.assign(area=parent), here["key"]))
    return pd.concat(pieces, ignore_index=True)


def _margins(cells: pd.DataFrame, coarse: Count, fine: Count) -> pd.DataFrame:
    dropped = set(fine.by) - set(coarse.by)
    here = expand_dims(cells_of(cells, fine), fine.by)
    dims = dims_of(here, coarse.by)
    kind = "subset" if dropped & {"priority", "subtheme"} else "sum"
    return _rows(kind, MARGIN + "+".join(sorted(dropped)), here.assign(dims=dims), here["key"])


def _months(cells: pd.DataFrame, count: Count) -> pd.DataFrame:
    here = cells_of(cells, count)
    dims = here["dims"].unique()
    spans = cells.loc[cells["dims"].isin(dims) & ~is_month(cells["period"]), "period"].unique()
    pieces = [
        _rows(
            "sum",
            "months",
            here[here["period"].isin(Period.from_key(span).months)].assign(period=span),
            here.loc[here["period"].isin(Period.from_key(span).months), "key"],
        )
        for span in spans
    ]
    return pd.concat([pd.DataFrame(columns=RELATION_COLUMNS), *pieces], ignore_index=True)


def _themes(cells: pd.DataFrame, count: Count, priorities: Iterable[Priority]) -> pd.DataFrame:
    if "subtheme" not in count.by:
        return pd.DataFrame(columns=RELATION_COLUMNS)
    here = expand_dims(cells_of(cells, count), count.by)
    others = [name for name in count.by if name != "subtheme"]
    pieces = []
    for priority in priorities:
        for kind in ("part", "overlay"):
            ids = [s.id for s in priority.subthemes if s.kind == kind]
            chosen = here[here["subtheme"].isin(ids)].assign(priority=priority.id)
            if kind == "part":
                dims = dims_of(chosen, ("priority", *others))
                pieces.append(_rows("sum", "subthemes", chosen.assign(dims=dims), chosen["key"]))
            elif priority.cross_cutting:
                dims = dims_of(chosen, ("priority", *others))
                pieces.append(_rows("subset", "overlays", chosen.assign(dims=dims), chosen["key"]))
                pieces.append(_cover(pieces[-1]))
            if kind == "overlay":
                dims = dims_of(chosen, tuple(others))
                pieces.append(_rows("subset", "overlays", chosen.assign(dims=dims), chosen["key"]))
    return pd.concat(pieces, ignore_index=True)


def _cover(parts: pd.DataFrame) -> pd.DataFrame:
    """Say that the parts, which may overlap, hold together at least what the whole does."""
    first = parts.groupby("parent", sort=False)["child"].transform("first")
    whole = parts.drop_duplicates("parent")
    others = parts[parts["child"] != first]
    return pd.concat(
        [
            whole.assign(child=whole["parent"], parent=whole["child"], weight=1),
            others.assign(parent=first[others.index], weight=-1),
        ]
    ).assign(kind="least", relation="covered by " + parts["relation"].iloc[0] if len(parts) else "")


def _only_parts(cells: pd.DataFrame, count: Count, priorities: Iterable[Priority]) -> pd.DataFrame:
    """Tie themes to what they are the whole of: a unit's rows, or a priority of one part."""
    pieces = [pd.DataFrame(columns=RELATION_COLUMNS)]
    here = expand_dims(cells_of(cells, count), count.by)
    if not len(here):
        return pieces[0]
    incidents = count.unit if count.unit in INCIDENT_UNITS else "crime"
    others = [name for name in count.by if name not in ("priority", "theme")]
    for priority in priorities:
        rules = {
            part.id: [rule for rule in part.rules if rule.unit == incidents]
            for part in priority.subthemes
            if part.kind == "part" and any(rule.unit == incidents for rule in part.rules)
        }
        if "priority" in count.by and any(map(takes_all, itertools.chain(*rules.values()))):
            whole = here[here["priority"] == priority.id]
            dims = dims_of(whole, others)
            pieces.append(
                _rows("sum", f"all: {priority.id}", whole.assign(dims=dims), whole["key"])
            )
        if "theme" in count.by and len(rules) == 1:
            part = here[here["theme"].isin(rules)].assign(theme=priority.id)
            dims = dims_of(part, count.by)
            pieces.append(_rows("sum", "only part", part.assign(dims=dims), part["key"]))
    return pd.concat(pieces, ignore_index=True)


def _marked(cells: pd.DataFrame, count: Count, priorities: Iterable[Priority]) -> pd.DataFrame:
    """Tie sub-themes that a mark makes to what bears the mark in their priority: the same rows."""
    pieces = [pd.DataFrame(columns=RELATION_COLUMNS)]
    here = (
        expand_dims(cells_of(cells, count), count.by) if "subtheme" in count.by else cells.iloc[:0]
    )
    others = [name for name in count.by if name != "subtheme"]
    for priority, subtheme in ((one, part) for one in priorities for part in one.subthemes):
        mark = _mark_of(subtheme, count.unit)
        if mark and len(here) and (priority.cross_cutting or subtheme.kind == "part"):
            chosen = here[here["subtheme"] == subtheme.id]
            chosen = chosen.assign(**{"priority": priority.id, mark: "yes"})
            dims = dims_of(chosen, ("priority", mark, *others))
            pieces.append(_rows("sum", f"marked: {mark}", chosen.assign(dims=dims), chosen["key"]))
    return pd.concat(pieces, ignore_index=True)


def _mark_of(subtheme: SubTheme, unit: str) -> str:
    """Return the one mark that tells a sub-theme's incidents; empty if more is asked of them."""
    conditions = [
        condition for rule in subtheme.rules if rule.unit == unit for condition in rule.any_of
    ]
    if len(conditions) != 1 or len(conditions[0]) != 1:
        return ""
    ((column, values),) = conditions[0].items()
    return column.removeprefix(FLAG) if column.startswith(FLAG) and [*values] == [True] else ""


def _same_rows(cells: pd.DataFrame, count: Count) -> pd.DataFrame:
    """Tie values of different dimensions that describe the same rows."""
    pieces = [pd.DataFrame(columns=RELATION_COLUMNS)]
    named = [name for name in DIMENSIONS if name in count.by and any(same_rows(name))]
    every = expand_dims(cells_of(cells, count), count.by) if named else cells.iloc[:0]
    for name in named if len(every) else ():
        others = [one for one in count.by if one != name]
        for value, other, values in same_rows(name):
            here = every[every[name] == value]
            for one in values:
                dims = dims_of(here.assign(**{other: one}), (*others, other))
                tied = _rows("sum", f"same rows: {value}, {other}", here, here["key"])
                keys = _rows("sum", "", here.assign(dims=dims), here["key"])["parent"]
                pieces.append(tied.assign(child=keys))
    found = pd.concat(pieces, ignore_index=True)
    return _true_only(found, cells) if len(found) else found


def _true_only(relations: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Turn a kind of equality that the sources received do not bear out into what they do.

    Where the one side is nowhere the smaller, it contains the other; otherwise nothing is listed.
    """
    value = cells.set_index("key")["value"]
    sides = relations.assign(
        whole=relations["parent"].map(value), part=relations["child"].map(value)
    ).dropna()
    sums = sides.groupby(["relation", "parent"]).agg(whole=("whole", "first"), part=("part", "sum"))
    surplus = (sums["whole"] - sums["part"]).groupby("relation")
    least, most = surplus.min(), surplus.max()
    broken = set(least.index[(least != 0) | (most != 0)])
    held = [relations[~relations["relation"].isin(broken)]]
    for name in sorted(broken):
        here = relations[relations["relation"] == name].assign(kind="subset")
        if here["parent"].duplicated().any() or (least[name] < 0 < most[name]):
            continue
        turned = here.rename(columns={"parent": "child", "child": "parent"})
        held.append(here if least[name] >= 0 else turned)
    return pd.concat(held, ignore_index=True)[RELATION_COLUMNS]


def _rows(kind: str, name: str, parents: pd.DataFrame, children: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind, "relation": name,
            "parent": keys_of(parents), "child": children.to_numpy(),
        }
    )  # fmt: skip


def gather(pieces: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put relations together; a child weighs one where its piece says nothing.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child, weight``, each relation once.
    """
    columns = [*RELATION_COLUMNS, WEIGHT]
    every = pd.concat([pd.DataFrame(columns=columns), *pieces], ignore_index=True)[columns]
    every[WEIGHT] = weights(every)
    return every.drop_duplicates(RELATION_COLUMNS, ignore_index=True)


def weights(relations: pd.DataFrame) -> pd.Series:
    """Return the weight of each child; one where none is stated."""
    stated = relations[WEIGHT] if WEIGHT in relations else pd.Series(1, index=relations.index)
    return pd.to_numeric(stated).fillna(1).astype("float64")


def group_of(relations: pd.DataFrame) -> pd.Series:
    """Name the relation that each row is of."""
    return relations["relation"] + "\n" + relations["parent"]


def is_broken(relations: pd.DataFrame, values: Mapping[str, float]) -> pd.Series:
    """Say of each row whether values do not satisfy its relation, as far as they are given.

    Of a sum without some of its parts the others may not exceed it; what a group holds at the
    least says nothing without the group, or without what is taken off.
    """
    parent, child = (relations[side].map(values).astype(float) for side in ("parent", "child"))
    weight, missing = weights(relations), child.isna()
    group = relations["kind"] + "\n" + group_of(relations)
    taken = (child * weight).groupby(group).transform("sum")
    surplus = parent - taken.where(relations["kind"] != "subset", child)
    silent = (missing & (weight < 0)).groupby(group).transform("any")
    torn = missing.groupby(group).transform("any")
    is_whole = (relations["kind"] == "sum") & ~torn & parent.notna()
    return (surplus != 0).where(is_whole, (surplus < 0) & ~silent)


def as_complete(relations: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Keep what the relations say of the known cells alone.

    A sum needs every part. What a group holds at the least, it also holds at the least without
    some of it, but not without what is taken off.
    """
    relations = relations[relations["parent"].isin(known)]
    has_child = relations["child"].isin(known)
    group, weight = group_of(relations), weights(relations)
    needed = (relations["kind"] == "sum") | ((relations["kind"] == "least") & (weight < 0))
    incomplete = set(group[needed & ~has_child])
    return relations[has_child & ~group.isin(incomplete)].reset_index(drop=True)


def as_sums(relations: pd.DataFrame) -> list[dict[str, object]]:
    """Return the sums as ``{"parent": key, "children": [keys]}``, in canonical order."""
    sums = relations[relations["kind"] == "sum"].sort_values(["relation", "parent", "child"])
    children = sums["child"].tolist()
    return [
        {"parent": parent, "children": children[start:end]} for parent, start, end in _groups(sums)
    ]


def as_subsets(relations: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the subsets as ``(child, parent)`` pairs, in canonical order."""
    subsets = relations[relations["kind"] == "subset"].sort_values(["parent", "child"])
    return list(zip(subsets["child"], subsets["parent"], strict=True))


def as_least(relations: pd.DataFrame) -> list[dict[str, object]]:
    """Return what groups hold at the least, each child with its weight, in canonical order."""
    least = relations[relations["kind"] == "least"].sort_values(["relation", "parent", "child"])
    children, weight = least["child"].tolist(), weights(least).tolist()
    return [
        {
            "kind": "least", "parent": parent,
            "children": children[start:end], "weights": weight[start:end],
        }
        for parent, start, end in _groups(least)
    ]  # fmt: skip


def _groups(ordered: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    """Yield the parent of each relation with its first row and the one after its last."""
    parts = ordered[["relation", "parent"]]
    starts = np.flatnonzero((parts != parts.shift()).any(axis=1))
    parents = ordered["parent"].to_numpy(dtype=object)[starts]
    ends = np.append(starts[1:], len(ordered))[: len(starts)].tolist()
    yield from zip(parents, starts.tolist(), ends, strict=True)
