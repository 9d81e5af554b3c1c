"""Which neighbourhoods make up each area, do look-ups and boundaries agree, and what is known?

A figure of an area is the sum of its neighbourhoods only where every one of them has a figure:
without one of them it would be too small, and a rate on it too high.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from csa.errors import GeographyError
from csa.settings.naming import find_named
from csa.settings.texts import NATIONAL_GRID

if TYPE_CHECKING:
    import geopandas

LEVELS = ("lsoa21", "lsoa11")
LSOA_NUMBER = r" \d{3}[A-Z]$"


class Ward(NamedTuple):
    """A ward: its name and code, and the code of its district."""

    name: str
    code: str
    district: str


def find_ward(nesting: pd.DataFrame, wanted: str, *, where: str) -> Ward:
    """Return a ward by its name or code.

    Parameters
    ----------
    nesting : DataFrame
        Those rows of the table ``geography`` that it is looked for in.
    wanted : str
        What was typed.
    where : str
        Whose wards they are.

    Raises
    ------
    SettingsError
        If there is no such ward, or several of that name; the message lists those there are.
    """
    names = ("name", "code")
    ward: Ward = find_named(list_wards(nesting), wanted, kind="ward", names=names, where=where)
    return ward


def list_wards(nesting: pd.DataFrame) -> list[Ward]:
    """Return the wards of some rows of the table ``geography``, by name."""
    rows = nesting[["ward_name", "ward", "district"]].drop_duplicates("ward")
    rows = rows.sort_values(["ward_name", "ward"])
    return [Ward(*map(str, row)) for row in rows.itertuples(index=False, name=None)]


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


def build_areas(
    wards: pd.DataFrame,
    *,
    districts: dict[str, str],
    msoas: dict[str, str],
    rural_urban: dict[str, str],
) -> pd.DataFrame:
    """Build the table ``geography``.

    Parameters
    ----------
    wards : DataFrame
        One row per LSOA 2021: ``lsoa, lsoa_name, ward, ward_name, district``.
    districts : dict
        Names of the partnership's districts by code.
    msoas, rural_urban : dict
        MSOA code by MSOA name, and rural-urban class by LSOA code.

    Raises
    ------
    GeographyError
        If a district has no LSOA, or an LSOA lies in no ward or in two.
    """
    columns = ["lsoa", "lsoa_name", "ward", "ward_name", "district"]
    areas = wards.loc[wards["district"].isin(districts), columns].drop_duplicates()
    lost = sorted(set(districts) - set(areas["district"]))
    if lost:
        raise GeographyError(
            f"The look-ups hold no LSOA of {_listed(lost)}{_otherwise(wards, districts, lost)}. "
            "Check the district codes in config/partnership.toml against data/raw/lookups."
        )
    wardless = areas.loc[areas["ward"].isna(), "lsoa"]
    if len(wardless):
        raise GeographyError(f"The look-ups give no ward for {_listed(wardless)}.")
    twice = areas.loc[areas["lsoa"].duplicated(), "lsoa"]
    if len(twice):
        raise GeographyError(f"The look-ups put an LSOA into two wards: {_listed(twice)}.")
    areas = areas.assign(
        msoa=areas["lsoa_name"].str[:-1].map(msoas).astype("str"),
        district_name=areas["district"].map(districts),
        rural_urban=areas["lsoa"].map(rural_urban).astype("str"),
    )
    columns = ["lsoa", "lsoa_name", "ward", "ward_name", "msoa", "district", "district_name"]
    return areas[[*columns, "rural_urban"]].sort_values(["district", "lsoa"], ignore_index=True)


def _otherwise(wards: pd.DataFrame, districts: dict[str, str], lost: list[str]) -> str:
    """Say under which codes look-ups have districts of the same names."""
    if "district_name" not in wards:
        return ""
    by_name = wards.drop_duplicates("district_name").set_index("district_name")["district"]
    found = [
        f"{districts[one]} as {by_name[districts[one]]}"
        for one in lost
        if districts[one] in by_name
    ]
    return f"; they have {', '.join(found)}" if found else ""


def check_changes(areas: pd.DataFrame, changes: pd.DataFrame, inside: pd.Series) -> None:
    """Refuse look-ups that disagree on the LSOAs of the partnership.

    Parameters
    ----------
    areas : DataFrame
        The table ``geography``.
    changes : DataFrame
        Pairs of 2011 and 2021 codes.
    inside : Series of bool
        Which pairs the look-up of changes itself puts into a district of the partnership.

    Raises
    ------
    GeographyError
        With the codes that only one of them has.
    """
    ours, there = set(areas["lsoa"]), set(changes["lsoa21"])
    disputed = (ours - there) | (set(changes.loc[inside.to_numpy(), "lsoa21"]) - ours)
    if disputed:
        raise GeographyError(
            "The look-ups of LSOA changes and of wards disagree on the LSOAs of the "
            f"partnership: {_listed(sorted(disputed))}."
        )


def build_boundaries(
    lsoas: geopandas.GeoDataFrame, areas: pd.DataFrame
) -> dict[str, geopandas.GeoDataFrame]:
    """Build the boundary tables of LSOAs, wards and districts.

    Wards and districts are dissolved from LSOAs through the look-up, so that maps and counts
    agree.

    Parameters
    ----------
    lsoas : GeoDataFrame
        Columns ``code`` and ``geometry``, any area, any coordinate system.
    areas : DataFrame
        The table ``geography``.

    Raises
    ------
    GeographyError
        If an LSOA of the partnership has no boundary, or two, or a boundary named after one of
        its districts is not in the look-up; the message lists them all.
    """
    refuse_disagreements(boundary_disagreements(lsoas, areas))
    ours = lsoas[lsoas["code"].isin(areas["lsoa"])]
    placed = ours.to_crs(NATIONAL_GRID).merge(
        areas, left_on="code", right_on="lsoa", validate="1:1"
    )
    placed["geometry"] = placed.geometry.make_valid()
    return {
        "boundary_lsoa": _boundary(placed, code="lsoa", name="lsoa_name"),
        "boundary_ward": _boundary(placed, code="ward", name="ward_name"),
        "boundary_district": _boundary(placed, code="district", name="district_name"),
    }


def _boundary(placed: geopandas.GeoDataFrame, *, code: str, name: str) -> Any:
    fields = {"code": placed[code], "name": placed[name], "district": placed["district"]}
    frame = placed[["geometry"]].assign(**fields)
    if code != "lsoa":
        frame = frame.dissolve(by="code", sort=True).reset_index()
    return frame.sort_values("code", ignore_index=True)[["code", "name", "district", "geometry"]]


def _listed(codes: Sequence[str] | pd.Series) -> str:
    return ", ".join(str(code) for code in codes)


def boundary_disagreements(lsoas: pd.DataFrame, areas: pd.DataFrame) -> dict[str, set[str]]:
    """Return, in words, how boundaries and look-ups differ, and the codes each is true of."""
    return {
        "LSOAs without a boundary": set(areas["lsoa"]) - set(lsoas["code"]),
        "LSOAs with more than one boundary": _repeated(lsoas, areas),
        "boundaries of LSOAs that the look-ups do not have": find_strays(lsoas, areas),
    }


def _repeated(lsoas: pd.DataFrame, areas: pd.DataFrame) -> set[str]:
    ours = lsoas.loc[lsoas["code"].isin(areas["lsoa"]), "code"]
    return set(ours[ours.duplicated()])


def find_strays(named: pd.DataFrame, areas: pd.DataFrame) -> set[str]:
    """Find codes of LSOAs that are named after a district of the partnership and not known.

    Parameters
    ----------
    named : DataFrame
        ``code`` and, where the file has it, ``name`` of LSOAs of any area. An LSOA's name is that
        of its district, a number of three digits and a letter.
    areas : DataFrame
        The table ``geography``.
    """
    if "name" not in named:
        return set()
    districts = named["name"].astype("str").str.replace(LSOA_NUMBER, "", regex=True)
    ours = districts.isin(set(areas["district_name"])) & ~named["code"].isin(areas["lsoa"])
    return set(named.loc[ours, "code"].astype(str))


def refuse_disagreements(found: Mapping[str, Collection[str]]) -> None:
    """Refuse codes on which look-ups, boundaries and other tables do not agree.

    Parameters
    ----------
    found : mapping of str to collection of str
        What is wrong, in words, and the codes it is true of.

    Raises
    ------
    GeographyError
        Listing every code, if there is any.
    """
    lists = [f"{what}: {_listed(sorted(codes))}" for what, codes in found.items() if codes]
    if lists:
        raise GeographyError(
            f"Codes do not agree. {'; '.join(lists)}. Get look-ups, boundaries and figures of the "
            "same vintage for data/raw (see docs/raw_formats.md)."
        )
