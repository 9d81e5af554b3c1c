"""Whom did the crimes befall?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.periods import Period
from csa.synthetic.draws import pick
from csa.synthetic.people.population import YEARS, People, ages_on, identify, share_out
from csa.synthetic.records.flags import in_period
from csa.synthetic.records.offences import PROFILES
from csa.synthetic.records.planted import PLANTED

VICTIM_COLUMNS = [
    "crime_ref",
    "victim_ref",
    "name",
    "date_of_birth",
    "address",
    "role",
    "victim_type",
    "age",
    "sex",
    "ethnicity_self",
    "ethnicity_officer",
    "disability",
    "vulnerable",
    "relationship_to_suspect",
    "residence_lsoa",
    "injury",
    "support_referred",
]
BUSINESSES_PER_DISTRICT = 420
DOMESTIC_VICTIMS_PER_CRIME = 0.66
REPEAT_SHARE = 0.06
# The victims of these offences have an age and sex by definition.
SEXUAL_KINDS = {"19C": "woman", "20A": "woman", "19D": "girl", "22B": "child"}
# Whose ages and sexes the victims of a category have; those of the others are of every age.
_SHAPES = {
    "Violence and sexual offences": "hurt",
    "Public order": "hurt",
    "Robbery": "robbed",
    "Theft from the person": "robbed",
    "Burglary": "owner",
    "Vehicle crime": "owner",
    "Criminal damage and arson": "owner",
}
_RELATIONSHIPS = {
    "domestic": {"partner_ex": 0.72, "family": 0.28},
    "violent": {"acquaintance": 0.40, "stranger": 0.33, "neighbour": 0.08, "": 0.19},
    "other": {"stranger": 0.22, "acquaintance": 0.06, "neighbour": 0.03, "": 0.69},
}


def draw_victims(rng: Generator, people: People, crimes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per victim, with the position of the crime and the number of the person.

    Parameters
    ----------
    crimes : DataFrame
        Crimes with their flags; only those with status recorded have victims.

    Returns
    -------
    DataFrame
        ``crime`` (position), ``victim_type``, ``person`` (number, -1 when not a person), ``kind``
        and ``lost``, whether nobody wrote down who the person was.
    """
    counted = (crimes["status"] == "recorded").to_numpy()
    kind = _kind(crimes)
    kept = counted & ((kind == "domestic") | (rng.random(len(crimes)) > 0.04))
    rows = np.flatnonzero(kept)
    types = _types(rng, crimes.iloc[rows], kind[rows])
    person = np.full(len(crimes), -1)
    _add_domestic(rng, people, crimes, person=person, mask=(kind == "domestic") & kept)
    is_person = np.zeros(len(crimes), dtype=bool)
    is_person[rows] = types == "person"
    shape = np.where(kind == "victim", crimes["category"].map(_SHAPES).fillna("victim"), kind)
    for name in sorted(set(shape) - {"domestic"}):
        mine = np.flatnonzero(is_person & (shape == name))
        _add_others(rng, people, crimes, person=person, rows=mine, kind=name)
    victims = pd.DataFrame(
        {"crime": rows, "victim_type": types, "person": person[rows], "kind": kind[rows]}
    )
    lost = (rng.random(len(rows)) < 0.02) & (victims["kind"] == "victim")
    return victims.assign(lost=lost & (victims["person"] >= 0))


def at_their_addresses(crimes: pd.DataFrame, victims: pd.DataFrame) -> pd.DataFrame:
    """Return the crimes, the domestic ones of one victim in one area all at one address."""
    domestic = victims[victims["kind"] == "domestic"]
    rows = domestic["crime"].to_numpy()
    found = crimes.iloc[rows].assign(person=domestic["person"].to_numpy())
    point = found.groupby(["person", "lsoa"])[["easting", "northing"]].transform("first")
    settled = crimes.copy()
    settled.loc[point.index, ["easting", "northing"]] = point
    return settled


def describe_victims(
    rng: Generator, people: pd.DataFrame, crimes: pd.DataFrame, *, victims: pd.DataFrame
) -> pd.DataFrame:
    """Return the columns of the raw file, one row per victim in the order of the crimes."""
    n = len(victims)
    of = crimes.iloc[victims["crime"].to_numpy()].reset_index(drop=True)
    number = victims["person"].to_numpy()
    person = number >= 0
    seen = people.iloc[np.where(person, number, 0)].reset_index(drop=True)
    who = identify(np.where(person, number, 0), people)
    business = (victims["victim_type"] == "business").to_numpy()
    frame = pd.DataFrame({"crime_ref": of["crime_ref"]})
    shop = _businesses(of)
    frame["victim_ref"] = np.select([victims["lost"], person, business], ["", who["ref"], shop], "")
    frame["name"] = np.select(
        [person, business], [who["name"], shop.str.replace("SYN-B-", "Synthetic Business ")], ""
    )
    frame["date_of_birth"] = np.where(person, who["date_of_birth"], "")
    frame["address"] = np.where(person, who["address"], "")
    frame["role"] = np.where(rng.random(n) < 0.97, "victim", "complainant")
    unstated = (victims["kind"] == "victim").to_numpy() & (rng.random(n) < 0.01)
    frame["victim_type"] = np.where(unstated, "", victims["victim_type"])
    age = ages_on(seen["born"].to_numpy("datetime64[D]"), of["recorded"].to_numpy())
    frame["age"] = pd.Series(age).mask(~person)
    for name in ("sex", "ethnicity_self", "ethnicity_officer", "disability", "residence_lsoa"):
        frame[name] = np.where(person, seen[name], "")
    frame = frame.join(_circumstances(rng, of, victims))
    return frame[VICTIM_COLUMNS]


