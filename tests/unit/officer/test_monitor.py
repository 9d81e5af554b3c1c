"""Six weeks of a made-up district: every count is one of the list that the world was made of."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from builders import ROOT
from shapely.geometry import box

from csa.counting.handouts.weeks import WeekCounts
from csa.counting.records.countable import build_countables
from csa.errors import StoreError
from csa.lately import Days, read_day
from csa.officer.handouts.monitor import MONITOR_PIECES, DistrictMonitor, WeekDesk
from csa.schemas import contract
from csa.settings import Agreed, Settings, load_settings

CODE, WEST, SOUTH = "E07000236", 402_000, 265_000
FIRST, LAST = date(2013, 10, 1), date(2016, 12, 31)
NEW, FADING, STAYS = (405_100, 268_100), (403_100, 266_100), (405_600, 266_100)
MONTHS = pd.period_range(FIRST, LAST, freq="M").strftime("%Y-%m")
DAY = {"crime": "recorded_date", "asb": "created_at", "fire": "called_at"}
UNTIL = {"asb": "created_until", "fire": "called_until"}
Incident = tuple[date, tuple[int, int], str]


@dataclass
class World:
    """Records as the store would give them, kept in memory.

    Attributes
    ----------
    settings : Settings
        The shipped settings.
    tables : dict of str to DataFrame
        The processed tables; others are empty.
    lost : set of (str, str)
        Units and months that were not received.
    """

    settings: Settings
    tables: dict[str, Any]
    lost: set[tuple[str, str]] = field(default_factory=set)
    store: Any = field(
        default_factory=lambda: SimpleNamespace(
            catalogue=SimpleNamespace(synthetic=True, sources={})
        )
    )

    @property
    def coverage(self) -> pd.DataFrame:
        rows = [
            (unit, CODE, month, "missing" if (unit, month) in self.lost else "ok")
            for unit in DAY
            for month in MONTHS
        ]
        return pd.DataFrame(rows, columns=["unit", "district", "month", "status"])

    def table(self, name: str) -> Any:
        return self.tables.get(name, pd.DataFrame(columns=list(contract(name).fields)))

    def unit(self, name: str) -> Any:
        rows = self.table(name)
        return (
            build_countables({name: rows}, priorities=self.settings.priorities, open_units=())[name]
            if len(rows)
            else None
        )


def incidents(rng: random.Random, a_day: float) -> list[Incident]:
    """Draw incidents evenly over the district and the days."""
    days = (LAST - FIRST).days + 1
    return [
        (
            FIRST + timedelta(days=rng.randrange(days)),
            (WEST + rng.randrange(6_000), SOUTH + rng.randrange(6_000)),
            rng.choice("abcdefghij") * rng.randrange(2),
        )
        for _ in range(int(a_day * days))
    ]


def gathered(
    rng: random.Random, at: tuple[int, int], days: range, n: int, *, metres: int = 60
) -> list[Incident]:
    """Draw incidents within some metres of a point, so many days before the last."""
    return [
        (LAST - timedelta(days=rng.choice(days)),
         (at[0] + rng.randrange(1 - metres, metres), at[1] + rng.randrange(1 - metres, metres)), "")
        for _ in range(n)
    ]  # fmt: skip


def frame(unit: str, rows: list[Incident], **more: Any) -> pd.DataFrame:
    """Lay incidents out as a processed table."""
    moments = pd.to_datetime([f"{day} 18:30" for day, _, _ in rows]).tz_localize("Europe/London")
    table = pd.DataFrame(
        {
            DAY[unit]: moments,
            "month": [f"{day:%Y-%m}" for day, _, _ in rows],
            "district": CODE,
            "ward": "Z05000001",
            "lsoa": "Z01000001",
            "easting": [point[0] for _, point, _ in rows],
            "northing": [point[1] for _, point, _ in rows],
            "coord_quality": "exact",
            UNTIL.get(unit, "committed_to"): moments,
            **more,
        }
    ).astype({"easting": "Int64", "northing": "Int64"})
    fields = contract(unit).fields
    flags = {name: "boolean" for name, one in fields.items() if one.kind == "flag"}
    times = {
        name: moments.dtype
        for name, one in fields.items()
        if one.kind == "time" and name not in table
    }
    return table.reindex(columns=list(fields)).astype({**flags, **times})


@dataclass
class Made:
    """The world, what it was made of, and its monitor."""

    world: World
    rows: dict[str, list[Incident]]

    def monitor(self, *, until: str = "2016-12-31", **changes: Any) -> DistrictMonitor:
        settings = self.world.settings.model_copy(update=changes)
        span = Days.up_to(read_day(until), days=42)
        counts = WeekCounts(self.world, settings.district("redditch"), span)  # type: ignore[arg-type]
        return DistrictMonitor(WeekDesk(settings, counts))


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The shipped settings."""
    return load_settings(ROOT)


