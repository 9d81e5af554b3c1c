"""What makes the change: which components, and is it a single case?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from csa.errors import SchemaError
from csa.measures.inputs import align_counts, check_between, require_columns
from csa.measures.verdicts import CLEAR, Rules, judge_table

ENDS = ("before", "after")
JUDGED = ["certainty", "word"]
LEAST_SHARE = 0.25
LARGE_PART = 0.1


def driver_decomposition(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Split a change into what each component contributes to it.

    Parameters
    ----------
    before, after : Series
        Counts by component (offence group, ward). A component only one of them has counts 0 in
        the other; a missing count stays missing and makes the total missing.

    Returns
    -------
    DataFrame
        One row per component, the largest movement first: its index, ``before, after,
        difference``, ``contribution_points`` (percentage points of the total's change; missing
        when the total was 0) and ``share_of_change`` (difference over the total difference;
        missing when that is 0). The contributions add up to the total's percentage change.

    Examples
    --------
    >>> before = pd.Series({"theft": 60, "damage": 40})
    >>> after = pd.Series({"theft": 75, "damage": 35})
    >>> driver_decomposition(before, after)["contribution_points"].tolist()
    [15.0, -5.0]
    """
    pairs = align_counts(before, after)
    difference = pairs["after"] - pairs["before"]
    total_before = pairs["before"].sum(skipna=False)
    total = difference.sum(skipna=False)
    table = pairs.assign(
        difference=difference,
        contribution_points=100 * difference / (total_before or np.nan),
        share_of_change=difference / (total or np.nan),
    )
    order = np.argsort(-difference.abs().to_numpy(), kind="stable")
    return table.iloc[order]


