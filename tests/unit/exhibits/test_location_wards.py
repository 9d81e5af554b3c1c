"""The ward table: changes judged together, flags for the worst fifth, the mix of crime."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.exhibits.where.area_rows import area_rows
from csa.exhibits.where.wards import ward_statements
from csa.periods import Period
from csa.settings import load_settings

PERIOD, BEFORE = Period("2016-04", "2017-01"), Period("2015-04", "2016-01")
CODES = [f"W{n}" for n in range(1, 6)]
NOW = dict(zip(CODES, [200, 60, 40, 30, 10], strict=True))
EARLIER = dict(zip(CODES, [100, 60, 41, 29, 11], strict=True))


def cells(now: dict[str, int], earlier: dict[str, int]) -> pd.DataFrame:
    """Return ward cells of two periods."""
    rows = [
        {
            "key": f"{area} {period.key}",
            "area": area,
            "period": period.key,
            "value": value,
            "measure": "crime",
            "dims": "priority=theft",
            "level": "ward",
        }
        for period, values in ((PERIOD, now), (BEFORE, earlier))
        for area, value in values.items()
    ]
    return pd.DataFrame(rows).astype({"value": "Int64"})  # fmt: skip


@pytest.fixture(scope="module")
def view() -> View:
    """Redditch with five wards of a thousand residents and no boundaries."""
    geography = pd.DataFrame(
        {
            "lsoa": [f"L{code}" for code in CODES], "ward": CODES, "district": "E07000236",
            "lsoa_name": CODES, "ward_name": [f"Ward {code}" for code in CODES],
            "district_name": "Redditch",
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {
            "level": "ward", "area": CODES, "residents": [10_000, 1_000, 4_000, 4_000, 4_000],
            "households": 500, "source": "made up",
        }
    )  # fmt: skip
    release = Release(
        cells=pd.DataFrame(),
        reference={"geography": geography, "population": people},
        about={"period": {"start": PERIOD.start, "end": PERIOD.end}, "year": "2016-17"},
    )
    return View(settings=load_settings(), release=release, slug="redditch", edition="officer")


def table(view: View) -> pd.DataFrame:
    """Return the rows with all crime twice the priority's in every ward but the first."""
    everything = cells({code: 250 if code == "W1" else 2 * NOW[code] for code in CODES}, EARLIER)
    values = pd.array([25, 5, 5, 5, 5], dtype="Int64")
    burglary = pd.DataFrame(
        {"key": CODES, "area": CODES, "value": values, "measure": "crime",
         "dims": "category=Burglary", "level": "ward"}
    )  # fmt: skip
    rows = area_rows(
        view, cells(NOW, EARLIER), level="ward", everything=everything, burglary=burglary
    )
    return rows.set_index("area")


def test_shares_rates_and_the_part_of_the_wards_crime(view: View) -> None:
    rows = table(view)
    assert rows["share"].astype(float).sum() == pytest.approx(100)
    assert rows.loc["W2", "rate"] == pytest.approx(60)  # 60 of 1,000 residents
    # 200 of 250 in the ward against 340 of 530 in the area: 0.8 / 0.6415.
    assert rows.loc["W1", "quotient"] == pytest.approx(1.2471, abs=1e-4)
    assert rows.loc["W1", "burglary_rate"] == pytest.approx(50)  # 25 of 500 households


def test_no_rate_and_no_quotient_on_fewer_than_twenty(view: View) -> None:
    rows = table(view)
    assert pd.isna(rows.loc["W5", "rate"])
    assert pd.isna(rows.loc["W5", "quotient"])
    assert pd.isna(rows.loc["W2", "burglary_rate"])


def test_only_a_change_that_survives_five_comparisons_is_called_clear(view: View) -> None:
    readings = table(view)["reading"]
    assert readings["W1"] == "rose"  # 100 to 200
    assert set(readings.drop("W1")) == {"no clear change"}


def test_the_highest_fifth_is_flagged_by_measure(view: View) -> None:
    flags = table(view)["flags"]
    assert flags["W1"] == "count, increase, part of the crime"
    assert flags["W2"] == "rate"
    assert set(flags[["W3", "W4", "W5"]]) == {""}


def test_no_area_is_among_the_highest_by_a_part_of_the_crime_below_the_usual(view: View) -> None:
    # W1 alone has enough for a quotient: 200 of 1,000 there, 220 of 1,024 in all, so 0.93.
    rest = CODES[1:]
    rows = area_rows(
        view,
        cells({"W1": 200} | dict.fromkeys(rest, 5), EARLIER | {"W1": 200}),
        level="ward",
        everything=cells({"W1": 1000} | dict.fromkeys(rest, 6), EARLIER),
        burglary=cells(NOW, EARLIER).head(5),
    ).set_index("area")
    assert rows.loc["W1", "quotient"] == pytest.approx(0.931, abs=1e-3)
    assert rows["quotient"].notna().sum() == 1
    assert rows.loc["W1", "flags"] == "count, rate"


def test_an_increase_that_is_not_clear_is_not_flagged(view: View) -> None:
    rows = area_rows(
        view, cells(NOW, EARLIER | {"W1": 190}), level="ward", everything=cells(NOW, EARLIER),
        burglary=cells(NOW, EARLIER).head(5),
    )  # fmt: skip
    assert rows["difference"].max() == 10
    assert not rows["flags"].str.contains("increase").any()


def test_sentences_name_the_wards_that_stand_out(view: View) -> None:
    said = " ".join(str(one) for one in ward_statements(table(view).reset_index(), "crime"))
    assert "have the most recorded crimes: 300 of 340" in said
    assert "three measures or more: Ward W1" in said
    assert "Clearly more than a year earlier: Ward W1" in said
