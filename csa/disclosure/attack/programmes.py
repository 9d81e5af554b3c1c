"""Could a reader of all reports together work out a count that was meant to stay private?

The attacker knows every display, every sum, the rounding base and, in a second run, the public
totals. A release passes only when each protected count keeps a wide enough range.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from csa.disclosure.attack.intervals import ContradictionError, Interval, feasible_intervals
from csa.disclosure.rounding.relations import Key, Relation, System, system_of
from csa.errors import DisclosureError

Intervals = Mapping[Key, tuple[float, float]]
Failures = dict[str, tuple[Key, ...]]

BASE = 5
NARROWEST = 4
SMALL_COUNT = 4


@dataclass(frozen=True)
class AttackReport:
    """What the attack found, rule by rule.

    Attributes
    ----------
    failures : mapping
        Failing keys by rule, only rules that failed. G1 a display is a lie; G2 an exact count;
        G3 a range too narrow; G4 a small count proved not to be zero; G5 a whole group proved
        to be in one category; G6 a rounded count with less than its full range.
    narrowest : float
        Width of the narrowest range of a protected cell, high minus low; infinite without any.
    narrowest_key : key or None
        The cell that has it.
    widths : mapping
        Width of the range of each failing cell.
    """

    failures: Mapping[str, tuple[Key, ...]]
    narrowest: float = math.inf
    narrowest_key: Key | None = None
    widths: Mapping[Key, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether no rule failed."""
        return not self.failures

    def raise_if_failed(self) -> None:
        """Stop the release when a rule failed.

        Raises
        ------
        DisclosureError
            With the number of failing cells by rule and the first of them, never a count.
        """
        if self.passed:
            return
        found = "; ".join(
            f"{rule} {len(keys)} (first {keys[0]!r})" for rule, keys in self.failures.items()
        )
        message = f"The release could reveal a person, so nothing is published. Failed: {found}."
        raise DisclosureError(message)


def attack(
    displays: Mapping[Key, Interval],
    relations: Iterable[Relation] | System,
    *,
    public: Mapping[Key, int] | None = None,
    base: int = BASE,
    published: Mapping[Key, int] | None = None,
    truth: Mapping[Key, int] | None = None,
    unprotected: Collection[Key] = (),
    structural: Collection[Key] = (),
    targets: Collection[Key] | None = None,
) -> AttackReport:
    """Attack one set of displays under the rules G1 to G6.

    Parameters
    ----------
    displays : mapping
        ``(low, high)`` by key as a reader must understand the display, see
        :func:`displayed_bounds`. A cell that only a relation names may hold any count and is
        protected like the others.
    relations : iterable of mappings, or System
        Sums and sub-groups, see :func:`~csa.disclosure.rounding.relations.system_of`.
    public : mapping, optional
        Counts known from elsewhere; they lead to a second run.
    base : int
        Base of the rounding.
    published : mapping, optional
        Published values of the cells under controlled rounding; without it G6 is not tested. A
        cell that reaches its full range is not examined further.
    truth : mapping, optional
        True counts, to test that no display excludes them.
    unprotected : collection
        Cells that need no protection, such as public totals.
    structural : collection
        Cells that can only be zero; they need no protection either.
    targets : collection, optional
        Cells to settle by linear programmes, by default all. Others are judged by propagation.

    Returns
    -------
    AttackReport
        A leak is reported, not raised; see :meth:`AttackReport.raise_if_failed`.
    """
    system = system_of(displays, relations)
    full = {key: _full_range(value, base) for key, value in (published or {}).items()}
    settle = partial(
        feasible_intervals, displays, system, targets=targets, example=published, enough=full
    )
    lies = [key for key, count in (truth or {}).items() if not _within(count, displays.get(key))]
    try:
        plain = settle()
        informed = settle(known=public) if public else plain
    except ContradictionError as error:
        return AttackReport(_failed({"G1": [*lies, *error.keys]}))
    hidden = plain.keys() - set(unprotected) - set(structural)
    hidden_twice = hidden - set(public or {})
    found = {
        "G1": lies,
        **_judge(plain, hidden),
        "G5": class_disclosure(informed, system, structural=structural),
        "G6": _less_than_full(plain, full),
    }
    second = _judge(informed, hidden_twice)
    merged = {rule: [*keys, *second.get(rule, [])] for rule, keys in found.items()}
    failures, (width, key) = _failed(merged), _narrowest(informed, hidden_twice)
    failing = {one for keys in failures.values() for one in keys}
    widths = {one: informed[one][1] - informed[one][0] for one in failing if one in informed}
    return AttackReport(failures, width, key, widths)