def find_drivers(
    parts: pd.DataFrame,
    whole: Mapping[str, float],
    *,
    rules: Rules | None = None,
    least_share: float = LEAST_SHARE,
) -> pd.DataFrame:
    """Say which parts make a change, and which do not, at every value that rounding leaves.

    Parameters
    ----------
    parts : DataFrame
        One row per part of one whole (sub-themes, wards, places, months): ``name, before, after``
        and what :func:`csa.measures.verdicts.judge_table` takes besides, or ``certainty`` and
        ``word`` where they are judged already. Parts that are no division of the whole (overlays,
        named places) may be among them, with ``divides`` False.
    whole : mapping
        ``before`` and ``after`` of the whole, ``bound_before`` and ``bound_after``.
    rules : Rules, optional
        How sure one must be of parts that are not judged yet; the allowance is for all of them.
    least_share : float
        A part is named when it makes at least this share of the change.

    Returns
    -------
    DataFrame
        A row for each part, in order of what it makes of the change: its columns and
        ``difference``, ``share`` (of the change, by the counts given), ``least`` and ``most`` (the
        limits of that share), ``rest_before``, ``rest_after``, ``certainty``, ``word``, ``drives``
        (makes at least ``least_share`` of the change whatever rounding did, and moved clearly the
        same way) and ``spared`` (held a tenth or more of the whole, did not move clearly, and made
        less than half of its share whatever rounding did). Shares are missing where the whole did
        not change.

    Raises
    ------
    SchemaError
        If a column is absent, or exact parts that divide the whole do not add up to it.

    Examples
    --------
    >>> wards = pd.DataFrame({"name": ["A", "B"], "before": [400, 600], "after": [580, 620]})
    >>> found = find_drivers(wards, {"before": 1000, "after": 1200})
    >>> found[["name", "difference", "share", "drives"]].values.tolist()
    [['A', 180.0, 0.9, True], ['B', 20.0, 0.1, False]]
    """
    require_columns(parts, ["name", "before", "after"], name="parts")
    bounds = {end: float(whole.get(f"bound_{end}", 0.0)) for end in ENDS}
    given = {f"bound_{end}": parts.get(f"bound_{end}", 0.0) for end in ENDS}
    table = parts.assign(**given).astype(dict.fromkeys(ENDS, float))
    _refuse_other_sum(table, whole)
    change = whole["after"] - whole["before"]
    table["difference"] = table["after"] - table["before"]
    off = table["bound_before"] + table["bound_after"], bounds["before"] + bounds["after"]
    table["share"] = table["difference"] / (change or np.nan)
    table["least"], table["most"] = _share_limits(table["difference"], change, off)
    for end in ENDS:
        table[f"rest_{end}"] = whole[end] - table[end]
    if not set(JUDGED) <= set(table):
        table[JUDGED] = judge_table(table, rules=rules)[JUDGED]
    is_clear = table["certainty"] == CLEAR
    held = table["before"] / (whole["before"] or np.nan)
    table["drives"] = is_clear & (table["least"] >= least_share)
    table["spared"] = ~is_clear & (held >= LARGE_PART) & (table["most"] < held / 2)
    order = np.argsort(-table["share"].fillna(0.0).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _share_limits(
    difference: pd.Series, change: float, off: tuple[pd.Series, float]
) -> tuple[pd.Series, pd.Series]:
    """Return the least and most of the change that a part makes; none if it may be no change."""
    of_part, of_whole = off
    if abs(change) <= of_whole:
        unknown = pd.Series(np.nan, index=difference.index)
        return unknown, unknown
    ends = pd.DataFrame(
        {
            (sign, other): (difference + sign * of_part) / (change + other * of_whole)
            for sign in (-1, 1)
            for other in (-1, 1)
        }
    )
    return ends.min(axis=1), ends.max(axis=1)


def _refuse_other_sum(table: pd.DataFrame, whole: Mapping[str, float]) -> None:
    if "divides" not in table:
        return
    dividing = table[table["divides"].astype(bool)]
    for end in ENDS:
        is_exact = not dividing[f"bound_{end}"].any() and not whole.get(f"bound_{end}", 0.0)
        if len(dividing) and is_exact and dividing[end].sum(skipna=False) != whole[end]:
            raise SchemaError(f"The parts of a change do not add up to the whole ({end}).")


def one_case_drivers(
    before: pd.Series, after: pd.Series, *, share: float = 0.5, minimum: int = 2
) -> pd.DataFrame:
    """Find single cases, people or places that make a change by themselves.

    Parameters
    ----------
    before, after : Series
        One row per offence: the id of the case (complaint, victim, location, operation) it
        belongs to. An offence without an id is a case of its own.
    share : float
        A case is a driver if leaving it out takes away at least this share of the change.
    minimum : int
        Offences, over both periods, that a case needs: one offence alone is not a series.

    Returns
    -------
    DataFrame
        One row per driver, the strongest first: ``case, before_count, after_count,
        difference_without, percent_without`` (missing when nothing is left before),
        ``share_of_change, flips_sign``. Empty when nothing changed.

    Examples
    --------
    >>> before = pd.Series([None] * 58)
    >>> after = pd.Series(["complaint"] * 10 + [None] * 59)
    >>> one_case_drivers(before, after)[["difference_without", "share_of_change"]].round(2).values
    array([[1.  , 0.91]])
    """
    check_between(share, 0, np.inf, name="share")
    difference = len(after) - len(before)
    counts = pd.DataFrame(
        {"before_count": before.value_counts(), "after_count": after.value_counts()}
    )
    cases = counts.fillna(0).astype(int).rename_axis("case").sort_index(kind="stable").reset_index()
    left = len(before) - cases["before_count"]
    cases["difference_without"] = len(after) - cases["after_count"] - left
    cases["percent_without"] = 100 * cases["difference_without"] / left.where(left > 0)
    cases["share_of_change"] = 1 - cases["difference_without"] / (difference or np.nan)
    cases["flips_sign"] = cases["difference_without"] * difference < 0
    is_series = cases["before_count"] + cases["after_count"] >= minimum
    drivers = cases[is_series & (cases["share_of_change"] >= share)]
    return drivers.sort_values("share_of_change", ascending=False, kind="stable", ignore_index=True)
