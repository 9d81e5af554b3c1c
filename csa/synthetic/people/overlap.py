"""Who among the suspects was harmed in the same year?

Those who are suspected of crime are harmed by it more often than others are. So in every year as
many suspects of a district as are planted are people who were victims there in that year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.periods import Period
from csa.synthetic.people.population import YEARS
from csa.synthetic.records.flags import in_period
from csa.synthetic.records.planted import PLANTED

# Whoever is suspected as well is no child and not old.
BORN = (np.datetime64("1960-01-01"), np.datetime64("1999-12-31"))


def also_harmed(
    rng: Generator,
    people: pd.DataFrame,
    crimes: pd.DataFrame,
    *,
    suspects: pd.DataFrame,
    victims: pd.DataFrame,
) -> pd.DataFrame:
    """Return the suspicions (``crime, person``) with victims in the place of some suspects.

    Nobody is suspected of a crime that befell them. The five of the planted series stay.
    """
    person = suspects["person"].to_numpy().copy()
    victim_of = victims.drop_duplicates("crime").set_index("crime")["person"]
    of = crimes.iloc[suspects["crime"].to_numpy()]
    harmed = _able(people, crimes, victims)
    free = (of["plant"] != "shoplifting-series").to_numpy()
    for since, until in YEARS:
        year = Period(since, until)
        then, able = in_period(of, year), in_period(harmed, year)
        for slug, n in PLANTED["suspects-harmed"].numbers.items():
            rows = np.flatnonzero(then & free & (of["district"] == slug).to_numpy())
            near = harmed[able & (harmed["district"] == slug).to_numpy()]
            old = _often(rng, suspects["person"].to_numpy()[rows], n)
            new = _often(rng, near["person"].to_numpy().repeat(near["weight"].to_numpy()), n)
            befell = victim_of.reindex(suspects["crime"].to_numpy()[rows]).to_numpy()
            person[rows] = _swapped(suspects["person"].to_numpy()[rows], old, new, befell=befell)
    return suspects.assign(person=person)


def _able(people: pd.DataFrame, crimes: pd.DataFrame, victims: pd.DataFrame) -> pd.DataFrame:
    """Return victims whose person is known: ``person, district, recorded, weight``."""
    named = victims[(victims["person"] >= 0) & ~victims["lost"]]
    who = people.iloc[named["person"].to_numpy()]
    of = crimes.iloc[named["crime"].to_numpy()]
    hurt = (of["category"] == "Violence and sexual offences").to_numpy()
    man = (who["sex"] == "M").to_numpy()
    found = of[["district", "recorded"]].assign(
        person=named["person"].to_numpy(), weight=1 + 2 * hurt + 2 * man
    )
    return found[who["born"].between(*BORN).to_numpy()]


def _often(rng: Generator, people: np.ndarray, n: int) -> np.ndarray:
    """Return n different people, those who stand there more often the more likely."""
    found, times = np.unique(people, return_counts=True)
    return np.asarray(rng.choice(found, size=n, replace=False, p=times / times.sum()))


def _swapped(
    people: np.ndarray, old: np.ndarray, new: np.ndarray, *, befell: np.ndarray
) -> np.ndarray:
    """Return the people with the new in the place of the old, none at a crime against them."""
    for shift in range(len(new)):
        changed = dict(zip(old, np.roll(new, shift), strict=True))
        found = np.array([changed.get(one, one) for one in people])
        if not (found == befell).any():
            return found
    raise AssertionError("every arrangement has somebody suspected of a crime against them")
