"""A councillor reads on one page what happened in the ward, by counts that are written here."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from csa.disclosure.ledger.release import Release
from csa.errors import SettingsError
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.periods import Period
from csa.settings import Place, load_settings

NOW, BEFORE = Period("2016-04", "2017-01"), Period("2015-04", "2016-01")
REDDITCH = "E07000236"
NAMES = {"W1": "Mill Hill", "W2": "Northfields", "W3": "Old Town"}
ALL = {"W1": (400, 600), "W2": (300, 305), "W3": (500, 510)}
DAMAGE = {"W1": (50, 180), "W2": (40, 41), "W3": (60, 10)}
RESIDENTS = {"W1": 10_000, "W2": 3_000, "W3": 1_000}
CENTRE = Place(
    slug="old-town-centre", name="Old town centre", district="redditch", easting=2_500,
    northing=500, radius_m=300,
)  # fmt: skip
PROJECTS = pd.DataFrame(
    {
        "name": ["Lights on", "Elsewhere"], "lead": "Council", "allocated_gbp": [100.0, 200.0],
        "spent_gbp": [90.0, 200.0], "districts": ["redditch", "redditch"],
        "place": ["Mill Hill", pd.NA],
    }
)  # fmt: skip

INDICATORS = pd.DataFrame(
    {
        "id": ["damage"], "text": ["Damage there"], "unit": ["crime"], "priority": [""],
        "subtheme": [""], "category": ["Criminal damage and arson"], "ward": ["Mill Hill"],
        "place": [""], "districts": [""], "direction": ["fewer"], "synthetic": [False],
    }
)  # fmt: skip
PROPOSALS = pd.DataFrame(
    {
        "what": ["A plan for damage", "Lamps in Mill Hill ward", "Something else"],
        "owner": "Council", "by": "2017-04", "priority": "", "districts": "redditch",
        "indicator": ["damage", "", ""], "synthetic": False,
    }
)  # fmt: skip


def cells(values: dict[str, tuple[int, int]], dims: str, *, level: str) -> pd.DataFrame:
    """Return cells of recorded crime in both periods."""
    return pd.DataFrame(
        [
            {
                "key": f"crime|{area}|{period.key}|{dims}", "measure": "crime",
                "by": dims.partition("=")[0], "level": level, "area": area, "period": period.key,
                "dims": dims, "value": value, "class": "public", "reason": "",
                "printed_bound": 0,
            }
            for area, both in values.items()
            for period, value in zip((BEFORE, NOW), both, strict=True)
        ]
    )  # fmt: skip


@pytest.fixture(scope="module")
def area() -> AreaDesk:
    """A district of three wards, each of one neighbourhood; the last holds the town centre."""
    inside = {f"L{ward[1]}": values for ward, values in ALL.items()}
    total = (sum(one for one, _ in ALL.values()), sum(one for _, one in ALL.values()))
    frame = pd.concat(
        [
            cells({REDDITCH: total}, "", level="district"),
            cells(ALL, "", level="ward"),
            cells(DAMAGE, "category=Criminal damage and arson", level="ward"),
            cells(inside, "", level="lsoa"),
        ],
        ignore_index=True,
    ).astype({"value": "Int64"})
    wards = list(NAMES)
    shapes = [box(1_000 * n, 0, 1_000 * (n + 1), 1_000) for n in range(3)]
    grounds = {
        f"boundary_{level}": gpd.GeoDataFrame(
            {"code": codes, "name": list(NAMES.values()), "district": REDDITCH},
            geometry=shapes, crs="EPSG:27700",
        )
        for level, codes in (("ward", wards), ("lsoa", list(inside)))
    }  # fmt: skip
    geography = pd.DataFrame(
        {
            "lsoa": list(inside), "lsoa_name": list(inside), "ward": wards,
            "ward_name": list(NAMES.values()), "district": REDDITCH, "district_name": "Redditch",
            "called": ["Mill Hill ward", "Northfields ward", "Old town centre"],
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {"level": "ward", "area": wards, "residents": RESIDENTS.values(), "source": "Counted"}
    )
    release = Release(
        cells=frame,
        reference={
            **grounds, "geography": geography, "population": people, "project": PROJECTS,
            "proposal": PROPOSALS, "indicator": INDICATORS,
        },
        about={
            "year": "2016-17", "period": {"start": NOW.start, "end": NOW.end},
            "unit_sources": {"crime": ["Crimes (police)"]},
        },
    )  # fmt: skip
    settings = load_settings().model_copy(update={"places": (CENTRE,)})
    return AreaDesk(View(settings=settings, release=release, slug="redditch", edition="officer"))


def row(area: AreaDesk, ward: str, name: str) -> Any:
    """Return a row of the table of a ward."""
    return area.ward(ward).page().data.set_index("name").loc[name]


def test_a_page_says_first_how_much_happened_and_then_what_made_it(area: AreaDesk) -> None:
    said = area.ward("Mill Hill").page().sentence
    assert said.startswith("Recorded crime in Mill Hill ward rose from 400 to 600 (200 more, 50%).")
    assert "50 to 180" in said


def test_a_ward_is_ranked_by_its_rate_among_those_that_have_one(area: AreaDesk) -> None:
    # 600 of 10,000 and 305 of 3,000; the ward of the town centre is not among them.
    assert row(area, "Mill Hill", "All recorded crime")["rate"] == pytest.approx(60.0)
    assert row(area, "Mill Hill", "All recorded crime")["rank"] == 2
    assert row(area, "Northfields", "All recorded crime")["rank"] == 1
    assert (
        "the highest rate of recorded crime of the wards of"
        in area.ward("Northfields").page().sentence
    )


def test_a_town_centre_has_no_rate_and_the_page_says_why(area: AreaDesk) -> None:
    page = area.ward("Old Town").page()
    assert "holds a town centre" in page.sentence
    (table,) = [one for one in page.tables if one.table_id == "ward"]
    assert not {"rate", "rank"} & {column.key for column in table.columns}


def test_neighbourhoods_are_named_and_projects_are_those_of_the_ward(area: AreaDesk) -> None:
    page = area.ward("Mill Hill").page()
    tables = {one.table_id: one.frame for one in page.tables}
    assert tables["neighbourhoods"]["name"].tolist() == ["Mill Hill ward"]
    assert tables["projects"]["name"].tolist() == ["Lights on"]
    assert "projects" not in {one.table_id for one in area.ward("Northfields").page().tables}


def test_proposals_for_the_ward_stand_on_its_page_with_the_count_they_start_from(
    area: AreaDesk,
) -> None:
    shown = area.ward("Mill Hill").proposals()
    assert shown.data["what"].tolist() == ["A plan for damage", "Lamps in Mill Hill ward"]
    assert str(shown.data["baseline"][0]) == "Damage there: 180 (50)"
    assert area.ward("Northfields").proposals().editions == ("officer",)


def test_what_is_still_to_be_decided_is_not_for_the_public(area: AreaDesk) -> None:
    assert area.ward("Mill Hill").proposals().editions == ("partner",)
    page = area.ward("Mill Hill").page()
    assert "public" in page.editions
    assert "plan for damage" not in str(page._repr_html_())


def test_every_ward_has_a_page_and_can_be_asked_for_by_name_link_or_code(area: AreaDesk) -> None:
    assert [one.title for one in area.wards] == list(NAMES.values())
    assert {area.ward(one).title for one in ("Mill Hill", "mill-hill", "W1")} == {"Mill Hill"}
    with pytest.raises(SettingsError, match="'Millhill' is not a ward of"):
        area.ward("Millhill")


def test_the_map_shows_the_letter_of_each_neighbourhood(area: AreaDesk) -> None:
    page = area.ward("Mill Hill").page()
    assert page.figure is not None
    texts = [text.get_text() for axes in page.figure.axes for text in axes.texts]
    assert "A▲" in texts
    assert "A  Mill Hill ward: 400 → 600" in texts


def test_all_wards_stand_side_by_side_with_their_share_of_the_rise(area: AreaDesk) -> None:
    shown = area.crime_by_ward()
    rows = shown.data.set_index("name")
    # 1,200 to 1,415: 200 of the 215 more are of Mill Hill, 5 and 10 of the others.
    assert rows["share"].round(1).to_dict() == {
        "Mill Hill": 93.0, "Old Town": 4.7, "Northfields": 2.3,
    }  # fmt: skip
    assert rows.loc["Old Town", "rate"] == "town centre, no rate"
    assert shown.sentence == "Recorded crime in Mill Hill ward rose from 400 to 600."


def test_the_place_of_a_board_s_map_is_numbered_once(area: AreaDesk) -> None:
    items = area.numbered_places().data
    assert items[["number", "name", "way"]].values.tolist() == [
        [1, "Mill Hill ward", "risen"], [2, "Old town centre", "as before"],
    ]  # fmt: skip
