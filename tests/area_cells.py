"""Public cells of an area's periods and months typed by hand, and the view of them."""

from __future__ import annotations

import pandas as pd
from people_cells import REDDITCH, cells

from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.periods import Period
from csa.settings import load_settings

PERIOD = Period("2016-04", "2017-01")
BEFORE = PERIOD.a_year_earlier
PROFILE = pd.DataFrame({"area": [REDDITCH], "residents": [85_000], "source": ["Residents: 2016"]})


def of_periods(unit, values, *periods, area=REDDITCH, **more):
    """Public cells of some periods: {dims: a number for each period}."""
    pieces = []
    for place, period in enumerate(periods):
        one = {dims: numbers[place] for dims, numbers in values.items()}
        piece = cells(unit, one, kind="public", area=area).assign(period=period.key, **more)
        keys = piece["key"].str.replace(PERIOD.key, period.key)
        pieces.append(piece.assign(key=keys))
    return pd.concat(pieces, ignore_index=True)


def view_of(*families, left_out=None, **reference):
    """The officer's view of Redditch, with these cells and tables."""
    frame = pd.concat(families, ignore_index=True)
    about = {
        "year": "2016-17",
        "period": {"start": PERIOD.start, "end": PERIOD.end},
        "unit_sources": {unit: ["Invented (nobody)"] for unit in ("crime", "asb", "fire")},
        "left_out": left_out or {},
        "synthetic": {"seed": 1},
    }
    release = Release(frame.astype({"value": "Int64"}), {**reference}, about)
    return View(load_settings(), release, slug="redditch", edition="officer")


def of_type(name):
    """Dims of a type of crime."""
    return (("category", name),)


def months_of(unit, dims, by_year):
    """Cells of every month of the period in each year: ten months of one count each."""
    pieces = []
    for start, count in by_year.items():
        months = Period(f"{start}-04", f"{start + 1}-01").months
        spans = [Period(month, month) for month in months]
        pieces.append(of_periods(unit, {dims: [count] * len(spans)}, *spans))
    return pd.concat(pieces, ignore_index=True)
