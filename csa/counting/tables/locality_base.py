"""How many homes and residents does each neighbourhood have, over a change of boundaries?

Counts come by the neighbourhoods (LSOAs) of 2021, residents often by those of 2011. Where one of
2011 was split, its parts are taken together: nothing says how its residents divide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.tables.reference import counts_of_year, population_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.periods import Period

MEASURES = {"households": "household", "residents": "resident"}
COUNTED = {"households": "households", "residents": "residents"}
EARLIER = "lsoa11"


def build_locality_base(
    tables: Mapping[str, pd.DataFrame], *, period: Period
) -> dict[str, pd.DataFrame]:
    """Count homes and residents of neighbourhoods that can be compared.

    Parameters
    ----------
    tables : mapping
        ``population, geography, lsoa_change``.
    period : Period
        The assessment period; the nearest year received is used, an earlier one before a later.

    Returns
    -------
    dict
        ``locality_base``: one row per LSOA of 2021: ``lsoa, group`` (code shared by the parts of
        one that was split, otherwise its own) and ``households, residents`` of the whole group,
        missing where not received; ``source`` of these numbers.
    """
    people = tables["population"]
    if not len(people):
        return {}
    year = int(period.start[:4])
    chosen = {name: counts_of_year(people, how, year=year) for name, how in MEASURES.items()}
    is_earlier = any((rows["geo_level"] == EARLIER).any() for rows in chosen.values())
    groups = _groups(tables, join_parts=is_earlier)
    base = groups.drop_duplicates("group")[["group"]].set_index("group")
    for name, rows in chosen.items():
        base[name] = _by_group(rows, groups)
    sources = [population_source(rows, what=COUNTED[name]) for name, rows in chosen.items()]
    table = groups[["lsoa", "group"]].drop_duplicates("lsoa")
    table = table.merge(base.reset_index(), on="group", how="left")
    said = "; ".join(filter(None, sources))
    return {"locality_base": table.assign(source=f"{said[:1].upper()}{said[1:]}")}


def _groups(tables: Mapping[str, pd.DataFrame], *, join_parts: bool) -> pd.DataFrame:
    """Return ``lsoa, lsoa11, group``, one row per pair of a neighbourhood and its earlier one."""
    lsoas = tables["geography"][["lsoa"]]
    pairs = lsoas.merge(
        tables["lsoa_change"][[EARLIER, "lsoa21"]], left_on="lsoa", right_on="lsoa21", how="left"
    )
    pairs[EARLIER] = pairs[EARLIER].fillna(pairs["lsoa"])
    parts = pairs.groupby(EARLIER)["lsoa"].transform("nunique")
    is_part = join_parts & (parts > 1)
    return pairs.assign(group=pairs["lsoa"].mask(is_part, pairs[EARLIER]))[
        ["lsoa", EARLIER, "group"]
    ]


def _by_group(rows: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Sum one measure over each group; missing where a neighbourhood of it has none."""
    if not len(rows):
        return pd.Series(dtype="Int64")
    code = EARLIER if rows["geo_level"].iloc[0] == EARLIER else "lsoa"
    members = groups[[code, "group"]].drop_duplicates()
    joined = members.merge(rows[["geo_code", "n"]], left_on=code, right_on="geo_code", how="left")
    summed = joined.groupby("group")["n"].agg(lambda values: values.sum(skipna=False))
    return summed.astype("Int64")
