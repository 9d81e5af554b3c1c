"""Who is suspected of the crimes, and what came of it?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.synthetic.draws import MONTHS, pick
from csa.synthetic.people.overlap import also_harmed
from csa.synthetic.people.population import People, ages_on, identify
from csa.synthetic.records.clock import at_night
from csa.synthetic.records.offences import PROFILES, more_at_night
from csa.synthetic.records.planted import PLANTED

SUSPECT_COLUMNS = [
    "crime_ref",
    "suspect_ref",
    "name",
    "date_of_birth",
    "status",
    "age",
    "sex",
    "ethnicity_self",
    "ethnicity_officer",
    "residence_lsoa",
    "iom_flag",
    "yot_flag",
    "alcohol",
    "drugs",
]
SERIES_CRIMES = (44, 31, 22, 14, 9)
POOL_PER_DISTRICT = 4200
POOL_SEEN_ON = np.datetime64("2015-06-01")
# How often people of an age are suspected of a category, for their part of all suspects.
AGE_EDGES = (18, 25, 35, 45)
AGE_PULLS: dict[str, tuple[float, ...]] = {
    "Criminal damage and arson": (2.6, 1.6, 0.7, 0.4, 0.2),
    "Robbery": (2.6, 1.8, 0.7, 0.3, 0.1),
    "Vehicle crime": (1.3, 1.6, 1.1, 0.5, 0.1),
    "Burglary": (0.8, 1.4, 1.4, 0.7, 0.1),
    "Drugs": (0.7, 1.8, 1.2, 0.5, 0.2),
    "Shoplifting": (0.8, 0.6, 1.3, 1.4, 0.7),
    "Violence and sexual offences": (0.8, 1.0, 1.1, 1.1, 0.9),
    "Public order": (0.9, 1.2, 1.0, 1.0, 0.7),
}
DETECTED_DOMESTIC = 0.94
_WITH_SUSPECT = {
    "1": 0.27, "2": 0.02, "3": 0.07, "8": 0.10, "10": 0.02, "14": 0.02, "15": 0.20,
    "16": 0.24, "17": 0.01, "21": 0.02, "": 0.03,
}  # fmt: skip
_WITHOUT = {"18": 0.80, "14": 0.08, "20": 0.01, "21": 0.01, "": 0.10}
_DRUGS = {"1": 0.34, "3": 0.12, "7": 0.36, "8": 0.10, "6": 0.04, "": 0.04}


def draw_suspects(
    rng: Generator, people: People, crimes: pd.DataFrame, *, victims: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per suspicion: ``crime`` (position) and ``person`` (number)."""
    suspected = _suspected(rng, crimes)
    victim_of = victims.drop_duplicates("crime").set_index("crime")["person"]
    series = (crimes["plant"] == "shoplifting-series").to_numpy()
    domestic = (crimes["flag_domestic"] == "yes").to_numpy() & suspected
    parts = [_series(rng, people, crimes, rows=np.flatnonzero(series))]
    parts.append(_domestic(rng, people, crimes, rows=np.flatnonzero(domestic), victim_of=victim_of))
    others = suspected & ~series & ~domestic
    parts.append(_from_pools(rng, people, crimes, rows=np.flatnonzero(others)))
    suspects = pd.concat(parts, ignore_index=True).drop_duplicates()
    suspects = also_harmed(rng, people.table(), crimes, suspects=suspects, victims=victims)
    return suspects.sort_values(["crime", "person"], ignore_index=True)


def draw_outcomes(rng: Generator, crimes: pd.DataFrame, suspects: pd.DataFrame) -> np.ndarray:
    """Return the Home Office outcome of every crime; many recent ones have none yet."""
    n = len(crimes)
    has_suspect = np.zeros(n, dtype=bool)
    has_suspect[suspects["crime"].to_numpy()] = True
    drugs = (crimes["category"] == "Drugs").to_numpy() & has_suspect
    outcome = np.select(
        [drugs, has_suspect],
        [pick(rng, _DRUGS, n), pick(rng, _WITH_SUSPECT, n)],
        pick(rng, _WITHOUT, n),
    )
    series = (crimes["plant"] == "shoplifting-series").to_numpy()
    outcome[series] = "1"
    recent = crimes["recorded"].to_numpy("datetime64[M]") >= np.datetime64(MONTHS[-3])
    open_still = recent & ~series & (rng.random(n) < 0.4)
    counted = (crimes["status"] == "recorded").to_numpy()
    return np.where(open_still | ~counted, "", outcome)


