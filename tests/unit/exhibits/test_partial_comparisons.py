"""A month that one of two years lacks is left out of both, and the comparison says so."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.areas import Areas
from csa.counting.both_years import months_left_out, relate_spans
from csa.counting.cells import Countable, compute_cells
from csa.counting.families import Count
from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.exhibits.where.ward_book import book_of
from csa.exhibits.wording.caveats import comparison_notes
from csa.exhibits.wording.changes import (
    cells_beside,
    cells_compared,
    change_row,
    change_statement,
    finding,
    set_beside,
)
from csa.exhibits.wording.verdicts import judge_cells, verdict_of
from csa.periods import Period
from csa.settings import load_settings

REDDITCH, BROMSGROVE, WHOLE = "E07000236", "E07000234", "E22000368"
PERIOD = Period("2016-04", "2016-10")
BEFORE = PERIOD.a_year_earlier
# Fires a month from April to October. August 2015 was not received, so what stands there is junk.
FIRES_2015 = {REDDITCH: [4, 6, 5, 9, 99, 2, 1], BROMSGROVE: [1, 0, 2, 3, 99, 1, 0]}
FIRES_2016 = {REDDITCH: [10, 12, 11, 14, 50, 8, 7], BROMSGROVE: [1, 1, 2, 2, 9, 1, 1]}
# By hand, without August: 4+6+5+9+2+1 and 10+12+11+14+8+7; 1+0+2+3+1+0 and 1+1+2+2+1+1.
HOMES = {REDDITCH: ("W1", "L1"), BROMSGROVE: ("W2", "L2")}
BY_HAND = {REDDITCH: (27, 62), BROMSGROVE: (7, 8), WHOLE: (34, 70)}


NESTING = pd.DataFrame(
    [(lsoa, ward, district) for district, (ward, lsoa) in HOMES.items()],
    columns=["lsoa", "ward", "district"],
)


def _none():
    return pd.DataFrame(columns=["area"])


def _coverage(unit="fire", *, missing=("2015-08",)):
    months = [*BEFORE.months, *PERIOD.months]
    rows = [
        (unit, "fire service", code, month, "missing" if month in missing else "ok", None)
        for code in (REDDITCH, BROMSGROVE)
        for month in months
    ]
    return pd.DataFrame(rows, columns=["unit", "source", "district", "month", "status", "doubt"])


def _rows():
    parts = []
    for period, numbers in ((BEFORE, FIRES_2015), (PERIOD, FIRES_2016)):
        for district, counts in numbers.items():
            for month, n in zip(period.months, counts, strict=True):
                parts += [(month, district, *HOMES[district])] * (n // 2)
                parts += [(month, district, None, None)] * (n - n // 2)
    return pd.DataFrame(parts, columns=["month", "district", "ward", "lsoa"])


def _cells(coverage, *, level="district"):
    rows = _rows()
    members = pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"])
    nesting = NESTING
    return compute_cells(
        [Count("fire", level=level), Count("fire", months=True)],
        countables={"fire": Countable(rows=rows, membership=members, domains={})},
        areas=Areas(partnership=WHOLE, nesting=nesting),
        coverage=coverage,
        spans=(BEFORE, PERIOD),
    )


def _view(slug="redditch", coverage=None, *, level="district"):
    coverage = _coverage() if coverage is None else coverage
    cells = _cells(coverage, level=level).assign(
        **{"class": "public", "printed_bound": 0, "mark": ""}
    )
    covered = {
        code: set(rows.loc[rows["status"] == "ok", "month"])
        for code, rows in coverage.groupby("district")
    }
    about = {
        "year": "2016-17",
        "period": {"start": PERIOD.start, "end": PERIOD.end},
        "left_out": {"fire": months_left_out(covered, PERIOD)},
    }
    release = Release(
        cells=cells, reference={"coverage": coverage, "geography": NESTING}, about=about
    )
    return View(settings=load_settings(), release=release, slug=slug, edition="partner")


@pytest.mark.parametrize(
    ("slug", "code"),
    [("redditch", REDDITCH), ("bromsgrove", BROMSGROVE), ("north-worcestershire", WHOLE)],
)
def test_the_month_that_one_year_lacks_is_left_out_of_both(slug, code):
    view = _view(slug)
    row = change_row(view, view.frame(Count("fire")), "Deliberate fires")
    assert (row["before"], row["after"]) == BY_HAND[code]
    assert row["difference"] == BY_HAND[code][1] - BY_HAND[code][0]
    assert row["name"] == "Deliberate fires (without August)"


def test_the_figures_name_the_cells_they_are_the_sum_of():
    view = _view()
    row = change_row(view, view.frame(Count("fire")), "Fires")
    before, after = (row[side].origin.plus for side in ("before", "after"))
    assert before == (f"fire|{REDDITCH}|2015-04/2015-07|", f"fire|{REDDITCH}|2015-09/2015-10|")
    values = view.release.cells.set_index("key")["value"]
    assert values[list(after)].sum() == 62
    shown = cells_compared(view, view.frame(Count("fire")))
    assert {*before, *after} <= set(shown["key"])


def test_the_sentence_the_title_and_the_note_say_so():
    view = _view()
    frame = view.frame(Count("fire"))
    said = str(change_statement(view, frame, "Deliberate fires", unit="fire"))
    assert said.startswith("Deliberate fires (without August) rose from 27 to 62 (35 more")
    row = change_row(view, frame, "Deliberate fires")
    assert finding(row, "Deliberate fires").startswith("Deliberate fires (without August) rose")
    notes = comparison_notes(view, cells_compared(view, frame))
    assert notes == (
        "Deliberate fires are compared without August in both years, because not all of August "
        "2015 was received.",
    )


def test_the_verdict_is_that_of_the_months_compared():
    view = _view("bromsgrove")
    verdict = verdict_of(view, view.frame(Count("fire")))
    assert (verdict.before, verdict.after, verdict.word) == (7, 8, "no clear change")


def test_with_every_month_received_nothing_is_left_out():
    view = _view(coverage=_coverage(missing=()))
    row = change_row(view, view.frame(Count("fire")), "Deliberate fires")
    # 4+6+5+9+99+2+1 and 10+12+11+14+50+8+7
    assert (row["name"], row["before"], row["after"]) == ("Deliberate fires", 126, 112)
    assert not comparison_notes(view, cells_compared(view, view.frame(Count("fire"))))


def test_a_year_of_which_nothing_was_received_is_still_not_compared():
    view = _view(coverage=_coverage(missing=BEFORE.months))
    row = change_row(view, view.frame(Count("fire")), "Deliberate fires")
    assert (row["before"], row["after"], row["reading"]) == (None, 112, "no comparison")


def test_wards_and_neighbourhoods_are_compared_without_that_month_too():
    view = _view(level="lsoa")
    frame = view.frame(Count("fire", level="lsoa"))
    for level, code in (("ward", "W1"), ("lsoa", "L1")):
        rows = set_beside(view, cells_beside(view, view.cells(frame, level=level)))
        own = rows[rows["area"] == code].iloc[0]
        # Every second fire of Redditch lies in W1, by hand: 2+3+2+4+1+0 and 5+6+5+7+4+3.
        assert (own["before"], own["after"]) == (12, 30)
        verdict = judge_cells(view, view.cells(frame, level=level))[own["key"]]
        assert (verdict.before, verdict.after) == (12, 30)


def test_rows_of_wards_say_which_month_is_left_out():
    view = _view(level="lsoa")
    frames = {name: view.frame(Count("fire", level="ward")) for name in ("total", "fire")}
    book = book_of(view, {**frames, "types": _none(), "asb": _none(), "environment": _none()})
    own = book.rows[(book.rows["ward"] == "W1") & (book.rows["name"] == "Deliberate fires")]
    assert (own["before"].item(), own["after"].item()) == (12, 30)
    assert own["told"].item() == "Deliberate fires (without August)"


def test_the_spans_are_tied_to_the_whole():
    ties = relate_spans(_cells(_coverage()), (BEFORE, PERIOD))
    mine = ties[ties["parent"] == f"fire|{REDDITCH}|{PERIOD.key}|"]
    assert set(mine["child"].str.split("|").str[2]) == {"2016-04/2016-07", "2016-09/2016-10"}
    assert not ties["parent"].str.contains(BEFORE.key).any()  # has no number
