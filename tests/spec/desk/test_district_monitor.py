"""A monitor of six weeks says what the raw rows of these days say, and never leaves the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.errors import CsaError, DisclosureError, SettingsError, StoreError
from csa.handouts import write_monitor
from csa.officer.handouts.monitor import DistrictMonitor

REDDITCH = "E07000236"
NOW, BEFORE = ("2016-05-20", "2016-06-30"), ("2016-04-08", "2016-05-19")
EARLIER = ("2015-05-20", "2015-06-30")
DAYS = {"asb": "created_at", "crime": "recorded_date", "environment": "reported_at"}
Rows = list[dict[str, str]]


def between(rows: Rows, unit: str, days: tuple[str, str]) -> Rows:
    """Return the raw rows of some days, by the clock as it was written."""
    return [row for row in rows if days[0] <= row[DAYS[unit]][:10] <= days[1]]


@pytest.fixture(scope="module")
def redditch(raw: Callable[[str], object]) -> Callable[[str], Rows]:
    """Return the raw rows of Redditch that count."""

    def read(pattern: str) -> Rows:
        rows = [row for _, row in raw(pattern) if row["district_code"] == REDDITCH]
        return [row for row in rows if row.get("status", "recorded") in ("recorded", "")]

    return read


@pytest.fixture(scope="module")
def monitor(small_built: Path) -> DistrictMonitor:
    """The last six weeks received of Redditch."""
    return csa.district_monitor("Redditch", root=str(small_built))


def test_it_ends_with_the_last_month_received(monitor: DistrictMonitor) -> None:
    assert monitor.label == "20 May 2016 to 30 June 2016"


@pytest.mark.parametrize(
    ("name", "unit", "pattern"),
    [
        ("Recorded crimes", "crime", "police/*crimes.csv"),
        ("Anti-social behaviour incidents", "asb", "asb/*.csv"),
        ("Environmental reports (councils)", "environment", "environment/*.csv"),
    ],
)
def test_each_span_holds_the_raw_rows_of_its_days(
    monitor: DistrictMonitor, redditch, name: str, unit: str, pattern: str
) -> None:
    rows, shown = redditch(pattern), monitor.counted().data.set_index("name").loc[name]
    for column, days in (("now", NOW), ("before", BEFORE), ("earlier", EARLIER)):
        assert shown[column] == len(between(rows, unit, days))


def test_sub_themes_are_those_of_the_raw_rows(monitor: DistrictMonitor, redditch) -> None:
    now = between(redditch("asb/*.csv"), "asb", NOW)
    young = [row for row in now if "youth" in row["qualifiers"].split(";")]
    shown = monitor.counted().data.set_index("name").loc["Youth anti-social behaviour"]
    assert shown["now"] == len(young)


def test_what_is_asked_of_csa_load_is_the_same(small_built: Path, monitor, capsys) -> None:
    asked = {"district": "redditch", "last": "6 weeks", "root": str(small_built)}
    shown = monitor.counted().data.set_index("name")
    assert shown.loc["Anti-social behaviour incidents", "now"] == len(csa.load("asb", **asked))
    kept = csa.load("crime", subtheme="shoplifting", **asked)
    assert shown.loc["of these: Shoplifting", "now"] == len(kept)
    assert "20 May 2016 to 30 June 2016" in capsys.readouterr().out


def test_callers_and_addresses_that_come_again(monitor: DistrictMonitor, redditch) -> None:
    now = between(redditch("asb/*.csv"), "asb", NOW)
    calls = Counter(row["caller_ref"] for row in now if row["caller_ref"])
    shown = monitor.again().data.set_index("name")
    row = shown.loc["Callers about anti-social behaviour"]
    assert (row["different"], row["more_than_once"]) == (
        len(calls), sum(n > 1 for n in calls.values()),
    )  # fmt: skip
    assert pd.isna(row["in_the_year"]) or row["in_the_year"] <= row["different"]


def test_its_page_is_the_officers_and_below_data_saved(small_built: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    for name in ("config", "notebooks"):
        (root / name).symlink_to(small_built / name)
    (root / "data").mkdir()
    for name in ("raw", "processed"):
        (root / "data" / name).symlink_to(small_built / "data" / name)
    made = write_monitor("redditch", until="2016-06-30", root=str(root))
    page = made.page
    assert page == root / "data" / "saved" / "monitor-redditch-2016-06-30.html"
    html = page.read_text(encoding="utf-8")
    assert "view · unprotected: not for publication</p>" in html
    assert "The weeks before are 8 April 2016 to 19 May 2016" in html
    assert html.count("<h2") == 8
    assert "no source received" not in html.rpartition("Sources: ")[2]
    assert made.said[0].startswith("Recorded crimes: ")
    assert made.said[0] in html
    assert page.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"district": "Reditch"}, SettingsError, "Did you mean 'Redditch'?"),
        ({"until": "2019-06"}, StoreError, "of May 2019 to June 2019 were not received"),
        ({"until": "30 June"}, SettingsError, "write it as YYYY-MM-DD"),
        ({"weeks": 0}, SettingsError, "2 to 12 weeks, not '0'"),
        ({"weeks": 1}, SettingsError, "2 to 12 weeks, not '1'"),
        ({"weeks": 52}, SettingsError, "csa.open and csa assess"),
        ({"edition": "secret"}, SettingsError, "Choose from: officer, partner, public"),
        ({"edition": "partner"}, DisclosureError, "a release holds whole months"),
        ({"edition": "public"}, DisclosureError, "No published edition monitors Redditch"),
    ],
)
def test_a_mistake_is_one_sentence(
    small_built: Path, asked: dict[str, str], error: type[CsaError], words: str
) -> None:
    with pytest.raises(error) as caught:
        csa.district_monitor(**{"district": "redditch", "root": str(small_built)} | asked)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_exhibits_of_months_say_where_weeks_are(small_built: Path) -> None:
    with pytest.raises(SettingsError, match=r"told by csa\.district_monitor"):
        csa.open("Redditch", last="6 weeks", root=str(small_built))