@pytest.fixture(scope="module")
def made(settings: Settings) -> Made:
    """Three years: damage gathers anew at one place, no more at another, and stays at a third."""
    rng = random.Random(11)
    crimes = incidents(rng, 1.5)
    crimes += gathered(rng, NEW, range(42), 16)
    crimes += gathered(rng, FADING, range(60, 370), 70)
    crimes += gathered(rng, STAYS, range(370), 110)
    asb = incidents(rng, 3)
    fires = incidents(rng, 0.1)
    ground = box(WEST, SOUTH, WEST + 6_000, SOUTH + 6_000)
    areas = {
        "boundary_district": {"code": [CODE], "name": ["Redditch"]},
        "boundary_ward": {"code": ["Z05000001"], "name": ["Made"], "district": [CODE]},
    }
    tables: dict[str, Any] = {
        name: gpd.GeoDataFrame(columns, geometry=[ground], crs="EPSG:27700")
        for name, columns in areas.items()
    }
    tables["crime"] = frame(
        "crime", crimes, category="Criminal damage and arson", status="recorded",
        crime_id=[f"c{n}" for n in range(len(crimes))],
    )  # fmt: skip
    tables["asb"] = frame("asb", asb, category="Nuisance", caller_id=[c or None for *_, c in asb])
    tables["fire"] = frame("fire", fires, is_deliberate=True, bucket="deliberate_secondary")
    return Made(World(settings, tables), {"crime": crimes, "asb": asb, "fire": fires})


@pytest.fixture(scope="module")
def monitor(made: Made) -> DistrictMonitor:
    """The last six weeks of 2016."""
    return made.monitor()


def between(rows: list[Incident], first: str, last: str) -> list[Incident]:
    """Return the incidents of some days."""
    return [one for one in rows if first <= one[0].isoformat() <= last]


def test_each_span_holds_the_incidents_of_its_days(monitor: DistrictMonitor, made: Made) -> None:
    rows = monitor.counted().data.set_index("name").loc["Anti-social behaviour incidents"]
    assert rows["now"] == len(between(made.rows["asb"], "2016-11-20", "2016-12-31"))
    assert rows["before"] == len(between(made.rows["asb"], "2016-10-09", "2016-11-19"))
    assert rows["earlier"] == len(between(made.rows["asb"], "2015-11-20", "2015-12-31"))
    assert rows["lower"] < rows["expected"] < rows["upper"]


def test_a_priority_without_a_total_is_a_heading_above_what_is_of_it(
    monitor: DistrictMonitor,
) -> None:
    """Incidents and fires add up to nothing: the heading has no count, not a nought."""
    table = monitor.counted().tables[0].frame
    at = table["name"].tolist().index("Anti-social behaviour, damage and nuisance, each by itself")
    assert table["now"].iloc[at] == ""
    assert table["reading"].iloc[at] == "no total"
    assert table["name"].iloc[at + 1] == "Anti-social behaviour incidents"
    assert sum("each by itself" in name for name in table["name"]) == 1


def test_more_than_usual_is_said_and_named(monitor: DistrictMonitor) -> None:
    said = monitor.summary().sentence
    assert "Recorded crimes: " in said
    assert "Usual for the time of the year: " in said
    assert "as usual" in said


def test_places_are_new_fading_or_stay(monitor: DistrictMonitor, made: Made) -> None:
    places = monitor.places().data
    damage = places[(places["unit"] == "crime") & (places["kind"] != "")]
    kinds = dict(list(damage.groupby("kind")))
    for kind, middle in (("new", NEW), ("fading", FADING), ("persistent", STAYS)):
        assert len(kinds[kind]) == 1
        row = kinds[kind].iloc[0]
        assert abs(row["easting"] - middle[0]) < 250
        assert abs(row["northing"] - middle[1]) < 250
    assert kinds["new"].iloc[0]["now"] >= 16
    assert "New: criminal damage and arson" in monitor.summary().sentence


