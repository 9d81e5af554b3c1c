"""Public tables that pages draw on besides cells: people, places, coverage, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.areas import LEVELS, members, sum_whole
from csa.counting.units import COUNTED_TABLES, UNITS
from csa.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.settings import Settings

CENSUS = "census"
COUNTED = {"residents": "resident", "households": "household"}
MOST_DEPRIVED_DECILES = (1, 2)
NOT_RECEIVED = "not received"
COVERED_UNITS = tuple(name for name in COUNTED_TABLES if UNITS[name].kind != "search")


def build_reference(
    tables: Mapping[str, pd.DataFrame],
    *,
    settings: Settings,
    period: Period,
    names: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Gather the reference tables of a release.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        Processed tables; those that were not received are empty.
    settings : Settings
        The project's settings.
    period : Period
        The assessment period; it chooses the vintage of population and deprivation.
    names : mapping
        What people call each neighbourhood, by its code; one without a name keeps its own.

    Returns
    -------
    dict
        ``geography`` (with ``called``, what people call each neighbourhood), ``boundary_*``,
        ``population`` (residents and households by area), ``area_profile``, ``coverage``.
    """
    geography = tables["geography"]
    called = geography["lsoa"].map(names).astype(object).fillna(geography["lsoa_name"])
    population = area_population(tables, year=int(period.start[:4]))
    reference = {
        "geography": geography.assign(called=called.astype("str")),
        "population": population,
        "area_profile": _profile(tables, population, settings=settings, period=period),
        "coverage": _coverage(tables["coverage"], period),
        **{name: tables[name] for name in tables if name.startswith("boundary_")},
    }
    return {name: table for name, table in reference.items() if len(table)}


def area_population(tables: Mapping[str, pd.DataFrame], *, year: int) -> pd.DataFrame:
    """Sum residents and households of every ward, district and LSOA.

    Parameters
    ----------
    tables : mapping
        ``population, geography, lsoa_change``.
    year : int
        Mid-year wanted; the nearest year received is used, an earlier one before a later one.

    Returns
    -------
    DataFrame
        One row per area: ``level, area, residents, households, source``. An area for which a
        neighbourhood is unknown has no number.
    """
    people = tables["population"]
    columns = ["level", "area", *COUNTED, "source"]
    if not len(people):
        return pd.DataFrame(columns=columns)
    chosen = {name: counts_of_year(people, what, year=year) for name, what in COUNTED.items()}
    pieces = []
    for level in ("lsoa", "ward", "district"):
        parts = members(tables["geography"], tables["lsoa_change"], level)
        known = pd.DataFrame(index=pd.Index(sorted(set(tables["geography"][level])), name="area"))
        for name, counts in chosen.items():
            whole = sum_whole(counts, parts, []).set_index("area")["n"]
            known[name] = whole.reindex(known.index).astype("Int64")
        pieces.append(known.reset_index().assign(level=level))
    said = [population_source(chosen["residents"])]
    said.append(population_source(chosen["households"], what="Households"))
    source = "; ".join(filter(None, said))
    return pd.concat(pieces, ignore_index=True).assign(source=source)[columns]


def counts_of_year(people: pd.DataFrame, denominator: str, *, year: int) -> pd.DataFrame:
    """Return the counts of neighbourhoods of the year nearest to one wanted.

    An earlier year goes before a later one as near, a census before an estimate of the same year,
    and today's neighbourhoods before earlier ones.

    Parameters
    ----------
    people : DataFrame
        The table ``population``.
    denominator : str
        Who is counted: ``resident``, ``household``, …
    year : int
        The year wanted.
    """
    rows = people[
        (people["denominator"] == denominator)
        & people["geo_level"].isin(LEVELS)
        & (people["sex"] == "all")
        & (people["age_band"] == "all")
    ]
    return of_finest_level(of_nearest_year(rows, year))


