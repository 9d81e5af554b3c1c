"""What becomes of a table that is too fine? Its classes are put together, in an order fixed before.

``[merge]`` in ``config/disclosure.toml`` gives each variable its steps: which classes of the step
before are put together, and what they are called then. Classes that are never put together
(*not recorded* above all) stay what they are in every step. A table is one breakdown of one theme;
it has one step for all areas and all periods alike.

Why this gives nothing away:

* **Steps are nested.** A class of a coarser step is a sum of classes of the finer one, so two
  tables at different steps never cut across each other: no age can be singled out from the overlap
  of two bands, which is what rule D4 is about.
* **Every step is counted and rounded with everything else.** The classes put together are cells of
  their own before rounding, with all the sums and parts they stand in
  (:func:`merged_relations`). What is published is therefore a part of one joint rounding, and the
  argument of :mod:`csa.disclosure.rounding.solve` holds for it: whatever is left out only takes
  knowledge from the reader. The sums that tie a coarse table to a finer one of the same people
  stay in the release, unprinted, because a reader can add them up; the attack reckons with them.
* **The step is chosen from what readers are given.** Rule D3 asks for an average, which follows
  from the published total and the number of classes. Where the attack asks for a coarser step it
  has looked at rounded counts only, never at a true one.
* **No district decides for itself.** A step taken because of one district is taken in all areas,
  or its absence there would tell that the others have few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.cells import SUMMED
from csa.counting.keys import dims_of, expand_dims, keys_of, read_names
from csa.counting.relations import as_complete, gather, group_of, weights
from csa.errors import SettingsError
from csa.settings.merge_steps import step_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csa.counting.cells import Countable

    # Steps of each variable: for each class made by a step, the classes it is made of.
    Merge = Mapping[Any, Sequence[Mapping[str, Sequence[str]]]]

PROTECTED = ("person", "sensitive")
TOGETHER = "classes put together"
FIRST, LAST = "first_step", "last_step"
LAST_OF_ALL = 99


def class_steps(
    classes: Iterable[str], steps: Sequence[Mapping[str, Sequence[str]]]
) -> list[dict[str, str]]:
    """Return the class that each of the finest classes belongs to, at every step.

    Parameters
    ----------
    classes : iterable of str
        The finest classes.
    steps : sequence of mappings
        For each class made by a step, the classes of the step before it is made of.

    Returns
    -------
    list of dict
        The finest classes themselves, then one mapping for each step.

    Examples
    --------
    >>> class_steps(["a", "b", "c"], [{"b or c": ["b", "c"]}])[1]
    {'a': 'a', 'b': 'b or c', 'c': 'b or c'}
    """
    ladder = [{name: name for name in classes}]
    for step in steps:
        new = {part: whole for whole, parts in step.items() for part in parts}
        ladder.append({name: new.get(now, now) for name, now in ladder[-1].items()})
    return ladder


def merged_classes(name: str, classes: Iterable[str], merge: Merge) -> dict[str, tuple[str, ...]]:
    """Return every class a variable can have, with the finest classes it holds, in their order.

    Returns
    -------
    dict
        A class put together comes right after the last class it holds.
    """
    ladder = class_steps(classes, merge.get(name, ()))
    held: dict[str, tuple[str, ...]] = {}
    for step in ladder:
        for whole in dict.fromkeys(step.values()):
            held.setdefault(whole, tuple(one for one in step if step[one] == whole))
    place = {one: number for number, one in enumerate(ladder[0])}
    return dict(sorted(held.items(), key=lambda item: (place[item[1][-1]], len(item[1]))))


def reading_order(
    countables: Mapping[str, Countable], merge: Merge
) -> dict[str, dict[str, list[str]]]:
    """Return every value of each dimension of each unit in the order in which it is read."""
    return {
        unit: {
            name: list(merged_classes(name, values, merge))
            for name, values in countable.domains.items()
        }
        for unit, countable in countables.items()
    }


def add_merged(cells: pd.DataFrame, merge: Merge) -> pd.DataFrame:
    """Add the cells of all classes put together to the protected tables that may need them.

    Parameters
    ----------
    cells : DataFrame
        True cells with their ``class``, see :func:`csa.disclosure.rules.policy.classify_cells`.
    merge : mapping
        The steps of each variable.

    Returns
    -------
    DataFrame
        The cells given, then the new ones, marked ``SUMMED`` in ``reason``. ``first_step`` and
        ``last_step`` say at which steps of its table each cell is shown.

    Raises
    ------
    SettingsError
        If a step names a class that the variable does not have.
    """
    whole = cells.assign(**{FIRST: 0, LAST: LAST_OF_ALL})
    pieces = [whole]
    for family in _families(whole, merge):
        spans = [family.named[name].map(family.spans(name)) for name in family.ladders]
        whole.loc[family.named.index, LAST] = np.min([span.str[1] for span in spans], axis=0)
        pieces += [family.made_by(step) for step in family.steps]
    return pd.concat(pieces, ignore_index=True)


@dataclass(frozen=True)
class _Family:
    """The finest protected cells of one breakdown, and the steps of its variables."""

    named: pd.DataFrame
    ladders: Mapping[str, list[dict[str, str]]]

    @property
    def steps(self) -> range:
        """The steps that put classes together."""
        return range(1, max(len(ladder) for ladder in self.ladders.values()))

    def spans(self, name: str) -> dict[str, tuple[int, int]]:
        """Return the first and last step at which each class of a variable exists."""
        now = [set(self._at(name, step).values()) for step in (0, *self.steps)]
        steps: dict[str, list[int]] = {}
        for step, classes in enumerate(now):
            for one in classes:
                steps.setdefault(one, []).append(step)
        return {
            one: (at[0], LAST_OF_ALL if at[-1] == self.steps[-1] else at[-1])
            for one, at in steps.items()
        }

    def _at(self, name: str, step: int) -> dict[str, str]:
        ladder = self.ladders[name]
        return ladder[min(step, len(ladder) - 1)]

    def labelled(self) -> pd.DataFrame:
        """Return key and classes of the finest cells, the classes of the variables with steps."""
        pairs = [[(name, one) for one in self.named[name]] for name in self.ladders]
        labels = [frozenset(pair) for pair in zip(*pairs, strict=True)]
        return pd.DataFrame({"key": self.named["key"], "label": labels})

    def at_step(self, step: int) -> pd.DataFrame:
        """Return the finest cells with the classes, dimensions and key they have at a step."""
        dims = read_names(str(self.named["by"].iloc[0]))
        now = self.named.assign(
            **{name: self.named[name].map(self._at(name, step)) for name in self.ladders}
        )
        now["dims"] = dims_of(now, dims)
        now["key"] = keys_of(now)
        spans = [now[name].map(self.spans(name)) for name in self.ladders]
        now[FIRST] = np.max([span.str[0] for span in spans], axis=0)
        now[LAST] = np.min([span.str[1] for span in spans], axis=0)
        return now.drop(columns=dims)

    def made_by(self, step: int) -> pd.DataFrame:
        """Return the cells that exist from this step on; none where a part has no number."""
        now = self.at_step(step)
        now = now[now[FIRST] == step].assign(reason=SUMMED)
        value = now.groupby("key")["value"].agg(lambda parts: parts.sum(skipna=False))
        made = now.drop_duplicates("key")
        made = made.assign(value=made["key"].map(value).astype("Int64"))
        return made[made["value"].notna()]


def _families(cells: pd.DataFrame, merge: Merge) -> list[_Family]:
    finest = cells[cells["class"].isin(PROTECTED) & (cells[FIRST] == 0)]
    families = []
    for (_, by), here in finest.groupby(["measure", "by"], sort=True):
        names = [name for name in read_names(by) if merge.get(name)]
        if names:
            named = expand_dims(here)
            families.append(_Family(named, {name: _ladder(named, name, merge) for name in names}))
    return families


def _ladder(named: pd.DataFrame, name: str, merge: Merge) -> list[dict[str, str]]:
    classes = list(dict.fromkeys(named[name]))
    known = set(classes)
    for step in merge[name]:
        fault = step_fault(step, known)
        if fault:
            raise SettingsError(f"config/disclosure.toml, merge.{name}, {fault}")
        known = known.difference(*step.values()) | set(step)
    return class_steps(classes, merge[name])


def merged_relations(relations: pd.DataFrame, cells: pd.DataFrame, merge: Merge) -> pd.DataFrame:
    """List how classes put together hang together, with their parts and with everything else.

    Parameters
    ----------
    relations : DataFrame
        ``kind, relation, parent, child`` among the finest cells.
    cells : DataFrame
        As :func:`add_merged` returns them.
    merge : mapping
        The steps of each variable.

    Returns
    -------
    DataFrame
        The relations given, then those of the cells added: each is the sum of its parts; what
        holds for every class of the finest cells holds for the sums of them.
    """
    families = _families(cells, merge)
    known = set(cells.loc[cells["value"].notna(), "key"])
    pieces = [relations]
    for step in range(1, 1 + max((family.steps[-1] for family in families), default=0)):
        before, now = (
            pd.concat([family.at_step(min(at, family.steps[-1])) for family in families])
            for at in (step - 1, step)
        )
        made = now[FIRST] == step
        pieces.append(_rows("sum", TOGETHER, now.loc[made, "key"], before.loc[made, "key"]))
        finest = pd.concat([family.labelled() for family in families]).assign(now=now["key"])
        for lift in (_lifted, _lifted_least):
            lifted = lift(relations, finest, made=set(now.loc[made, "key"]))
            # A total has parts at every step: each way to divide it is a sum of its own.
            pieces.append(lifted.assign(relation=lifted["relation"] + f", step {step}"))
    return as_complete(gather(pieces), known)


def _rows(kind: str, relation: str, parents: pd.Series, children: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind, "relation": relation,
            "parent": parents.to_numpy(), "child": children.to_numpy(),
        }
    )  # fmt: skip


def _lifted(relations: pd.DataFrame, finest: pd.DataFrame, *, made: set[str]) -> pd.DataFrame:
    """Return what sums and sub-groups among the finest cells say of the cells that a step makes.

    Relations of the same kind may be added up class by class. That holds where parent and child
    are of the same class, or the parent of all classes, and where every class that was put
    together is there.
    """
    relations = relations[relations["kind"] != "least"]
    now = finest.set_index("key")["now"]
    label = dict(zip(finest["key"], finest["label"], strict=True))
    held = now.groupby(now).size()
    rows = _groups_with(relations, set(now.index[now.to_numpy() != now.index.to_numpy()]))
    rows = rows.assign(
        was_parent=rows["parent"],
        was_child=rows["child"],
        parent=rows["parent"].map(now).fillna(rows["parent"]),
        child=rows["child"].map(now).fillna(rows["child"]),
    )
    pair = rows.groupby(["kind", "relation", "parent", "child"])
    sums = rows["kind"] == "sum"
    sound = (
        _of_one_class(rows, label)
        & (pair["was_parent"].transform("nunique") == rows["parent"].map(held).fillna(1))
        & (pair["was_child"].transform("nunique") == rows["child"].map(held).fillna(1))
    )
    new = rows["parent"].isin(made) | rows["child"].isin(made)
    group = [rows["kind"], rows["relation"], rows["parent"]]
    whole = sound.groupby(group).transform("all").where(sums, sound)
    touched = new.groupby(group).transform("any").where(sums, new)
    return rows.loc[whole & touched, list(relations.columns)].drop_duplicates(ignore_index=True)


def _lifted_least(relations: pd.DataFrame, finest: pd.DataFrame, *, made: set[str]) -> pd.DataFrame:
    """Return what groups that a step makes hold at the least.

    Such relations may be added up where the step makes them speak of the same cells. Classes are
    put together in the sum if all of them are there and weigh the same.
    """
    now = finest.set_index("key")["now"]
    held = now.groupby(now).size()
    if not (relations["kind"] == "least").any():
        return relations.iloc[:0]
    members = _members_of_least(relations, now)
    cells = members.groupby("group")["now"].agg(lambda keys: "\n".join(sorted(set(keys))))
    members["sum"] = members["relation"] + "\n" + members["group"].map(cells)
    total = members.groupby(["sum", "now", "was"])["weight"].sum().reset_index()
    pair = total.groupby(["sum", "now"])["weight"]
    whole = pair.transform("size") == total["now"].map(held).fillna(1)
    sound = (whole & (pair.transform("nunique") == 1)).groupby(total["sum"]).transform("all")
    touched = total["now"].isin(made).groupby(total["sum"]).transform("any")
    added = total[sound & touched].drop_duplicates(["sum", "now"])
    if not len(added):
        return relations.iloc[:0]
    first = members.drop_duplicates("sum").set_index("sum")
    added = added.assign(
        kind="least", child=added["now"], **{one: added["sum"].map(first[one]) for one in _NAMES}
    )
    is_parent = added["child"] == added["parent"]
    share = added["sum"].map(added[is_parent].set_index("sum")["weight"])
    return added.assign(weight=-added["weight"] / share)[~is_parent][[*relations.columns]]


_NAMES = ("relation", "parent")


def _members_of_least(relations: pd.DataFrame, now: pd.Series) -> pd.DataFrame:
    """Return each member of each relation, what it weighs in it and what it is part of now."""
    least = relations[relations["kind"] == "least"]
    parents = least.drop_duplicates(["relation", "parent"])
    members = pd.concat(
        [
            least.assign(was=least["child"], weight=-weights(least)),
            parents.assign(was=parents["parent"], weight=1.0),
        ],
        ignore_index=True,
    )
    return members.assign(
        group=group_of(members),
        now=members["was"].map(now).fillna(members["was"]),
        parent=members["parent"].map(now).fillna(members["parent"]),
    )


def _groups_with(relations: pd.DataFrame, keys: set[str]) -> pd.DataFrame:
    """Return the sums with any of these cells among their members, and the parts of them."""
    has = relations["parent"].isin(keys) | relations["child"].isin(keys)
    group = group_of(relations)
    return relations[has | ((relations["kind"] == "sum") & group.isin(set(group[has])))]


def _of_one_class(rows: pd.DataFrame, label: Mapping[str, frozenset[tuple[str, str]]]) -> pd.Series:
    """Say of each relation whether the child has the classes of the parent; a part no others."""
    nothing: frozenset[tuple[str, str]] = frozenset()
    fits = [
        above <= below and (kind == "sum" or above == below)
        for kind, above, below in zip(
            rows["kind"],
            (label.get(key, nothing) for key in rows["was_parent"]),
            (label.get(key, nothing) for key in rows["was_child"]),
            strict=True,
        )
    ]
    return pd.Series(fits, index=rows.index, dtype=bool)
