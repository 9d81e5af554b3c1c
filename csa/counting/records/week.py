"""On which day of the week and at what hours, with what is known and with long spans placed?

A week has 56 slots of three hours. Days and blocks of hours are families of their own, so that the
margins of the grid are rounded with it, and every sum among the three is listed here.

An incident that may have happened at any time in more than six hours has no slot. A second set of
families places it all the same: whole, in one slot, drawn in proportion to the hours of its span
(aoristic analysis with whole counts). Each slot is right on average over the draws, no count is a
fraction, and the sums hold before rounding as well as after. An incident's draw depends on its own
reference alone, which is a keyed hash: another incident more or less moves no other, and nobody
without the key can repeat it. Incidents whose slot is known keep it, so a slot holds as many or
more of the one family than of the other, and readers can set the two against each other without
learning anything that rounding and attack do not reckon with.

Parts of the week (evenings, Friday and Saturday nights) have limits that people speak of and slots
do not have. Each holds the slots within it and no more than those it touches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.dimensions import DIMENSIONS
from csa.counting.keys import Key, classes_of, read_names
from csa.counting.records.described import (
    HOUR_BLOCKS,
    PART_OF_HOUR,
    PARTS_OF_WEEK,
    TIME_SLOTS,
    UNKNOWN,
)
from csa.counting.relations import RELATION_COLUMNS, WEIGHT, as_complete, gather
from csa.counting.units import INCIDENT_TIME
from csa.keys import keyed_hash
from csa.measures.clock import aoristic_draw

if TYPE_CHECKING:
    from csa.counting.cells import Countable

SLOT, WEEKDAY, HOURS, PART = "time_slot", "weekday", "hours", "part_of_week"
SPREAD_SLOT, SPREAD_WEEKDAY, SPREAD_HOURS = "spread_slot", "spread_weekday", "spread_hours"
# The slot, and the day and the hours that follow from it.
WEEKS = ((SLOT, WEEKDAY, HOURS), (SPREAD_SLOT, SPREAD_WEEKDAY, SPREAD_HOURS))
SPREAD_UNIT = "crime"
BLOCK_HOURS = 24 // len(HOUR_BLOCKS)
DRAW = "hour within the span"
_PARTS_OF_SLOTS = {
    slot: PART_OF_HOUR[place * BLOCK_HOURS : (place + 1) * BLOCK_HOURS]
    for place, slot in enumerate(TIME_SLOTS)
}
# Hours of the week in each part, and the slots that lie within it or overlap it.
PART_HOURS = {name: PART_OF_HOUR.count(name) for name in PARTS_OF_WEEK}
WITHIN, TOUCHED = (
    {name: [s for s, of in _PARTS_OF_SLOTS.items() if test(one == name for one in of)]
     for name in PARTS_OF_WEEK}
    for test in (all, any)
)  # fmt: skip
NOTHING_TO_SPREAD = "no incident has a long span in which it can have happened"


def with_week_hours(countables: Mapping[str, Countable]) -> dict[str, Countable]:
    """Add day and hours to incidents with a time slot, and slots for those with a long span.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with ``time_slot``.

    Returns
    -------
    dict of unit to Countable
        The same, with ``weekday`` and ``hours``; crimes also with ``spread_slot``,
        ``spread_weekday`` and ``spread_hours``. Where a source gives no times, they are
        unavailable for the reason that the slot is.
    """
    described = dict(countables)
    for unit in INCIDENT_TIME:
        if unit in countables:
            described[unit] = _with_margins(countables[unit], WEEKS[0])
    if SPREAD_UNIT in described:
        described[SPREAD_UNIT] = _with_spread(described[SPREAD_UNIT])
    return described


def _with_margins(countable: Countable, week: tuple[str, str, str]) -> Countable:
    slot, day, hours = week
    parts = countable.rows[slot].astype("object")
    known = dict(zip(TIME_SLOTS, (one.split(" ") for one in TIME_SLOTS), strict=True))
    reason = countable.unavailable.get(slot)
    return replace(
        countable,
        rows=countable.rows.assign(
            **{
                name: parts.map({text: pair[place] for text, pair in known.items()}).fillna(UNKNOWN)
                for place, name in enumerate((day, hours))
            }
        ),
        domains={**countable.domains, **{name: DIMENSIONS[name].values for name in (day, hours)}},
        unavailable={
            **countable.unavailable,
            **(dict.fromkeys((day, hours), reason) if reason else {}),
        },
    )


def _with_spread(crimes: Countable) -> Countable:
    start, end = INCIDENT_TIME[SPREAD_UNIT]
    rows, unavailable = crimes.rows, dict(crimes.unavailable)
    slots = rows[SLOT].astype("object")
    if SLOT in unavailable:
        unavailable[SPREAD_SLOT] = unavailable[SLOT]
    else:
        placed = rows[(slots == UNKNOWN) & rows[start].notna()]
        slots.loc[placed.index] = _drawn_slots(placed[start], placed[end], placed["crime_id"])
        if not len(placed):
            unavailable[SPREAD_SLOT] = NOTHING_TO_SPREAD
    spread = replace(
        crimes,
        rows=rows.assign(**{SPREAD_SLOT: slots}),
        domains={**crimes.domains, SPREAD_SLOT: DIMENSIONS[SPREAD_SLOT].values},
        unavailable=unavailable,
    )
    return _with_margins(spread, WEEKS[1])


def _drawn_slots(start: pd.Series, end: pd.Series, references: pd.Series) -> np.ndarray:
    """Return the slot of each incident, drawn evenly over its span by its own reference."""
    parts = [
        int.from_bytes(keyed_hash(str(one).encode(), DRAW)[:6], "big") / 2**48 for one in references
    ]
    hours = aoristic_draw(start, end, at=parts).to_numpy(dtype="int64")
    return np.array(TIME_SLOTS, dtype="object")[hours // BLOCK_HOURS]


def week_relations(cells: pd.DataFrame) -> pd.DataFrame:
    """List how slots, days and hours hang together, and the two sets of families.

    Parameters
    ----------
    cells : DataFrame
        As :func:`csa.counting.cells.compute_cells` returns them.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child`` as
        :func:`csa.counting.relations.list_relations` returns them: a day is the sum of its
        slots, a block of hours too, each with what is not known; no slot holds fewer with long
        spans placed than without, and what is not placed was not known.
    """
    pieces = [pd.DataFrame(columns=RELATION_COLUMNS)]
    for slot, day, hours in WEEKS:
        here = _with_value_of(cells, slot)
        known = here["of"] != UNKNOWN
        for place, name in enumerate((day, hours)):
            part = here["of"].where(~known, here["of"].str.split(" ").str[place])
            pieces.append(_tied(here, {slot: name}, part, kind="sum", name=f"slots by {name}"))
    here = _with_value_of(cells, SLOT)
    spread = _tied(here, {SLOT: SPREAD_SLOT}, here["of"], kind="subset", name="placed by span")
    is_unknown = (here["of"] == UNKNOWN).to_numpy()
    turned = spread[is_unknown].rename(columns={"parent": "child", "child": "parent"})
    pieces += [spread[~is_unknown], turned, _parts(_with_value_of(cells, PART))]
    relations = gather(pieces)
    return as_complete(relations, set(cells.loc[cells["value"].notna(), "key"]))


def _parts(parts: pd.DataFrame) -> pd.DataFrame:
    """Bound the parts of the week by the slots that lie within them, and by those they touch."""
    rows: list[tuple[str, str, str, str, float]] = []
    wholes = (Key.read(key).without(PART) for key in sorted(parts["key"]))
    for whole in dict.fromkeys(wholes):
        slot = {one: str(whole.by(**{SLOT: one})) for one in TIME_SLOTS}
        for name in PARTS_OF_WEEK:
            part = str(whole.by(**{PART: name}))
            rows += [("least", "slots within", part, slot[one], 1) for one in WITHIN[name]]
            first, *others = (slot[one] for one in TOUCHED[name])
            rows += [("least", f"touched by {name}", first, one, -1) for one in others]
            rows.append(("least", f"touched by {name}", first, part, 1))
    return pd.DataFrame(rows, columns=[*RELATION_COLUMNS, WEIGHT])


def _with_value_of(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the cells by one dimension, with its value in the column ``of``."""
    here = cells[cells["by"].map(lambda by: name in read_names(by))]
    return here.assign(of=classes_of(here["dims"], name))


def _tied(
    cells: pd.DataFrame, renamed: Mapping[str, str], values: pd.Series, *, kind: str, name: str
) -> pd.DataFrame:
    """Tie each cell to the one of another dimension that its own value belongs to."""
    ((old, new),) = renamed.items()
    parents = [
        str(Key.read(key).without(old).by(**{new: value}))
        for key, value in zip(cells["key"], values, strict=True)
    ]
    return pd.DataFrame(
        {"kind": kind, "relation": name, "parent": parents, "child": cells["key"].to_numpy()}
    )