def of_nearest_year(people: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of the nearest year, of a census where it has one and estimates."""
    years = sorted(people["year"].unique(), key=lambda one: (abs(one - year), one > year))
    rows = people[people["year"] == years[0]] if years else people
    is_census = rows["source"].str.contains(CENSUS, case=False).astype(bool)
    return rows[is_census] if is_census.any() else rows


def of_finest_level(people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of today's neighbourhoods where there are any, else of earlier ones."""
    level = next((one for one in LEVELS if (people["geo_level"] == one).any()), "")
    return people[people["geo_level"] == level]


def population_source(counts: pd.DataFrame, *, what: str = "Residents") -> str:
    """Say of which count or estimate, and which year, residents or households are.

    Parameters
    ----------
    counts : DataFrame
        ``source, year``; an empty text is returned where they are not known.
    what : str
        Who is counted.

    Examples
    --------
    >>> population_source(pd.DataFrame({"source": ["census21_x"], "year": [2021]}))
    'Residents: Census 2021'
    """
    known = counts.dropna(subset=["year"]) if "year" in counts else counts.iloc[:0]
    if not len(known):
        return ""
    is_census = CENSUS in known["source"].iloc[0].casefold()
    kind = "Census" if is_census else "mid-year estimate"
    return f"{what}: {kind} {int(known['year'].iloc[0])}"


def _profile(
    tables: Mapping[str, pd.DataFrame],
    population: pd.DataFrame,
    *,
    settings: Settings,
    period: Period,
) -> pd.DataFrame:
    geography = tables["geography"]
    deprived, source = _most_deprived(tables, year=int(period.start[:4]))
    rows = []
    for district in settings.districts:
        here = geography[geography["district"] == district.code]
        people = population[population["area"] == district.code]
        rows.append(
            {
                "area": district.code,
                "name": district.name,
                "residents": _only(people["residents"]),
                "households": _only(people["households"]),
                # A district without neighbourhoods is one that no look-up was received of.
                "lsoas": here["lsoa"].nunique() or pd.NA,
                "wards": here["ward"].nunique() or pd.NA,
                **_deprived_of(deprived, district.code),
            }
        )
    districts = pd.DataFrame(rows)
    numbers = ["residents", "households", "lsoas", "wards", "ranked_lsoas", "deprived_lsoas"]
    whole = districts[numbers].sum(skipna=False)
    total = {"area": settings.partnership.code, "name": settings.partnership.name, **whole}
    profile = pd.concat([districts, pd.DataFrame([total])], ignore_index=True)
    profile[numbers] = profile[numbers].astype("Int64")
    counted = population["source"].iloc[0] if len(population) else NOT_RECEIVED
    return profile.assign(deprivation_source=source, source=counted, vintage=period.start[:4])


def _only(values: pd.Series) -> object:
    return values.iloc[0] if len(values) == 1 else pd.NA


def _most_deprived(tables: Mapping[str, pd.DataFrame], *, year: int) -> tuple[pd.DataFrame, str]:
    """Return ``district, decile`` of each LSOA in the vintage of the year, and its name.

    A district of which an LSOA has no rank is left out: its number of deprived ones is not known.
    """
    deprivation = tables["deprivation"]
    if not len(deprivation):
        return pd.DataFrame(columns=["district", "decile"]), ""
    vintages = sorted(deprivation["vintage"].unique())
    published = [vintage for vintage in vintages if vintage <= year]
    vintage = published[-1] if published else vintages[0]
    chosen = deprivation[deprivation["vintage"] == vintage]
    districts = _district_by_lsoa(tables)
    chosen = chosen.assign(district=chosen["lsoa"].map(districts)).dropna(subset=["district"])
    change = tables["lsoa_change"]
    ranked = set(chosen["lsoa"]) | set(change.loc[change["lsoa11"].isin(chosen["lsoa"]), "lsoa21"])
    geography = tables["geography"]
    unranked = set(geography.loc[~geography["lsoa"].isin(ranked), "district"])
    whole = chosen[~chosen["district"].isin(unranked)]
    return whole[["district", "decile"]], f"Indices of Deprivation {vintage}"


def _district_by_lsoa(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    current = tables["geography"].set_index("lsoa")["district"]
    change = tables["lsoa_change"]
    earlier = change.assign(district=change["lsoa21"].map(current)).dropna(subset=["district"])
    return {**dict(zip(earlier["lsoa11"], earlier["district"], strict=True)), **dict(current)}


def _deprived_of(deprivation: pd.DataFrame, district: str) -> dict[str, object]:
    """Count the LSOAs that a vintage ranks, as they were drawn for it, and the most deprived."""
    here = deprivation[deprivation["district"] == district]
    if not len(here) or here["decile"].isna().any():
        return {"ranked_lsoas": pd.NA, "deprived_lsoas": pd.NA}
    deprived = int(here["decile"].isin(MOST_DEPRIVED_DECILES).sum())
    return {"ranked_lsoas": len(here), "deprived_lsoas": deprived}


def _coverage(coverage: pd.DataFrame, period: Period) -> pd.DataFrame:
    chosen = coverage["unit"].isin(COVERED_UNITS) & (coverage["month"] <= period.end)
    wanted = ["unit", "source", "district", "month", "status", "doubt"]
    return coverage.loc[chosen].reindex(columns=wanted)
