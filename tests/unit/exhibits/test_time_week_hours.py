"""Days and hours as parts of one grid, and long spans placed whole: what is counted where."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from csa.counting.areas import Areas
from csa.counting.cells import Countable, compute_cells
from csa.counting.dimensions import DIMENSIONS
from csa.counting.families import Count
from csa.counting.records.described import HOUR_BLOCKS, TIME_SLOTS, UNKNOWN, WEEKDAYS
from csa.counting.records.week import NOTHING_TO_SPREAD, WEEKS, week_relations, with_week_hours
from csa.counting.relations import as_subsets, as_sums, list_relations
from csa.counting.weekends import weekend_cells
from csa.disclosure.rounding.relations import build_system
from csa.measures.clock import aoristic_week
from csa.periods import Period

PERIOD = Period("2016-10", "2016-10")
THEME = "theft-and-acquisitive-crime"
FAMILIES = [Count("crime", by=("priority",))] + [
    Count("crime", by=("priority", name)) for name in itertools.chain.from_iterable(WEEKS)
]
# 3 October 2016 was a Monday.
BRIEF, LONG = ("2016-10-03 10:00", "2016-10-03 10:20"), ("2016-10-07 18:00", "2016-10-08 06:00")


def crimes(*spans: tuple[str | None, str | None], slots: list[str] | None = None) -> Countable:
    """Return crimes of one priority, by the times between which they happened."""
    start, end = (
        pd.to_datetime(pd.Series(ends, dtype="object")).dt.tz_localize("Europe/London")
        for ends in zip(*spans, strict=True)
    )
    known = start.notna() & ~(end - start > pd.Timedelta(hours=6))
    found = (
        start.dt.day_name().str[:3] + " " + (start.dt.hour // 3).map(dict(enumerate(HOUR_BLOCKS)))
    )
    rows = pd.DataFrame(
        {
            "crime_id": [f"c{n}" for n in range(len(spans))],
            "committed_from": start,
            "committed_to": end,
            "time_slot": slots or found.where(known, UNKNOWN),
            "month": "2016-10",
            "district": [f"D{n % 2}" for n in range(len(spans))],
            "ward": "W", "lsoa": "L",
        }
    )  # fmt: skip
    membership = pd.DataFrame(
        {"incident": rows.index, "priority": THEME, "subtheme": "burglary",
         "counts_to_priority": True}
    )  # fmt: skip
    domains = {"priority": (THEME,), "time_slot": (*TIME_SLOTS, UNKNOWN)}
    return Countable(rows=rows, membership=membership, domains=domains)


def counted(described: Countable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells of all six families and the ties among them."""
    nesting = pd.DataFrame({"lsoa": ["L0", "L1"], "ward": ["W0", "W1"], "district": ["D0", "D1"]})
    areas = Areas("P", nesting)
    coverage = pd.DataFrame(
        {"unit": "crime", "district": ["D0", "D1"], "month": "2016-10", "status": "ok"}
    )
    cells = compute_cells(
        FAMILIES, countables={"crime": described}, areas=areas, coverage=coverage, spans=(PERIOD,)
    )
    listed = list_relations(cells, FAMILIES, areas=areas, priorities=())
    return cells, pd.concat([listed, week_relations(cells)], ignore_index=True)


def test_a_day_and_its_hours_follow_from_the_slot() -> None:
    rows = with_week_hours({"crime": crimes(BRIEF, LONG, (None, None))})["crime"].rows
    assert rows["weekday"].tolist() == ["Mon", UNKNOWN, UNKNOWN]
    assert rows["hours"].tolist() == ["09–12", UNKNOWN, UNKNOWN]


def test_a_known_slot_is_kept_and_a_long_span_placed_inside_it() -> None:
    rows = with_week_hours({"crime": crimes(BRIEF, LONG, (None, None))})["crime"].rows
    assert rows["spread_slot"].iloc[0] == "Mon 09–12"
    assert rows["spread_slot"].iloc[1] in {"Fri 18–21", "Fri 21–00", "Sat 00–03", "Sat 03–06"}
    assert rows["spread_slot"].iloc[2] == UNKNOWN
    day, hours = rows["spread_slot"].iloc[1].split(" ")
    assert (rows["spread_weekday"].iloc[1], rows["spread_hours"].iloc[1]) == (day, hours)


def test_an_incident_keeps_its_place_whatever_else_is_received() -> None:
    alone = with_week_hours({"crime": crimes(LONG)})["crime"].rows["spread_slot"]
    among = with_week_hours({"crime": crimes(LONG, LONG, BRIEF, LONG)})["crime"].rows["spread_slot"]
    assert among.iloc[0] == alone.iloc[0]


