"""What is marked on the crimes, and on how many did nobody fill the mark in?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.periods import Period
from csa.synthetic.draws import pick
from csa.synthetic.places.geography import Ground
from csa.synthetic.records.clock import at_night
from csa.synthetic.records.offences import FLAG_YES, UNKNOWN, more_at_night
from csa.synthetic.records.planted import PLANTED

DOMESTIC_SHARE = 0.43
HATE_SHARE = 0.028
# Hate crime from April to January of 2015-16 and 2016-17 where no rise is planted.
STEADY_HATE = {"redditch": (47, 49), "wyre-forest": (44, 46)}
STRANDS = {
    "race": 0.74,
    "sexual orientation": 0.11,
    "religion": 0.06,
    "disability": 0.05,
    "transgender": 0.01,
    "race;religion": 0.03,
}
HATE_CODES = ("9A", "8L", "105A", "8N", "58D", "58C")
DOMESTIC_SUBGROUPS = ("Violence with injury", "Violence without injury")


def mark_crimes(rng: Generator, crimes: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the flag columns of the raw file: ``yes``, ``no`` or empty (unknown).

    ``flag_hate`` holds the strands instead of ``yes``.
    """
    flags = pd.DataFrame(index=crimes.index)
    domestic = _domestic(rng, crimes)
    hate = _hate(rng, crimes, taken=domestic)
    flags["flag_domestic"] = _text(rng, domestic, unknown=UNKNOWN["flag_domestic"])
    flags["flag_hate"] = _text(rng, hate, unknown=UNKNOWN["flag_hate"])
    flags.loc[hate, "flag_hate"] = _strands(rng, crimes, hate)
    flags["flag_cse"] = _text(rng, _cse(rng, crimes), unknown=UNKNOWN["flag_cse"])
    for name, shares in FLAG_YES.items():
        chance = crimes["category"].map(shares).fillna(0.0).to_numpy(dtype=float)
        if name == "flag_alcohol":
            chance = more_at_night(chance, at_night(crimes["committed_from"]))
        flags[name] = _text(rng, rng.random(len(crimes)) < chance, unknown=UNKNOWN[name])
    night = (crimes["plant"] == "night-time-violence").to_numpy()
    flags.loc[night, "flag_nte"] = "yes"
    drunk = rng.choice(["yes", "no", ""], size=night.sum(), p=[0.72, 0.10, 0.18])
    flags.loc[night, "flag_alcohol"] = drunk
    rural = ground.lsoas["rural"].to_numpy()[crimes["lsoa"].to_numpy()]
    flags["flag_rural"] = _text(rng, rural, unknown=UNKNOWN["flag_rural"])
    return flags


def in_period(crimes: pd.DataFrame, period: Period) -> np.ndarray:
    """Return which crimes were recorded in the period."""
    months = crimes["recorded"].to_numpy("datetime64[M]")
    return (months >= np.datetime64(period.start)) & (months <= np.datetime64(period.end))


def _text(rng: Generator, yes: np.ndarray, *, unknown: float) -> np.ndarray:
    """Return yes and no; only a no is ever left unknown."""
    blank = rng.random(len(yes)) < unknown
    return np.select([yes, blank], ["yes", ""], "no").astype(object)


def _exactly(rng: Generator, able: np.ndarray, n: int) -> np.ndarray:
    """Return n of the rows that are able, as a mask."""
    chosen = np.zeros(len(able), dtype=bool)
    chosen[rng.choice(np.flatnonzero(able), size=n, replace=False)] = True
    return chosen


def _counted(crimes: pd.DataFrame, name: str) -> np.ndarray:
    """Return the counted crimes of the district and span of a planted finding."""
    plan = PLANTED[name]
    here = (crimes["district"] == plan.district) & (crimes["status"] == "recorded")
    return np.asarray(here.to_numpy() & in_period(crimes, Period(plan.since, plan.until)))


def _domestic(rng: Generator, crimes: pd.DataFrame) -> np.ndarray:
    unplanted = (crimes["plant"] == "") & (crimes["complaint_ref"] == "")
    able = (crimes["subgroup"].isin(DOMESTIC_SUBGROUPS) & unplanted).to_numpy()
    cell = _counted(crimes, "domestic-repeats")
    drawn = able & ~cell & (rng.random(len(crimes)) < DOMESTIC_SHARE)
    exact = _exactly(rng, able & cell, PLANTED["domestic-repeats"].numbers["crimes"])
    return np.asarray(drawn | exact)


def _hate(rng: Generator, crimes: pd.DataFrame, *, taken: np.ndarray) -> np.ndarray:
    plan = PLANTED["hate-complaint"]
    complaint = (crimes["plant"] == "hate-complaint").to_numpy()
    able = crimes["code"].isin(HATE_CODES).to_numpy() & (crimes["plant"] == "").to_numpy()
    able &= ~taken & (crimes["complaint_ref"] == "").to_numpy()
    drawn = able & (rng.random(len(crimes)) < HATE_SHARE)
    counted = (crimes["status"] == "recorded").to_numpy()
    for number, key in enumerate(("2015-04/2016-01", "2016-04/2017-01")):
        then = counted & in_period(crimes, Period.from_key(key))
        fixed = {plan.district: plan.numbers[key]} | {
            district: pair[number] for district, pair in STEADY_HATE.items()
        }
        for district, n in fixed.items():
            cell = then & (crimes["district"] == district).to_numpy()
            missing = n - int((cell & complaint).sum())
            drawn = (drawn & ~cell) | _exactly(rng, able & cell, missing)
    return drawn | complaint


def _strands(rng: Generator, crimes: pd.DataFrame, hate: np.ndarray) -> np.ndarray:
    strands = pick(rng, STRANDS, int(hate.sum()))
    cell = _counted(crimes, "small-cells")[hate]
    strands[cell & (strands == "transgender")] = "race"
    few = PLANTED["small-cells"].numbers["hate strand transgender"]
    strands[_exactly(rng, cell, few)] = "transgender"
    strands[(crimes["plant"] == "hate-complaint").to_numpy()[hate]] = "race"
    return strands


def _cse(rng: Generator, crimes: pd.DataFrame) -> np.ndarray:
    sexual = (crimes["group"] == "Sexual offences").to_numpy()
    cell = _counted(crimes, "small-cells")
    drawn = sexual & ~cell & (rng.random(len(crimes)) < 0.06)
    return np.asarray(
        drawn | _exactly(rng, sexual & cell, PLANTED["small-cells"].numbers["flag_cse yes"])
    )
