"""Made-up wards of one district and one project, and the desk that judges it."""

from __future__ import annotations

import pandas as pd
from planned import REDDITCH, area_desk, pair

WARDS = {f"Z0500000{n}": name for n, name in enumerate(
    ("Greenlands", "Abbey", "Central", "Winyates", "Headless Cross", "Crabbs Cross", "Matchborough")
)}  # fmt: skip
GEOGRAPHY = pd.DataFrame(
    [
        {"lsoa": f"L{code[-1]}", "ward": code, "ward_name": name, "district": REDDITCH}
        for code, name in WARDS.items()
    ]
)
THEME = {"priority": "asb-damage-and-nuisance"}
CODES = dict(zip(WARDS.values(), WARDS, strict=True))


def counts(reason="", bound=0, **changed):
    """ASB of every ward, 200 in both years but for those named."""
    both = {
        name: changed.get(name.replace(" ", "_"), (200 + 7 * n, 204 + 6 * n))
        for n, name in enumerate(WARDS.values())
    }
    frames = [
        pair(*two, unit="asb", area=CODES[name], level="ward", reason=reason, **THEME)
        for name, two in both.items()
    ]
    return pd.concat(frames).assign(printed_bound=bound)


def desk(cells, *, design=None, slug="redditch", edition="partner", **project):
    register = {
        "project_id": "P", "name": "Lantern", "year": "2016-17", "districts": "redditch",
        "priority_ids": "asb-damage-and-nuisance", "start": "2016-02-01", "end": "2017-01-31",
        "spent_gbp": 9000.0, "allocated_gbp": 9000.0, "in_allocation_total": True,
    }  # fmt: skip
    evaluation = {
        "project": "P", "declared": "2016-01-11", "unit": "asb", "category": "", "subtheme": "",
        "priority": "asb-damage-and-nuisance", "ward": "Greenlands", "place": "",
        "comparator": "rest of the district", "buffer": "", "synthetic": False,
    }  # fmt: skip
    output = {
        "project_id": "P", "measure": "Evenings held", "target": 100.0, "actual": 120.0,
        "period": "2016-04/2017-01", "unit": "evenings", "source": "",
    }  # fmt: skip
    designs = [] if design is False else [evaluation | (design or {})]
    return area_desk(
        cells,
        slug=slug,
        edition=edition,
        reference={
            "geography": GEOGRAPHY,
            "project": pd.DataFrame([register | project]),
            "project_output": pd.DataFrame([output]),
            "evaluation": pd.DataFrame(designs),
        },
    )
