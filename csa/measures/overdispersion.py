"""How much more do monthly counts vary than independent events would?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from csa.measures.inputs import Floats
from csa.measures.months import as_monthly, days_of

MINIMUM_MONTHS = 24
YEARLY_WAVES = 2


def dispersion(monthly: pd.Series) -> float:
    """Estimate the over-dispersion of monthly counts (phi of a quasi-Poisson model).

    Parameters
    ----------
    monthly : Series
        Counts by month (``YYYY-MM``), 24 or more, missing ones left out.

    Returns
    -------
    float
        Sum of squared Pearson residuals over the residual degrees of freedom, around a level per
        day with a steady trend and two yearly waves; never below 1, since chance alone is the
        least there is. NaN with fewer than 24 months or no event at all: say "Poisson only".

    Raises
    ------
    SchemaError
        If a count is negative or a month occurs twice.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 4.5.
    """
    series = as_monthly(monthly)
    months = np.arange(len(series), dtype=float)
    known = series.notna().to_numpy()
    counts = series.to_numpy()[known]
    if counts.size < MINIMUM_MONTHS or not counts.any():
        return float("nan")
    fitted = _fit(counts, _design(months)[known], days_of(series.index)[known])
    degrees = counts.size - (2 + 2 * YEARLY_WAVES)
    return max(1.0, float(np.sum((counts - fitted) ** 2 / fitted)) / degrees)


def _design(months: Floats) -> Floats:
    angles = 2 * np.pi * np.outer(months / 12, np.arange(1, YEARLY_WAVES + 1))
    trend = (months - months.mean()) / 12
    return np.column_stack([np.ones_like(months), trend, np.sin(angles), np.cos(angles)])


def _fit(counts: Floats, design: Floats, days: Floats) -> Floats:
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(counts, design, family=Poisson(), offset=np.log(days))
    return np.asarray(model.fit().fittedvalues, dtype=float)
