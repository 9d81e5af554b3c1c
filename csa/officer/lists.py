"""What is there to ask for? Tables, areas, places, wards, priorities and exhibits, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.areas import list_wards
from csa.counting.units import UNIT_NOUNS
from csa.errors import SettingsError, did_you_mean
from csa.exhibits.desk import all_groups
from csa.officer.listing import Listing
from csa.schemas import OWN_COUNTS, TABLES
from csa.settings import load_settings
from csa.sources.services.own import own_sources
from csa.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from csa.exhibits.base import Group

# What a row is, where no unit is counted of the table or only some of its rows count.
ROWS_OF: Mapping[str, str] = {
    "account": "raw files, and what became of their rows",
    "boundary_district": "districts, with their boundaries",
    "boundary_lsoa": "neighbourhoods (LSOAs), with their boundaries",
    "boundary_ward": "wards, with their boundaries",
    "commentary": "commentary by partners, with author and date",
    "coverage": "months of a source and district: received, in part, or missing",
    "crime": "recorded crimes, and those since cancelled or transferred, which do not count",
    "crime_index": "crimes of all months, by which people find theirs",
    "deprivation": "scores and ranks of deprivation, by neighbourhood",
    "deprivation_district": "scores and ranks of deprivation, by district",
    "district_partnership": "districts of England and Wales, with their partnership",
    "district_trait": "traits by which districts are compared",
    "fire": "fires; only the deliberate ones count",
    "geography": "neighbourhoods (LSOAs), with ward, district and names",
    "harm_match": "types of offence, with the weight of harm they are given",
    "harm_weight": "weights of harm, by offence and index",
    "lsoa_change": "neighbourhoods of 2011, with those of 2021",
    "offence_category": "notifiable offences, with type, group and subgroup",
    "outcome": "outcomes of crimes, by month",
    "peer_count": "counts of peers, by quarter and offence",
    "population": "residents and households, by area, age and sex",
    "population_group": "residents by ethnic group",
    "project": "projects, with what they cost",
    "project_output": "what projects delivered against their targets",
    "quarantine": "rows set aside, with the reason",
    "recommendation": "recommendations, with owner and status",
    "recorded_crime": "recorded crime of partnerships, as the Home Office publishes it",
    "revision": "files that replaced others, and what changed",
}
OF_SCOPE: Mapping[str, str] = {
    "area": "area",
    "priority": "area.priority(...)",
    "place": "area.at(...)",
    "ward": "area.ward(...)",
}
NOT_RECEIVED = "not received"


def tables(*, root: str | None = None) -> pd.DataFrame:
    """List the processed tables.

    Returns
    -------
    DataFrame
        By name: ``rows_are`` what, how many ``rows``, the ``first`` and ``last`` month; a table
        that nothing was received for says so.

    Examples
    --------
    >>> csa.tables().set_index("table").loc["asb", "rows_are"]
    'anti-social behaviour incidents'
    """
    settings = load_settings(root)
    store = Store(settings)
    months = store.coverage()
    months = months[months["status"] != "missing"]
    of_tables = months.groupby("unit")["month"].agg(["min", "max"])
    of_sources = months.groupby("source")["month"].agg(["min", "max"])
    told = []
    for name in sorted({*TABLES} - {OWN_COUNTS}):
        told.append(
            _told(name, ROWS_OF.get(name) or UNIT_NOUNS[name], store.count(name), of_tables)
        )
    for name, source in own_sources(settings).items():
        told.append(_told(name, source.label, store.count(OWN_COUNTS, source=name), of_sources))
    columns = ["table", "rows_are", "rows", "first", "last"]
    return Listing(told, columns=columns)


def _told(name: str, nouns: str, rows: int | None, spans: pd.DataFrame) -> tuple[str, ...]:
    span = spans.loc[name] if name in spans.index else ("", "")
    return (name, nouns, f"{rows:,}" if rows is not None else NOT_RECEIVED, *span)


def districts(*, root: str | None = None) -> pd.DataFrame:
    """List the districts and the partnership as a whole: ``name`` and ``code``, by slug.

    Examples
    --------
    >>> csa.districts()
                 called                 name      code
             bromsgrove           Bromsgrove E07000234
               redditch             Redditch E07000236
            wyre-forest          Wyre Forest E07000239
    north-worcestershire North Worcestershire E22000368
    """
    settings = load_settings(root)
    rows = [(one.slug, one.name, one.code) for one in settings.districts]
    whole = settings.partnership
    return _listed([*rows, (whole.slug, whole.name, whole.code)], "name", "code")


def places(*, root: str | None = None) -> pd.DataFrame:
    """List the named places: ``name`` and ``district``, by slug.

    Examples
    --------
    >>> csa.places().set_index("called").loc["redditch-town-centre", "district"]
    'Redditch'
    """
    settings = load_settings(root)
    rows = [(one.slug, one.name, settings.area_name(one.district)) for one in settings.places]
    return _listed(rows, "name", "district")


def wards(*, root: str | None = None) -> pd.DataFrame:
    """List the wards: ``code`` and ``district``, by name.

    Examples
    --------
    >>> csa.wards()["district"].unique().tolist()
    ['Bromsgrove', 'Redditch', 'Wyre Forest']
    """
    settings = load_settings(root)
    names = {one.code: one.name for one in settings.districts}
    rows = [
        (one.name, one.code, names.get(one.district, one.district))
        for one in list_wards(Store(settings).load("geography"))
    ]
    return _listed(rows, "code", "district")


def themes(*, root: str | None = None) -> pd.DataFrame:
    """List the priorities and their sub-themes: ``label`` and ``of``, by id.

    Examples
    --------
    >>> csa.themes().set_index("called").loc["domestic-abuse", "of"]
    'violence-and-abuse'
    """
    rows = []
    for one in load_settings(root).priorities:
        rows.append((one.id, one.label, ""))
        rows += [(theme.id, theme.label, one.id) for theme in one.subthemes]
    return _listed(rows, "label", "of")


def list_exhibits(scope: str | None = None) -> pd.DataFrame:
    """List every exhibit: what it ``shows``, by how it is called.

    Parameters
    ----------
    scope : str, optional
        Only those of an ``area``, a ``priority``, a ``place`` or a ``ward``.

    Examples
    --------
    >>> csa.list_exhibits("place").set_index("call").loc["area.at(...).months()", "shows"]
    'Draw crime and anti-social behaviour at the place month by month.'
    """
    if scope is not None and scope not in OF_SCOPE:
        raise SettingsError(
            f"There are no exhibits of '{scope}'.{did_you_mean(scope, OF_SCOPE)} Choose from: "
            f"{', '.join(OF_SCOPE)}."
        )
    rows = [
        (f"{OF_SCOPE[one]}.{_called(group)}{name}()", _first_line(group, name))
        for one in OF_SCOPE
        if scope in (None, one)
        for group in all_groups()
        if one in group.scopes
        for name in group.names()
    ]
    return Listing(rows, columns=["call", "shows"])


def _called(group: type[Group]) -> str:
    return f"{group.name}." if group.name else ""


def _first_line(group: type[Group], name: str) -> str:
    return str(vars(group)[name].__doc__).partition("\n")[0]


def _listed(rows: Iterable[tuple[str, ...]], *columns: str) -> pd.DataFrame:
    return Listing(rows, columns=["called", *columns])
