"""Projects to test with: copies of this one, how to run csa in them, and a tiny partnership."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pyproj import Transformer
from shapely.geometry import Polygon, mapping

from csa.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
OPEN_DATA = Path(os.environ.get("CSA_OPEN_DATA") or ROOT.parent / "shared" / "open_data")
AREAS = ("north-worcestershire", "bromsgrove", "redditch", "wyre-forest")
EDITIONS = ("partner", "public")
# The sets of open data: to which month, and of which areas there are pages; releases are of all.
# Of the year that knows no neighbourhoods of 2021 one district shows what is different.
OPEN_SETS = {
    "2025-26": ("2025-08", ("north-worcestershire", "redditch")),
    "2021-22": ("2021-08", ("redditch",)),
}
# One worker at a time draws: the tests beside have the other processor.
ALONE = ("--jobs", "1")
RUN_LIMIT_S = 900


@dataclass(frozen=True)
class Project:
    """A project folder and what was published in it."""

    root: Path
    year: str = "2016-17"

    @property
    def settings(self) -> Settings:
        """The settings of the project."""
        return load_settings(self.root)

    @property
    def published(self) -> Path:
        """The published set of the year."""
        return self.root / "reports" / self.year

    def page(self, edition: str, area: str) -> str:
        """Return a published page."""
        return (self.published / edition / f"{area}.html").read_text(encoding="utf-8")

    def files(self, edition: str, area: str) -> list[Path]:
        """Return the files of an area's pages, and of how to read them."""
        own = (f"{area}{end}.html" for end in ("", "-annex", "-wards"))
        found = [self.published / edition / name for name in (*own, "how-to-read.html")]
        return [path for path in found if path.exists()]

    def pages_of(self, edition: str, area: str) -> str:
        """Return all of what an area's readers get, page after page."""
        return "\n".join(path.read_text(encoding="utf-8") for path in self.files(edition, area))

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the set."""
        return json.loads((self.published / "manifest.json").read_text(encoding="utf-8"))

    def entries(self, edition: str, area: str) -> list[dict[str, Any]]:
        """Return what the manifest says of the exhibits of an area's pages, in order."""
        stated = self.manifest["editions"][edition]
        files = (path.name for path in self.files(edition, area))
        return [entry for name in files for entry in stated[name]["exhibits"]]

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Yield edition, area and HTML of all pages, area by area."""
        for edition in EDITIONS:
            for area in AREAS:
                yield edition, area, self.pages_of(edition, area)

    def csa(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command of csa in the project; see :func:`run_csa`."""
        return run_csa(*words, cwd=self.root, **options)