def test_three_or_four_more_make_no_place(made: Made) -> None:
    """Where all is spread evenly, a few side by side are no hotspot."""
    assert not monitor_places(made.monitor(until="2014-11-30"), "asb")


def monitor_places(monitor: DistrictMonitor, unit: str) -> list[str]:
    """Return the kinds of the places of a unit."""
    places = monitor.places().data
    return [one for one in places.loc[places["unit"] == unit, "kind"] if one]


@pytest.mark.parametrize(("metres", "kinds"), [(60, ["new"]), (1, [])])
def test_what_is_sensitive_at_one_address_is_no_place(
    settings: Settings, made: Made, metres: int, kinds: list[str]
) -> None:
    """The police type that stands for a sensitive priority has no place that is one home."""
    rng = random.Random(3)
    rows = incidents(rng, 1.2) + gathered(rng, NEW, range(42), 16, metres=metres)
    violence = frame(
        "crime", rows, category="Violence and sexual offences", status="recorded",
        offence_subgroup="Violence with injury", crime_id=[f"v{n}" for n in range(len(rows))],
    )  # fmt: skip
    world = World(settings, {**made.world.tables, "crime": violence})
    assert monitor_places(Made(world, {}).monitor(), "crime") == kinds


def test_hours_are_those_of_the_clock(monitor: DistrictMonitor, made: Made) -> None:
    grid = monitor.when("asb").data.set_index("day")
    now = between(made.rows["asb"], "2016-11-20", "2016-12-31")
    assert grid["18"].sum() == grid["Total"].sum() == len(now)
    for day in ("Mon", "Sun"):
        assert grid.loc[day, "Total"] == sum(one[0].strftime("%a") == day for one in now)


def test_callers_are_counted_once_and_those_of_the_year_before(
    monitor: DistrictMonitor, made: Made
) -> None:
    now = [c for *_, c in between(made.rows["asb"], "2016-11-20", "2016-12-31")]
    known = [c for c in now if c]
    row = monitor.again().data.set_index("name").loc["Callers about anti-social behaviour"]
    assert row["different"] == len(set(known))
    assert row["more_than_once"] == sum(known.count(c) > 1 for c in set(known))
    assert row["unknown"] == now.count("")
    before = {c for *_, c in between(made.rows["asb"], "2015-11-21", "2016-11-19")}
    assert row["in_the_year"] == len(set(known) & before)
    said = f"callers about anti-social behaviour ({row['more_than_once']})"
    assert said in monitor.summary().sentence


def action(**more: Any) -> Agreed:
    """Return an action of the group."""
    given = {
        "id": "one", "district": "redditch", "agreed": "2016-01-12", "what": "Walk there",
        "owner": "Warden", "due": "2016-03-31", "unit": "crime", "ward": "Made",
    }  # fmt: skip
    return Agreed(**given | more)


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "not done"),
        ({"due": "2017-02-01"}, "not due yet"),
        ({"done": "2017-01-10"}, "not done"),
        ({"done": "2016-12-20"}, "done, too early to tell"),
        ({"done": "2016-02-20", "ward": None}, "done, cannot be told"),
        ({"done": "2016-02-20", "ward": "Nowhere"}, "done, cannot be told"),
        ({"done": "2016-02-20", "unit": "environment"}, "done, cannot be told"),
        ({"done": "2016-02-20", "unit": "fire", "category": "Burglary"}, "done, cannot be told"),
    ],
)
def test_an_action_gets_a_plain_verdict(made: Made, more: dict[str, Any], verdict: str) -> None:
    frame = made.monitor(actions=(action(**more),)).actions().data
    assert frame["verdict"].tolist() == [verdict]