def describe_suspects(
    rng: Generator, people: pd.DataFrame, crimes: pd.DataFrame, *, suspects: pd.DataFrame
) -> pd.DataFrame:
    """Return the columns of the raw file, one row per suspicion.

    ``crimes`` has its ``outcome_code`` already.
    """
    n = len(suspects)
    number = suspects["person"].to_numpy()
    of = crimes.iloc[suspects["crime"].to_numpy()].reset_index(drop=True)
    seen = people.iloc[number].reset_index(drop=True)
    who = identify(number, people)
    charged = (of["outcome_code"] == "1").to_numpy()
    status = np.where(
        charged,
        pick(rng, {"charged": 0.55, "convicted": 0.45}, n),
        pick(rng, {"suspect": 0.58, "arrested": 0.36, "eliminated": 0.06}, n),
    )
    age = ages_on(seen["born"].to_numpy("datetime64[D]"), of["recorded"].to_numpy())
    frame = pd.DataFrame({"crime_ref": of["crime_ref"], "suspect_ref": who["ref"]})
    frame["name"], frame["date_of_birth"] = who["name"], who["date_of_birth"]
    frame["status"], frame["age"] = status, age
    for name in ("sex", "ethnicity_self", "ethnicity_officer", "residence_lsoa"):
        frame[name] = seen[name]
    young = pd.Series(age).between(10, 17).fillna(False).to_numpy(dtype=bool)
    frame["iom_flag"] = pick(rng, {"yes": 0.05, "no": 0.80, "": 0.15}, n)
    youth = pick(rng, {"yes": 0.35, "no": 0.50, "": 0.15}, n)
    frame["yot_flag"] = np.where(young, youth, "no")
    drunk = rng.random(n) < more_at_night(0.21, at_night(of["committed_from"]))
    frame["alcohol"] = np.where(drunk, "yes", pick(rng, {"no": 0.66, "": 0.34}, n))
    frame["drugs"] = pick(rng, {"yes": 0.14, "no": 0.55, "": 0.31}, n)
    return frame[SUSPECT_COLUMNS]


def _suspected(rng: Generator, crimes: pd.DataFrame) -> np.ndarray:
    chance = crimes["category"].map({k: p.detected for k, p in PROFILES.items()}).to_numpy(float)
    chance = np.where(crimes["flag_domestic"] == "yes", DETECTED_DOMESTIC, chance)
    series = (crimes["plant"] == "shoplifting-series").to_numpy()
    counted = (crimes["status"] == "recorded").to_numpy()
    return counted & (series | (rng.random(len(crimes)) < chance))


def _series(
    rng: Generator, people: People, crimes: pd.DataFrame, *, rows: np.ndarray
) -> pd.DataFrame:
    """Five people, of whom one is suspected of more than a third of the series."""
    of = crimes.iloc[rows[: len(SERIES_CRIMES)]]
    five = people.add(
        rng,
        kind="suspect",
        district=np.full(len(of), PLANTED["shoplifting-series"].district, dtype=object),
        on=of["recorded"].to_numpy(),
    )
    who = rng.permutation(np.repeat(np.arange(len(five)), SERIES_CRIMES))
    return pd.DataFrame({"crime": rows, "person": five[who]})


def _domestic(
    rng: Generator, people: People, crimes: pd.DataFrame, *, rows: np.ndarray, victim_of: pd.Series
) -> pd.DataFrame:
    """Give a victim's domestic crimes one suspect, who is nearly always the same person."""
    victim = victim_of.reindex(rows).to_numpy()
    key = victim * 2 + (rng.random(len(rows)) < 0.06)
    _, first, who = np.unique(key, return_index=True, return_inverse=True)
    of = crimes.iloc[rows[first]]
    numbers = people.add(
        rng,
        kind="suspect",
        district=of["district"].to_numpy(dtype=object),
        on=of["recorded"].to_numpy(),
        home=np.where(rng.random(len(of)) < 0.5, of["lsoa"].to_numpy(), -1),
    )
    return pd.DataFrame({"crime": rows, "person": numbers[who]})


def _from_pools(
    rng: Generator, people: People, crimes: pd.DataFrame, *, rows: np.ndarray
) -> pd.DataFrame:
    """Suspects of everything else come from a pool per district; a few of them come often."""
    parts = []
    for slug, group in crimes.iloc[rows].groupby("district", sort=True):
        pool = people.add(
            rng,
            kind="suspect",
            district=np.full(POOL_PER_DISTRICT, slug, dtype=object),
            on=np.full(POOL_PER_DISTRICT, POOL_SEEN_ON),
        )
        born = people.table()["born"].to_numpy("datetime64[D]")[pool]
        age = ages_on(born, np.full(len(pool), POOL_SEEN_ON)).to_numpy("float64", na_value=0)
        band = np.searchsorted(np.array(AGE_EDGES, dtype="float64"), age, side="right")
        pull = np.exp(rng.normal(0, 0.8, len(pool)))
        for category, crime in group.groupby("category", sort=True):
            together = rng.choice([1, 2, 3], size=len(crime), p=[0.86, 0.11, 0.03])
            mine = np.repeat(crime.index.to_numpy(), together)
            likely = pull * np.array(AGE_PULLS.get(str(category), (1.0,) * 5))[band]
            chosen = rng.choice(pool, size=len(mine), p=likely / likely.sum())
            parts.append(pd.DataFrame({"crime": mine, "person": chosen}))
    return pd.concat(parts, ignore_index=True)
