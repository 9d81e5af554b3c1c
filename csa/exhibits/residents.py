"""Where do people live: how many of each kind, and how far from the crime?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.areas import members, sum_whole
from csa.counting.recoding import merged_classes
from csa.counting.records.countable import UNKNOWN
from csa.counting.tables.reference import of_finest_level, of_nearest_year
from csa.schemas import AGE_BANDS, JOURNEY_CLASSES, RESIDENCE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.counting.cells import Countable
    from csa.counting.recoding import Merge
    from csa.disclosure.ledger import TableName
    from csa.exhibits.view import View

RESIDENCES = (*RESIDENCE_CLASSES, UNKNOWN)
JOURNEYS = (*JOURNEY_CLASSES, UNKNOWN)
MONTHS_OF_A_YEAR = 12
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
    domains = {**suspects.domains, "residence": RESIDENCES, "journey": JOURNEYS}
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


def people_reference(
    tables: Mapping[str, pd.DataFrame], *, codes: Iterable[str], year: int, merge: Merge
) -> dict[str, pd.DataFrame]:
    """Gather residents by age and sex, and by ethnic group, of each district.

    Returns
    -------
    dict
        ``residents_by_age_sex`` (``area, sex, age_band, residents, source, year``) and
        ``residents_by_ethnicity`` (``area, ethnicity, residents, source, year``); a table that
        was not received is absent. The same names with ``_together`` give the classes that
        ``merge`` puts together, for whoever checks a rate.
    """
    codes = list(codes)
    found = {
        "residents_by_age_sex": _residents_by_age_sex(tables["population"], codes, year),
        "residents_by_ethnicity": _residents_by_ethnicity(tables, codes, year),
    }
    for name, variable in (("age_sex", "age_band"), ("ethnicity", "ethnicity")):
        table = found[f"residents_by_{name}"]
        found[f"residents_by_{name}_together"] = _put_together(table, variable, merge)
    return {name: table for name, table in found.items() if len(table)}


def _put_together(table: pd.DataFrame, variable: str, merge: Merge) -> pd.DataFrame:
    classes = merged_classes(variable, table[variable].unique(), merge)
    others = [name for name in table if name not in (variable, "residents")]
    pieces = [
        table[table[variable].isin(held)]
        .groupby(others, as_index=False)["residents"]
        .sum()
        .assign(**{variable: one})
        for one, held in classes.items()
        if len(held) > 1
    ]
    return pd.concat(pieces, ignore_index=True)[[*table]] if pieces else table.iloc[:0]


def residents_in(view: View, name: TableName) -> pd.DataFrame:
    """Return residents of the view's area by class; none where a district of it has none."""
    table = view.reference(name)
    districts = [district.code for district in view.settings.districts]
    codes = districts if view.is_partnership else [view.code]
    if not len(table) or not set(codes) <= set(table["area"]):
        return table.iloc[:0]
    return table[table["area"].isin(codes)]


def rates_of(view: View) -> str:
    """Say of which months rates are, and whether they are fewer than a year's."""
    is_short = len(view.period.months) < MONTHS_OF_A_YEAR
    return f"Rates are for {view.period.label}{', which is less than a year' * is_short}."


def _residents_by_age_sex(people: pd.DataFrame, codes: list[str], year: int) -> pd.DataFrame:
    wanted = people[
        people["geo_code"].isin(codes)
        & (people["denominator"] == "resident")
        & people["sex"].isin(["F", "M"])
        & people["age_band"].isin(AGE_BANDS)
    ]
    chosen = of_nearest_year(wanted, year).rename(columns={"geo_code": "area", "n": "residents"})
    table = chosen[["area", "sex", "age_band", "residents", "source", "year"]]
    return _of_every_class(table, ["sex", "age_band"]).reset_index(drop=True)


def _residents_by_ethnicity(
    tables: Mapping[str, pd.DataFrame], codes: list[str], year: int
) -> pd.DataFrame:
    groups = tables.get("population_group", pd.DataFrame())
    columns = ["area", "ethnicity", "residents", "source", "year"]
    if not len(groups):
        return pd.DataFrame(columns=columns)
    wanted = of_nearest_year(groups[groups["dimension"] == "ethnicity"], year)
    named = of_finest_level(wanted).assign(
        ethnicity=wanted["category"].str.split(r"[ ,]", n=1, regex=True).str[0]
    )
    parts = members(tables["geography"], tables["lsoa_change"], "district")
    summed = sum_whole(named, parts, ["ethnicity"]).rename(columns={"n": "residents"})
    table = summed[summed["area"].isin(codes)].assign(
        source="; ".join(sorted(set(named["source"]))), year=named["year"].max()
    )
    return _of_every_class(table, ["ethnicity"])[columns].reset_index(drop=True)


def _of_every_class(table: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Return the areas that have a number for every class that any of them has."""
    wanted = len(table[classes].drop_duplicates())
    return table[table.groupby("area")["area"].transform("size") == wanted]
