"""What makes the change: which components, and is it a single case?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from csa.measures.inputs import align_counts, check_between


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
