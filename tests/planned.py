"""Made-up counts and told tables of one district, and its desk, for the exhibits of the plan."""

from __future__ import annotations

import pandas as pd

from csa.counting.keys import write_dims
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.settings import load_settings

REDDITCH, WHOLE, WARD = "E07000236", "E22000368", "Z05000001"
BEFORE, NOW = "2015-04/2016-01", "2016-04/2017-01"
GEOGRAPHY = pd.DataFrame(
    [
        {"lsoa": f"L{n}", "ward": f"Z0500000{n}", "ward_name": name, "district": REDDITCH}
        for n, name in enumerate(("Greenlands", "Church Hill", "Abbey"))
    ]
)


def pair(before, after, *, unit="crime", area=REDDITCH, level="district", reason="", **dims):
    """The cells of one count in both periods; None is a count that is not published."""
    text = write_dims(dims)
    return pd.DataFrame(
        [
            {
                "key": "|".join((unit, area, period, text)), "measure": unit, "area": area,
                "period": period, "dims": text, "value": value, "level": level,
                "class": "public", "printed_bound": 0, "by": "+".join(sorted(dims)),
                "reason": "" if value is not None else reason,
            }
            for period, value in ((BEFORE, before), (NOW, after))
        ]
    )  # fmt: skip


def told(**rows):
    """Told tables: by name, rows of which what is left out is empty."""
    usual = {
        "owner": {"districts": ""},
        "outcome": {"priority": "theft-and-acquisitive-crime", "text": "Less is stolen"},
        "indicator": {
            "outcome": "less", "text": "Thefts from shops", "unit": "crime", "priority": "",
            "subtheme": "", "category": "", "ward": "", "place": "", "direction": "fewer",
            "districts": "",
        },
        "action": {
            "outcome": "less", "owner": "", "indicator": "", "districts": "",
            "year_1": "", "year_2": "", "year_3": "", "first_year": "2016-17",
        },
        "proposal": {
            "owner": "Chair", "by": "2017-04", "success": "Less of it", "districts": "",
            "priority": "", "indicator": "", "cost_gbp": pd.NA,
        },
    }  # fmt: skip
    given = {
        name: pd.DataFrame([{"synthetic": False, **usual.get(name, {}), **one} for one in some])
        for name, some in rows.items()
    }
    return {"geography": GEOGRAPHY, **given}


def area_desk(*families, reference, slug="redditch", edition="partner", **about):
    """The exhibits of an area, drawn from these cells and tables."""
    frame = pd.concat(families, ignore_index=True)
    frame["value"] = frame["value"].astype("Int64")
    stated = {
        "year": "2016-17",
        "period": {"start": "2016-04", "end": "2017-01"},
        "unit_sources": {
            unit: ["Invented (nobody)"] for unit in ("crime", "asb", "residents_survey")
        },
    }
    release = Release(cells=frame, reference=reference, about=stated | about)
    return AreaDesk(View(settings=load_settings(), release=release, slug=slug, edition=edition))
