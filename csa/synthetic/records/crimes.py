"""Which crimes are recorded, planted ones among them?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.settings import Settings
from csa.synthetic.draws import days_within, stream
from csa.synthetic.places.geography import Ground
from csa.synthetic.places.placing import place_centres, place_homes
from csa.synthetic.records.clock import committed
from csa.synthetic.records.offences import PROFILES, offence_table
from csa.synthetic.records.planting import plant_crimes
from csa.synthetic.records.volumes import background_counts

UNCOUNTED = {"transferred": 0.022, "cancelled": 0.016}


def draw_crimes(seed: int, ground: Ground, settings: Settings) -> pd.DataFrame:
    """Return every crime of the 46 months, sorted by the day it was recorded.

    Returns
    -------
    DataFrame
        One row per crime: ``crime_ref, district, recorded, committed_from, committed_to, category,
        code, group, subgroup, description, lsoa, easting, northing, plant, complaint_ref,
        status``. ``plant`` names the finding a crime was planted for, else it is empty.
    """
    planted = plant_crimes(seed, ground, settings)
    frames = [planted.assign(status="recorded")]
    for slug in ground.districts["slug"]:
        rng = stream(seed, f"crimes {slug}")
        months = planted.loc[planted["district"] == slug, "recorded"].to_numpy("datetime64[M]")
        counts = background_counts(rng, slug, planted=months)
        counted = _expand(rng, ground, settings, district=slug, counts=counts)
        frames.append(counted.assign(status="recorded"))
        for status, share in UNCOUNTED.items():
            extra = counts.assign(n=rng.binomial(counts["n"], share))
            also = _expand(rng, ground, settings, district=slug, counts=extra)
            frames.append(also.assign(status=status))
    crimes = pd.concat(frames, ignore_index=True)
    crimes = crimes.sort_values(
        ["recorded", "district", "easting", "northing", "code"], ignore_index=True, kind="stable"
    )
    month = crimes["recorded"].dt.strftime("%y%m")
    number = (crimes.index + 1).astype(str).str.zfill(6)
    crimes.insert(0, "crime_ref", "SYN-C-" + month + "-" + number)
    return _link_complaints(stream(seed, "complaints"), crimes)


def _expand(
    rng: Generator, ground: Ground, settings: Settings, *, district: str, counts: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per crime for counts by month and category."""
    parts = [
        _of_category(rng, ground, settings, district=district, category=str(name), counts=rows)
        for name, rows in counts.groupby("category", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _of_category(
    rng: Generator,
    ground: Ground,
    settings: Settings,
    *,
    district: str,
    category: str,
    counts: pd.DataFrame,
) -> pd.DataFrame:
    profile = PROFILES[category]
    months = np.repeat(counts["month"].to_numpy("datetime64[M]"), counts["n"])
    recorded = days_within(rng, months)
    start, end = committed(rng, recorded, profile.span)
    start, end = _forget(rng, start, end)
    central = rng.random(len(months)) < profile.centre
    places = [
        place_centres(rng, ground, settings, district=district, n=int(central.sum())),
        place_homes(rng, ground, district, n=int((~central).sum()), need=profile.need),
    ]
    where = pd.concat(places, ignore_index=True)
    order = np.argsort(np.concatenate([np.flatnonzero(central), np.flatnonzero(~central)]))
    crimes = pd.DataFrame(
        {
            "district": district,
            "recorded": recorded,
            "committed_from": start,
            "committed_to": end,
            "plant": "",
            "complaint_ref": "",
        }
    )
    crimes = crimes.join(where.iloc[order].reset_index(drop=True))
    return crimes.join(_offences(rng, category, len(crimes)))


def _forget(rng: Generator, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave some times out: the end more often than the start."""
    chance = rng.random(len(start))
    start, end = start.copy(), end.copy()
    start[chance < 0.02] = np.datetime64("NaT")
    end[(chance < 0.01) | (chance > 0.90)] = np.datetime64("NaT")
    return start, end


def _offences(rng: Generator, category: str, n: int) -> pd.DataFrame:
    table = offence_table()
    table = table[table["category"] == category]
    share = table["share"].to_numpy()
    chosen = rng.choice(len(table), size=n, p=share / share.sum())
    return table.iloc[chosen].drop(columns="share").reset_index(drop=True)


def _link_complaints(rng: Generator, crimes: pd.DataFrame) -> pd.DataFrame:
    """Let some complaints lead to two crimes of one category and district."""
    order = crimes.sort_values(["district", "category", "recorded"], kind="stable").index
    kind = crimes.loc[order, ["district", "category"]]
    same = kind.eq(kind.shift(-1)).all(axis=1)
    free = crimes.loc[order, "plant"].eq("")
    able = (same & free & free.shift(-1, fill_value=False)).to_numpy()
    first = np.flatnonzero(able & (rng.random(len(crimes)) < 0.015))
    first = first[np.diff(first, prepend=-9) > 1]
    refs = np.array([f"SYN-CR-{n + 1:05d}" for n in range(len(first))], dtype=object)
    column = crimes["complaint_ref"].to_numpy(dtype=object).copy()
    column[order[first]] = refs
    column[order[first + 1]] = refs
    return crimes.assign(complaint_ref=column)
