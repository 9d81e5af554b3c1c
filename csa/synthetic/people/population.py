"""Who are the victims and suspects of the synthetic partnership?

Nobody. A person is a number with attributes; name, date of birth and address are built from the
number, so that one that appears anywhere else has leaked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.synthetic.draws import pick
from csa.synthetic.places.gazetteer import ETHNIC_SHARES
from csa.synthetic.places.geography import Ground

# Self-defined codes within each of White, Mixed, Asian, Black and Other.
_SELF_DEFINED = (
    {"W1": 0.93, "W2": 0.01, "W9": 0.06},
    {"M1": 0.45, "M2": 0.10, "M3": 0.25, "M9": 0.20},
    {"A1": 0.28, "A2": 0.42, "A3": 0.10, "A4": 0.08, "A9": 0.12},
    {"B1": 0.50, "B2": 0.35, "B9": 0.15},
    {"O2": 0.20, "O9": 0.80},
)
_OFFICER_DEFINED = ("1", "3", "4", "3", "6")
_DAYS_IN_YEAR = 365.25
# The years over which people are followed, first and last month.
YEARS = (
    ("2013-04", "2014-01"),
    ("2014-02", "2015-01"),
    ("2015-02", "2016-01"),
    ("2016-02", "2017-01"),
)

# Shares of ages by kind of person: edges of the bands, then weights.
AGES: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "victim": ((3, 10, 18, 25, 35, 45, 55, 65, 75, 95), (1, 9, 17, 20, 18, 17, 10, 5, 3)),
    "hurt": ((3, 10, 18, 25, 35, 45, 55, 65, 75, 95), (2, 15, 24, 24, 16, 11, 5, 2, 1)),
    "robbed": ((10, 18, 25, 35, 45, 55, 65, 75, 95), (22, 30, 18, 11, 8, 5, 3, 3)),
    "owner": ((17, 25, 35, 45, 55, 65, 75, 95), (10, 20, 22, 21, 14, 9, 4)),
    "domestic": ((16, 18, 25, 35, 45, 55, 65, 80), (4, 24, 31, 22, 13, 4, 2)),
    "woman": ((16, 18, 25, 35, 45, 60), (18, 36, 24, 14, 8)),
    "girl": ((6, 10, 13, 16), (14, 30, 56)),
    "child": ((8, 12, 16), (25, 75)),
    "suspect": ((13, 15, 18, 25, 35, 45, 55, 70), (5, 13, 29, 28, 15, 7, 3)),
}
FEMALE = {
    "victim": 0.49,
    "hurt": 0.44,
    "robbed": 0.34,
    "owner": 0.46,
    "domestic": 0.75,
    "woman": 1.0,
    "girl": 1.0,
    "child": 0.85,
    "suspect": 0.20,
}


@dataclass
class People:
    """Every invented person, in the order they were first needed.

    Attributes
    ----------
    parts : list of DataFrame
        ``district, born, sex, ethnicity_self, ethnicity_officer, disability, residence_lsoa``.
    """

    ground: Ground
    parts: list[pd.DataFrame] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many people there are."""
        return sum(len(part) for part in self.parts)

    def table(self) -> pd.DataFrame:
        """Return one row per person."""
        return pd.concat(self.parts, ignore_index=True)

    def add(
        self,
        rng: Generator,
        *,
        kind: str,
        district: np.ndarray,
        on: np.ndarray,
        home: np.ndarray | None = None,
    ) -> np.ndarray:
        """Invent one person for each district given and return their numbers.

        Parameters
        ----------
        kind : str
            A key of :data:`AGES`: sets ages and sexes.
        on : ndarray of datetime64
            Day on which the age is as drawn.
        home : ndarray of int, optional
            LSOA 2011 (position) they live in; -1 or nothing draws one.
        """
        start, n = len(self), len(district)
        frame = pd.DataFrame({"district": district, "born": _born(rng, kind, on)})
        female = rng.random(n) < FEMALE[kind]
        other, unstated = rng.random(n) < 0.002, rng.random(n) < 0.02
        frame["sex"] = np.select([unstated, other, female], ["", "other", "F"], "M").astype(object)
        frame = frame.join(_ethnicity(rng, district))
        frame["disability"] = rng.choice(["yes", "no", ""], size=n, p=[0.07, 0.55, 0.38])
        frame["residence_lsoa"] = self._homes(rng, district, home)
        self.parts.append(frame)
        return np.arange(start, start + n)

    def _homes(self, rng: Generator, district: np.ndarray, home: np.ndarray | None) -> np.ndarray:
        slugs = self.ground.lsoas["district"].to_numpy(dtype=object)
        rows = np.full(len(district), -1) if home is None else home.copy()
        for slug in sorted(set(district)):
            mine = (district == slug) & (rows < 0)
            rows[mine] = rng.choice(np.flatnonzero(slugs == slug), size=mine.sum())
        moved = (rng.random(len(rows)) < 0.10) & (home is None)
        rows[moved] = rng.integers(0, len(slugs), moved.sum())
        codes = self.ground.lsoas["code"].to_numpy(dtype=object)[rows]
        return np.where(rng.random(len(rows)) < 0.09, "", codes)


