"""Has it changed, by how much, what drives it, and could it be chance?

Two counts are compared by the conditional test of two Poisson counts; many comparisons are
adjusted together; what drives a change comes from :mod:`csa.measures.drivers`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from csa.errors import SettingsError
from csa.measures.drivers import driver_decomposition, one_case_drivers
from csa.measures.inputs import (
    align_counts,
    as_counts,
    check_between,
    check_confidence,
    index_of,
    refuse_rows,
    require_columns,
)
from csa.measures.overdispersion import dispersion
from csa.measures.poisson_pair import p_value, ratio_limits, z_score
from csa.measures.verdicts import false_discovery_rates
from csa.periods import Period

__all__ = [
    "CHANGE_COLUMNS",
    "CountChange",
    "adjust_for_multiplicity",
    "compare_counts",
    "compare_series",
    "dispersion",
    "driver_decomposition",
    "one_case_drivers",
    "year_to_date",
]

CHANGE_COLUMNS = (
    "before",
    "after",
    "difference",
    "percent",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "z",
    "p_value",
    "dispersion",
    "is_clear",
)


@dataclass(frozen=True)
class CountChange:
    """Two counts and what their difference amounts to.

    Attributes
    ----------
    before, after : float
        The counts. NaN when a count is missing; everything else is then None.
    difference : float or None
        After minus before.
    percent : float or None
        Difference in per cent of before, unrounded; None from 0.
    ratio, ratio_lower, ratio_upper : float or None
        Rate after over rate before (counts over their exposure) and its confidence limits. The
        ratio from 0 and a limit without bound are None.
    z : float or None
        Difference in standard errors; None when both counts are 0.
    p_value : float or None
        Two-sided; 1 when both counts are 0.
    dispersion : float
        Variance of the counts over their mean that the limits allow for; 1 is Poisson alone.
    """

    before: float
    after: float
    difference: float | None = None
    percent: float | None = None
    ratio: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None
    z: float | None = None
    p_value: float | None = None
    dispersion: float = 1.0

    @property
    def is_clear(self) -> bool:
        """Whether the confidence interval of the ratio excludes 1."""
        above = self.ratio_lower is not None and self.ratio_lower > 1
        return above or (self.ratio_upper is not None and self.ratio_upper < 1)


def compare_counts(
    before: float,
    after: float,
    *,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> CountChange:
    """Compare two counts.

    Parameters
    ----------
    before, after : float
        Whole counts, zero or more, or missing.
    exposure_before, exposure_after : float
        Days or people at risk behind each count, in the same unit. They bear on the ratio, its
        limits, z and the p-value; ``difference`` and ``percent`` stay with the counts as printed.
    dispersion : float
        1 or more; :func:`dispersion` estimates it.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    CountChange
        Counts, difference, rate ratio with limits, z and p-value.

    Raises
    ------
    SchemaError
        If a count is negative or not whole.
    SettingsError
        If an exposure is not positive or the dispersion is below 1.

    Notes
    -----
    Given the sum, the later count is binomial. Without over-dispersion the p-value is that of
    the exact binomial test. The limits are Clopper and Pearson's while either count is below 50
    (counts divided by the dispersion) and log-normal from there; an over-dispersed p-value
    follows the same division: binomial tails of the divided counts, then the normal.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313-323.

    Examples
    --------
    >>> change = compare_counts(4385, 4955)
    >>> change.difference, round(change.percent, 1), round(change.z, 2), round(change.ratio, 3)
    (570.0, 13.0, 5.9, 1.13)
    """
    counts = as_counts([before, after], name="count")
    refuse_rows(counts % 1 > 0, "count is not whole")
    exposures = (
        check_between(exposure_before, 0, math.inf, name="exposure_before"),
        check_between(exposure_after, 0, math.inf, name="exposure_after"),
    )
    if not 1 <= dispersion < math.inf:
        raise SettingsError(f"dispersion is {dispersion}: give 1 (Poisson alone) or more.")
    check_confidence(confidence)
    first, second = float(counts[0]), float(counts[1])
    if math.isnan(first + second):
        return CountChange(before=first, after=second, dispersion=dispersion)
    expected_share = exposures[1] / sum(exposures)
    lower, upper = ratio_limits(
        first / dispersion,
        second / dispersion,
        per_exposure=exposures[0] / exposures[1],
        confidence=confidence,
    )
    return CountChange(
        before=first,
        after=second,
        difference=second - first,
        percent=100 * (second - first) / first if first else None,
        ratio=(second / exposures[1]) / (first / exposures[0]) if first else None,
        ratio_lower=lower,
        ratio_upper=upper,
        z=z_score(first, second, expected_share, dispersion=dispersion),
        p_value=p_value(first, second, expected_share, dispersion=dispersion),
        dispersion=dispersion,
    )


def compare_series(
    before: pd.Series,
    after: pd.Series,
    *,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare two columns of counts, line by line.

    Parameters
    ----------
    before, after : Series
        Counts by the same index. An index entry only one of them has counts 0 in the other;
        a missing value stays missing.
    exposure_before, exposure_after, dispersion, confidence
        As in :func:`compare_counts`.

    Returns
    -------
    DataFrame
        One row per index entry, in the order of ``before`` and then of ``after``, with the
        attributes of :class:`CountChange` and ``is_clear`` as columns; None becomes NaN.

    Raises
    ------
    SchemaError
        If an index entry occurs twice or a count is negative.

    Examples
    --------
    >>> before = pd.Series({"theft": 60, "damage": 40})
    >>> after = pd.Series({"theft": 75, "arson": 3})
    >>> compare_series(before, after)["difference"].to_dict()
    {'theft': 15.0, 'damage': -40.0, 'arson': 3.0}
    """
    pairs = align_counts(before, after)
    changes = [
        compare_counts(
            first,
            second,
            exposure_before=exposure_before,
            exposure_after=exposure_after,
            dispersion=dispersion,
            confidence=confidence,
        )
        for first, second in zip(pairs["before"], pairs["after"], strict=True)
    ]
    rows = [asdict(change) for change in changes]
    frame = pd.DataFrame(rows, index=pairs.index, columns=list(CHANGE_COLUMNS[:-1]), dtype=float)
    return frame.assign(is_clear=np.array([change.is_clear for change in changes], dtype=bool))


