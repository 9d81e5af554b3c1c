"""The small partnership: three districts of eight neighbourhoods, fifteen months, every source.

It goes through ``csa build``, ``csa assess`` and ``csa check`` with the settings and notebooks of
this project. Its places are squares of a kilometre around the town centres; its records are drawn
by a fixed seed, by the parts of the synthetic partnership that plant no findings.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
from builders import ROOT, copy_project
from numpy.random import Generator
from shapely.geometry import box

from csa.periods import Period
from csa.settings import Settings, load_settings
from csa.synthetic.draws import days_within, pick, stream
from csa.synthetic.harm import weight_files
from csa.synthetic.partnership import crime_columns
from csa.synthetic.people.population import People
from csa.synthetic.people.searches import draw_searches
from csa.synthetic.people.suspects import describe_suspects, draw_outcomes
from csa.synthetic.people.victims import describe_victims
from csa.synthetic.places import residents as population
from csa.synthetic.places.geography import Ground, join_shapes
from csa.synthetic.places.maps import boundary_files, lookup_tables
from csa.synthetic.places.placing import describe_location, place_homes
from csa.synthetic.programme import commentary, project_outputs, projects, recommendations
from csa.synthetic.records.clock import committed, moments
from csa.synthetic.records.incidents import describe_asb, draw_fires, draw_reports
from csa.synthetic.records.offences import FLAG_YES, PROFILES, UNKNOWN, offence_table
from csa.synthetic.worlds import Extracts, write_extracts, write_layouts
from csa.synthetic.writers import RawFolder

MONTHS = tuple(Period("2015-04", "2016-06").months)
YEAR, TO = "2016-17", "2016-06"
CENTRES = {
    "bromsgrove": "bromsgrove-town-centre",
    "redditch": "redditch-town-centre",
    "wyre-forest": "kidderminster-town-centre",
}
SEED = 12
# Of a district in a month; one in so many of the synthetic partnership's own for the others.
CRIMES, INCIDENTS = {"2015": 75, "2016": 90}, 30
THINNED = {"fires": 4, "reports": 8, "searches": 4}
# Of a district: few enough that some people come again.
VICTIMS, SUSPECTS = 700, 150


def small_project(root: Path, *, world: str = "") -> Path:
    """Write settings, notebooks and the raw files of the small partnership."""
    copy_project(root)
    _without_far_places(root / "config" / "partnership.toml")
    settings = load_settings(root)
    ground = small_ground(settings)
    with RawFolder(settings.raw) as folder:
        _write_places(folder, ground, settings)
        extracts = {**_crime_extracts(ground), **_incident_extracts(ground)}
        write_layouts(root, write_extracts(folder, extracts, ground, world=world))
        _write_searches(folder, ground)
        for name, text in commentary().items():
            folder.text(f"commentary/{name}", text)
        for name, text in weight_files().items():
            folder.text(f"harm/{name}", text)
        folder.table("projects/projects.csv", projects())
        folder.table("projects/project_outputs.csv", project_outputs())
        folder.table("recommendations/recommendations.csv", recommendations())
        folder.publish()
    return root


def keep_priorities(root: Path, *kept: str) -> None:
    """Leave all other priorities out of a project, and whatever names one of them."""
    config, raw = root / "config", root / "data" / "raw"
    path = config / "priorities.toml"
    tables = re.split(r"(?m)^(?=\[\[priority\]\])", path.read_text(encoding="utf-8"))
    left = [one for one in tables[1:] if one.split('"')[1] not in kept]
    gone = "|".join(re.findall(r'(?m)^id = "(.+)"', "".join(left)))
    path.write_text("".join(one for one in tables if one not in left), encoding="utf-8")
    path = config / "breaks.toml"
    breaks = re.split(r"(?m)^(?=\[\[break\]\])", path.read_text(encoding="utf-8"))
    breaks = [one for one in breaks if not re.search(f'"(?:{gone})"', one)]
    path.write_text("".join(breaks), encoding="utf-8")
    path = config / "disclosure.toml"
    text = re.sub(rf"(?m)^(?:{gone}) = .+\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    for folder in ("projects", "recommendations"):
        shutil.rmtree(raw / folder, ignore_errors=True)
    for file in (raw / "commentary").glob("*"):
        if re.search(f'"(?:{gone})"', file.read_text(encoding="utf-8")):
            file.unlink()


def keep_chapters(root: Path, *kept: str) -> None:
    """Leave all other notebooks out of a project, by name: a page is of the chapters there are."""
    for notebook in (root / "notebooks").iterdir():
        if notebook.stem not in kept:
            notebook.unlink()


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a raw CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _without_far_places(path: Path) -> None:
    """Leave the named places out of the settings that lie outside our squares."""

    def kept(table: re.Match[str]) -> str:
        near = any(f'"{slug}"' in table.group() for slug in CENTRES.values())
        return table.group() if near else ""

    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[\[place\]\]\n(?:.+\n)+\n*", kept, text), encoding="utf-8")


def small_ground(settings: Settings) -> Ground:
    """Return the squares: in each district two wards of four neighbourhoods."""
    of = {one.slug: one for one in settings.districts}
    lsoas = pd.DataFrame(
        [
            _square(of[slug].name, number, settings.place(centre).circle or (0, 0, 0))
            | {"district": slug}
            for slug, centre in CENTRES.items()
            for number in range(8)
        ]
    )
    for column, name, prefix in (
        ("code", "name", "Z01"),
        ("msoa", "msoa_name", "Z02"),
        ("ward", "ward_name", "Z05"),
    ):
        lsoas[column] = [f"{prefix}{place + 1:06d}" for place in pd.factorize(lsoas[name])[0]]
    wards = lsoas.groupby("ward", sort=False)[["ward_name", "district"]].first().reset_index()
    return Ground(
        districts=pd.DataFrame(
            {
                "slug": list(CENTRES),
                "code": [of[slug].code for slug in CENTRES],
                "name": [of[slug].name for slug in CENTRES],
                "geometry": join_shapes(lsoas["geometry"], lsoas["district"]).to_numpy(),
            }
        ),
        wards=wards.set_axis(["code", "name", "district"], axis=1).assign(
            geometry=join_shapes(lsoas["geometry"], lsoas["ward"]).to_numpy()
        ),
        lsoas=lsoas,
        lsoas21=lsoas.assign(parent=lsoas["code"], parent_name=lsoas["name"], change="U"),
    )


def _square(name: str, number: int, centre: tuple[int, int, int]) -> dict[str, object]:
    column, row = number % 4, number // 4
    west, south = centre[0] - 1_500 + 1_000 * column, centre[1] - 500 + 1_000 * row
    return {
        "name": f"{name} S0{row + 1}{'ABCD'[column]}",
        "msoa_name": f"{name} S0{row + 1}",
        "ward_name": f"{name} {('South', 'North')[row]}",
        "rural": number == 7,
        "deprivation": (number - 3.5) / 2.5,
        "geometry": box(west, south, west + 1_000, south + 1_000),
    }


def _write_places(folder: RawFolder, ground: Ground, settings: Settings) -> None:
    for name, text in boundary_files(ground).items():
        folder.text(f"boundaries/{name}", text)
    for name, table in lookup_tables(ground, settings).items():
        folder.table(f"lookups/{name}", table)
    rng = stream(SEED, "residents")
    people = population.count_residents(rng, ground) // 6
    for year, counts in zip(population.YEARS, people, strict=True):
        single = population.single_year_table(ground, counts)
        folder.table(f"population/population{year % 100}_lsoa11_single_year_age_small.csv", single)
        by_sex = population.age_sex_table(rng, ground, counts)
        folder.table(f"population/ltla_age_sex_{year}_small.csv", by_sex)
    for name, table in {
        "population_households_hectares": population.census_table(rng, ground, people[0]),
        "ethnicity": population.ethnicity_table(rng, ground, people[0]),
    }.items():
        folder.table(f"population/census2011_{name}_lsoa11_small.csv", table)
    deprivation = population.deprivation_table(rng, ground)
    folder.table("deprivation/imd2015_lsoa11_small.csv", deprivation)


def _crime_extracts(ground: Ground) -> Extracts:
    rng = stream(SEED, "crimes")
    crimes = _crimes(rng, ground)
    people = People(ground)
    victims = _victims(rng, people, crimes)
    suspects = _suspects(rng, people, crimes, victims)
    crimes["outcome_code"] = draw_outcomes(rng, crimes, suspects)
    month = crimes["recorded"].dt.strftime("%Y-%m")
    where = describe_location(rng, ground, crimes, keep=np.zeros(len(crimes), dtype=bool))
    harmed = describe_victims(rng, people.table(), crimes, victims=victims)
    suspected = describe_suspects(rng, people.table(), crimes, suspects=suspects)
    return {
        "police_crimes": crime_columns(crimes).join(where).assign(month=month),
        "police_victims": harmed.assign(month=month.iloc[victims["crime"]].to_numpy()),
        "police_suspects": suspected.assign(month=month.iloc[suspects["crime"]].to_numpy()),
    }


def _crimes(rng: Generator, ground: Ground) -> pd.DataFrame:
    months = np.array(
        [month for month in MONTHS for _ in range(CRIMES[month[:4]])], dtype="datetime64[M]"
    )
    parts = []
    for slug in CENTRES:
        recorded = days_within(rng, months)
        start, end = committed(rng, recorded, "moment")
        places = place_homes(rng, ground, slug, n=len(months), need=0.25)
        times = {"recorded": recorded, "committed_from": start, "committed_to": end}
        parts.append(places.assign(district=slug, **times))
    crimes = pd.concat(parts, ignore_index=True)
    crimes = crimes.sort_values(["recorded", "easting", "northing"], ignore_index=True)
    crimes.insert(0, "crime_ref", [f"SMALL-C-{number:05d}" for number in range(len(crimes))])
    table = offence_table()
    weight = table["share"] * table["category"].map({k: p.per_1000 for k, p in PROFILES.items()})
    chosen = rng.choice(len(table), size=len(crimes), p=weight / weight.sum())
    crimes = crimes.join(table.iloc[chosen].drop(columns="share").reset_index(drop=True))
    status = pick(rng, {"recorded": 0.96, "transferred": 0.02, "cancelled": 0.02}, len(crimes))
    return crimes.assign(plant="", complaint_ref="", status=status, **_flags(rng, crimes))


def _flags(rng: Generator, crimes: pd.DataFrame) -> dict[str, np.ndarray]:
    violent = crimes["subgroup"].isin(["Violence with injury", "Violence without injury"])
    shares = {name: crimes["category"].map(by_kind) for name, by_kind in FLAG_YES.items()}
    shares |= {"flag_domestic": violent * 0.43, "flag_rural": 0.1 + 0 * violent}
    shares["flag_nte"] = violent * 0.1
    shares["flag_cse"] = 0.1 * (crimes["group"] == "Sexual offences")
    shares["flag_hate"] = 0.1 * crimes["code"].isin(["9A", "8L", "105A", "58D"])
    flags = {}
    for name, share in shares.items():
        yes = rng.random(len(crimes)) < share.fillna(0).to_numpy(dtype=float)
        unknown = rng.random(len(crimes)) < UNKNOWN[name]
        flags[name] = np.select(
            [yes, unknown], ["race" if name == "flag_hate" else "yes", ""], "no"
        )
    return flags


def _victims(rng: Generator, people: People, crimes: pd.DataFrame) -> pd.DataFrame:
    shares = np.array([PROFILES[name].victim for name in crimes["category"]]).cumsum(axis=1)
    drawn = (rng.random(len(crimes))[:, None] > shares).sum(axis=1).clip(max=2)
    kind = np.array(["person", "business", "state"], dtype=object)[drawn]
    domestic = (crimes["flag_domestic"] == "yes").to_numpy()
    rows = np.flatnonzero(crimes["status"] == "recorded")
    person = _of_pools(rng, people, crimes, kind="victim", n=VICTIMS)
    victims = pd.DataFrame({"crime": np.arange(len(crimes)), "victim_type": kind})
    victims["person"] = np.where(kind == "person", person, -1)
    victims["kind"] = np.where(domestic, "domestic", "victim")
    lost = stream(SEED, "lost").random(len(victims)) < 0.02
    victims["lost"] = lost & (kind == "person") & ~domestic
    return victims.iloc[rows].reset_index(drop=True)


def _suspects(
    rng: Generator, people: People, crimes: pd.DataFrame, victims: pd.DataFrame
) -> pd.DataFrame:
    """Return the suspects; some of them are among the victims of other crimes."""
    chance = crimes["category"].map({k: p.detected for k, p in PROFILES.items()})
    known = (rng.random(len(crimes)) < chance) & (crimes["status"] == "recorded")
    person = _of_pools(rng, people, crimes, kind="suspect", n=SUSPECTS)
    once_victims = victims.loc[victims["person"] >= 0, "person"].to_numpy()
    person = np.where(
        rng.random(len(crimes)) < 0.1, rng.choice(once_victims, size=len(crimes)), person
    )
    rows = np.flatnonzero(known)
    return pd.DataFrame({"crime": rows, "person": person[rows]})


def _of_pools(
    rng: Generator, people: People, crimes: pd.DataFrame, *, kind: str, n: int
) -> np.ndarray:
    """Return a person of the crime's district for every crime."""
    person = np.empty(len(crimes), dtype=int)
    for slug in CENTRES:
        on = np.full(n, np.datetime64("2015-06-01"))
        pool = people.add(rng, kind=kind, district=np.full(n, slug, dtype=object), on=on)
        mine = (crimes["district"] == slug).to_numpy()
        person[mine] = rng.choice(pool, size=mine.sum())
    return person


