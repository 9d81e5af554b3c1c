"""Public tables that pages draw on besides cells: people, places, coverage, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.settings import Settings

MOST_DEPRIVED_DECILES = (1, 2)
NOT_RECEIVED = "not received"
COVERED_UNITS = ("crime", "asb", "fire", "environment", "victim", "suspect")


def build_reference(
    tables: Mapping[str, pd.DataFrame], *, settings: Settings, period: Period
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

    Returns
    -------
    dict
        ``geography``, ``boundary_*``, ``population`` (residents and households by area),
        ``area_profile``, ``coverage``, ``commentary``, ``project``.
    """
    geography = tables["geography"]
    population = area_population(tables, year=int(period.start[:4]))
    reference = {
        "geography": geography,
        "population": population,
        "area_profile": _profile(tables, population, settings=settings, period=period),
        "deprivation_score": _deprivation_scores(tables, year=int(period.start[:4])),
        "coverage": _coverage(tables["coverage"], period),
        **{name: tables[name] for name in ("commentary", "project")},
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
    columns = ["level", "area", "residents", "households", "source"]
    if not len(people):
        return pd.DataFrame(columns=columns)
    residents = _by_lsoa(people, "resident", year, tables)
    households = _by_lsoa(people, "household", year, tables)
    joined = residents.merge(households[["piece", "n"]], on="piece", how="left")
    joined = joined.rename(columns={"n_x": "residents", "n_y": "households"})
    pieces = []
    for level in ("lsoa", "ward", "district"):
        summed = joined.groupby(level)[["residents", "households"]].sum(min_count=1)
        unknown = joined[joined["residents"].isna()].groupby(level).size()
        summed.loc[summed.index.isin(unknown.index), ["residents", "households"]] = pd.NA
        pieces.append(summed.rename_axis("area").reset_index().assign(level=level))
    source = population_source(residents)
    return pd.concat(pieces, ignore_index=True).assign(source=source)[columns]


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
    kind = "Census" if known["source"].iloc[0].startswith("census") else "mid-year estimate"
    return f"{what}: {kind} {int(known['year'].iloc[0])}"


def _by_lsoa(
    people: pd.DataFrame, denominator: str, year: int, tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return one row per LSOA 2021, or per LSOA 2011 that was split, with its areas."""
    wanted = people[
        (people["denominator"] == denominator)
        & people["geo_level"].isin(["lsoa21", "lsoa11"])
        & (people["sex"] == "all")
        & (people["age_band"] == "all")
    ]
    geography = tables["geography"][["lsoa", "ward", "district"]]
    if not len(wanted):
        return geography.assign(piece=geography["lsoa"], n=pd.NA, source="")
    chosen = _nearest_year(wanted, year)
    level = chosen["geo_level"].iloc[0]
    if level == "lsoa21":
        pieces = geography.assign(piece=geography["lsoa"])
    else:
        pieces = _pieces_of_2011(geography, tables["lsoa_change"])
    numbers = chosen[["geo_code", "n", "year", "source"]].rename(columns={"geo_code": "piece"})
    return pieces.merge(numbers, on="piece", how="left")


def _nearest_year(people: pd.DataFrame, year: int) -> pd.DataFrame:
    years = sorted(people["year"].unique(), key=lambda one: (abs(one - year), one > year))
    nearest = people[people["year"] == years[0]]
    finest = "lsoa21" if (nearest["geo_level"] == "lsoa21").any() else "lsoa11"
    chosen = nearest[nearest["geo_level"] == finest]
    return chosen[chosen["source"] == sorted(chosen["source"].unique())[0]]


def _pieces_of_2011(geography: pd.DataFrame, change: pd.DataFrame) -> pd.DataFrame:
    """Give each LSOA of 2011 the areas that all of its 2021 successors share."""
    joined = change.merge(geography, left_on="lsoa21", right_on="lsoa")
    shared = joined.groupby("lsoa11")[["lsoa", "ward", "district"]].agg(
        lambda codes: codes.iloc[0] if len(set(codes)) == 1 else pd.NA
    )
    return shared.rename_axis("piece").reset_index()


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
                "lsoas": here["lsoa"].nunique(),
                "wards": here["ward"].nunique(),
                "deprived_lsoas": _count_deprived(deprived, district.code),
            }
        )
    districts = pd.DataFrame(rows)
    whole = districts[["residents", "households", "lsoas", "wards", "deprived_lsoas"]].sum(
        skipna=False
    )
    total = {"area": settings.partnership.code, "name": settings.partnership.name, **whole}
    profile = pd.concat([districts, pd.DataFrame([total])], ignore_index=True)
    numbers = ["residents", "households", "lsoas", "wards", "deprived_lsoas"]
    profile[numbers] = profile[numbers].astype("Int64")
    vintage = population["source"].iloc[0] if len(population) else NOT_RECEIVED
    return profile.assign(deprivation_source=source, source=vintage, vintage=period.start[:4])


def _only(values: pd.Series) -> object:
    return values.iloc[0] if len(values) == 1 else pd.NA


def _most_deprived(tables: Mapping[str, pd.DataFrame], *, year: int) -> tuple[pd.DataFrame, str]:
    """Return ``district, decile`` of each LSOA in the vintage of the year, and its name."""
    deprivation = tables["deprivation"]
    if not len(deprivation):
        return pd.DataFrame(columns=["district", "decile"]), ""
    vintages = sorted(deprivation["vintage"].unique())
    published = [vintage for vintage in vintages if vintage <= year]
    vintage = published[-1] if published else vintages[0]
    chosen = deprivation[deprivation["vintage"] == vintage]
    districts = _district_by_lsoa(tables)
    chosen = chosen.assign(district=chosen["lsoa"].map(districts)).dropna(subset=["district"])
    return chosen[["district", "decile"]], f"Indices of Deprivation {vintage}"


def _deprivation_scores(tables: Mapping[str, pd.DataFrame], *, year: int) -> pd.DataFrame:
    """Return income, employment and education scores of today's LSOAs, of the year's vintage.

    Some vintages were received as ranks only; the nearest one with scores is taken and named.
    """
    deprivation = tables["deprivation"]
    columns = ["lsoa", "income_score", "employment_score", "education_score", "vintage"]
    if not len(deprivation) or not set(columns) <= set(deprivation):
        return pd.DataFrame(columns=columns)
    scored = deprivation[columns].dropna()
    vintages = sorted(scored["vintage"].unique())
    if not vintages:
        return scored
    vintage = max((one for one in vintages if one <= year), default=vintages[0])
    scores = scored[scored["vintage"] == vintage]
    split = tables["lsoa_change"][["lsoa11", "lsoa21"]].rename(columns={"lsoa11": "lsoa"})
    carried = scores.merge(split, on="lsoa").drop(columns="lsoa").rename(columns={"lsoa21": "lsoa"})
    every = pd.concat([scores, carried]).drop_duplicates("lsoa")
    return every[every["lsoa"].isin(tables["geography"]["lsoa"])].reset_index(drop=True)


def _district_by_lsoa(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    current = tables["geography"].set_index("lsoa")["district"]
    change = tables["lsoa_change"]
    earlier = change.assign(district=change["lsoa21"].map(current)).dropna(subset=["district"])
    return {**dict(zip(earlier["lsoa11"], earlier["district"], strict=True)), **dict(current)}


def _count_deprived(deprivation: pd.DataFrame, district: str) -> object:
    here = deprivation[deprivation["district"] == district]
    if not len(here) or here["decile"].isna().any():
        return pd.NA
    return int(here["decile"].isin(MOST_DEPRIVED_DECILES).sum())


def _coverage(coverage: pd.DataFrame, period: Period) -> pd.DataFrame:
    chosen = coverage["unit"].isin(COVERED_UNITS) & (coverage["month"] <= period.end)
    wanted = ["unit", "source", "district", "month", "status", "doubt"]
    return coverage.loc[chosen].reindex(columns=wanted)
