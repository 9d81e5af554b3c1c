"""Which incidents that are no crimes are reported: disorder, fires, the state of the streets?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.periods import Period
from csa.settings import Settings
from csa.synthetic.draws import MONTHS, days_within, month_array, month_days, pick
from csa.synthetic.places.geography import Ground
from csa.synthetic.places.placing import (
    at_addresses,
    describe_location,
    place_centres,
    place_homes,
    place_near,
)
from csa.synthetic.records.clock import at_night, evening_moments, moments, outside_gap
from csa.synthetic.records.offences import more_at_night
from csa.synthetic.records.planted import PLANTED

ASB_A_MONTH = {"bromsgrove": 185, "redditch": 268, "wyre-forest": 282}
FIRES_A_MONTH = {"bromsgrove": 8, "redditch": 13, "wyre-forest": 13}
REPORTS_A_MONTH = {"bromsgrove": 150, "redditch": 205, "wyre-forest": 190}

# One in eight incidents of an LSOA happens at three of its addresses.
REPEATED = 0.125

_QUALIFIERS = {
    "": 0.34, "neighbour": 0.20, "youth": 0.11, "vehicles": 0.13, "alcohol": 0.07, "drugs": 0.04,
    "mental health": 0.04, "fireworks": 0.01, "alcohol;youth": 0.02, "alcohol;drugs": 0.015,
    "youth;vehicles": 0.01, "drugs;youth": 0.01, "mental health;neighbour": 0.015,
}  # fmt: skip
_YOUTH = {"youth": 0.62, "alcohol;youth": 0.22, "youth;vehicles": 0.10, "drugs;youth": 0.06}
_CLASSES = {
    "secondary": 0.52, "primary_dwelling": 0.15, "primary_vehicle": 0.12,
    "primary_other_building": 0.09, "primary_outdoor": 0.07, "chimney": 0.05,
}  # fmt: skip
_MOTIVES = {
    "deliberate_others": 0.30, "deliberate_unknown_owner": 0.24, "deliberate_own": 0.04,
    "accidental": 0.34, "not_known": 0.08,
}  # fmt: skip
_AT_HOME = {
    "accidental": 0.86,
    "deliberate_others": 0.05,
    "deliberate_own": 0.03,
    "not_known": 0.06,
}
_REPORTS = {
    "fly_tipping": 0.30, "litter": 0.14, "dog_fouling": 0.13, "graffiti": 0.06, "noise": 0.12,
    "abandoned_vehicle": 0.08, "needles": 0.02, "street_cleansing": 0.11, "other": 0.04,
}  # fmt: skip
_PROPERTY = {
    "secondary": "Refuse or grassland",
    "primary_dwelling": "House or flat",
    "primary_vehicle": "Vehicle",
    "primary_other_building": "Other building",
    "primary_outdoor": "Outdoor structure",
    "chimney": "House or flat",
}


def draw_asb(rng: Generator, ground: Ground, settings: Settings) -> pd.DataFrame:
    """Return the raw columns of every ASB incident, with its ``month``, sorted by time."""
    frames = [
        _asb_background(rng, ground, settings, district=slug, monthly=n)
        for slug, n in ASB_A_MONTH.items()
    ]
    background = _without_planted_cells(pd.concat(frames, ignore_index=True), ground)
    planted = [_youth_at_matchborough(rng, ground), _project_ward(rng, ground)]
    rows = pd.concat([background, *planted], ignore_index=True)
    rows = rows.sort_values(["at", "district", "easting", "northing"], ignore_index=True)
    return describe_asb(rng, rows).join(
        describe_location(rng, ground, rows, keep=(rows["plant"] != "").to_numpy())
    )


def draw_fires(rng: Generator, ground: Ground) -> pd.DataFrame:
    """Return the raw columns of every fire, deliberate or not, with its ``month``."""
    rows = pd.concat(
        [
            _spread(rng, ground, district=slug, monthly=n, height=0.22, need=0.5)
            for slug, n in FIRES_A_MONTH.items()
        ],
        ignore_index=True,
    ).sort_values(["at", "district", "easting"], ignore_index=True)
    n = len(rows)
    kind = pick(rng, _CLASSES, n)
    home = np.isin(kind, ["primary_dwelling", "chimney"])
    motive = np.where(home, pick(rng, _AT_HOME, n), pick(rng, _MOTIVES, n))
    frame = pd.DataFrame({"month": _month(rows), "incident_ref": _refs("SYN-F", n)})
    frame["call_datetime"] = _stamp(rows["at"])
    frame["incident_class"] = kind
    frame["motive"] = np.where(kind == "chimney", "accidental", motive)
    frame["property_type"] = pd.Series(kind).map(_PROPERTY)
    rural = ground.lsoas["rural"].to_numpy()[rows["lsoa"].to_numpy()]
    frame["location_type"] = np.where(rural, "rural", "urban")
    frame["fatalities"] = 0
    frame["injuries"] = rng.binomial(1, np.where(home, 0.06, 0.005))
    frame["smoke_alarm"] = np.where(home, pick(rng, {"yes": 0.62, "no": 0.24, "": 0.14}, n), "")
    frame["attack_on_crew"] = pick(rng, {"no": 0.93, "yes": 0.006, "": 0.064}, n)
    frame["hoax"] = pick(rng, {"no": 0.97, "": 0.03}, n)
    return frame.join(describe_location(rng, ground, rows, keep=np.zeros(n, dtype=bool)))


def draw_reports(rng: Generator, ground: Ground) -> pd.DataFrame:
    """Return the raw columns of every environmental report, with its ``month``."""
    rows = pd.concat(
        [
            _spread(rng, ground, district=slug, monthly=n, height=0.10, need=0.25)
            for slug, n in REPORTS_A_MONTH.items()
        ],
        ignore_index=True,
    ).sort_values(["at", "district", "easting"], ignore_index=True)
    n = len(rows)
    kind = pick(rng, _REPORTS, n)
    frame = pd.DataFrame({"month": _month(rows)})
    frame["report_ref"] = _refs("SYN-E", n)
    frame["reported_at"] = _stamp(rows["at"])
    frame["report_type"] = kind
    size = pick(rng, {"single item": 0.25, "car boot": 0.28, "small van": 0.30, "lorry": 0.05}, n)
    frame["size"] = np.where((kind == "fly_tipping") & (rng.random(n) < 0.88), size, "")
    frame["land"] = pick(rng, {"public": 0.74, "private": 0.10, "": 0.16}, n)
    frame["on_behalf"] = pick(rng, {"public": 0.72, "officer": 0.28}, n)
    frame["action"] = pick(
        rng,
        {"cleared": 0.66, "inspected": 0.16, "warning": 0.03, "fixed penalty": 0.01, "": 0.14},
        n,
    )
    return frame.join(describe_location(rng, ground, rows, keep=np.zeros(n, dtype=bool)))


def _spread(
    rng: Generator, ground: Ground, *, district: str, monthly: float, height: float, need: float
) -> pd.DataFrame:
    """Return incidents over all months, most of them in July, where people live."""
    months = _draw_months(rng, monthly=monthly, height=height, growth=0.0)
    rows = place_homes(rng, ground, district, n=len(months), need=need, repeated=REPEATED)
    return rows.assign(district=district, at=moments(rng, days_within(rng, months)))


def _draw_months(rng: Generator, *, monthly: float, height: float, growth: float) -> np.ndarray:
    months = month_array()
    calendar = months.astype(int) % 12 + 1
    season = 1 + height * np.cos(2 * np.pi * (calendar - 7) / 12)
    level = (1 + growth) ** (np.arange(len(months)) / 12)
    return np.repeat(months, rng.poisson(monthly * season * level * month_days(months) / 30.4))


def _asb_background(
    rng: Generator, ground: Ground, settings: Settings, *, district: str, monthly: int
) -> pd.DataFrame:
    months = _draw_months(rng, monthly=monthly, height=0.20, growth=-0.02)
    central = int(len(months) * 0.10)
    places = [
        place_centres(rng, ground, settings, district=district, n=central),
        place_homes(rng, ground, district, n=len(months) - central, need=0.35, repeated=REPEATED),
    ]
    where = pd.concat(places, ignore_index=True)
    where = where.iloc[rng.permutation(len(where))].reset_index(drop=True)
    at = moments(rng, days_within(rng, months))
    return where.assign(
        district=district,
        at=at,
        qualifiers=_qualifiers(rng, at),
        plant="",
    )


def _windows(name: str) -> list[tuple[Period, int]]:
    return [(Period.from_key(key), n) for key, n in PLANTED[name].numbers.items()]


def _without_planted_cells(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Keep the background out of the cells whose counts are stated exactly."""
    youth = PLANTED["youth-asb"]
    point, radius = youth.point or (0, 0), youth.radius_m or 0
    near = np.hypot(rows["easting"] - point[0], rows["northing"] - point[1]) <= radius + 80
    young = rows["qualifiers"].str.contains("youth")
    rows = rows.assign(qualifiers=rows["qualifiers"].mask(near & young, "neighbour"))
    month = rows["at"].dt.strftime("%Y-%m")
    in_ward = rows["lsoa"].isin(ground.rows_of_ward(PLANTED["project-works"].where))
    for period, _ in _windows("project-works"):
        in_ward_then = in_ward & month.between(period.start, period.end)
        rows, month, in_ward = rows[~in_ward_then], month[~in_ward_then], in_ward[~in_ward_then]
    return rows


