"""Made-up districts to compare with: what kind of places they are, and what was recorded there.

Each is called "(made up)", and its codes begin with Z as no area's do. Planted: vehicle crime is
half as frequent there as in the synthetic partnership, which so lies far above its peers.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.settings import Settings
from csa.synthetic.draws import MONTHS, stream

FIRST_MONTH = "2015-04"
PREFIXES = (
    "Alder", "Birch", "Cedar", "Elm", "Fern", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Rowan",
    "Willow",
)  # fmt: skip
SUFFIXES = ("ford", "ley", "combe", "wick")
SIZES = (1, 2, 3)  # districts of a partnership, in turn
# In the order of TRAITS, near the real ones.
OWN = {
    "bromsgrove": (97_000, 0.085, 0.160, 447, 0.62),
    "redditch": (85_000, 0.145, 0.176, 1_566, 0.96),
    "wyre-forest": (99_500, 0.135, 0.157, 510, 0.83),
}
TRAITS = ("residents", "income_deprivation", "age_10_24", "density", "urban_share")
# Per 1,000 residents in ten months.
RATES = {
    "Anti-social behaviour": 30.0,
    "Bicycle theft": 0.7,
    "Burglary": 5.6,
    "Criminal damage and arson": 7.6,
    "Drugs": 2.0,
    "Other crime": 1.2,
    "Other theft": 6.2,
    "Possession of weapons": 0.4,
    "Public order": 3.3,
    "Robbery": 0.4,
    "Shoplifting": 5.6,
    "Theft from the person": 0.5,
    "Vehicle crime": 2.4,
    "Violence and sexual offences": 16.8,
}
MONTHS_OF_RATES = 10


def peer_files(settings: Settings, *, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables of the made-up districts by file name below the raw folder."""
    rng = stream(seed, "peers")
    elsewhere = _districts(rng)
    return {
        "district_traits/district_traits_made_up.csv": _traits(elsewhere, settings),
        "lookups/ltla24_csp24_made_up.csv": _partnerships(elsewhere),
        "peers/district_month_type_made_up.csv": _counts(rng, elsewhere),
    }


def _districts(rng: Generator) -> pd.DataFrame:
    """Draw the districts, from country to town."""
    names = [f"{first}{last} (made up)" for first, last in product(PREFIXES, SUFFIXES)]
    n = len(names)
    town = rng.permutation(np.linspace(0, 1, n))
    return pd.DataFrame(
        {
            "ltla24_code": [f"Z07{number:06}" for number in range(1, n + 1)],
            "ltla24_name": names,
            "residents": rng.integers(60_000, 180_000, n),
            "income_deprivation": (0.09 + 0.07 * town + rng.normal(0, 0.03, n)).clip(0.05, 0.25),
            "age_10_24": (0.155 + 0.02 * town + rng.normal(0, 0.008, n)).clip(0.13, 0.21),
            "density": 10 ** (2.2 + 1.2 * town + rng.normal(0, 0.12, n)),
            "urban_share": (0.35 + 0.65 * town + rng.normal(0, 0.06, n)).clip(0.2, 1),
        }
    ).round({"income_deprivation": 4, "age_10_24": 4, "density": 0, "urban_share": 3})


def _traits(elsewhere: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    own = [
        {
            "ltla24_code": one.code,
            "ltla24_name": one.name,
            **dict(zip(TRAITS, OWN[one.slug], strict=True)),
        }
        for one in settings.districts
    ]
    return pd.concat([pd.DataFrame(own), elsewhere], ignore_index=True)


def _partnerships(elsewhere: pd.DataFrame) -> pd.DataFrame:
    """Put the districts together as partnerships of one, two and three, in turn."""
    sizes = np.resize(SIZES, len(elsewhere))
    number = np.repeat(np.arange(1, len(sizes) + 1), sizes)[: len(elsewhere)]
    first = elsewhere["ltla24_name"].groupby(number).transform("first")
    named = first.str.replace(" (made up)", " Partnership (made up)", regex=False)
    return elsewhere[["ltla24_code", "ltla24_name"]].assign(
        csp24_code=[f"Z22{one:06}" for one in number], csp24_name=named
    )


def _counts(rng: Generator, elsewhere: pd.DataFrame) -> pd.DataFrame:
    """Draw the counts of each month and type; a type without any has no row."""
    months = [month for month in MONTHS if month >= FIRST_MONTH]
    rates = np.array([*RATES.values()]) / MONTHS_OF_RATES / 1000
    level = 2.0 * (elsewhere["income_deprivation"] - 0.13) + rng.normal(0, 0.10, len(elsewhere))
    habit = rng.normal(0, 0.12, (len(elsewhere), len(rates)))
    usual = (
        elsewhere["residents"].to_numpy()[:, None]
        * rates
        * np.exp(level.to_numpy()[:, None] + habit)
    )
    counts = rng.poisson(usual[:, None, :], (len(elsewhere), len(months), len(rates)))
    index = pd.MultiIndex.from_product(
        [elsewhere["ltla24_code"], months, [*RATES]], names=["ltla24_code", "month", "crime_type"]
    )
    table = pd.DataFrame({"n": counts.ravel()}, index=index).reset_index()
    names = dict(zip(elsewhere["ltla24_code"], elsewhere["ltla24_name"], strict=True))
    table.insert(1, "ltla24_name", table["ltla24_code"].map(names))
    return table[table["n"] > 0]
