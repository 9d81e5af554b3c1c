"""A place is drawn in any of its forms, and saved so that nothing else in the settings changes."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from builders import ROOT
from shapely.geometry import box
from squares import BROMSGROVE, CODES, GRID, REDDITCH, TABLES

from csa.counting.places.shapes import codes_of_place, place_shape
from csa.errors import SettingsError
from csa.officer.grounds import find_ground
from csa.officer.places import DrawnPlace, as_drawn
from csa.settings import Settings, load_settings
from csa.settings.adding import with_place

CORNERS = [[404_100, 267_100], [405_500, 267_100], [405_500, 267_900], [404_100, 267_900]]
CROSSED = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The project's settings in a folder of their own."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return load_settings(tmp_path)


@pytest.fixture
def draw(settings: Settings) -> Callable[[Any], DrawnPlace]:
    """Draw a place on the four squares."""

    def drawn(what: Any) -> DrawnPlace:
        ground = find_ground(settings, TABLES.__getitem__, what)
        return as_drawn(ground, settings, TABLES["geography"])

    return drawn


@pytest.mark.parametrize(
    ("what", "lsoas", "district"),
    [
        ("Redditch town centre", CODES[:1], REDDITCH),
        ("greenlands", CODES[:2], REDDITCH),
        ("E05000001", CODES[:2], REDDITCH),
        (["Mill 1B", "E01000003"], CODES[1:3], REDDITCH),
        ("e01000002, E01000003", CODES[1:3], REDDITCH),
        ((404_500, 267_500, 100), CODES[:1], REDDITCH),
        ("404500,267500,100", CODES[:1], REDDITCH),
        (CORNERS, CODES[:2], REDDITCH),
        ([(407_100, 267_100), (407_900, 267_100), (407_500, 267_900)], CODES[3:], BROMSGROVE),
    ],
)
def test_a_place_is_drawn_in_any_form(draw, what: Any, lsoas: list[str], district: str) -> None:
    drawn = draw(what)
    assert list(drawn.lsoas) == lsoas
    assert drawn.district == district
    names = TABLES["geography"].set_index("lsoa")["lsoa_name"]
    assert names[lsoas[0]] in repr(drawn)
    assert len(repr(drawn)) < 250
    rows = pd.DataFrame({"lsoa": [*CODES, None], "ward": [*TABLES["geography"]["ward"], None]})
    assert [*rows.loc[drawn.is_counted_by(rows), "lsoa"]] == lsoas


def test_a_file_of_a_map_is_drawn_by_its_name(draw, tmp_path: Path) -> None:
    path = tmp_path / "market quarter.geojson"
    outline = gpd.GeoSeries([box(404_100, 267_100, 404_900, 267_900)], crs=GRID)
    outline.to_crs("EPSG:4326").to_file(path)
    for drawn in (draw(path), draw(str(path))):
        assert (drawn.name, list(drawn.lsoas)) == ("market quarter", CODES[:1])
        assert drawn.shape.area == pytest.approx(640_000, rel=1e-4)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("Greenland", "did you mean|Greenlands"),
        (["E01000001", "E01000009"], "'E01000009' is not the code or name of a neighbourhood"),
        (["E01000001", "E01000004"], "lie in several districts"),
        ("300000,300000,200", "lies in no district of this partnership"),
        ("100,100,300", "100,100 lies in no district of this partnership"),
        ("404500,267500,99999", "The radius is 99,999 m. Give whole metres from 1 to 5,000"),
        ("404500,267500,-5", "The radius is -5 m"),
        ((404_500, 267_500, 0), "The radius is 0 m"),
        ((404_500, 267_500, 50_000), "The radius is 50,000 m"),
        ((404_500, 267_500, float("nan")), "A place is a named place, a ward"),
        ((300_000, 300_000, 200), "lies in no district of this partnership"),
        ([(1, 1), (90_000, 1), (1, 90_000)], "lies in no district of this partnership"),
        (CROSSED, "crosses itself or encloses nothing"),
        ("nowhere.geojson", "nowhere.geojson cannot be read"),
        (5, "A place is a named place, a ward"),
        ([], "A place is a named place, a ward"),
        (None, "A place is a named place, a ward"),
    ],
)
def test_what_is_no_place_is_refused(draw, what: Any, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        draw(what)


@pytest.mark.parametrize("name", ["Redditch", "wyre-forest", REDDITCH])
def test_a_district_is_told_from_a_place(draw, name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        draw(name)
    said = str(caught.value)
    assert said.startswith(f"'{name}' is a whole district, and a place is a part of one. Choose")
    assert "Did you mean" not in said


def test_choices_are_listed_where_no_place_has_a_name(settings: Settings) -> None:
    unnamed = settings.model_copy(update={"places": ()})
    with pytest.raises(SettingsError, match=r"Choose from: a ward \(csa\.wards\(\)"):
        find_ground(unnamed, TABLES.__getitem__, "Nowhere")


@pytest.mark.parametrize("what", [(404_500, 267_500, 100), CORNERS, "Greenlands", CODES[1:3]])
def test_a_saved_place_is_the_same_ground(draw, settings: Settings, what: Any, capsys) -> None:
    before = (settings.root / "config" / "partnership.toml").read_text(encoding="utf-8")
    drawn = draw(what)
    saved = drawn.save("Mill Green")
    assert "No build is needed" in capsys.readouterr().out
    after = load_settings(settings.root)
    kept = after.places[-1]
    assert (kept.slug, kept.name, kept.district) == ("mill-green", "Mill Green", "redditch")
    assert place_shape(kept, after).symmetric_difference(drawn.shape).area == 0
    assert codes_of_place(kept, TABLES["boundary_lsoa"], settings=after) == list(drawn.lsoas)
    assert saved.neighbourhoods == "the neighbourhoods of Mill Green"
    assert "Not in the settings" in repr(drawn)
    assert "Not in the settings" not in repr(saved)
    # Every line that was there is there, in its order; the new table follows the other places.
    text = (settings.root / "config" / "partnership.toml").read_text(encoding="utf-8")
    added = text.split('slug = "mill-green"')[1].split("\n\n")[0]
    assert text.replace(f'[[place]]\nslug = "mill-green"{added}\n\n', "") == before
    assert text.index("mill-green") < text.index("# Who and what is put on the restricted lists")
    with pytest.raises(SettingsError, match="There is a place or an area called 'Mill Green'"):
        drawn.save("mill green")


@pytest.mark.parametrize(
    "name",
    [
        "Redditch", "Matchborough centre", "redditch-town-centre", "E07000236",
        "Violence and abuse",
        # What the look-ups call a ward or a neighbourhood, in any district.
        "Greenlands", "greenlands", "HEATH", "E05000003", "Mill 1A", "e01000004",
    ],
)  # fmt: skip
def test_a_name_that_is_taken_is_refused(draw, settings: Settings, name: str) -> None:
    before = (settings.root / "config" / "partnership.toml").read_bytes()
    with pytest.raises(SettingsError, match="Choose another name"):
        draw(CORNERS).save(name)
    assert (settings.root / "config" / "partnership.toml").read_bytes() == before
    assert not [*(settings.root / "config").rglob("*.geojson")]


def test_a_file_that_is_there_is_never_written_over(draw, settings: Settings) -> None:
    path = settings.root / "config" / "places" / "mill-green.geojson"
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"There is a file config/places/mill-green.geojson"):
        draw(CORNERS).save("Mill Green")
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_name_of_two_lines_is_written_as_one(draw, settings: Settings, capsys) -> None:
    draw(CORNERS).save(' The "Mill"\n Green ')
    assert load_settings(settings.root).places[-1].name == 'The "Mill" Green'


@pytest.mark.parametrize(
    "name", ["!!", "", " \n", "A\u202eB", "x" * 70, "x" * 300, "404500,267500,90", "a.geojson"]
)
def test_a_name_that_settings_cannot_have_leaves_nothing_behind(
    draw, settings: Settings, name: str
) -> None:
    before = {p: p.read_bytes() for p in (settings.root / "config").rglob("*") if p.is_file()}
    with pytest.raises(SettingsError):
        draw(CORNERS).save(name)
    after = {p: p.read_bytes() for p in (settings.root / "config").rglob("*") if p.is_file()}
    assert after == before


TEXT = """[partnership]
name = "A"
slug = "a"
body = "A"
code = "E22000001"
force = "west-mercia"
force_name = "W"

[[district]]
code = "E07000236"
slug = "redditch"
name = "Redditch"
"""
PLACES = """
[[place]]  # the market
slug = "one"
name = "One"
district = "redditch"
outline = [
    [404100, 267500], [404400, 267500],
    [404200, 267900],
]

# Lists of cases.
[cases]
months = 12
"""
NEW = {"slug": "new", "name": 'A "new" one', "district": "redditch", "easting": 404_100,
       "northing": 267_500, "radius_m": 200}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [TEXT, TEXT + PLACES, TEXT.rstrip("\n"), f"{TEXT}\n\n\n"])
def test_a_place_more_changes_nothing_else(text: str, end: str) -> None:
    made = with_place(text.replace("\n", end), NEW)
    document = tomllib.loads(text)
    places = document.pop("place", [])
    assert tomllib.loads(made) == document | {"place": [*places, NEW]}
    left = iter(made.splitlines())  # every line that was there, in its order
    assert all(line in left for line in text.splitlines() if line.strip())
    assert (end == "\r\n") == ("\r\n" in made)
    assert made.replace("\r\n", "\n").count("\n") == made.count(end)
    if "[cases]" in text:
        assert made.index("new") < made.index("# Lists of cases.")