def _kind(crimes: pd.DataFrame) -> np.ndarray:
    domestic = (crimes["flag_domestic"] == "yes").to_numpy()
    kind = crimes["code"].map(SEXUAL_KINDS).fillna("victim").to_numpy(dtype=object)
    return np.where(domestic, "domestic", kind)


def _types(rng: Generator, crimes: pd.DataFrame, kind: np.ndarray) -> np.ndarray:
    shares = np.array([PROFILES[name].victim for name in crimes["category"]])
    shares[(kind != "victim") | (crimes["plant"] != "").to_numpy()] = (1.0, 0.0, 0.0)
    shares[(crimes["plant"] == "shoplifting-series").to_numpy()] = (0.0, 1.0, 0.0)
    edges = shares.cumsum(axis=1)
    chosen = (rng.random(len(crimes))[:, None] > edges).sum(axis=1).clip(max=2)
    return np.asarray(np.array(["person", "business", "state"], dtype=object)[chosen])


def _add_domestic(
    rng: Generator, people: People, crimes: pd.DataFrame, *, person: np.ndarray, mask: np.ndarray
) -> None:
    """Give every domestic crime its victim; some people are victims many times, over years."""
    plan = PLANTED["domestic-repeats"]
    for district in sorted(set(crimes["district"])):
        here = mask & (crimes["district"] == district).to_numpy()
        before = np.empty(0, dtype=int)
        for since, until in YEARS:
            rows = np.flatnonzero(here & in_period(crimes, Period(since, until)))
            rows = rows[np.argsort(crimes["lsoa"].to_numpy()[rows], kind="stable")]
            n = round(len(rows) * DOMESTIC_VICTIMS_PER_CRIME)
            if (district, since) == (plan.district, plan.since):
                n = plan.numbers["victims"]
            who = np.sort(share_out(rng, len(rows), n))  # neighbours in the order of the areas
            first = rows[np.unique(who, return_index=True)[1]]
            numbers = _invent(rng, people, crimes, rows=first, kind="domestic")
            known = min(len(before), n // 6)
            numbers[:known] = rng.choice(before, size=known, replace=False)
            person[rows] = numbers[who]
            before = np.unique(numbers)


def _add_others(
    rng: Generator,
    people: People,
    crimes: pd.DataFrame,
    *,
    person: np.ndarray,
    rows: np.ndarray,
    kind: str,
) -> None:
    """Give each crime a new victim, but some the victim of an earlier one of its district."""
    person[rows] = _invent(rng, people, crimes, rows=rows, kind=kind)
    for _, group in crimes.iloc[rows].groupby(["district", "category"], sort=False):
        mine = group.index.to_numpy()
        again = np.flatnonzero(rng.random(len(mine)) < REPEAT_SHARE)
        again = again[again > 0]
        earlier = np.maximum(again - rng.integers(1, 60, len(again)), 0)
        person[mine[again]] = person[mine[earlier]]


def _invent(
    rng: Generator, people: People, crimes: pd.DataFrame, *, rows: np.ndarray, kind: str
) -> np.ndarray:
    of = crimes.iloc[rows]
    at_home = of["code"].isin(["28A", "28B", "58A"]).to_numpy() | (kind == "domestic")
    return people.add(
        rng,
        kind=kind,
        district=of["district"].to_numpy(dtype=object),
        on=of["recorded"].to_numpy(),
        home=np.where(at_home, of["lsoa"].to_numpy(), -1),
    )


def _businesses(crimes: pd.DataFrame) -> pd.Series:
    """Return the reference of the business at the place of each crime."""
    place = crimes["easting"] * 3 + crimes["northing"] * 7
    number = (place % BUSINESSES_PER_DISTRICT).astype(int)
    base = pd.Series(crimes["district"].factorize(sort=True)[0], index=crimes.index) * 1000
    return "SYN-B-" + (base + number + 1).astype(str).str.zfill(5)


def _circumstances(rng: Generator, crimes: pd.DataFrame, victims: pd.DataFrame) -> pd.DataFrame:
    n = len(victims)
    person = (victims["person"] >= 0).to_numpy()
    domestic = (victims["kind"] == "domestic").to_numpy()
    violent = (crimes["category"] == "Violence and sexual offences").to_numpy()
    relation = np.select(
        [domestic, violent],
        [pick(rng, _RELATIONSHIPS[name], n) for name in ("domestic", "violent")],
        pick(rng, _RELATIONSHIPS["other"], n),
    )
    hurt = (crimes["subgroup"] == "Violence with injury").to_numpy()
    injury = np.where(hurt, pick(rng, {"slight": 0.83, "serious": 0.09, "": 0.08}, n), "none")
    injury = np.where(~hurt & (rng.random(n) < 0.15), "", injury)
    referred = np.where(
        violent,
        pick(rng, {"yes": 0.42, "no": 0.34, "": 0.24}, n),
        pick(rng, {"yes": 0.09, "no": 0.55, "": 0.36}, n),
    )
    return pd.DataFrame(
        {
            "vulnerable": np.where(person, pick(rng, {"yes": 0.11, "no": 0.58, "": 0.31}, n), ""),
            "relationship_to_suspect": np.where(person, relation, ""),
            "injury": np.where(person, injury, ""),
            "support_referred": np.where(person, referred, ""),
        }
    )
