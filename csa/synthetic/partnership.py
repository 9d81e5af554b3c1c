"""Write the synthetic partnership: every raw file of 46 months, in one go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from csa.settings import Settings, load_settings
from csa.synthetic.draws import stream
from csa.synthetic.harm import weight_files
from csa.synthetic.peers import peer_files
from csa.synthetic.people.population import People
from csa.synthetic.people.searches import draw_searches
from csa.synthetic.people.suspects import describe_suspects, draw_outcomes, draw_suspects
from csa.synthetic.people.victims import at_their_addresses, describe_victims, draw_victims
from csa.synthetic.places import residents as population
from csa.synthetic.places.geography import Ground, build_ground
from csa.synthetic.places.maps import boundary_files, lookup_tables
from csa.synthetic.places.placing import describe_location
from csa.synthetic.programme import (
    commentary,
    project_outputs,
    projects,
    recommendations,
    residents_survey,
)
from csa.synthetic.records.crimes import draw_crimes
from csa.synthetic.records.flags import mark_crimes
from csa.synthetic.records.incidents import draw_asb, draw_fires, draw_reports, fire_months
from csa.synthetic.services import draw_attendances, draw_figures
from csa.synthetic.worlds import Extracts, write_extracts, write_layouts
from csa.synthetic.writers import MARKER, RawFolder, refuse_real_files

NOTE = (
    "Everything in this folder is invented. Names of districts and wards are real; people, "
    "crimes, boundaries and area codes are not."
)
_CRIME_COLUMNS = {
    "code": "ho_offence_code",
    "group": "offence_group",
    "subgroup": "offence_subgroup",
    "description": "offence_description",
    "category": "police_uk_category",
}


@dataclass(frozen=True)
class SyntheticSummary:
    """What was written.

    Attributes
    ----------
    folder : Path
        Folder of the raw files.
    seed : int
        Seed they were drawn with.
    files, bytes : int
        How many files, and how large they are together.
    rows : dict of str to int
        Data rows by folder under the raw folder, ``police/crimes`` and the like for monthly files.
    """

    folder: Path
    seed: int
    files: int
    bytes: int
    rows: dict[str, int]


def write_partnership(
    raw: Path,
    *,
    seed: int = 2017,
    settings: Settings | None = None,
    world: str = "",
    services: bool = False,
) -> SyntheticSummary:
    """Write the raw files of the synthetic partnership.

    The folder is written beside ``raw`` and put in its place whole. The same seed gives the same
    bytes.

    Parameters
    ----------
    raw : Path
        Folder for the raw files, usually ``data/raw``.
    seed : int
        Seed of everything that is drawn; places are the same for every seed.
    settings : Settings, optional
        The partnership; by default the nearest one.
    world : str
        One of :data:`~csa.synthetic.worlds.WORLDS`, to have what partners send written as other
        systems would, with the layouts that read it; by default it is in our own format.

    services : bool
        Whether emergency departments and domestic abuse services send something too.

    Raises
    ------
    SourceError
        If the folder holds files that are not synthetic.
    SettingsError
        If the settings are of another partnership, there is no such world, or layouts of the same
        names are there already.
    """
    raw = Path(raw)
    refuse_real_files(raw)
    settings = settings or load_settings()
    ground = build_ground(settings)
    with RawFolder(raw) as folder:
        _write_places(folder, ground, settings, seed=seed)
        extracts = {
            **_crime_extracts(ground, settings, seed=seed),
            **_incident_extracts(ground, settings, seed=seed),
        }
        layouts = write_extracts(folder, extracts, ground, world=world)
        _write_searches(folder, ground, settings, seed=seed)
        if services:
            _write_services(folder, settings, seed=seed)
        _write_programme(folder)
        marker = {"synthetic": True, "seed": seed, "note": NOTE}
        folder.text(MARKER, json.dumps(marker, indent=2) + "\n")
        write_layouts(settings.root, layouts)
        folder.publish()
    return SyntheticSummary(raw, seed, len(folder.files), folder.bytes, _rows_by_kind(folder))


def _rows_by_kind(folder: RawFolder) -> dict[str, int]:
    rows: dict[str, int] = {}
    for name, n in sorted(folder.files.items()):
        kind, _, file = name.partition("/")
        if kind == "police":
            kind = f"police/{file[len('YYYY-MM-') :].removesuffix('.csv')}"
        if n:
            rows[kind] = rows.get(kind, 0) + n
    return rows


def _write_places(folder: RawFolder, ground: Ground, settings: Settings, *, seed: int) -> None:
    for name, text in boundary_files(ground).items():
        folder.text(f"boundaries/{name}", text)
    for name, table in lookup_tables(ground, settings).items():
        folder.table(f"lookups/{name}", table)
    rng = stream(seed, "residents")
    people = population.count_residents(rng, ground)
    for year, counts in zip(population.YEARS, people, strict=True):
        folder.table(
            f"population/population{year % 100}_lsoa11_single_year_age_synthetic.csv",
            population.single_year_table(ground, counts),
        )
        folder.table(
            f"population/ltla_age_sex_{year}_synthetic.csv",
            population.age_sex_table(rng, ground, counts),
        )
    folder.table(
        "population/census2011_population_households_hectares_lsoa11_synthetic.csv",
        population.census_table(rng, ground, people[0]),
    )
    folder.table(
        "population/census2011_ethnicity_lsoa11_synthetic.csv",
        population.ethnicity_table(rng, ground, people[0]),
    )
    for name, table in peer_files(settings, seed=seed).items():
        folder.table(name, table)
    deprivation = population.deprivation_table(stream(seed, "deprivation"), ground)
    folder.table("deprivation/imd2015_lsoa11_synthetic.csv", deprivation)


def _crime_extracts(ground: Ground, settings: Settings, *, seed: int) -> Extracts:
    crimes = draw_crimes(seed, ground, settings)
    crimes = crimes.join(mark_crimes(stream(seed, "flags"), crimes, ground))
    people = People(ground)
    victims = draw_victims(stream(seed, "victims"), people, crimes)
    crimes = at_their_addresses(crimes, victims)
    suspects = draw_suspects(stream(seed, "suspects"), people, crimes, victims=victims)
    crimes["outcome_code"] = draw_outcomes(stream(seed, "outcomes"), crimes, suspects)
    registry = people.table()
    month = crimes["recorded"].dt.strftime("%Y-%m")
    where = describe_location(
        stream(seed, "crime places"), ground, crimes, keep=(crimes["plant"] != "").to_numpy()
    )
    rng = stream(seed, "victim details")
    harmed = describe_victims(rng, registry, crimes, victims=victims)
    rng = stream(seed, "suspect details")
    suspected = describe_suspects(rng, registry, crimes, suspects=suspects)
    return {
        "police_crimes": crime_columns(crimes).join(where).assign(month=month),
        "police_victims": harmed.assign(month=month.to_numpy()[victims["crime"].to_numpy()]),
        "police_suspects": suspected.assign(month=month.to_numpy()[suspects["crime"].to_numpy()]),
    }


def crime_columns(crimes: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the raw crime file before the location, in their order."""
    frame = pd.DataFrame({"crime_ref": crimes["crime_ref"]})
    frame["recorded_date"] = crimes["recorded"].dt.strftime("%Y-%m-%d")
    for name in ("committed_from", "committed_to"):
        frame[name] = crimes[name].dt.strftime("%Y-%m-%d %H:%M").fillna("")
    for ours, theirs in _CRIME_COLUMNS.items():
        frame[theirs] = crimes[ours]
    flags = [
        "flag_domestic", "flag_hate", "flag_cse", "flag_alcohol", "flag_drugs", "flag_weapon",
        "flag_nte", "flag_business", "flag_rural", "flag_cyber", "flag_youth",
    ]  # fmt: skip
    return frame.join(crimes[[*flags, "complaint_ref", "status", "outcome_code"]])