def identify(numbers: np.ndarray, people: pd.DataFrame) -> pd.DataFrame:
    """Return reference, name, date of birth and address of people by number."""
    text = np.array([f"{number + 1:06d}" for number in numbers], dtype=object)
    born = pd.Series(people["born"].to_numpy()[numbers]).dt.strftime("%Y-%m-%d").fillna("")
    return pd.DataFrame(
        {
            "ref": "SYN-P-" + text,
            "name": "Synthetic Person " + text,
            "date_of_birth": born.to_numpy(),
            "address": text + " Canary Street, Nowhere ZZ9 9ZZ",
        }
    )


def ages_on(born: np.ndarray, days: np.ndarray) -> pd.arrays.IntegerArray:
    """Return completed years on the given days; unknown where the birth date is."""
    unknown = np.isnat(born)
    lived = (days.astype("datetime64[D]") - born.astype("datetime64[D]")).astype(float)
    years = np.where(unknown, 0, np.floor(lived / _DAYS_IN_YEAR)).astype("int64")
    return pd.arrays.IntegerArray(np.clip(years, 0, 105), unknown)


def share_out(rng: Generator, crimes: int, people: int) -> np.ndarray:
    """Return which of the people each crime befell: everybody once, some far more often.

    Examples
    --------
    >>> import numpy as np
    >>> who = share_out(np.random.default_rng(1), 459, 250)
    >>> len(who), len(set(who.tolist()))
    (459, 250)
    """
    pull = rng.gamma(0.7, size=people)
    again = rng.choice(people, size=crimes - people, p=pull / pull.sum())
    return rng.permutation(np.concatenate([np.arange(people), again]))


def _born(rng: Generator, kind: str, on: np.ndarray) -> np.ndarray:
    edges, weights = AGES[kind]
    band = rng.choice(len(weights), size=len(on), p=np.array(weights) / sum(weights))
    low, high = np.array(edges[:-1])[band], np.array(edges[1:])[band]
    age = low + rng.random(len(on)) * (high - low)
    born = on.astype("datetime64[D]") - np.floor(age * _DAYS_IN_YEAR).astype("timedelta64[D]")
    born[rng.random(len(on)) < 0.04] = np.datetime64("NaT")
    return np.asarray(born)


def _ethnicity(rng: Generator, district: np.ndarray) -> pd.DataFrame:
    n = len(district)
    group = np.zeros(n, dtype=int)
    for slug, shares in ETHNIC_SHARES.items():
        mine = district == slug
        group[mine] = rng.choice(5, size=mine.sum(), p=np.array(shares) / sum(shares))
    stated = np.empty(n, dtype=object)
    for number, codes in enumerate(_SELF_DEFINED):
        mine = group == number
        stated[mine] = pick(rng, codes, int(mine.sum()))
    silent = rng.random(n)
    stated[silent < 0.20] = "NS"
    stated[silent > 0.93] = ""
    seen = np.array(_OFFICER_DEFINED, dtype=object)[group]
    unseen = rng.random(n)
    seen[unseen < 0.08] = "0"
    seen[unseen > 0.90] = ""
    return pd.DataFrame({"ethnicity_self": stated, "ethnicity_officer": seen})
