"""What the partnership gets: its published figures, traceable, protected and whole."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import AREAS, EDITIONS, Project
from pages import ShownPage, numbers_bound, numbers_in

DISTRICTS = AREAS[1:]
BEFORE, AFTER = "2015-04/2016-01", "2016-04/2017-01"
CODES = {
    "bromsgrove": "E07000234",
    "redditch": "E07000236",
    "wyre-forest": "E07000239",
    "north-worcestershire": "E22000368",
}
# Recorded crime, April 2016 to January 2017, as the partnership's own briefing gave it: the change
# of each district, and Redditch's counts.
PUBLISHED_CHANGE = {"Bromsgrove": "+8%", "Redditch": "+13%", "Wyre Forest": "+11%"}
AREA_NAMES = {
    "Bromsgrove": "bromsgrove", "Redditch": "redditch", "Wyre Forest": "wyre-forest",
    "North Worcestershire": "north-worcestershire",
}  # fmt: skip
REDDITCH = ["4,385", "4,955", "+570", "+13%"]
WORDING = {"95", "80"}  # of "95% interval", which is no result
HIDDEN = "fewer than 5"  # stands for any number from 0 to 4

# Delivered in 2016-17, as the note to the panel of that year says it.
DELIVERED = {
    "Students reached": "1,445",
    "One-to-one mentoring": "104",
    "Workshops held": "78",
    "Relationship abuse groups completed": "29",
    "Students trained": "15",
    "Households advised": "415",
    "Homes fitted with better locks": "17",
    "Information packs handed out": "250",
    "People spoken with": "740",
}


@pytest.fixture(scope="module")
def pages(synthetic: Project) -> dict[tuple[str, str], ShownPage]:
    return {(edition, area): ShownPage(html) for edition, area, html in synthetic.pages()}


def cells(synthetic: Project) -> pd.DataFrame:
    return pd.read_parquet(synthetic.published / "release" / "cells.parquet")


def test_set_has_a_page_for_every_area_and_edition(synthetic: Project) -> None:
    for edition in EDITIONS:
        names = {path.name for path in (synthetic.published / edition).iterdir()}
        annex = {f"{area}-annex.html" for area in AREAS} if edition == "partner" else set()
        assessments = {f"{area}.html" for area in AREAS}
        wards = {f"{area}-wards.html" for area in DISTRICTS}
        beside = {"projects.xlsx", "year-to-date.xlsx", "north-worcestershire-return.html"}
        if edition == "public":  # a panel meets in public
            beside |= {f"{area}-note.{end}" for area in DISTRICTS for end in ("html", "docx")}
        assert names == {*assessments, *annex, *wards, *beside, "how-to-read.html", "index.html"}


def test_run_says_how_long_each_chapter_took_and_where_to_open_the_reports(
    synthetic: Project,
) -> None:
    shown = (synthetic.root / "shown.txt").read_text(encoding="utf-8").splitlines()
    chapters = [line for line in shown if line.startswith("[")]
    stated = [
        json.loads(path.read_text(encoding="utf-8"))["metadata"].get("csa", {}).get("per")
        for path in (synthetic.root / "notebooks").glob("*.ipynb")
    ]
    by_area = stated.count("area") + 5 * stated.count("priority")
    assert by_area >= 3 + 2 * 5
    assert stated.count("district") == stated.count("partnership") == 2
    assert len(chapters) == len(AREAS) * by_area + 2 * len(DISTRICTS) + 2
    assert all(line.endswith(" s") and ": done, " in line for line in chapters)
    for edition in EDITIONS:
        assert f"  {synthetic.published / edition / 'index.html'}" in shown


@pytest.mark.parametrize("edition", EDITIONS)
def test_headline_of_redditch_is_the_published_one(
    synthetic: Project, pages: dict[tuple[str, str], ShownPage], edition: str
) -> None:
    exhibit = pages[edition, "redditch"].exhibit("headline")
    assert {"4385", "4955", "570", "13"} <= set(numbers_in(exhibit.sentences[0]))
    (entry,) = (
        one
        for one in synthetic.entries(edition, "redditch")
        if one["id"] == "strategic-assessment--exhibit--headline"
    )
    assert entry["numbers"][f"crime|E07000236|{BEFORE}|"] == 4385
    assert entry["numbers"][f"crime|E07000236|{AFTER}|"] == 4955
    assert entry["statements"][0]["values"]["difference"] == 570


@pytest.mark.parametrize("edition", EDITIONS)
def test_year_to_date_of_redditch_is_the_published_one(
    synthetic: Project, pages: dict[tuple[str, str], ShownPage], edition: str
) -> None:
    exhibit = pages[edition, "redditch"].exhibit("year_to_date")
    assert exhibit.rows()["All recorded crime"][:4] == REDDITCH
    (entry,) = (
        one for one in synthetic.entries(edition, "redditch") if one["exhibit"] == "year_to_date"
    )
    assert entry["numbers"][f"crime|E07000236|{BEFORE}|"] == 4385
    assert entry["numbers"][f"crime|E07000236|{AFTER}|"] == 4955


@pytest.mark.parametrize(("edition", "area"), [(e, a) for e in EDITIONS for a in AREAS])
def test_every_page_gives_the_published_change_of_each_district(
    pages: dict[tuple[str, str], ShownPage], edition: str, area: str
) -> None:
    row = pages[edition, area].exhibit("year_so_far").rows()["All recorded crime"]
    # The page's own area stands first.
    names = sorted(AREA_NAMES, key=lambda one: AREA_NAMES[one] != area)
    changes = dict(zip(names, row[1::2], strict=True))
    assert {name: changes[name] for name in PUBLISHED_CHANGE} == PUBLISHED_CHANGE
    assert row[2 * names.index("Redditch")] == REDDITCH[1]


@pytest.mark.parametrize("area", AREAS)
def test_every_annex_compares_the_districts_as_published(
    pages: dict[tuple[str, str], ShownPage], area: str
) -> None:
    rows = pages["partner", area].exhibit("areas_compared").rows()
    assert {name: rows[name][3] for name in PUBLISHED_CHANGE} == PUBLISHED_CHANGE
    assert rows["Redditch"][:4] == REDDITCH


@pytest.mark.parametrize("unit", ["crime", "asb"])
def test_partnership_is_the_sum_of_its_districts(synthetic: Project, unit: str) -> None:
    values = cells(synthetic).set_index("key")["value"]
    for period in (BEFORE, AFTER):
        totals = {area: values[f"{unit}|{code}|{period}|"] for area, code in CODES.items()}
        whole = totals.pop("north-worcestershire")
        assert whole == sum(totals.values())
        assert whole > 0


@pytest.mark.parametrize(("edition", "area"), [(e, a) for e in EDITIONS for a in AREAS])
def test_every_number_in_a_sentence_is_in_the_manifest(
    synthetic: Project, pages: dict[tuple[str, str], ShownPage], edition: str, area: str
) -> None:
    entries = {entry["id"]: entry for entry in synthetic.entries(edition, area)}
    assert set(entries) == {exhibit.id for exhibit in pages[edition, area].exhibits}
    stated = 0
    for exhibit in pages[edition, area].exhibits:
        if exhibit.unavailable:
            continue
        statements = entries[exhibit.id]["statements"]
        assert exhibit.sentences == [" ".join(one["text"].split()) for one in statements]
        for statement in statements:
            bound = {*numbers_bound(statement["values"])} | WORDING
            told = numbers_in(statement["text"].replace(HIDDEN, ""))
            stated += len(told)
            assert set(told) <= bound, statement
    assert stated > 100


def test_every_number_in_a_manifest_is_a_cell_of_the_release(synthetic: Project) -> None:
    released = cells(synthetic).set_index("key")["value"]
    for edition in EDITIONS:
        for area in AREAS:
            for entry in synthetic.entries(edition, area):
                for key, value in entry["numbers"].items():
                    frozen = released[key]
                    assert (None if pd.isna(frozen) else int(frozen)) == value, key


def test_public_edition_shows_part_of_the_partner_edition_with_the_same_values(
    synthetic: Project,
) -> None:
    for area in AREAS:
        partner = {one["id"]: one for one in synthetic.entries("partner", area)}
        public = {one["id"]: one for one in synthetic.entries("public", area)}
        assert public
        own = set(public) - set(partner)  # the same findings without those of suspects
        assert own == {one for one in public if one.endswith("for-the-public")}
        for name in set(public) - own:
            assert public[name] == partner[name]


def test_every_page_says_that_it_is_synthetic_and_awaits_approval(synthetic: Project) -> None:
    for edition in EDITIONS:
        for name in (*AREAS, "index"):
            page = ShownPage(synthetic.page(edition, name))
            (made_up,) = page.soup.select("header .banner.synthetic")
            (awaiting,) = page.soup.select("header .banner.unapproved")
            assert "made up" in made_up.get_text()
            assert "not yet approved" in awaiting.get_text()
            stated = synthetic.manifest["approval"]
            assert stated["approved"] is False
            foot = page.soup.footer.get_text()
            assert (stated["settings"] in foot) == (edition == "partner")
            assert ("Release " in foot) == (edition == "partner")


def test_counts_of_people_and_sensitive_offences_are_multiples_of_five(
    synthetic: Project,
) -> None:
    frozen = cells(synthetic)
    hidden = frozen[frozen["class"].isin(["person", "sensitive"]) & frozen["value"].notna()]
    assert set(hidden["measure"]) >= {"crime", "asb", "victim", "suspect"}
    assert (hidden["value"] % 5 == 0).all()
    assert (hidden["value"] >= 0).all()
    people = frozen["measure"].isin(["victim", "suspect"])
    assert set(frozen.loc[people, "class"]) <= {"person", "structural"}
    violence = frozen["dims"].str.contains("violence-and-abuse", regex=False)
    assert violence.any()
    assert not (frozen.loc[violence, "class"] == "public").any()


def test_people_are_counted_for_a_district_and_the_period_only(synthetic: Project) -> None:
    """No page shows people of the year before, so none are counted."""
    frozen = cells(synthetic)
    people = frozen[frozen["measure"].isin(["victim", "suspect"])]
    assert set(people["level"]) == {"partnership", "district"}
    assert set(people["period"]) == {AFTER}


def test_planted_small_cells_are_not_readable_in_the_release(synthetic: Project) -> None:
    # Three crimes of child sexual exploitation in Wyre Forest: docs/synthetic_partnership.md.
    frozen = cells(synthetic).set_index("key")["value"]
    key = f"crime|E07000239|{AFTER}|subtheme=child-sexual-exploitation"
    assert int(frozen[key]) in (0, 5)


@pytest.mark.parametrize("area", AREAS)
def test_missing_month_of_fire_data_is_said_where_the_comparison_stands(
    pages: dict[tuple[str, str], ShownPage], area: str
) -> None:
    page = pages["partner", area]
    headline = page.exhibit("headline", chapter="annex-asb")
    (fires,) = (one for one in headline.sentences if "Deliberate fires" in one)
    assert "(without August)" in fires  # on both sides, or the years could not be compared
    before, after, *_ = headline.rows()["Deliberate fires (without August)"]
    assert numbers_in(fires)[:2] == [before, after]
    rows = page.exhibit("subthemes", chapter="priority-profile-asb").rows()
    assert rows["Deliberate fires (fire service) (without August)"][:2] == [before, after]
    assert "not all of August 2015 was received" in page.text
    *_, missing, in_doubt = page.exhibit("coverage").rows()["Deliberate fires"]
    assert "August 2015" in missing
    assert in_doubt == "none"


def test_index_leads_to_every_area_and_names_its_chapters(synthetic: Project) -> None:
    for edition in EDITIONS:
        index = ShownPage(synthetic.page(edition, "index"))
        links = [a["href"] for a in index.soup.select("main a")]
        pages = [f"{area}.html" for area in AREAS]
        assert [one for one in links if one in pages] == pages
        chapter = "#priority-profile-violence-and-abuse"
        assert [one for one in links if one.endswith(chapter)] == [f"{p}{chapter}" for p in pages]
        wards = [one for one in links if "-wards.html#" in one]
        assert "redditch-wards.html#ward-pages--church-hill" in wards


def test_manifest_names_inputs_parameters_and_versions(synthetic: Project) -> None:
    manifest = synthetic.manifest
    raw = synthetic.root / "data" / "raw"
    files = {p.relative_to(raw).as_posix() for p in raw.rglob("*") if p.is_file()}
    assert {one["path"] for one in manifest["inputs"]} == files - {"synthetic.json"}
    for one in manifest["inputs"]:
        assert len(one["sha256"]) == 64
        # How many rows a file has is a count of people by month, and stays out.
        assert set(one) <= {"path", "source", "month", "sha256"}
    assert manifest["period"] == {"start": "2016-04", "end": "2017-01"}
    assert manifest["synthetic"] == {"seed": 2017}
    assert {"python", "pandas", "papermill", "nbconvert"} <= set(manifest["versions"])
    assert str(synthetic.root) not in str(manifest)


def test_nobody_is_named_outside_the_raw_files(synthetic: Project) -> None:
    # Names and addresses of the synthetic people read so: docs/synthetic_partnership.md.
    canaries = (b"Synthetic Person", b"Canary Street", b"SYN-CR-", b"SYN-P-")
    searched = 0
    for folder in ("reports", "data/processed"):
        for path in sorted((synthetic.root / folder).rglob("*")):
            if path.is_file():
                content = _readable(path)
                searched += 1
                assert not [word for word in canaries if word in content], path
    assert searched > 100


def _readable(path: Path) -> bytes:
    if path.suffix != ".parquet":
        return path.read_bytes()
    table = pq.read_table(path)
    texts = [table.column(field.name) for field in table.schema if not _is_number(field.type)]
    return " ".join(str(column.to_pylist()) for column in texts).encode()


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_primitive(kind) or pa.types.is_binary(kind)


def test_the_note_of_redditch_is_what_its_panel_was_told(synthetic: Project) -> None:
    note = ShownPage(synthetic.page("public", "redditch-note"))
    assert {"570", "13"} <= set(numbers_in(note.exhibit("headline").sentences[0]))
    (agreed,) = note.exhibit("local_issues").sentences
    assert "£10,000 was agreed for Matchborough Young Voices" in agreed
    delivered = note.exhibit("outputs").rows()
    assert {name: delivered[name][2] for name in DELIVERED} == DELIVERED
    assert not {*DELIVERED} & {*note.exhibit("outcomes").rows()}