def test_what_was_done_is_set_beside_the_rest(made: Made) -> None:
    """Where it faded after the action, there are fewer; where it began, more."""
    radius = {"district": "redditch", "radius_m": 200}
    places = tuple(
        made.world.settings.places[0].model_copy(
            update={"slug": slug, "name": slug, "easting": x, "northing": y, **radius}
        )
        for slug, (x, y) in (("fades", FADING), ("begins", NEW), ("stays", STAYS))
    )
    acted = tuple(
        action(id=slug, place=slug, ward=None, done=done)
        for slug, done in (
            ("fades", "2016-10-25"),
            ("begins", "2016-11-15"),
            ("stays", "2016-08-01"),
        )
    )
    settings = made.world.settings.model_copy(update={"places": places, "actions": acted})
    shown = Made(World(settings, made.world.tables), made.rows).monitor().actions().data
    assert shown["verdict"].tolist() == [
        "done, fewer since", "done, more since", "done, no clear change",
    ]  # fmt: skip
    x, y = NEW
    since = [
        one for one in between(made.rows["crime"], "2016-11-16", "2016-12-31")
        if (one[1][0] - x) ** 2 + (one[1][1] - y) ** 2 <= 200**2
    ]  # fmt: skip
    assert f"; {len(since)} there since" in shown["why"].iloc[1]


def test_a_month_that_was_not_received_is_a_gap(made: Made, settings: Settings) -> None:
    world = World(settings, made.world.tables, lost={("asb", "2016-12"), ("fire", "2015-12")})
    shown = Made(world, made.rows).monitor()
    names = set(shown.counted().data["name"])
    assert "Anti-social behaviour incidents" not in names
    assert pd.isna(
        shown.counted().data.set_index("name").loc["Deliberate fires (fire service)", "earlier"]
    )
    assert "Not received: December 2016." in set(shown.received().data["now"])
    assert "December 2016" in shown.when("asb").unavailable
    assert "anti-social behaviour incidents" in shown.summary().sentence
    every = World(settings, made.world.tables, lost={(unit, "2016-12") for unit in DAY})
    with pytest.raises(StoreError, match="the recorded crimes of December 2016 were not received"):
        Made(every, made.rows).monitor().desk.counts.check()


def test_rows_that_name_a_month_alone_are_refused(made: Made, settings: Settings) -> None:
    crimes = made.world.tables["crime"]
    moments = crimes["recorded_date"].mask(crimes.index >= 0)
    world = World(settings, {**made.world.tables, "crime": crimes.assign(recorded_date=moments)})
    shown = Made(world, made.rows).monitor()
    assert "crime" not in shown.desk.counts.units
    assert "name a month and no day" in " ".join(shown.received().data["undated"])


def test_with_less_than_two_years_nothing_is_called_usual(made: Made) -> None:
    shown = made.monitor(until="2015-05-31").counted()
    assert shown.data["lower"].isna().all()
    assert "Usual" not in [one.label for one in shown.tables[0].columns]
    assert any("takes two years" in note for note in shown.notes)
    assert (
        "it takes two years of earlier weeks" in made.monitor(until="2015-05-31").summary().sentence
    )


def test_the_first_lines_say_what_it_is_not_set_beside(made: Made, settings: Settings) -> None:
    world = World(settings, made.world.tables, lost={("asb", "2015-12"), ("crime", "2015-11")})
    said = Made(world, made.rows).monitor().summary().sentence
    lost = "recorded crimes and anti-social behaviour incidents"
    assert f"No figure of a year earlier, for it was not received: {lost}." in said


def test_the_first_lines_name_everything_that_came_again(monitor: DistrictMonitor) -> None:
    """Addresses of crime among them, where twenty of the world gather at three points."""
    rows = monitor.again().data.set_index("name")["more_than_once"]
    said = next(str(one) for one in monitor.summary().statements if "More than once" in str(one))
    for name, n in rows.items():
        told = f"{name[:1].lower()}{name[1:]} ({n})"
        assert (told in said) == (n > 0)


@pytest.mark.parametrize("piece", MONITOR_PIECES)
def test_every_part_says_that_it_is_unprotected(monitor: DistrictMonitor, piece: str) -> None:
    shown = getattr(monitor, piece)()
    assert shown.officer
    assert "Unprotected" in shown._repr_html_()
    assert not shown.numbers
    for part in (*shown.tables, *shown.figures):
        assert "unprotected: not for publication" in part.caption.casefold()


def test_it_says_what_it_can_be_asked_for(monitor: DistrictMonitor) -> None:
    assert repr(monitor).startswith("District monitor of Redditch: 20 November 2016")
    assert "places(), when()" in repr(monitor)