def _incident_extracts(ground: Ground) -> Extracts:
    return {
        "asb": _asb(stream(SEED, "asb"), ground),
        "fire": _thinned(draw_fires(stream(SEED, "fires"), ground), "fires"),
        "environment": _thinned(draw_reports(stream(SEED, "reports"), ground), "reports"),
    }


def _write_searches(folder: RawFolder, ground: Ground) -> None:
    searches = draw_searches(stream(SEED, "searches"), ground, load_settings(ROOT))
    name = "stop_search/{month}-west-mercia-stop-and-search.csv"
    folder.by_month(name, _thinned(searches, "searches"))


def _thinned(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    kept = rows[rows["month"].isin(MONTHS)].iloc[:: THINNED[kind]]
    return kept.reset_index(drop=True)


def _asb(rng: Generator, ground: Ground) -> pd.DataFrame:
    months = np.repeat(np.array(MONTHS, dtype="datetime64[M]"), INCIDENTS)
    parts = []
    for slug in CENTRES:
        at = pd.Series(moments(rng, days_within(rng, months)))
        places = place_homes(rng, ground, slug, n=len(months), need=0.35)
        parts.append(places.assign(district=slug, at=at))
    rows = pd.concat(parts, ignore_index=True).sort_values(["at", "easting"], ignore_index=True)
    kinds = {"": 0.4, "neighbour": 0.2, "youth": 0.2, "alcohol": 0.1, "vehicles": 0.1}
    rows = rows.assign(qualifiers=pick(rng, kinds, len(rows)))
    where = describe_location(rng, ground, rows, keep=np.zeros(len(rows), dtype=bool))
    return describe_asb(rng, rows).join(where)
