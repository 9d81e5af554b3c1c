"""The officer's desk: what is chosen is counted, drawn, and given back as code."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from squares import BROMSGROVE, CODES, SquareStore

import csa
from csa.errors import SettingsError, StoreError
from csa.officer.explorer import desk as opened_desk
from csa.officer.explorer import showing
from csa.officer.explorer.answers import Explorer
from csa.officer.explorer.asked import Asked
from csa.officer.explorer.desk import ExploreDesk
from csa.present.saving.picture import draw_png
from csa.settings import load_settings

SPRING = Asked(area="redditch", table="asb", since="2016-04", last="", until="2016-06")
YOUTH = {"priority": "asb-damage-and-nuisance", "subtheme": "youth-anti-social-behaviour"}
CENTRE = "redditch-town-centre"  # its middle lies in the first square


@pytest.fixture
def explorer(store: SquareStore) -> Explorer:
    """What can be chosen in Redditch."""
    return Explorer(load_settings(), "redditch")


@pytest.fixture
def desk(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> ExploreDesk:
    """The desk, on the whole of Redditch; its charts are only named, for drawing takes long."""
    monkeypatch.setattr(opened_desk, "draw_png", lambda charts, dpi: repr(charts.data).encode())
    opened = ExploreDesk(explorer, "2016-06")
    opened.span.value, opened.since.value = "", "2016-04"
    return opened


def counts(exhibit: Any) -> dict[str, Any]:
    """Return the counts of a table of one column."""
    label, value = exhibit.data.columns[:2]
    return exhibit.data.set_index(label)[value].to_dict()


def test_what_rows_say_is_counted_on_the_map_by_month_and_by_hour(explorer: Explorer) -> None:
    answer = explorer.answer(SPRING)
    # Of the seven incidents of that spring six are in Redditch, one of them nobody knows where.
    assert counts(answer.table) == {"Nuisance": 4, "Personal": 2, "Total": 6}
    assert answer.by_lsoa.to_dict() == dict(zip(CODES[:3], (3, 1, 1), strict=True))
    months = counts(answer.months)
    assert (months["April 2016"], months["June 2016"], months["Total"]) == (3, 3, 6)
    assert pd.isna(months["May 2016"])
    week = answer.week.data.set_index("weekday")
    assert week.loc["Mon", "17"] == 2
    assert answer.lines[0] == "asb (Redditch; April 2016 to June 2016): 6 rows."
    assert "Not received: May 2016." in answer.lines
    assert (
        answer.charts.title == "Anti-social behaviour incidents: Redditch; April 2016 to June 2016"
    )


def test_the_charts_are_one_picture_that_says_what_it_is(explorer: Explorer) -> None:
    charts = explorer.answer(replace(SPRING, compare="area:bromsgrove")).charts
    with Image.open(io.BytesIO(draw_png(charts, dpi=50))) as picture:
        assert picture.height > picture.width
        assert picture.info["Title"] == charts.title
        assert "Unprotected" in picture.info["Description"]
        assert "Source: Reports (The force)" in picture.info["Description"]
    legend = charts.figures[0].draw().axes[0].get_legend()
    assert {one.get_text() for one in legend.get_texts()} == {"Redditch", "Bromsgrove"}
    earlier = explorer.answer(replace(SPRING, compare="year")).charts
    assert len(earlier.figures) == 2
    assert earlier.period == "April 2016 to June 2016; April 2015 to June 2015"
    assert earlier.figures[0].draw().axes


def test_a_district_of_which_nothing_came_is_missing_and_not_nought(store: SquareStore) -> None:
    whole = Explorer(load_settings(), "north-worcestershire")
    spring = replace(SPRING, area="")
    assert whole.answer(spring).by_lsoa[CODES[3]] == 1
    earlier = whole.answer(replace(spring, since="2015-04", until="2015-06")).by_lsoa
    assert earlier[CODES[0]] == 1
    assert earlier[CODES[1]] == 0
    assert pd.isna(earlier[CODES[3]])


@pytest.mark.parametrize(
    ("chosen", "here", "there"),
    [
        ({}, 6, None),
        (YOUTH, 2, None),
        ({"place": CENTRE}, 3, None),
        ({"place": CENTRE, "compare": "year"}, 3, 1),
        ({"place": CENTRE, "compare": "rest"}, 3, 2),
        ({"place": [CODES[0], CODES[1]], "compare": "rest"}, 4, 1),
        ({"place": (404_500, 267_500, 90), "compare": "area:bromsgrove"}, 3, 1),
        ({"place": [[405_000, 267_000], [407_000, 267_000], [406_000, 268_000]]}, 2, None),
        ({"place": "Winyates", "by": "hour"}, 1, None),
        ({"compare": "area:Heath"}, 6, 1),
        ({"since": "", "last": "6 weeks", "by": "youth"}, 3, None),
        ({"since": "", "last": "3 months", "compare": "year", "place": "Greenlands"}, 4, 1),
    ],
)
def test_the_code_gives_the_same_numbers(
    explorer: Explorer, chosen: dict[str, Any], here: int, there: int | None, capsys
) -> None:
    answer = explorer.answer(replace(SPRING, **chosen))
    totals = [answer.table.data.iloc[-1, n] for n in range(1, answer.table.data.shape[1])]
    assert totals == [here] if there is None else [here, there]
    assert answer.problem == ""
    # Every line that counts is run as an officer would run it.
    lines = answer.code.replace("  # the exhibits of the pages", "").splitlines()
    ran: dict[str, Any] = {}
    exec("\n".join(one for one in lines if "csa.load" in one or "import" in one), ran)
    counted = [eval(one, ran) for one in lines if one.startswith("csa.count")]
    tables = {one.title: one for one in counted}
    pd.testing.assert_frame_equal(tables[answer.table.title].data, answer.table.data)
    pd.testing.assert_frame_equal(tables[answer.week.title].data, answer.week.data)
    if answer.months.tables:
        pd.testing.assert_frame_equal(tables[answer.months.title].data, answer.months.data)
    by_lsoa = counts(counted[-1])
    assert {code: by_lsoa.get(code, 0) for code in CODES[:3]} == answer.by_lsoa.to_dict()
    ast.parse(answer.code)


def test_pages_are_opened_where_they_have_the_months(explorer: Explorer) -> None:
    assert 'csa.open("redditch", since="2016-04", until="2016-06")' in explorer.answer(SPRING).code
    longer = replace(SPRING, since="2015-04")
    assert "csa.open" not in explorer.answer(longer).code
    days = explorer.answer(replace(SPRING, since="", last="6 weeks"))
    assert "csa.open" not in days.code
    assert '"month"' not in days.code
    assert days.months.unavailable
    assert days.months.figures == ()
    assert len(days.charts.figures) == 1


def test_a_type_that_only_the_other_has_is_a_nought_and_a_month_that_is_not_asked_is_none(
    explorer: Explorer,
) -> None:
    beside = explorer.answer(replace(SPRING, place="Winyates", compare="rest")).table.data
    assert beside.set_index("category").loc["Personal"].tolist() == [0, 2]
    months = explorer.answer(replace(SPRING, compare="year")).months.data.set_index("month")
    here, earlier = months.columns
    assert pd.isna(months.loc["April 2016", earlier])
    assert pd.isna(months.loc["April 2015", here])
    assert months.loc["April 2016", here] == 3
    assert months.loc["May 2015", earlier] == 0


@pytest.mark.parametrize(
    ("by", "here", "there"),
    [("category", {"Nuisance": 4, "Personal": 2}, {"Nuisance": 2, "Personal": 0}),
     ("lsoa", {CODES[0]: 3, CODES[1]: 1, CODES[2]: 1}, {CODES[0]: 1, CODES[1]: 0, CODES[2]: 1})],
)  # fmt: skip
def test_a_month_that_one_side_lacks_is_in_the_table_of_neither(
    explorer: Explorer, store: SquareStore, by: str, here: dict, there: dict
) -> None:
    # A nuisance of May 2015, of which year May 2016 was lost.
    asb = store.tables["asb"]
    store.tables["asb"] = pd.concat([asb, asb[asb["month"] == "2015-04"].assign(month="2015-05")])
    answer = explorer.answer(replace(SPRING, compare="year", by=by))
    frame = answer.table.data.set_index(answer.table.data.columns[0])
    assert frame.loc[[*here]].to_numpy().tolist() == [[here[one], there[one]] for one in here]
    assert frame.loc["Total"].tolist() == [6, 2]
    assert ("Left out of the table, for the other side was not received whole: May 2015."
            in answer.lines)  # fmt: skip
    assert 'there[~there["month"].isin(["2015-05"])]' in answer.code
    # The chart has every month between, and only what was lost is a gap.
    line = answer.months.figures[0].draw().axes[0].lines[0].get_ydata()
    assert line.tolist()[:3] == [1, 1, 1]


def test_months_between_two_spans_are_no_gap(explorer: Explorer, store: SquareStore) -> None:
    received = store.tables["coverage"]
    more = received.assign(month="2015-12", status="ok")
    store.tables["coverage"] = pd.concat([received, more]).drop_duplicates()
    asb = store.tables["asb"]
    store.tables["asb"] = pd.concat([asb, asb[asb["month"] == "2015-04"].assign(month="2015-12")])
    answer = explorer.answer(replace(SPRING, compare="year"))
    line = answer.months.figures[0].draw().axes[0].lines[0].get_ydata()
    assert len(line) == 15  # April 2015 to June 2016
    assert line[8] == 1


def test_where_no_month_is_whole_on_both_sides_nothing_stands_beside(
    explorer: Explorer, store: SquareStore
) -> None:
    coverage = store.tables["coverage"]
    store.tables["coverage"] = coverage.assign(
        status=coverage["status"].mask(coverage["month"] < "2016", "partial")
    )
    answer = explorer.answer(replace(SPRING, compare="year"))
    assert answer.problem.startswith("No month was received whole on both sides")
    assert counts(answer.table)["Total"] == 6


def test_a_map_that_lacks_rows_says_so(store: SquareStore, tmp_path_factory, capsys) -> None:
    folder = tmp_path_factory.mktemp("maps")
    rows = csa.load("asb", district="redditch", since="2016-04", until="2016-06")
    capsys.readouterr()
    saved = csa.save(rows, folder / "asb.geojson")
    told = "No point is known of 1 of these 6 rows: the map lacks them."
    assert capsys.readouterr().out == f"{told}\n"
    assert len(json.loads(saved.read_text(encoding="utf-8"))["features"]) == 5
    assert told in saved.read_text(encoding="utf-8")
    csa.save(rows[rows["easting"].notna()], folder / "known.geojson")
    csa.save(rows, folder / "asb.xlsx")
    assert capsys.readouterr().out == ""


def test_what_cannot_be_set_beside_it_is_said(explorer: Explorer) -> None:
    answer = explorer.answer(replace(SPRING, since="2015-04", until="2015-06", compare="year"))
    assert answer.problem.startswith("No month of the table 'asb' was received for Redditch, April")
    assert counts(answer.table)["Total"] == 2
    with pytest.raises(StoreError, match="No month of the table 'asb' was received"):
        explorer.answer(replace(SPRING, since="2017-01", until="2017-02"))


def test_tables_are_read_once(explorer: Explorer, store: SquareStore) -> None:
    explorer.answer(SPRING)
    before = store.read.count("asb")
    for chosen in ({"by": "ward"}, {"place": CENTRE}, YOUTH, {}):
        explorer.answer(replace(SPRING, **chosen))
    assert store.read.count("asb") == before


def test_only_what_can_be_chosen_is_offered(desk: ExploreDesk) -> None:
    assert [value for _, value in desk.counted.options] == ["asb"]
    assert [value for _, value in desk.subtheme.options] == [""]
    assert desk.until.options[0] == ("June 2016", "2016-06")
    names = [label for label, _ in desk.place.options]
    assert names[0] == "Whole of Redditch"
    assert {"Matchborough Centre", "Greenlands (ward)", "Winyates (ward)"} <= set(names)
    assert "Heath (ward)" not in names
    assert "rest" not in [value for _, value in desk.compare.options]
    desk.priority.value = "asb-damage-and-nuisance"
    assert YOUTH["subtheme"] in [value for _, value in desk.subtheme.options]
    desk.place.value = CENTRE
    assert "The rest of Redditch" in [label for label, _ in desk.compare.options]
    assert len(repr(desk)) < 100


def test_every_choice_changes_every_view(desk: ExploreDesk) -> None:
    def shown() -> tuple[Any, ...]:
        return desk.said.value, desk.charts.value, desk.table.value, desk.code.value, desk.map.marks

    views = shown()
    assert "Redditch; April 2016 to June 2016): 6 rows" in desk.said.value
    desk.priority.value, desk.subtheme.value = YOUTH["priority"], YOUTH["subtheme"]
    assert all(new != old for new, old in zip(shown(), views, strict=True))
    assert "Youth anti-social behaviour): 2 of 6 rows" in desk.said.value
    assert desk.map.marks[CODES[0]]["text"] == "Mill 1A: 2 anti-social behaviour incidents"
    assert desk.map.marks[CODES[1]]["px"] == 0
    before = desk.charts.value
    desk.by.value = "hour"
    assert desk.charts.value is before  # only what changed is drawn anew


def test_what_is_picked_or_drawn_is_the_place_of_every_view(desk: ExploreDesk) -> None:
    assert {one["code"] for one in desk.map.ground["areas"]} == set(CODES[:3])
    desk.map.picked = CODES[1:3]
    assert desk.place.value == "picked"
    assert "the neighbourhoods Mill 1B, Mill 2A): 2 of 6 rows" in desk.said.value
    assert f'place=["{CODES[1]}", "{CODES[2]}"]' in desk.code.value
    assert desk.map.outline == ""
    desk.map.drawn = {"kind": "circle", "points": [404_500, 267_500, 200]}
    assert (desk.place.value, desk.map.picked) == ("drawn", [])
    assert "place=(404500, 267500, 200)" in desk.code.value
    assert ": 3 of 6 rows" in desk.said.value
    assert desk.map.outline.startswith("M")
    assert desk.map.counted == CODES[:1]
    desk.map.drawn = {"kind": "shape", "points": [[404_100, 267_100], [404_900, 267_100],
                                                  [404_500, 267_900]]}  # fmt: skip
    assert ": 3 of 6 rows" in desk.said.value
    desk.place.value = ""
    assert "place=" not in desk.code.value


def test_a_drawn_place_is_saved_and_offered(desk: ExploreDesk, capsys) -> None:
    desk.save_button.click()
    assert "Pick or draw a place" in desk.saved.value
    desk.map.picked = CODES[:1]
    desk.name.value = "Redditch"
    desk.save_button.click()
    assert "Choose another name" in desk.saved.value
    desk.name.value = "Mill Green"
    desk.save_button.click()
    assert desk.place.value == "mill-green"
    assert "Saved as Mill Green" in desk.saved.value
    assert "the neighbourhoods of Mill Green): 3 of 6 rows" in desk.said.value
    assert load_settings().places[-1].slug == "mill-green"


def test_a_problem_is_one_sentence_and_nothing_stands_beside_it(desk: ExploreDesk) -> None:
    desk.until.value, desk.since.value = "2015-04", "2016-06"
    assert "The period ends (2015-04) before it starts (2016-06)" in desk.said.value
    assert (desk.charts.value, desk.table.value, desk.code.value) == (b"", "", "")
    assert desk.charts.layout.display == "none"  # an image without a picture shows as broken
    assert desk.map.marks == {}
    desk.until.value = "2016-06"
    assert desk.charts.value
    assert desk.charts.layout.display == ""
    crossed = [[404_100, 267_100], [404_900, 267_900], [404_900, 267_100], [404_100, 267_900]]
    desk.map.drawn = {"kind": "shape", "points": crossed}
    assert "crosses itself" in desk.said.value


def test_the_first_month_follows_a_span_of_last_months(desk: ExploreDesk) -> None:
    desk.since.value = "2015-05"
    desk.span.value = "6 weeks"  # to 30 June; of May 2016 nothing was received
    assert (desk.since.value, desk.since.disabled) == ("2016-06", True)
    desk.span.value, desk.until.value = "12 months", "2016-04"
    assert desk.since.value == "2015-05"
    assert "May 2015 to April 2016" in desk.said.value
    desk.span.value = ""
    assert (desk.since.value, desk.since.disabled) == ("2015-05", False)


def test_the_code_is_shown_when_it_is_asked_for(desk: ExploreDesk) -> None:
    assert desk.code.layout.display == "none"
    desk.code_button.click()
    assert desk.code.layout.display == ""
    desk.code_button.click()
    assert desk.code.layout.display == "none"


@pytest.fixture
def located(store: SquareStore, capsys) -> Any:
    """Rows with points."""
    return csa.load("asb", district="redditch", since="2016-04", until="2016-06", points=True)


def test_rows_with_points_explore_themselves_without_a_server(located: Any) -> None:
    for rows in (located, located.head(10), located[located["category"].notna()].to_crs(4326)):
        shown = rows.explore()
        # Five of the six have a point.
        assert len(shown.ground["dots"]) == 5
        assert {one["kind"] for one in shown.ground["lines"]} == {"ward", "district"}
        assert "5 of 6 on the map. Unprotected" in shown.label
    assert "category: Nuisance" in located.explore().ground["dots"][0][2]
    west, north = shown.ground["west"], shown.ground["north"]
    x, y, _ = located.explore().ground["dots"][0]
    assert abs(west + x - 404_500) <= 2
    assert abs(north - y - 267_500) <= 2


def test_areas_are_on_a_map_too(store: SquareStore) -> None:
    shown = csa.map(store.tables["boundary_lsoa"])
    assert len(shown.ground["areas"]) == 4
    assert shown.ground["areas"][0]["d"].startswith("M")
    assert "name: Mill 1A" in shown.ground["areas"][0]["name"]
    assert repr(shown) == "Map: 4 of 4 on the map"


def test_what_has_no_points_is_no_map(located: Any) -> None:
    for rows in (pd.DataFrame({"a": [1]}), located.set_crs(None, allow_override=True)):
        with pytest.raises(SettingsError, match="A map is drawn of rows with points"):
            csa.map(rows)
    with pytest.raises(SettingsError, match="None of these rows has a point"):
        csa.map(located[located.geometry.isna()])


def test_where_the_widgets_are_not_installed_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, store: SquareStore
) -> None:
    def missing(name: str) -> Callable[..., Any]:
        raise ModuleNotFoundError(name="ipywidgets")

    monkeypatch.setattr(showing, "import_module", missing)
    with pytest.raises(SettingsError, match=r'pip install "csa\[lab\]"'):
        showing.open_desk(load_settings(), "redditch", until="2016-06")


def test_where_nothing_came_there_is_nothing_to_explore(store: SquareStore) -> None:
    store.tables["coverage"]["status"] = "missing"
    with pytest.raises(StoreError, match="there is nothing to explore"):
        showing.open_desk(load_settings(), "redditch", until="2016-06")


def test_without_boundaries_there_are_no_lines_to_draw(store: SquareStore) -> None:
    for name in ("boundary_lsoa", "boundary_ward", "boundary_district"):
        store.tables.pop(name)
    opened = ExploreDesk(Explorer(load_settings(), "redditch"), "2016-06")
    assert "there is no map" in opened.map.label or opened.map.ground["areas"] == []
    assert "asb (Redditch" in opened.said.value
    assert BROMSGROVE not in opened.code.value
