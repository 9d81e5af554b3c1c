"""Which neighbourhoods make up each area, and what is known of all of them together?

A figure of an area is the sum of its neighbourhoods only where every one of them has a figure:
without one of them it would be too small, and a rate on it too high.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

LEVELS = ("lsoa21", "lsoa11")


def members(areas: pd.DataFrame, changes: pd.DataFrame, area: str) -> pd.DataFrame:
    """List the neighbourhoods of both vintages that lie in each area.

    Parameters
    ----------
    areas : DataFrame
        The table ``geography``.
    changes : DataFrame
        The table ``lsoa_change``.
    area : str
        Column of ``areas`` that names the area: ``lsoa``, ``ward`` or ``district``.

    Returns
    -------
    DataFrame
        ``geo_level`` (``lsoa21`` or ``lsoa11``), ``geo_code``, ``area``: one row for each area that
        a neighbourhood lies in, wholly or in part.
    """
    now = areas[["lsoa"]].assign(geo_level=LEVELS[0], area=areas[area])
    pairs = changes[["lsoa11", "lsoa21"]].merge(now, left_on="lsoa21", right_on="lsoa")
    before = pairs[["lsoa11", "area"]].assign(geo_level=LEVELS[1])
    named = [
        one.rename(columns={name: "geo_code"}) for one, name in ((now, "lsoa"), (before, "lsoa11"))
    ]
    return pd.concat(named)[["geo_level", "geo_code", "area"]].drop_duplicates(ignore_index=True)


def sum_whole(figures: pd.DataFrame, parts: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sum figures of neighbourhoods for every area of which each neighbourhood has one.

    Parameters
    ----------
    figures : DataFrame
        ``geo_level``, ``geo_code``, ``n`` and the columns ``keys``, by which sums are kept apart.
    parts : DataFrame
        What :func:`members` returns.
    keys : sequence of str
        Columns of ``figures``.

    Returns
    -------
    DataFrame
        ``geo_level``, ``area``, ``keys`` and ``n``. An area is left out where a neighbourhood of it
        has no figure, or lies partly in another area: nothing says how its figure divides.
    """
    shared = parts.duplicated(["geo_level", "geo_code"], keep=False)
    cut = pd.MultiIndex.from_frame(parts.loc[shared, ["geo_level", "area"]])
    whole = parts[~pd.MultiIndex.from_frame(parts[["geo_level", "area"]]).isin(cut)]
    wanted = whole.groupby(["geo_level", "area"])["geo_code"].size().rename("wanted")
    by = ["geo_level", "area", *keys]
    known = whole.merge(figures.dropna(subset=["n"]), on=["geo_level", "geo_code"])
    found = known.groupby(by, as_index=False, dropna=False).agg(n=("n", "sum"), there=("n", "size"))
    sums = found.merge(wanted.reset_index(), on=["geo_level", "area"])
    return sums.loc[sums["there"] == sums["wanted"], [*by, "n"]].reset_index(drop=True)