def year_to_date(
    monthly: pd.DataFrame,
    *,
    period: Period,
    keys: Sequence[str],
    total: str | None = None,
    covered: Collection[str] | None = None,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare a period with the same months a year earlier.

    Parameters
    ----------
    monthly : DataFrame
        One row per key and month: the key columns, ``month`` (``YYYY-MM``), ``offence_count``.
    period : Period
        The months to compare, for example April 2016 to January 2017.
    keys : sequence of str
        Columns that make a line of the table, the area first.
    total : str, optional
        Name of a further area whose counts are the sums over all areas; its percentage comes
        from those sums, never from the mean of percentages.
    covered : collection of str, optional
        Months complete in the source; by default every month that has a row. In a covered month
        a key without a row counts 0. With a month uncovered, or a count in it missing, the sum
        of its year is missing.
    dispersion, confidence
        As in :func:`compare_counts`.

    Returns
    -------
    DataFrame
        One row per key: the keys, then the columns of :func:`compare_series`. Exposure is days,
        so that a leap day makes no change.

    Raises
    ------
    SchemaError
        If a column is absent, or a key and month occur twice.

    Examples
    --------
    >>> rows = {"area": "A", "month": ["2015-04", "2016-04"], "offence_count": [100, 150]}
    >>> told = year_to_date(pd.DataFrame(rows), period=Period("2016-04", "2016-04"), keys=["area"])
    >>> told[["area", "before", "after", "percent"]].values.tolist()
    [['A', 100.0, 150.0, 50.0]]
    """
    require_columns(monthly, [*keys, "month", "offence_count"], name="monthly")
    refuse_rows(monthly.duplicated([*keys, "month"]).to_numpy(), "monthly repeats a key and month")
    known = set(monthly["month"]) if covered is None else set(covered)
    spans = period.a_year_earlier, period
    table = monthly if total is None else pd.concat([monthly, _sum_areas(monthly, keys, total)])
    sums = [_sum_months(table, keys, span, known) for span in spans]
    changes = compare_series(
        sums[0],
        sums[1],
        exposure_before=spans[0].days,
        exposure_after=spans[1].days,
        dispersion=dispersion,
        confidence=confidence,
    )
    return changes.reset_index()


def adjust_for_multiplicity(p_values: ArrayLike) -> pd.Series:
    """Adjust p-values for having made many comparisons (Benjamini and Hochberg).

    Parameters
    ----------
    p_values : Series or array
        One p-value per comparison. A missing one stays missing and is not counted.

    Returns
    -------
    Series
        q-values by the index of ``p_values``: highlighting those up to 0.10 keeps the expected
        share of false alarms among the highlighted at a tenth.

    Raises
    ------
    SchemaError
        If a p-value lies outside 0 to 1.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> adjust_for_multiplicity([0.01, 0.02, 0.5]).round(3).tolist()
    [0.03, 0.03, 0.5]
    """
    values = as_counts(p_values, name="p_values")
    refuse_rows(values > 1, "p_values is above 1")
    adjusted = false_discovery_rates(values)
    return pd.Series(adjusted, index=index_of(p_values), name="q_value")


def _sum_areas(monthly: pd.DataFrame, keys: Sequence[str], total: str) -> pd.DataFrame:
    other = [*keys[1:], "month"]
    sums = monthly.groupby(other, sort=False)["offence_count"].agg(
        lambda column: column.sum(skipna=False)
    )
    return sums.reset_index().assign(**{keys[0]: total})


def _sum_months(
    table: pd.DataFrame, keys: Sequence[str], span: Period, covered: set[str]
) -> pd.Series:
    inside = table["offence_count"].where(table["month"].isin(span.months), 0)
    groups = inside.groupby([table[key] for key in keys], sort=False)
    sums = groups.agg(lambda column: column.sum(skipna=False)).astype(float)
    return sums if covered.issuperset(span.months) else sums * np.nan