def _youth_at_matchborough(rng: Generator, ground: Ground) -> pd.DataFrame:
    plan = PLANTED["youth-asb"]
    months = np.concatenate([_over(rng, period, n) for period, n in _windows("youth-asb")])
    places = place_near(
        rng, ground, plan.point or (0, 0), radius=(plan.radius_m or 0) - 20, n=len(months)
    )
    return places.assign(
        district=plan.district,
        at=evening_moments(rng, days_within(rng, months)),
        qualifiers=pick(rng, _YOUTH, len(months)),
        plant="youth-asb",
    )


def _project_ward(rng: Generator, ground: Ground) -> pd.DataFrame:
    plan = PLANTED["project-works"]
    months = np.concatenate([_over(rng, period, n) for period, n in _windows("project-works")])
    lsoas = rng.choice(ground.rows_of_ward(plan.where), size=len(months))
    at = moments(rng, days_within(rng, months))
    return at_addresses(rng, ground, lsoas, repeated=REPEATED).assign(
        district=plan.district, at=at, qualifiers=_qualifiers(rng, at), plant="project-works"
    )


def _qualifiers(rng: Generator, at: np.ndarray) -> np.ndarray:
    """Return what officers note of each incident: alcohol more often at night."""
    night = at_night(pd.Series(at))
    found = np.empty(len(at), dtype=object)
    for when in (False, True):
        shares = {
            name: float(more_at_night(share, np.array(when))) if "alcohol" in name else share
            for name, share in _QUALIFIERS.items()
        }
        found[night == when] = pick(rng, shares, int((night == when).sum()))
    return found


