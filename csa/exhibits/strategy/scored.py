"""What is each priority scored by each criterion: by figures where they can, else by whom?

A figure scores what figures can tell: how often, where it is heading, how sure that is, and harm by
its rank where both indices agree. Everything else is somebody's judgement, dated and with its
evidence; one that is missing or out of date is no score, and never nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.strategy.weighed import Weighed, ranks_told
from csa.exhibits.wording.planned.indicators import told_here
from csa.exhibits.wording.verdicts import verdict_of
from csa.present.number import add_known
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View
    from csa.settings import Priority

    Frames = Mapping[str, pd.DataFrame]

TREND = {"fell": 0, "fell slightly": 1, "no clear change": 2, "rose slightly": 3, "rose": 4}
CUTS = ("above_1", "above_2", "above_3", "above_4")
HIGHEST = 4
MISSING, EXPIRED = "missing", "out of date"


@dataclass(frozen=True)
class Scored:
    """One score, or why there is none.

    Attributes
    ----------
    value : int or None
        From 0 to 4.
    is_judged : bool
        Whether somebody judged it.
    why : str
        Why there is none.
    """

    value: int | None
    is_judged: bool = False
    why: str = ""

    @property
    def text(self) -> str:
        """The score as the matrix shows it."""
        return self.why if self.value is None else str(self.value)


def criteria_of(view: View) -> list[Any]:
    """Return the criteria of the settings; none where they are the example's of other data."""
    return told_here(view, "criterion")


def own_scores(view: View) -> list[Any]:
    """Return the scores given for the area; for the partnership, those for all of it."""
    told = told_here(view, "score")
    return [one for one in told if not one.districts] if view.is_partnership else told


def scores_of(
    view: View, frames: Frames, weighed: Mapping[str, Weighed]
) -> dict[tuple[str, str], Scored]:
    """Return the score of each priority by each criterion.

    Parameters
    ----------
    view : View
        The area.
    frames : mapping of unit to DataFrame
        Counts by priority.
    weighed : mapping of scheme to Weighed
        Harm in the area; empty where it cannot be told.

    Returns
    -------
    dict of (priority, criterion) to Scored
    """
    judged = _judged(view)
    figures = {"volume": _volumes(view, frames), "harm": _harm_ranks(view, weighed)}
    found = {}
    for criterion in criteria_of(view):
        for priority in view.settings.priorities:
            pair = priority.id, criterion.id
            own = judged.get(pair)
            if own is None or own.value is None:
                number = _figure(view, frames, priority, criterion, figures)
                own = Scored(number) if number is not None else own or Scored(None, why=MISSING)
            found[pair] = own
    return found


def _judged(view: View) -> dict[tuple[str, str], Scored]:
    """Return what somebody scored; what is scored for the district goes before what is for all."""
    told = sorted(own_scores(view), key=lambda one: bool(one.districts))
    found: dict[tuple[str, str], Scored] = {}
    for one in told:
        in_force = one.until >= view.period.end
        found[one.priority, one.criterion] = (
            Scored(int(one.score), is_judged=True) if in_force else Scored(None, why=EXPIRED)
        )
    return found


def _figure(
    view: View,
    frames: Frames,
    priority: Priority,
    criterion: Any,
    figures: Mapping[str, Mapping[str, float]],
) -> int | None:
    """Return what a figure scores; None where it cannot."""
    if criterion.figure == "trend":
        return _trend(view, frames, priority)
    if criterion.figure == "confidence":
        return _confidence(view, frames, priority)
    number = figures.get(criterion.figure, {}).get(priority.id)
    if number is None or criterion.figure != "volume":
        return None if number is None else int(number)
    return sum(number >= getattr(criterion, cut) for cut in CUTS)


def _volumes(view: View, frames: Frames) -> dict[str, float]:
    """Return the share of all that the priorities count, in per cent, by priority."""
    counts = {}
    for priority in view.settings.priorities:
        units = [unit for unit in units_of(priority) if len(frames[unit])]
        numbers = [
            view.number(frames[unit], period=view.period, priority=priority.id) for unit in units
        ]
        if numbers and None not in numbers:
            counts[priority.id] = float(add_known(numbers))
    crossing = {one.id for one in view.settings.priorities if one.cross_cutting}
    whole = sum(count for name, count in counts.items() if name not in crossing)
    return {name: 100 * count / whole for name, count in counts.items()} if whole else {}


def _trend(view: View, frames: Frames, priority: Priority) -> int | None:
    unit = priority.headline_unit
    if not len(frames[unit]):
        return None
    verdict = verdict_of(view, frames[unit], priority=priority.id)
    return None if verdict is None else TREND.get(verdict.word)


def _confidence(view: View, frames: Frames, priority: Priority) -> int | None:
    """Score whether every month was received in both years, and all was recorded alike."""
    unit = priority.headline_unit
    if not len(frames[unit]):
        return None
    if verdict_of(view, frames[unit], priority=priority.id) is None:
        return 0
    names = (unit, priority.id, *(one.id for one in priority.subthemes))
    between = type(view.period)(view.before.start, view.period.end)
    faults = bool(view.left_out(unit)) + bool(view.breaks(*names, within=between))
    return (HIGHEST, 2, 1)[faults]


def _harm_ranks(view: View, weighed: Mapping[str, Weighed]) -> dict[str, float]:
    """Return 4 for the priority first by harm, 3 for the second, …, where all indices agree."""
    owners = [one.id for one in view.settings.priorities if not one.cross_cutting]
    ranks = []
    for one in weighed.values():
        ends = [one.limits(one.kinds["priority"] == owner) for owner in owners]
        table = pd.DataFrame(ends, columns=["low", "middle", "high"], index=owners)
        ranks.append(ranks_told(table["low"], table["high"])[0])
    return {
        owner: max(HIGHEST + 1 - int(ranks[0].loc[owner, "best"]), 0)
        for owner in owners
        if ranks and len({end for one in ranks for end in one.loc[owner]}) == 1
    }