def displayed_bounds(
    display: str | int, *, base: int = BASE, furthest: int | None = None
) -> tuple[int, int]:
    """Say what a reader must conclude from one displayed count.

    Parameters
    ----------
    display : str or int
        As printed: ``"<5"`` for a rounded zero, ``"-"`` for a structural zero, otherwise a whole
        number with or without thousands separators.
    base : int
        Base of the rounding.
    furthest : int, optional
        Printed distance from the true count, by default ``base - 1``.

    Returns
    -------
    tuple of int
        Lowest and highest true count. A number that is no multiple of the base can only be exact.

    Raises
    ------
    DisclosureError
        If the text is not one of these.

    Examples
    --------
    >>> displayed_bounds("<5"), displayed_bounds("1,235"), displayed_bounds(7)
    ((0, 4), (1231, 1239), (7, 7))
    """
    reach = base - 1 if furthest is None else furthest
    text = str(display).replace(",", "").strip()
    if text == "-":
        return 0, 0
    if text == f"<{base}":
        return 0, reach
    if not (text.isascii() and text.isdigit()):
        message = "A displayed count is neither a whole number nor a known symbol."
        raise DisclosureError(message)
    value = int(text)
    return (value, value) if value % base else (max(0, value - reach), value + reach)


def class_disclosure(
    intervals: Intervals,
    relations: Iterable[Relation] | System,
    *,
    structural: Collection[Key] = (),
) -> list[Key]:
    """Find groups of which a reader can prove that all are in one category (G5).

    Parameters
    ----------
    intervals : mapping
        Feasible ``(low, high)`` by key.
    relations : iterable of mappings, or System
        Sums of categories; sub-groups are passed over.
    structural : collection
        Cells that can only be zero; they prove nothing about anybody.

    Returns
    -------
    list
        The one category of each such group. Groups that could be empty count as well: the reader
        learns what any member would be.
    """
    system = system_of(intervals, relations)
    counts = np.array([key not in structural for key in system.keys], dtype=bool)
    filled = counts & np.array([intervals[key][1] > 0 for key in system.keys], dtype=bool)
    is_child = (system.matrix[np.flatnonzero(system.is_sum)] < 0).tocsr()
    alone = np.flatnonzero(
        (is_child @ counts.astype(int) > 1) & (is_child @ filled.astype(int) == 1)
    )
    children = is_child[alone].indices
    return [system.keys[child] for child in children[filled[children]]]


def inconsistent_ratios(
    ratios: Iterable[tuple[Key, Key, str]],
    published: Mapping[Key, int],
    *,
    per: int = 100,
) -> list[tuple[Key, Key]]:
    """Find printed percentages or rates that published counts cannot have produced.

    Parameters
    ----------
    ratios : iterable of tuples
        Numerator key, denominator key and the ratio as printed, for example ``"18.2"``.
    published : mapping
        Published counts by key.
    per : int
        100 for percentages, 1,000 for rates per 1,000.

    Returns
    -------
    list of tuples
        Numerator and denominator keys of the ratios that must come from other counts. A ratio
        to a published zero always does.

    Notes
    -----
    Rounded half away from zero to the decimals printed.

    Examples
    --------
    >>> inconsistent_ratios([("won", "all", "18.2")], {"won": 0, "all": 10})
    [('won', 'all')]
    """
    return [
        (part, whole)
        for part, whole, printed in ratios
        if not is_printed_ratio(printed, per * published[part], published[whole])
    ]


def is_printed_ratio(printed: str, numerator: int, denominator: int) -> bool:
    """Say whether a printed number is a ratio rounded half away from zero; never of a zero."""
    if not denominator:
        return False
    whole, _, decimals = printed.partition(".")
    scaled = numerator * 10 ** len(decimals)
    return int(whole + decimals) == (2 * scaled + denominator) // (2 * denominator)


def _within(count: int, display: Interval | None) -> bool:
    low, high = display or (None, None)
    return (low is None or count >= low) and (high is None or count <= high)


def _judge(intervals: Intervals, keys: Collection[Key]) -> dict[str, list[Key]]:
    ranges = [(key, *intervals[key]) for key in keys]
    return {
        "G2": [key for key, low, high in ranges if low == high],
        "G3": [key for key, low, high in ranges if high - low < NARROWEST],
        "G4": [key for key, low, high in ranges if low >= 1 and high <= SMALL_COUNT],
    }


def _full_range(value: int, base: int) -> tuple[int, int]:
    return max(0, value - base + 1), value + base - 1


def _less_than_full(intervals: Intervals, full: Intervals) -> list[Key]:
    return [
        key
        for key, (low, high) in full.items()
        if intervals[key][0] > low or intervals[key][1] < high
    ]


def _narrowest(intervals: Intervals, keys: Collection[Key]) -> tuple[float, Key | None]:
    widths = ((intervals[key][1] - intervals[key][0], repr(key), key) for key in keys)
    width, _, key = min(widths, default=(math.inf, "", None), key=lambda one: one[:2])
    return width, key


def _failed(found: Mapping[str, Iterable[Key]]) -> Failures:
    sorted_keys = {rule: tuple(sorted(set(keys), key=repr)) for rule, keys in found.items()}
    return {rule: keys for rule, keys in sorted_keys.items() if keys}
