"""A count by one dimension, declared: table, chart, sentence and what is refused."""

from __future__ import annotations

import pytest
from people_cells import cells, desk

from csa.counting.families import Count
from csa.exhibits.base import Group
from csa.exhibits.wording.breakdown import count_by

DAYS = {"Mon": "Monday", "Tue": "Tuesday", "unknown": "Not known"}


class BicycleExhibits(Group):
    """Bicycle theft."""

    weekdays = count_by(
        Count("crime", by=("category", "weekday")), category="Bicycle theft",
        title="Bicycle theft by day of the week", heading="Day", what="The day",
        labels=DAYS, noun="bicycle thefts",
    )  # fmt: skip


def drawn(counts, *, edition="officer", kind="sensitive"):
    family = cells(
        "crime",
        {(("category", kind_of), ("weekday", day)): n for kind_of in ("Bicycle theft", "Burglary")
         for day, n in counts.items()},
        kind=kind,
    )  # fmt: skip
    return BicycleExhibits(desk(family, edition=edition).view).weekdays()


def test_one_class_is_picked_and_the_other_dimension_laid_out():
    shown = drawn({"Mon": 30, "Tue": 10, "unknown": 10})
    assert shown.name == "weekdays"
    assert shown.data["value"].tolist() == [30, 10, 10]
    # 30 and 10 of the 40 whose day is known.
    assert shown.tables[0].to_csv_text().splitlines()[1:] == [
        "Monday,30,75", "Tuesday,10,25", "Not known,10,not available",
    ]  # fmt: skip
    recorded = "Most often: Monday (30 of the 40 bicycle thefts for which it is recorded)."
    assert shown.sentence.startswith(recorded)
    assert "Monday: 30; Tuesday: 10; Not known: 10" in shown.figures[0].alt


def test_a_protected_zero_and_its_share_are_told_as_such_without_more_being_said():
    shown = drawn({"Mon": 40, "Tue": 0, "unknown": 0}, edition="partner")
    table = shown.tables[0].to_csv_text()
    assert "Tuesday,<5,under 12%" in table
    assert "Monday,40,over 88%" in table
    assert "Tuesday: fewer than 5" in shown.figures[0].alt


def test_no_share_stands_on_a_small_base():
    assert "share" not in drawn({"Mon": 10, "Tue": 9, "unknown": 0}).data


@pytest.mark.parametrize("by", [("category",), ("category", "weekday", "sex")])
def test_a_family_that_leaves_no_or_several_dimensions_is_refused(by):
    with pytest.raises(ValueError, match="leave one dimension"):
        count_by(Count("crime", by=by), category="Bicycle theft", title="T", heading="H",
                 labels=DAYS, what="The day")  # fmt: skip
