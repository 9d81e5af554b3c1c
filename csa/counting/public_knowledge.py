"""Which published figures does everybody hold already, and how do they bind what is protected?

The police publish every recorded crime by type, neighbourhood and month. Whoever reads a rounded
count of violence can set it against the exact count of the police's own type "Violence and sexual
offences". Those figures are cells here as well, printed or not, and every tie between them and the
themes is listed, so that rounding and attack reckon with a reader who has them.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable, cells_of
from csa.counting.families import Count
from csa.counting.keys import dims_of, expand_dims, keys_of, write_names
from csa.counting.records.harm_classes import HARM_CLASS
from csa.counting.records.outcomes import CHARGED, NO_SUSPECT, OUT_OF_COURT, OUTCOME
from csa.counting.relations import RELATION_COLUMNS, as_complete
from csa.priorities import theme_membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.settings import Priority

UNIT = "crime"
TYPE = "category"
# Types whose incidents the same priorities share; see group_types.
TYPE_GROUP = "type_group"
PUBLISHED_DETAILS = (TYPE, TYPE_GROUP)
KNOWN_COUNTS = tuple(
    Count(UNIT, by=(name,), months=months)
    for name, months in itertools.product(PUBLISHED_DETAILS, (False, True))
)
CLASSIFICATION = (TYPE, "offence_subgroup", HARM_CLASS)
JOIN = " + "
# What a published outcome says of whether there is a suspect.
SAYS_SUSPECT = {CHARGED: "yes", OUT_OF_COURT: "yes", NO_SUSPECT: "no"}
SUSPECT_TIE = "suspects that outcomes speak of"


def imagine_crimes(crimes: pd.DataFrame, *, priorities: Iterable[Priority]) -> pd.DataFrame:
    """Return one imaginary crime of every kind that the rules can tell apart.

    Parameters
    ----------
    crimes : DataFrame
        Recorded crimes with ``category`` and, where the source gives it, ``offence_subgroup``:
        which of the two go together is read off them.
    priorities : iterable of Priority
        The rules of belonging; every other column they look at takes each value they name, and
        none.

    Returns
    -------
    DataFrame
        One row per kind, the columns that the rules look at.
    """
    rules = [
        rule
        for priority in priorities
        for subtheme in priority.subthemes
        for rule in subtheme.rules
        if rule.unit == UNIT
    ]
    values: dict[str, set[object]] = {}
    for condition in itertools.chain.from_iterable(rule.any_of for rule in rules):
        for column, wanted in condition.items():
            values.setdefault(column, {None}).update(one for one in wanted if one != "")
    classified = [name for name in CLASSIFICATION if name in crimes]
    pairs = crimes[classified].drop_duplicates().astype("object")
    free = [name for name in sorted(values) if name not in classified]
    others = itertools.product(*(sorted(values[name], key=str) for name in free))
    kinds = pairs.merge(pd.DataFrame(list(others), columns=free, dtype="object"), how="cross")
    return kinds.assign(**{name: None for name in CLASSIFICATION if name not in classified})


def with_type_groups(
    countables: Mapping[str, Countable], *, priorities: Iterable[Priority]
) -> dict[str, Countable]:
    """Add to recorded crimes the dimension ``type_group``; without types there is none."""
    added = dict(countables)
    crimes = added.get(UNIT)
    if crimes is None or TYPE in crimes.unavailable or TYPE not in crimes.domains:
        return added
    groups = group_types(crimes.rows, priorities=priorities)
    rows = crimes.rows.assign(**{TYPE_GROUP: crimes.rows[TYPE].map(groups)})
    domains = {**crimes.domains, TYPE_GROUP: tuple(sorted(set(groups.values())))}
    added[UNIT] = replace(crimes, rows=rows, domains=domains)
    return added


def group_types(crimes: pd.DataFrame, *, priorities: Iterable[Priority]) -> dict[str, str]:
    """Put types together whose crimes the same priorities divide among them.

    Returns
    -------
    dict
        Name of the group by type. When one priority counts part of a type and another priority
        the rest of it and a second type, the two types are one group: the priorities' counts add
        up to the exact figures of the group.
    """
    member = _members(crimes, tuple(priorities))
    joined = {name: {name} for name in sorted(crimes[TYPE].dropna().unique())}
    for _, part in member[member["kind"] == "part"].groupby("priority"):
        together = set().union(*(joined[name] for name in part[TYPE].unique()))
        joined |= dict.fromkeys(together, together)
    return {name: JOIN.join(sorted(group)) for name, group in joined.items()}


def _members(crimes: pd.DataFrame, priorities: tuple[Priority, ...]) -> pd.DataFrame:
    kinds = imagine_crimes(crimes, priorities=priorities)
    kinds = kinds[kinds[TYPE].notna()].reset_index(drop=True)
    member = theme_membership(kinds, unit=UNIT, priorities=priorities)
    return member.assign(**{TYPE: member["incident"].map(kinds[TYPE])})


def relate_to_types(
    cells: pd.DataFrame,
    counts: Iterable[Count],
    *,
    crimes: Countable,
    priorities: Iterable[Priority],
) -> pd.DataFrame:
    """List how counts of themes hang together with counts of the police's own types.

    Parameters
    ----------
    cells : DataFrame
        As :func:`csa.counting.cells.compute_cells` returns them.
    counts : iterable of Count
        The families the cells belong to.
    crimes : Countable
        Recorded crimes with their groups of types, see :func:`with_type_groups`.
    priorities : iterable of Priority
        The rules of belonging.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child`` as
        :func:`csa.counting.relations.list_relations` returns them.
    """
    if TYPE_GROUP not in crimes.domains:
        return pd.DataFrame(columns=RELATION_COLUMNS)
    families = sorted({one for one in counts if one.unit == UNIT}, key=lambda one: one.family)
    ties = list(_ties(crimes, tuple(priorities)))
    here = cells[cells["measure"] == UNIT]
    pieces = [
        _rows(here, fine, coarse, ties) for coarse, fine in itertools.permutations(families, 2)
    ]
    relations = pd.concat([pd.DataFrame(columns=RELATION_COLUMNS), *pieces], ignore_index=True)
    known = set(cells.loc[cells["value"].notna(), "key"])
    return as_complete(relations.drop_duplicates(ignore_index=True), known)


def relate_to_suspects(cells: pd.DataFrame, *, priorities: Iterable[Priority]) -> pd.DataFrame:
    """List how crimes with and without a suspect hang together with published outcomes.

    A charged or cautioned suspect was known; a crime closed without a suspect had none. So of a
    priority there are at least as many crimes with a suspect as crimes of its whole types with
    such outcomes.

    Parameters
    ----------
    cells : DataFrame
        With their class; outcomes that are not public tell nobody anything beforehand.
    priorities : iterable of Priority
        The rules of belonging.

    Returns
    -------
    DataFrame
        As :func:`relate_to_types`. The whole of each sum has one part that no cell is, the crimes
        of which outcomes say nothing. Records of suspects and outcomes need not agree crime by
        crime: what the counts do not bear out everywhere is not listed, as a reader who relied on
        it would be wrong.
    """
    value = cells[cells["measure"] == UNIT].dropna(subset="value").set_index("key")["value"]
    known = _outcomes_inside(cells, priorities)
    known = known[known["parent"].isin(value.index)]
    if not len(known):
        return pd.DataFrame(columns=RELATION_COLUMNS)
    said = known.groupby("parent")["value"].sum()
    too_many = set(said.index[said > value[said.index]])
    false = set(known.loc[known["parent"].isin(too_many), "says"])
    held = known[~known["says"].isin(false)]
    rest = held.drop_duplicates("parent").assign(key=held["parent"] + ";outcome says nothing")
    both = pd.concat([held, rest], ignore_index=True).rename(columns={"key": "child"})
    return both.assign(kind="sum", relation=SUSPECT_TIE)[RELATION_COLUMNS]


def _outcomes_inside(cells: pd.DataFrame, priorities: Iterable[Priority]) -> pd.DataFrame:
    """Return published outcomes that say something of suspects, and which count they belong to."""
    is_outcome = cells["by"] == write_names((TYPE, OUTCOME, "maturity"))
    known = cells[is_outcome & (cells["class"] == "public") & cells["value"].notna()]
    inside = pd.DataFrame(
        [(one.id, name) for one in priorities for name in sorted(_types_inside(one))],
        columns=["priority", TYPE],
    )
    if not len(known):
        return known.assign(parent="", says="")
    known = expand_dims(known)
    known = known.assign(says=known[OUTCOME].map(SAYS_SUSPECT)).dropna(subset="says")
    known = known.merge(inside, on=TYPE)
    said = known.assign(suspect_known=known["says"])
    said["dims"] = dims_of(said, ("priority", "suspect_known"))
    return known.assign(parent=pd.Series(keys_of(said), index=known.index, dtype="object"))


def _types_inside(priority: Priority) -> set[str]:
    """Return the types of which every crime counts to a priority."""
    return {
        str(name)
        for subtheme in priority.subthemes
        if subtheme.kind == "part" or priority.cross_cutting
        for rule in subtheme.rules
        if rule.unit == UNIT
        for condition in rule.any_of
        if set(condition) == {TYPE}
        for name in condition[TYPE]
    }


Tie = tuple[str, str, tuple[str, str], tuple[tuple[str, str], ...]]


def _ties(crimes: Countable, priorities: tuple[Priority, ...]) -> Iterable[Tie]:
    """Yield kind, name, whole and parts of every tie, each cell as dimension and value."""
    group_of = dict(zip(crimes.rows[TYPE], crimes.rows[TYPE_GROUP], strict=True))
    for group in dict.fromkeys(group_of.values()):
        types = tuple((TYPE, name) for name in sorted(group_of) if group_of[name] == group)
        yield "sum", "types", (TYPE_GROUP, group), types
    kinds = imagine_crimes(crimes.rows, priorities=priorities)
    kinds = kinds[kinds[TYPE].notna()].reset_index(drop=True)
    member = theme_membership(kinds, unit=UNIT, priorities=priorities)
    sets = {
        **{("subtheme", name): set(one["incident"]) for name, one in member.groupby("subtheme")},
        **{
            ("priority", name): set(one["incident"])
            for name, one in member[member["counts_to_priority"]].groupby("priority")
        },
    }
    parts = {
        name: sorted(dict.fromkeys(member.loc[member["kind"] == "part", name]))
        for name in ("priority", "subtheme")
    }
    yield from _made_of(TYPE, kinds, sets, name="types of a theme")
    details = [(TYPE, kinds[TYPE]), (TYPE_GROUP, kinds[TYPE].map(group_of))]
    if HARM_CLASS in crimes.rows:
        of_type = {(TYPE, name): set(rows) for name, rows in kinds.groupby(TYPE).groups.items()}
        yield from _made_of(HARM_CLASS, kinds, {**of_type, **sets}, name="kinds of harm")
        details.append((HARM_CLASS, kinds[HARM_CLASS]))
    for detail, of_kind in details:
        for value, rows in of_kind.groupby(of_kind).groups.items():
            yield from _ties_of((detail, str(value)), set(rows), sets, parts)


def _made_of(
    detail: str, kinds: pd.DataFrame, wholes: Mapping[tuple[str, str], set[int]], *, name: str
) -> Iterable[Tie]:
    """Yield which themes, and types, are whole classes of a detail put together."""
    classes = {str(value): set(rows) for value, rows in kinds.groupby(detail).groups.items()}
    for whole, members in wholes.items():
        inside = tuple((detail, value) for value, rows in classes.items() if rows <= members)
        fills = inside and set().union(*(classes[value] for _, value in inside)) == members
        if fills and (len(inside) > 1 or whole[0] == TYPE):
            yield "sum", name, whole, inside


def _ties_of(
    whole: tuple[str, str],
    rows: set[int],
    sets: Mapping[tuple[str, str], set[int]],
    parts: Mapping[str, list[str]],
) -> Iterable[Tie]:
    """Yield how one published figure is divided, contains a theme or lies in one."""
    for name, values in parts.items():
        inside = [(name, value) for value in values if sets[(name, value)] <= rows]
        if inside and set().union(*(sets[one] for one in inside)) == rows:
            yield "sum", f"{whole[0]} by {name}", whole, tuple(inside)
    if whole[0] == TYPE_GROUP:
        return
    for theme, members in sets.items():
        if members and members < rows:
            yield "subset", "within a type", whole, (theme,)
        elif members > rows:
            yield "subset", "type within", theme, (whole,)
        elif members == rows and theme[1] not in parts[theme[0]]:
            yield "sum", f"the same {theme[0]}: {theme[1]}", whole, (theme,)


def _rows(cells: pd.DataFrame, fine: Count, coarse: Count, ties: Iterable[Tie]) -> pd.DataFrame:
    """Write the ties between two families that differ in one dimension only."""
    child = sorted(set(fine.by) - set(coarse.by))
    parent = sorted(set(coarse.by) - set(fine.by))
    empty = pd.DataFrame(columns=RELATION_COLUMNS)
    if len(child) != 1 or len(parent) != 1 or fine.months != coarse.months:
        return empty
    wanted = [
        tie for tie in ties if tie[2][0] == parent[0] and {one[0] for one in tie[3]} == {child[0]}
    ]
    if not wanted:
        return empty
    level = coarse if len(coarse.levels) < len(fine.levels) else fine
    here = expand_dims(cells_of(cells, fine), fine.by)
    if not len(here):
        return empty
    here = here[here["level"].isin(level.levels)]
    others = sorted(set(fine.by) & set(coarse.by))
    pieces = [
        _tied(here[here[child[0]].isin([value for _, value in parts])], kind, name, whole, others)
        for kind, name, whole, parts in wanted
    ]
    return pd.concat([empty, *pieces], ignore_index=True)


def _tied(
    children: pd.DataFrame, kind: str, name: str, whole: tuple[str, str], others: list[str]
) -> pd.DataFrame:
    parents = children.assign(**{whole[0]: whole[1]})
    parents["dims"] = dims_of(parents, (*others, whole[0]))
    return pd.DataFrame(
        {
            "kind": kind, "relation": name,
            "parent": keys_of(parents), "child": children["key"].to_numpy(),
        }
    )  # fmt: skip