def _over(rng: Generator, period: Period, n: int) -> np.ndarray:
    """Return n months of a period, each day as likely."""
    months = month_array(period.start, period.end)
    days = month_days(months)
    return np.repeat(months, rng.multinomial(n, days / days.sum()))


def describe_asb(rng: Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the raw columns, before the place, of incidents with ``at`` and ``qualifiers``."""
    n = len(rows)
    frame = pd.DataFrame({"month": _month(rows), "incident_ref": _refs("SYN-A", n)})
    frame["created_at"] = _stamp(rows["at"])
    wait = rng.integers(20, 4000, n).astype("timedelta64[m]")
    closed = pd.Series(outside_gap(rows["at"].to_numpy("datetime64[m]") + wait))
    frame["closed_at"] = np.where(rng.random(n) < 0.04, "", _stamp(closed))
    frame["nsir_category"] = pick(
        rng, {"Nuisance": 0.68, "Personal": 0.22, "Environmental": 0.10}, n
    )
    frame["qualifiers"] = rows["qualifiers"]
    caller = np.floor(14_000 * rng.random(n) ** 1.6).astype(int)
    texts = np.array([f"SYN-CALL-{number:05d}" for number in caller], dtype=object)
    frame["caller_ref"] = np.where(rng.random(n) < 0.28, "", texts)
    frame["risk"] = pick(rng, {"standard": 0.70, "medium": 0.16, "high": 0.03, "": 0.11}, n)
    frame["repeat_caller"] = pick(rng, {"yes": 0.13, "no": 0.66, "": 0.21}, n)
    frame["source"] = pick(rng, {"police": 0.86, "council": 0.09, "housing": 0.05}, n)
    return frame


def _month(rows: pd.DataFrame) -> pd.Series:
    return _text(rows["at"], "%Y-%m")


def _stamp(times: pd.Series) -> pd.Series:
    return _text(times, "%Y-%m-%d %H:%M")


def _text(times: pd.Series, pattern: str) -> pd.Series:
    text: pd.Series = times.dt.strftime(pattern)
    return text


def _refs(prefix: str, n: int) -> list[str]:
    return [f"{prefix}-{number:06d}" for number in range(1, n + 1)]


def fire_months() -> list[str]:
    """Return the months of which a fire file was received."""
    gap = PLANTED["fire-gap"].since
    return [month for month in MONTHS if month != gap]
