"""Stop and search as a real force published it: every row in the tables it belongs to."""

from __future__ import annotations

import csv
import shutil
from collections import Counter

import pandas as pd
import pytest
from builders import OPEN_DATA, copy_project
from people_cells import cells, desk

from csa.counting.records.searches import search_countable
from csa.settings import Settings, load_settings
from csa.store import Store, build

pytestmark = pytest.mark.open_data

FORCE = "city-of-london"
NO_ACTION = "A no further action disposal"


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    """Every row of the City of London's files, read by the csv module alone."""
    folder = OPEN_DATA / "stop_search"
    if not folder.is_dir():
        pytest.skip(f"there is no stop and search in {OPEN_DATA}")
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


@pytest.fixture(scope="module")
def settings(published: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A project of that force, the places taken out: they lie in another partnership."""
    root = copy_project(tmp_path_factory.mktemp("city") / "project")
    config = root / "config" / "partnership.toml"
    text = config.read_text(encoding="utf-8").replace('"west-mercia"', f'"{FORCE}"')
    config.write_text(text, encoding="utf-8")
    for folder in ("lookups", "boundaries", "population"):
        shutil.copytree(OPEN_DATA / folder, root / "data" / "raw" / folder)
    for path in sorted((OPEN_DATA / "stop_search").glob("*.csv")):
        target = root / "data" / "raw" / "stop_search" / path.name
        target.parent.mkdir(exist_ok=True)
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{**row, "Latitude": "", "Longitude": ""} for row in csv.DictReader(file)]
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    settings = load_settings(root)
    build(settings)
    return settings


@pytest.fixture(scope="module")
def searches(settings: Settings) -> pd.DataFrame:
    return Store(settings).load("stop_search")


def test_every_row_is_kept(searches: pd.DataFrame, published: list[dict[str, str]]) -> None:
    assert len(searches) == len(published) > 3_000


def test_what_was_looked_for_and_found_is_counted_as_published(
    searches: pd.DataFrame, published: list[dict[str, str]]
) -> None:
    rows = search_countable(searches).rows
    assert (rows["object"] == "drugs").sum() == sum(
        row["Object of search"] in ("Controlled drugs", "Psychoactive substances")
        for row in published
    )
    assert (rows["object"] == "unknown").sum() == sum(not r["Object of search"] for r in published)
    expected = Counter(
        "unknown" if not row["Outcome"]
        else "nothing" if row["Outcome"] == NO_ACTION
        else {"True": "found", "False": "something else", "": "unknown"}[
            row["Outcome linked to object of search"]
        ]
        for row in published
    )  # fmt: skip
    assert rows["result"].value_counts().to_dict() == expected


def test_ethnic_groups_are_those_that_people_named(
    searches: pd.DataFrame, published: list[dict[str, str]]
) -> None:
    rows = search_countable(searches).rows
    starts = {"White - ": "White", "Mixed/": "Mixed", "Asian/": "Asian", "Black/": "Black"}
    expected: Counter[str] = Counter()
    for row in published:
        said = row["Self-defined ethnicity"]
        group = next((group for start, group in starts.items() if said.startswith(start)), "")
        if not group:
            group = "Other" if said.endswith("Any other ethnic group") else "unknown"
        expected[group] += 1
    assert rows["ethnicity"].value_counts().to_dict() == expected
    noted = Counter(row["Officer-defined ethnicity"] or "unknown" for row in published)
    assert rows["seen"].value_counts().to_dict() == noted


def test_a_page_of_them_shows_the_published_numbers(
    searches: pd.DataFrame, published: list[dict[str, str]]
) -> None:
    rows = search_countable(searches).rows
    counted = rows.groupby(["object", "result"]).size()
    every = {
        (("object", kind), ("result", result)): int(counted.get((kind, result), 0))
        for kind in ("drugs", "theft", "weapons", "damage", "other", "unknown")
        for result in ("found", "something else", "nothing", "unknown")
    }
    family = cells("stop_search", every, kind="public")
    one = desk(family, edition="public", priority="offending-drugs-and-alcohol")
    exhibit = one.searches.results()
    shown = exhibit.tables[0].to_csv_text().splitlines()
    assert shown[-1].startswith(f"All searches,{len(published)},")
    stolen = sum(
        row["Object of search"] in ("Article for use in theft", "Stolen goods") for row in published
    )
    assert any(line.startswith(f'"Stolen goods, or tools for theft",{stolen},') for line in shown)
