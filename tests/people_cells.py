"""Cells of people typed by hand, and the exhibits drawn from them."""

from __future__ import annotations

import pandas as pd

from csa.counting.families import LEVELS
from csa.counting.keys import write_dims
from csa.counting.records.persons import ORDERS
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import PriorityDesk
from csa.exhibits.view import View
from csa.settings import load_settings

REDDITCH, PRIORITY = "E07000236", "theft-and-acquisitive-crime"
PERIOD = "2016-04/2017-01"
UNITS = ("crime", "asb", "victim", "suspect", "stop_search")


def cells(unit, values, *, kind="person", area=REDDITCH, level="district"):
    """Cells of one family, given as {dims: value}."""
    rows = []
    for dims, value in values.items():
        text = write_dims(dict(dims))
        rows.append(
            {
                "key": "|".join((unit, area, PERIOD, text)),
                "measure": unit, "area": area, "period": PERIOD, "dims": text, "value": value,
                "class": kind, "printed_bound": 0, "reason": "", "level": level,
                "by": "+".join(sorted(name for name, _ in dims)),
            }
        )  # fmt: skip
    assert level in LEVELS
    return pd.DataFrame(rows)


def desk(
    *families,
    edition="officer",
    priority=PRIORITY,
    slug="redditch",
    reference=None,
    received=UNITS,
):
    """The exhibits of one priority, drawn from these cells and reference tables."""
    frame = pd.concat(families, ignore_index=True)
    frame["value"] = frame["value"].astype("Int64")
    about = {
        "year": "2016-17",
        "period": {"start": "2016-04", "end": "2017-01"},
        "unit_sources": {unit: ["Invented (nobody)"] for unit in received},
    }
    release = Release(cells=frame, reference=reference or {}, about=about)
    view = View(settings=load_settings(), release=release, slug=slug, edition=edition)
    return PriorityDesk(view.of_priority(priority))


def by(name, values, priority=PRIORITY):
    """Values of one dimension within the priority."""
    return {(("priority", priority), (name, value)): n for value, n in values.items()}


def records_in_order(counts, theme=PRIORITY):
    """Return the nth cells of suspects who have so many crimes each."""
    bands = dict.fromkeys(ORDERS, 0)
    for number in counts:
        for nth in range(1, number + 1):
            name = str(nth) if nth <= 5 or nth == 10 else "6 to 9" if nth < 10 else "11 or more"
            bands[name] += 1
    return {(("theme", theme), ("nth", name)): n for name, n in bands.items()}
