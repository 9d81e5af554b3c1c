"""What is counted when an officer asks for it is what the whole count holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.counting.assessment import open_assessment
from csa.disclosure.ledger.release import Release
from csa.errors import DisclosureError
from csa.exhibits.base import Group
from csa.exhibits.desk import all_groups, everything_declared
from csa.exhibits.view import View
from csa.present.exhibit import Exhibit
from csa.report.run.release import count_assessment
from csa.settings import load_settings
from csa.store import Store

ASKED = {"year": "2016-17", "to": "2016-06"}


@pytest.fixture(scope="module")
def whole(small_built: Path) -> Release:
    """Everything that any exhibit declares, counted at once as for a release."""
    settings = load_settings(small_built)
    asked = {**ASKED, "wanted": everything_declared()}
    counted = count_assessment(settings, Store(settings), **asked)
    beside = open_assessment(settings, Store(settings), **asked)
    return Release(
        cells=counted.cells,
        reference=counted.reference | beside.words(),
        about=counted.about | beside.sources(),
    )


def drawn(group: Group) -> Iterator[tuple[str, Exhibit]]:
    for name in group.names():
        yield f"{type(group).__name__}.{name}", getattr(group, name)()


def everything(view: View) -> Iterator[tuple[str, Exhibit]]:
    """Draw every exhibit of an area, of its places and of some priorities, those of people last."""
    # One that is sensitive, one that other services count in, and one that cuts across the others.
    chosen = view.settings.priorities[:1] if view.is_partnership else view.settings.priorities[::2]
    views = {
        "area": [view],
        "place": [view.of_place(place.slug) for place in view.settings.places],
        "priority": [view.of_priority(one.id) for one in chosen],
    }
    asked = [(scope, group) for scope in views for group in all_groups() if scope in group.scopes]
    for group in [group(one) for scope, group in asked for one in views[scope]]:
        yield from drawn(group)


def facts(exhibit: Exhibit) -> dict[str, object]:
    """Return what a reader sees of an exhibit, its figures apart."""
    return {
        "title": exhibit.title,
        "words": [one.text for one in exhibit.statements],
        "notes": exhibit.notes,
        "source": exhibit.source,
        "unavailable": exhibit.unavailable,
        "numbers": dict(exhibit.numbers),
    }


@pytest.mark.parametrize("slug", ["redditch", "north-worcestershire"])
def test_every_exhibit_is_the_same_from_a_part_of_the_count_as_from_the_whole(
    small_built: Path, whole: Release, slug: str
) -> None:
    on_demand = csa.open(district=slug, root=str(small_built), **ASKED).view
    from_whole = replace(on_demand, release=whole, judged={})
    pairs = zip(everything(on_demand), everything(from_whole), strict=True)
    number = 0
    for number, ((name, asked), (same, held)) in enumerate(pairs):  # noqa: B007
        assert name == same
        assert facts(asked) == facts(held), name
        for mine, other in zip(asked.tables, held.tables, strict=True):
            pd.testing.assert_frame_equal(mine.frame, other.frame, check_dtype=False)
    assert number > 50


def test_every_cell_is_there_for_whoever_asks_for_all(small_built: Path, whole: Release) -> None:
    cells = csa.open(district="redditch", root=str(small_built), **ASKED).view.release.cells
    unprinted = whole.cells["reason"].eq("the sum of classes that are shown")
    bounds = whole.cells["by"].str.contains("weekend_bound")
    printed = whole.cells[~unprinted & ~bounds]
    expected = dict(zip(printed["key"], printed["value"], strict=True))
    found = cells.set_index("key")["value"].reindex(list(expected))
    pd.testing.assert_series_equal(
        found, pd.Series(expected, name="value", dtype="Int64"), check_names=False
    )


def test_a_question_about_wards_counts_no_people(small_built: Path) -> None:
    area = csa.open(district="redditch", year="2016-17", to="2016-05", root=str(small_built))
    area.year_to_date()
    area.priority(area.view.settings.priorities[0].id).location.ward_table()
    assert "countables" not in vars(area.view.release.assessment)


def test_the_latest_year_and_month_received_are_opened_unless_others_are_named(
    small_built: Path,
) -> None:
    # The small partnership's last files are those of June 2016.
    period = csa.open("redditch", root=str(small_built)).view.period
    assert (period.start, period.end) == ("2016-04", "2016-06")


def test_a_published_edition_needs_something_published(small_built: Path) -> None:
    with pytest.raises(DisclosureError, match="Nothing is published"):
        csa.open("redditch", edition="partner", root=str(small_built))
