"""What effect could have been seen, and after how long? Asked before money is given."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from scipy import special

from csa.errors import SettingsError
from csa.measures.evaluation.effect import Pair, critical_value, log_error
from csa.measures.inputs import check_between

MONTHS_AFTER = (3, 6, 12, 24)


def minimum_detectable_effect(
    treated: Pair,
    control: Pair | None = None,
    *,
    power: float = 0.8,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> float | None:
    """Return the smallest fall that a comparison of counts would find.

    Parameters
    ----------
    treated, control : (before, after)
        Counts as they would be without an effect. Without a control the place is set beside itself.
    power : float
        How often a fall of that size would be found.
    dispersion : float
        Variance of the counts over their mean, 1 or more.
    confidence : float
        Two-sided confidence level of the test.

    Returns
    -------
    float or None
        A share from 0 to 1 of what was to be expected: 0.436 is a fall by 43.6%. None where a
        count is 0 or missing: no fall could be found.

    Notes
    -----
    The error is that of counts without an effect. A great fall leaves fewer incidents to see it by,
    and is found a little less often than ``power`` says.

    Examples
    --------
    >>> round(minimum_detectable_effect((60, 60), (240, 240)), 3)
    0.436
    """
    check_between(power, 0, 1, name="power")
    error = log_error([*treated, *(control or ())], dispersion=dispersion)
    if isinstance(error, str):
        return None
    reach = critical_value(confidence) + float(special.ndtri(power))
    return 1 - math.exp(-reach * error)


def power_over_time(
    monthly: float,
    control_monthly: float | None = None,
    *,
    months_before: int,
    months_after: Sequence[int] = MONTHS_AFTER,
    power: float = 0.8,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    """Say what fall could be found after so many months.

    Parameters
    ----------
    monthly, control_monthly : float
        Incidents a month to be expected without an effect, at the place and in its control.
    months_before : int
        Months before the start that are compared.
    months_after : sequence of int
        Months after the start.
    power, dispersion : float
        As in :func:`minimum_detectable_effect`.

    Returns
    -------
    DataFrame
        One row for each of ``months_after``: ``months, expected`` (incidents at the place) and
        ``smallest_fall``, a share, missing where none could be found.

    Raises
    ------
    SettingsError
        If there is no month before.

    Examples
    --------
    >>> power_over_time(20, 80, months_before=12, months_after=(6, 24)).round(2).values.tolist()
    [[6.0, 120.0, 0.3], [24.0, 480.0, 0.22]]
    """
    if months_before < 1:
        raise SettingsError(f"months_before is {months_before}: give a month or more.")
    beside = () if control_monthly is None else (control_monthly,)
    rows = []
    for months in months_after:
        treated, *control = (
            (level * months_before, level * months) for level in (monthly, *beside)
        )
        fall = minimum_detectable_effect(treated, *control, power=power, dispersion=dispersion)
        rows.append({"months": months, "expected": monthly * months, "smallest_fall": fall})
    return pd.DataFrame(rows).astype({"smallest_fall": float})