def _incident_extracts(ground: Ground, settings: Settings, *, seed: int) -> Extracts:
    fires = draw_fires(stream(seed, "fires"), ground)
    return {
        "asb": draw_asb(stream(seed, "asb"), ground, settings),
        "fire": fires[fires["month"].isin(fire_months())].reset_index(drop=True),
        "environment": draw_reports(stream(seed, "reports"), ground),
    }


def _write_services(folder: RawFolder, settings: Settings, *, seed: int) -> None:
    attendances = draw_attendances(stream(seed, "attendances"), settings)
    folder.by_month("ae-assaults/{month}-ae-assaults.csv", attendances)
    figures = draw_figures(stream(seed, "domestic abuse"), settings)
    for month, rows in figures.groupby("month"):
        folder.table(f"domestic-abuse/{month}-domestic-abuse.csv", rows)


def _write_searches(folder: RawFolder, ground: Ground, settings: Settings, *, seed: int) -> None:
    searches = draw_searches(stream(seed, "searches"), ground, settings)
    name = f"stop_search/{{month}}-{settings.partnership.force}-stop-and-search.csv"
    folder.by_month(name, searches)


def _write_programme(folder: RawFolder) -> None:
    folder.table("projects/projects.csv", projects())
    folder.table("projects/project_outputs.csv", project_outputs())
    folder.table("recommendations/recommendations.csv", recommendations())
    for month, rows in residents_survey().groupby("month"):
        folder.table(f"residents-survey/{month}-residents-survey.csv", rows)
    for name, text in commentary().items():
        folder.text(f"commentary/{name}", text)
    for name, text in weight_files().items():
        folder.text(f"harm/{name}", text)
