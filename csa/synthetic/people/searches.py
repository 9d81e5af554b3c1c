"""Whom do the police stop and search, and what do they find?

Rows in the layout that data.police.uk publishes. Nobody is behind them: no reference, no name.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.settings import Settings
from csa.synthetic.draws import days_within, month_array, pick
from csa.synthetic.places.gazetteer import ETHNIC_SHARES
from csa.synthetic.places.geography import Ground
from csa.synthetic.places.placing import place_centres, place_homes
from csa.synthetic.records.clock import moments

SEARCHES_A_MONTH = {"bromsgrove": 20, "redditch": 45, "wyre-forest": 30}
# How much more often than their number somebody of each group is searched.
TIMES_SEARCHED = {"White": 1.0, "Mixed": 1.7, "Asian": 1.6, "Black": 4.0, "Other": 1.0}
IN_A_CENTRE = 0.45
WITHOUT_PLACE = 0.04
NOT_STATED, NOT_ASKED, VEHICLE_ONLY = 0.11, 0.03, 0.03
DRUGS = "Controlled drugs"
NOTHING = "A no further action disposal"
TABLED = "%Y-%m-%dT%H:%M:%S+00:00"

_OBJECTS = {
    DRUGS: 0.58, "Article for use in theft": 0.12, "Stolen goods": 0.13,
    "Offensive weapons": 0.12, "Articles for use in criminal damage": 0.03, "Firearms": 0.01,
    "Fireworks": 0.01,
}  # fmt: skip
_LAWS = {
    DRUGS: "Misuse of Drugs Act 1971 (section 23)",
    "Firearms": "Firearms Act 1968 (section 47)",
}
_OTHER_LAW = "Police and Criminal Evidence Act 1984 (section 1)"
_OUTCOMES = {
    NOTHING: 0.68, "Arrest": 0.13, "Community resolution": 0.06, "Khat or Cannabis warning": 0.06,
    "Penalty Notice for Disorder": 0.02, "Summons / charged by post": 0.03,
    "Caution (simple or conditional)": 0.02,
}  # fmt: skip
_AGES = {"10-17": 0.16, "18-24": 0.42, "25-34": 0.26, "over 34": 0.16}
_SELF_DEFINED = {
    "White": "White - English/Welsh/Scottish/Northern Irish/British",
    "Mixed": "Mixed/Multiple ethnic groups - White and Black Caribbean",
    "Asian": "Asian/Asian British - Pakistani",
    "Black": "Black/African/Caribbean/Black British - Caribbean",
    "Other": "Other ethnic group - Any other ethnic group",
}
_AS_SEEN = {**{name: name for name in _SELF_DEFINED}, "Mixed": "Black"}


def draw_searches(rng: Generator, ground: Ground, settings: Settings) -> pd.DataFrame:
    """Return the raw columns of every search, with its ``month``, sorted by time."""
    parts = [
        _district_searches(rng, ground, settings, district=slug, monthly=n)
        for slug, n in SEARCHES_A_MONTH.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["at", "easting", "northing"], ignore_index=True)
    return _describe(rng, rows).assign(month=rows["at"].dt.strftime("%Y-%m"))


def _district_searches(
    rng: Generator, ground: Ground, settings: Settings, *, district: str, monthly: int
) -> pd.DataFrame:
    months = month_array()
    days = days_within(rng, np.repeat(months, rng.poisson(monthly, len(months))))
    central = int(IN_A_CENTRE * len(days))
    places = [
        place_centres(rng, ground, settings, district=district, n=central),
        place_homes(rng, ground, district, n=len(days) - central, need=0.5),
    ]
    where = pd.concat(places, ignore_index=True).iloc[rng.permutation(len(days))]
    residents = dict(zip(TIMES_SEARCHED, ETHNIC_SHARES[district], strict=True))
    searched = {group: residents[group] * times for group, times in TIMES_SEARCHED.items()}
    return where.reset_index(drop=True).assign(
        at=moments(rng, days), group=pick(rng, searched, len(days))
    )


def _describe(rng: Generator, rows: pd.DataFrame) -> pd.DataFrame:
    n = len(rows)
    vehicle = rng.random(n) < VEHICLE_ONLY
    both = rng.random(n) < 0.2
    wanted, came = pick(rng, _OBJECTS, n), pick(rng, _OUTCOMES, n)
    found = np.where(came == NOTHING, "False", np.where(rng.random(n) < 0.85, "True", "False"))
    at = rows["at"].dt.tz_localize("Europe/London", ambiguous=np.zeros(n, dtype=bool))
    latitude, longitude = _points(rng, rows)
    return pd.DataFrame(
        {
            "Type": np.select(
                [vehicle, both], ["Vehicle search", "Person and Vehicle search"], "Person search"
            ),
            "Date": at.dt.tz_convert("UTC").dt.strftime(TABLED),
            "Part of a policing operation": pick(rng, {"False": 0.9, "True": 0.1}, n),
            "Policing operation": "",
            "Latitude": latitude,
            "Longitude": longitude,
            **_person(rng, rows["group"], vehicle=vehicle),
            "Legislation": [_LAWS.get(one, _OTHER_LAW) for one in wanted],
            "Object of search": wanted,
            "Outcome": came,
            "Outcome linked to object of search": np.where(rng.random(n) < 0.06, "", found),
            "Removal of more than just outer clothing": np.where(
                rng.random(n) < 0.03, "True", "False"
            ),
        }
    )


def _person(rng: Generator, group: pd.Series, *, vehicle: np.ndarray) -> dict[str, np.ndarray]:
    """Return what is noted of a person; of a vehicle alone nothing is."""
    n = len(group)
    stated = rng.random(n)
    said = group.map(_SELF_DEFINED).mask(stated < NOT_STATED, "Other ethnic group - Not stated")
    said = said.mask(stated > 1 - NOT_ASKED, "")
    noted = {
        "Gender": pick(rng, {"Male": 0.89, "Female": 0.11}, n),
        "Age range": pick(rng, _AGES, n),
        "Self-defined ethnicity": said.to_numpy(),
        "Officer-defined ethnicity": group.map(_AS_SEEN).to_numpy(),
    }
    return {name: np.where(vehicle, "", values) for name, values in noted.items()}


def _points(rng: Generator, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude as text, snapped to a grid; empty where none was noted."""
    from pyproj import Transformer

    snapped = (rows[["easting", "northing"]].to_numpy() / 50).round() * 50
    transformer = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    nowhere = rng.random(len(rows)) < WITHOUT_PLACE
    degrees = transformer.transform(snapped[:, 0], snapped[:, 1])
    longitude, latitude = (
        np.where(nowhere, "", [f"{value:.6f}" for value in values]) for values in degrees
    )
    return latitude, longitude