def test_many_long_spans_fall_where_their_weights_say() -> None:
    n = 4_000
    rows = with_week_hours({"crime": crimes(*[LONG] * n)})["crime"].rows
    placed = rows["spread_slot"].value_counts() / n
    weights = aoristic_week([LONG[0]], [LONG[1]]).to_numpy().reshape(7, 8, 3).sum(axis=2).ravel()
    expected = pd.Series(weights, index=TIME_SLOTS)
    # A quarter each; three standard errors of 4,000 draws: 3 * sqrt(0.25 * 0.75 / 4,000) = 0.021.
    assert expected[expected > 0].tolist() == pytest.approx([0.25] * 4)
    assert (placed.reindex(TIME_SLOTS, fill_value=0) - expected).abs().max() < 0.021


def test_without_times_everything_is_unavailable_for_the_same_reason() -> None:
    reason = DIMENSIONS["time_slot"].absent
    source = crimes(BRIEF)
    silent = Countable(source.rows, source.membership, source.domains, {"time_slot": reason})
    found = with_week_hours({"crime": silent})["crime"].unavailable
    assert {found[name] for name in itertools.chain.from_iterable(WEEKS)} == {reason}


def test_without_long_spans_there_is_nothing_to_place() -> None:
    found = with_week_hours({"crime": crimes(BRIEF)})["crime"].unavailable
    assert found["spread_slot"] == found["spread_hours"] == NOTHING_TO_SPREAD
    assert "weekday" not in found


def test_every_margin_of_the_grid_is_a_listed_sum() -> None:
    described = with_week_hours({"crime": crimes(BRIEF, LONG, (None, None), LONG)})["crime"]
    cells, relations = counted(described)
    value = cells.set_index("key")["value"].astype(int)
    for (relation, parent), here in relations[relations["kind"] == "sum"].groupby(
        ["relation", "parent"]
    ):
        assert value[parent] == value[list(here["child"])].sum(), relation
    pairs = relations[relations["kind"] == "subset"]
    assert (value[pairs["parent"]].to_numpy() >= value[pairs["child"]].to_numpy()).all()
    assert len(pairs[pairs["relation"] == "placed by span"]) == 57 * 3
    days = relations[relations["relation"] == "slots by weekday"]
    # Seven days of eight slots and what is not known, in two districts and all.
    assert days.groupby("parent").size().value_counts().to_dict() == {8: 7 * 3, 1: 3}
    hours = relations[relations["relation"] == "slots by hours"]
    assert hours.groupby("parent").size().value_counts().to_dict() == {7: 8 * 3, 1: 3}
    build_system(set(cells["key"]), [*as_sums(relations)])
    assert set(WEEKDAYS) <= set(cells["dims"].str.extract(r"weekday=(\w+)$", expand=False).dropna())
    assert len(as_subsets(pairs)) == 57 * 3


def weekend(unit: str, *, kind: int, unsure: int, sat: int, sun: int, lost: int) -> pd.DataFrame:
    """Return the cells by which the weekend of one theme can be reached."""
    values = {
        f"day_kind=weekend;priority={THEME}": kind, f"day_kind=unknown;priority={THEME}": unsure,
        f"priority={THEME};weekday=Sat": sat, f"priority={THEME};weekday=Sun": sun,
        f"priority={THEME};weekday=unknown": lost,
    }  # fmt: skip
    return pd.DataFrame(
        [
            {
                "key": f"{unit}|D0|2016-10|{dims}", "measure": unit, "level": "district",
                "by": "+".join(sorted(pair.split("=")[0] for pair in dims.split(";"))),
                "area": "D0", "period": "2016-10", "dims": dims, "value": value, "reason": "",
                "class": "sensitive",
            }
            for dims, value in values.items()
        ]
    )  # fmt: skip


def test_weekends_counted_twice_bound_each_other() -> None:
    # 30 by kind and 4 unsure; 12 on Saturdays, 14 on Sundays and 9 whose day is not known.
    cells = weekend("crime", kind=30, unsure=4, sat=12, sun=14, lost=9)
    bounds, ties = weekend_cells(cells)
    value = dict(
        zip(bounds["dims"].str.split("weekend_bound=").str[1], bounds["value"], strict=True)
    )
    assert value == {"by day": 26, "by day, or not known": 35, "by kind, or not known": 34}
    held = ties[ties["kind"] == "subset"]
    assert held["relation"].tolist() == [
        "weekend by day, or not known", "weekend by kind, or not known",
    ]  # fmt: skip
    assert set(bounds["class"]) == {"sensitive"}


def test_weekends_of_single_moments_are_one_number() -> None:
    bounds, ties = weekend_cells(weekend("asb", kind=26, unsure=0, sat=12, sun=14, lost=0))
    assert not len(bounds)
    assert set(ties["kind"]) == {"sum"}
    assert set(ties["parent"]) == {f"asb|D0|2016-10|day_kind=weekend;priority={THEME}"}
    assert len(ties) == 2


def test_a_bound_that_the_sources_do_not_bear_out_is_not_listed() -> None:
    _, ties = weekend_cells(weekend("crime", kind=40, unsure=0, sat=12, sun=14, lost=9))
    assert "weekend by day, or not known" not in set(ties.loc[ties["kind"] == "subset", "relation"])
