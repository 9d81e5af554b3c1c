"""What do other services of the synthetic partnership share: attendances, and counts?

They are written only where asked, from streams of their own: nothing else becomes another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.synthetic.draws import days_within, month_array, pick
from csa.synthetic.records.clock import evening_moments
from csa.synthetic.records.planted import LAST_MONTH

if TYPE_CHECKING:
    from numpy.random import Generator

    from csa.settings import Settings

ATTENDANCES_A_MONTH = {"bromsgrove": 9, "redditch": 14, "wyre-forest": 12}
FIGURES_A_MONTH = {"referrals": 26, "marac_cases": 9, "marac_repeats": 3}
WITHHELD_BELOW = 5  # the services themselves give no smaller count
WRITTEN = "%Y-%m-%d %H:%M"
_METHODS = {"body_part": 0.66, "glass": 0.1, "blunt_object": 0.12, "knife": 0.06, "other": 0.06}
_PLACES = {"street": 0.38, "bar_club": 0.3, "home": 0.2, "workplace": 0.04, "": 0.08}
_AGES = {"0-17": 0.12, "18-24": 0.34, "25-34": 0.28, "35-49": 0.2, "50+": 0.06}


def draw_attendances(rng: Generator, settings: Settings) -> pd.DataFrame:
    """Draw assaults treated in emergency departments, with a column ``month`` besides."""
    pieces = []
    for district in settings.districts:
        monthly = ATTENDANCES_A_MONTH[district.slug]
        months = month_array()
        days = days_within(rng, np.repeat(months, rng.poisson(monthly, len(months))))
        n = len(days)
        assaulted = pd.Series(evening_moments(rng, days))
        arrived = assaulted + pd.to_timedelta(rng.integers(20, 180, n), unit="min")
        pieces.append(
            pd.DataFrame(
                {
                    "assaulted_at": assaulted,
                    "arrived_at": arrived.dt.strftime(WRITTEN),
                    "method": pick(rng, _METHODS, n),
                    "place_type": pick(rng, _PLACES, n),
                    "age_group": pick(rng, _AGES, n),
                    "sex": pick(rng, {"M": 0.72, "F": 0.28}, n),
                    "police_informed": pick(rng, {"yes": 0.4, "no": 0.45, "": 0.15}, n),
                    "district_code": district.code,
                }
            )
        )
    rows = pd.concat(pieces).sort_values(["assaulted_at", "district_code"], ignore_index=True)
    month = rows["assaulted_at"].dt.strftime("%Y-%m")
    rows = rows.assign(assaulted_at=rows["assaulted_at"].dt.strftime(WRITTEN), month=month)
    return rows[month <= LAST_MONTH].reset_index(drop=True)  # the last night ends a month later


def draw_figures(rng: Generator, settings: Settings) -> pd.DataFrame:
    """Draw counts of referrals and of MARAC; those that are small are withheld."""
    months = month_array().astype(str)
    rows = pd.DataFrame(
        [
            (month, measure, int(rng.poisson(mean)), district.code)
            for month in months
            for district in settings.districts
            for measure, mean in FIGURES_A_MONTH.items()
        ],
        columns=["month", "measure", "count", "district_code"],
    )
    small = rows["count"] < WITHHELD_BELOW
    return rows.assign(count=rows["count"].astype(str).mask(small, f"<{WITHHELD_BELOW}"))
