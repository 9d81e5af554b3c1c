"""Where do suspects live against where the crime was, and how far is that?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import DIMENSIONS
from csa.counting.records.described import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.counting.cells import Countable

JOURNEYS = DIMENSIONS["journey"].values
JOURNEY_EDGES = (-1, 1, 3, 5, 10, float("inf"))


def with_residence(suspects: Countable, tables: Mapping[str, pd.DataFrame]) -> Countable:
    """Say where suspects live against where the crime was, and how far that is."""
    homes = _homes(tables)
    rows = suspects.rows
    at_home = homes.reindex(rows["residence_lsoa"])
    at_home.index = rows.index
    scene = homes.reindex(rows["lsoa"])
    scene.index = rows.index
    unknown = rows["residence_lsoa"].isna() | rows["lsoa"].isna()
    outside = at_home["district"].isna()
    same = at_home["lsoa"] == scene["lsoa"]
    residence = (
        pd.Series("elsewhere here", index=rows.index)
        .mask(at_home["district"] == scene["district"], "same district")
        .mask(at_home["ward"] == scene["ward"], "same ward")
        .mask(same, "same neighbourhood")
        .mask(outside, "outside")
        .mask(unknown, UNKNOWN)
    )
    journey = _journey_bands(at_home, scene).mask(same, "same neighbourhood")
    journey = journey.mask(outside, "from outside").mask(unknown, UNKNOWN)
    domains = {
        **suspects.domains,
        **{name: DIMENSIONS[name].values for name in ("residence", "journey")},
    }
    return replace(
        suspects, rows=rows.assign(residence=residence, journey=journey), domains=domains
    )


def _journey_bands(home: pd.DataFrame, scene: pd.DataFrame) -> pd.Series:
    metres = ((home["x"] - scene["x"]) ** 2 + (home["y"] - scene["y"]) ** 2) ** 0.5
    bands = pd.cut(metres / 1000, JOURNEY_EDGES, right=False, labels=list(JOURNEYS[1:6]))
    return bands.astype("object").fillna(UNKNOWN)


def _homes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return ward, district and centre of each neighbourhood, by its code of 2011 or 2021.

    A neighbourhood of 2011 that was split keeps its own code, so that both parts are one place.
    """
    geography = tables["geography"][["lsoa", "ward", "district"]]
    shapes = tables.get("boundary_lsoa", pd.DataFrame())
    if len(shapes):
        middle = shapes.geometry.centroid
        centres = pd.DataFrame({"lsoa": shapes["code"], "x": middle.x, "y": middle.y})
    else:
        centres = pd.DataFrame(columns=["lsoa", "x", "y"])
    places = geography.merge(centres, on="lsoa", how="left")
    change = tables.get("lsoa_change", pd.DataFrame(columns=["lsoa11", "lsoa21"]))
    pairs = change[["lsoa11", "lsoa21"]].drop_duplicates("lsoa21")
    places["old"] = places["lsoa"].map(pairs.set_index("lsoa21")["lsoa11"]).fillna(places["lsoa"])
    by_old = places.groupby("old").agg(
        {"ward": "first", "district": "first", "x": "mean", "y": "mean"}
    )
    new = by_old.loc[places["old"]].set_axis(places["lsoa"]).assign(lsoa=places["old"].to_numpy())
    old = by_old.assign(lsoa=by_old.index)
    together = pd.concat([new, old])
    return together[~together.index.duplicated()]