def run_csa(
    *words: str, cwd: Path, expected: int | None = 0, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of csa as a user does, and check its exit code."""
    return run([sys.executable, "-m", "csa.cli", *words], cwd=cwd, expected=expected, **environment)


def run(
    command: list[str], *, cwd: Path, expected: int | None = 0, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder and check its exit code."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=RUN_LIMIT_S,
        check=False,
    )
    if expected is not None and done.returncode != expected:
        message = f"{command} ended with {done.returncode}, not {expected}:\n{done.stdout[-2000:]}"
        raise AssertionError(f"{message}\n{done.stderr[-6000:]}")
    return done


def install(project: Path) -> str:
    """Return a Python that has the copy of the package in a folder, and all else this one has."""
    venv.create(project / ".venv", symlinks=True)
    (project / ".venv" / "share").symlink_to(Path(sys.prefix) / "share")
    (packages,) = (project / ".venv").glob("lib/python*/site-packages")
    ours = sysconfig.get_path("purelib")
    lines = (str(project), f"import site; site.addsitedir({ours!r})")
    (packages / "copy.pth").write_text("\n".join(lines), encoding="utf-8")
    return str(project / ".venv" / "bin" / "python")


def copy_project(root: Path) -> Path:
    """Write the settings and notebooks of this project, as they are, into a new folder."""
    for folder in ("config", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def files_below(folder: Path) -> dict[str, int]:
    """Return each file below a folder with the time it was last written."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def without(path: Path) -> Path:
    """Remove a file or folder and return its path."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return path


# The tiny partnership: square neighbourhoods of one kilometre, two to a district, each a ward.
# Worcester is no district of the partnership, but its rows come in the same files.
DISTRICTS = {
    "E07000234": "Bromsgrove",
    "E07000236": "Redditch",
    "E07000237": "Worcester",
    "E07000239": "Wyre Forest",
}
WORCESTER = "E07000237"
LSOAS = {
    f"E0100000{2 * number + half}": (district, 390_000 + 5_000 * number + 1_000 * half, 270_000)
    for number, district in enumerate(DISTRICTS)
    for half in (0, 1)
}
TINY_MONTHS = ("2015-04", "2015-05", "2015-06", "2016-04", "2016-05", "2016-06")
CRIME_TYPES = (
    ("Burglary", "30A", "Theft offences", "Burglary"),
    ("Shoplifting", "46", "Theft offences", "Shoplifting"),
    ("Drugs", "92A", "Drug offences", "Possession of drugs"),
    ("Robbery", "34B", "Robbery", "Robbery of personal property"),
)
# Of each type in each neighbourhood and month; the year after, a burglary more.
TINY_COUNTS = {"Burglary": 4, "Shoplifting": 6, "Drugs": 3, "Robbery": 2}
TINY_INCIDENTS = 5  # of anti-social behaviour in each neighbourhood and month
_FLAGS = (
    "domestic", "hate", "cse", "alcohol", "drugs", "weapon", "nte", "business", "rural", "cyber",
    "youth",
)  # fmt: skip


def tiny_project(root: Path) -> Path:
    """Write settings, notebooks and the raw files of the tiny partnership."""
    copy_project(root)
    _without_places(root / "config" / "partnership.toml")
    raw = root / "data" / "raw"
    _write_lookups(raw)
    for month in TINY_MONTHS:
        write_rows(raw / "police" / f"{month}-crimes.csv", _crimes(month))
        write_rows(raw / "asb" / f"{month}-asb.csv", _incidents(month))
    return root


def _without_places(path: Path) -> None:
    """Take the named places out of the settings: they lie in the real districts, not in ours."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[\[place\]\]\n(?:.+\n)+\n*", "", text), encoding="utf-8")


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as a raw CSV file."""
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def place_columns(lsoa: str) -> dict[str, Any]:
    """Return the location columns of a row in the middle of a neighbourhood."""
    district, west, south = LSOAS[lsoa]
    return {
        "location_text": "High Street", "easting": west + 500, "northing": south + 500,
        "coord_quality": "exact", "lsoa_code": lsoa, "district_code": district,
    }  # fmt: skip


def _crimes(month: str) -> Iterator[dict[str, Any]]:
    number = 0
    for lsoa in LSOAS:
        for category, code, group, subgroup in CRIME_TYPES:
            more = category == "Burglary" and month >= "2016-04"
            for _ in range(TINY_COUNTS[category] + more):
                number += 1
                day = f"{month}-{number % 28 + 1:02d}"
                yield {
                    "crime_ref": f"T{month}-{number}", "recorded_date": day,
                    "committed_from": f"{day} 20:00", "committed_to": f"{day} 21:00",
                    "ho_offence_code": code, "offence_group": group,
                    "offence_subgroup": subgroup, "offence_description": category,
                    "police_uk_category": category, **{f"flag_{name}": "no" for name in _FLAGS},
                    "complaint_ref": "", "status": "recorded", "outcome_code": "1",
                    **place_columns(lsoa),
                }  # fmt: skip


def _incidents(month: str) -> Iterator[dict[str, Any]]:
    for number, lsoa in enumerate([*LSOAS] * TINY_INCIDENTS):
        day = f"{month}-{number % 28 + 1:02d}"
        yield {
            "incident_ref": f"A{month}-{number}", "created_at": f"{day} 19:30",
            "closed_at": f"{day} 22:00", "nsir_category": "Nuisance", "qualifiers": "youth",
            "caller_ref": "", "risk": "standard", "repeat_caller": "no", "source": "police",
            **place_columns(lsoa),
        }  # fmt: skip


def _write_lookups(raw: Path) -> None:
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True).transform
    wards, changes, features = [], [], []
    for lsoa, (district, west, south) in LSOAS.items():
        name = f"{DISTRICTS[district]} 00{lsoa[-1]}A"
        wards.append(
            {
                "lsoa21_code": lsoa, "lsoa21_name": name, "ward24_code": f"E0500000{lsoa[-1]}",
                "ward24_name": f"Ward {lsoa[-1]}", "ltla24_code": district,
                "ltla24_name": DISTRICTS[district],
            }
        )  # fmt: skip
        changes.append(
            {
                "lsoa11_code": lsoa, "lsoa11_name": name, "lsoa21_code": lsoa,
                "lsoa21_name": name, "change_code": "U", "ltla22_code": district,
                "ltla22_name": DISTRICTS[district],
            }
        )  # fmt: skip
        corners = ((0, 0), (1_000, 0), (1_000, 1_000), (0, 1_000))
        shape = Polygon([to_degrees(west + east, south + north) for east, north in corners])
        properties = {"LSOA21CD": lsoa, "LSOA21NM": name}
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(shape)})
    write_rows(raw / "lookups" / "lsoa21_ward24_ltla24_tiny.csv", wards)
    write_rows(raw / "lookups" / "lsoa11_lsoa21_ltla22_tiny.csv", changes)
    boundaries = raw / "boundaries" / "lsoa21_tiny.geojson"
    boundaries.parent.mkdir(parents=True)
    collection = {"type": "FeatureCollection", "features": features}
    boundaries.write_text(json.dumps(collection), encoding="utf-8")


def added_up(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is used: what was counted elsewhere is added up over the blocks."""
    if name != "peer_count" or not len(frame):
        return frame
    by = [column for column in frame if column != "n"]
    return frame.groupby(by, dropna=False, sort=True)["n"].sum().reset_index()
