"""Who lives where, and how deprived are they?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.synthetic.places.gazetteer import ETHNIC_SHARES, RESIDENTS
from csa.synthetic.places.geography import Ground

YEARS = (2013, 2014, 2015, 2016)
OLDEST = 90
GROWTH = 0.004
LSOAS_IN_ENGLAND = 32_844
BANDS = {
    "0-9": (0, 10),
    "10-17": (10, 18),
    "18-24": (18, 25),
    "25-34": (25, 35),
    "35-44": (35, 45),
    "45-54": (45, 55),
    "55-64": (55, 65),
    "65-74": (65, 75),
    "75+": (75, 91),
}
ETHNIC_GROUPS = ("White", "Mixed", "Asian", "Black", "Other")
# People of each age for a thousand of age 40, at every tenth year of life.
_PYRAMID = np.interp(
    np.arange(91), np.arange(0, 91, 10), [860, 830, 850, 900, 1000, 1060, 900, 830, 480, 150]
)


def count_residents(rng: Generator, ground: Ground) -> np.ndarray:
    """Return residents by year, LSOA 2011 and single year of age (4 × 178 × 91)."""
    lsoas = ground.lsoas
    size = 1 + rng.normal(0, 0.10, len(lsoas)).clip(-0.25, 0.3)
    total = lsoas["district"].map(RESIDENTS).to_numpy() * size
    total = total / pd.Series(size).groupby(lsoas["district"].to_numpy()).transform("sum")
    tilt = -0.006 * lsoas["deprivation"].to_numpy()[:, None] + rng.normal(0, 0.004, (len(lsoas), 1))
    ages = _PYRAMID * np.exp(tilt * (np.arange(91) - 40))
    share = ages / ages.sum(axis=1, keepdims=True)
    first = rng.poisson(np.asarray(total)[:, None] * share)
    years = [first]
    for _ in YEARS[1:]:
        # Rounding up or down by chance makes small ages grow as much as large ones.
        grown = years[-1] * (1 + GROWTH)
        years.append(np.floor(grown + rng.random(grown.shape)).astype(int))
    return np.stack(years)


def single_year_table(ground: Ground, residents: np.ndarray) -> pd.DataFrame:
    """Return one year's residents in the layout of the single year of age tables."""
    ages = [*(str(age) for age in range(OLDEST)), f"{OLDEST}+"]
    table = pd.DataFrame(residents, columns=ages)
    table.insert(0, "total_population", residents.sum(axis=1))
    table.insert(0, "lsoa11_name", ground.lsoas["name"])
    table.insert(0, "lsoa11_code", ground.lsoas["code"])
    return table


def age_sex_table(rng: Generator, ground: Ground, residents: np.ndarray) -> pd.DataFrame:
    """Return residents of each district by sex and age band; they sum to the LSOAs."""
    rows = []
    for slug, code in zip(ground.districts["slug"], ground.districts["code"], strict=True):
        by_age = residents[ground.rows_of(slug)].sum(axis=0)
        for band, (low, high) in BANDS.items():
            people = int(by_age[low:high].sum())
            women = round(people * (0.487 + 0.0009 * low + rng.normal(0, 0.001)))
            rows += [(code, "F", band, women), (code, "M", band, people - women)]
    return pd.DataFrame(rows, columns=["ltla_code", "sex", "age_band", "population"])


def census_table(rng: Generator, ground: Ground, residents: np.ndarray) -> pd.DataFrame:
    """Return persons and households of 2011 in the census layout, with thousands commas."""
    lsoas = ground.lsoas
    code = ground.districts.set_index("slug")["code"]
    name = ground.districts.set_index("slug")["name"]
    persons = np.round(residents.sum(axis=1) * 0.985).astype(int)
    households = np.round(persons / rng.normal(2.35, 0.12, len(persons))).astype(int)
    communal = rng.binomial(30, 0.2, len(persons))
    hectares = np.maximum(1, [round(shape.area / 10_000) for shape in lsoas["geometry"]])
    return pd.DataFrame(
        {
            "Region code": "Z12000001",
            "Region name": "SYNTHETIC REGION",
            "Local authority code": lsoas["district"].map(code),
            "Local authority name": lsoas["district"].map(name),
            "MSOA Code": lsoas["msoa"],
            "MSOA Name": lsoas["msoa_name"],
            "LSOA Code": lsoas["code"],
            "LSOA Name": lsoas["name"],
            "Unnamed: 8": "",
            "Persons": _with_commas(persons),
            "Persons.1": _with_commas(persons - communal),
            "Persons.2": _with_commas(communal),
            "Hectares": _with_commas(hectares),
            "Persons per hectare": np.round(persons / hectares, 1),
            "Households": _with_commas(households),
            "Persons per household": np.round(persons / households, 1),
        }
    )


def ethnicity_table(rng: Generator, ground: Ground, residents: np.ndarray) -> pd.DataFrame:
    """Return residents of 2011 by ethnic group, one row per LSOA 2011 and group."""
    persons = np.round(residents.sum(axis=1) * 0.985).astype(int)
    rows = []
    for row, lsoa in enumerate(ground.lsoas.itertuples()):
        shares = np.array(ETHNIC_SHARES[str(lsoa.district)])
        counts = rng.multinomial(persons[row], shares / shares.sum())
        for group, n in zip(ETHNIC_GROUPS, counts, strict=True):
            rows.append((lsoa.code, persons[row], group, n, round(n / persons[row], 4)))
    return pd.DataFrame(
        rows, columns=["lsoa11_code", "total_residents", "ethnic_group", "n", "prop"]
    )


def deprivation_table(rng: Generator, ground: Ground) -> pd.DataFrame:
    """Return scores, ranks and deciles in the manner of the 2015 indices (rank 1 most deprived)."""
    lsoas = ground.lsoas
    code = ground.districts.set_index("slug")["code"]
    name = ground.districts.set_index("slug")["name"]
    need = lsoas["deprivation"].to_numpy()
    table = pd.DataFrame(
        {
            "lsoa11_code": lsoas["code"],
            "lsoa11_name": lsoas["name"],
            "lad13_code": lsoas["district"].map(code),
            "lad13_name": lsoas["district"].map(name),
        }
    )
    score = np.round(16 * np.exp(0.62 * need), 2)
    table["IMD_score"] = score
    _add_ranks(table, "IMD", np.exp(-score / 21.7))
    for domain in ("Income", "Employment", "Education", "Crime"):
        own = need + rng.normal(0, 0.35, len(need))
        table[f"{domain}_score"] = np.round(0.12 * np.exp(0.6 * own), 3)
        _add_ranks(table, domain, np.exp(-np.exp(0.62 * own) * 0.74))
    return table


def _add_ranks(table: pd.DataFrame, domain: str, position: np.ndarray) -> None:
    """Add rank and decile for positions between 0 (most deprived) and 1; no rank occurs twice."""
    order = np.argsort(position, kind="stable")
    rank = np.floor(position * LSOAS_IN_ENGLAND).astype(int) + 1
    rank[order] = np.maximum.accumulate(rank[order] - np.arange(len(rank))) + np.arange(len(rank))
    table[f"{domain}_rank"] = rank
    table[f"{domain}_decile"] = np.ceil(rank / LSOAS_IN_ENGLAND * 10).astype(int)


def _with_commas(values: np.ndarray) -> list[str]:
    return [f"{value:,}" for value in values]
