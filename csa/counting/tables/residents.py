"""How many residents of each age, sex and ethnic group has each district?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.areas import members, sum_whole
from csa.counting.recoding import merged_classes
from csa.counting.tables.reference import of_finest_level, of_nearest_year
from csa.schemas import AGE_BANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.counting.recoding import Merge


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
