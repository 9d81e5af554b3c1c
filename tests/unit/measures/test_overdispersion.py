"""How much months vary beyond chance, learnt from few months and from many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.measures.overdispersion import learn_dispersion
from csa.periods import Period


def learnt(months: list[str], *, period: Period, dispersion: float, seed: int) -> pd.Series:
    """Return what is learnt of ten series of one type, about 300 a month, high in summer."""
    rng = np.random.default_rng(seed)
    summer = 1 + 0.25 * np.sin(2 * np.pi * np.arange(len(months)) / 12)
    level = np.multiply.outer(summer, rng.uniform(200, 400, 10))
    if dispersion == 1:
        counts = rng.poisson(level)
    else:
        counts = rng.negative_binomial(level / (dispersion - 1), 1 / dispersion)
    kin = pd.Series("type", index=range(10))
    history = pd.DataFrame(counts.astype(float), index=months)
    return learn_dispersion(history, period=period, kin=kin)["dispersion"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dispersion", [1.0, 3.0])
@pytest.mark.parametrize(
    ("start", "period"),
    [
        ("2015-04", Period("2016-04", "2017-01")),  # the two years compared and no more
        ("2013-04", Period("2016-04", "2017-01")),  # two years before them
        ("2014-11", Period("2016-04", "2017-01")),  # five months before them
    ],
)
def test_a_season_is_not_taken_for_chance(start, period, dispersion, seed) -> None:
    months = Period(start, period.end).months
    found = learnt(months, period=period, dispersion=dispersion, seed=seed)
    assert found.mean() == pytest.approx(dispersion, rel=0.4)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("length", [1, 2, 3, 6, 9, 12, 17])
def test_few_months_never_make_chance_look_wild(length, seed) -> None:
    """The season counts as variation, 0.25 of 300 at most: below 1 + 0.25 ** 2 / 2 * 300 = 10."""
    months = Period("2020-01", "2022-01").months[-length:]
    found = learnt(months, period=Period("2022-01", "2022-01"), dispersion=1.0, seed=seed)
    assert found.between(1, 13).all()


def test_half_a_year_says_about_what_its_months_do() -> None:
    months = Period("2021-03", "2021-08").months
    counts = pd.DataFrame({n: [100 + n, 110, 104, 90, 97, 106 - n] for n in range(5)}, index=months)
    found = learn_dispersion(
        counts.astype(float), period=Period("2021-04", "2021-08"), kin=pd.Series("type", range(5))
    )
    assert found["dispersion"].max() < 1.5
