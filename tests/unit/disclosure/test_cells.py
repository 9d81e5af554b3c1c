"""Cells: every count once, by key, with missing months missing and sums that hold."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.areas import Areas
from csa.counting.cells import Countable, compute_cells
from csa.counting.classes import classify_cells
from csa.counting.families import Count, close_counts
from csa.counting.keys import expand_dims
from csa.counting.relations import as_sums, list_relations
from csa.disclosure.rules.policy import protect_cells
from csa.periods import Period
from csa.settings import Disclosure, Priority

SPANS = (Period("2015-04", "2015-05"), Period("2016-04", "2016-05"))
NESTING = pd.DataFrame(
    [("Z1", "WA", "D1"), ("Z2", "WA", "D1"), ("Z3", "WB", "D2")],
    columns=["lsoa", "ward", "district"],
)
AREAS = Areas(partnership="P", nesting=NESTING)
# (month, district, ward, lsoa, priority, sex)
ROWS = [
    ("2015-04", "D1", "WA", "Z1", "theft", "F"),
    ("2016-04", "D1", "WA", "Z1", "theft", "F"),
    ("2016-04", "D1", "WA", "Z2", "theft", "M"),
    ("2016-05", "D1", None, None, "harm", "F"),
    ("2016-05", "D2", "WB", "Z3", "theft", "M"),
    ("2016-05", None, None, None, "theft", "M"),
    ("2014-05", "D1", "WA", "Z1", "theft", "M"),
]
PRIORITIES = [
    Priority(
        id=name, number=number, label=name, short_label=name, sensitive=name == "harm",
        subtheme=[{"id": f"{name}-all", "label": name,
                   "rules": [{"unit": "crime", "any_of": [{"kind": [name]}]}]}],
    )
    for number, name in enumerate(("theft", "harm"), start=1)
]  # fmt: skip
RULES = Disclosure(public_dimensions={"crime": ("priority", "district", "month")})


def _countable(**changes):
    rows = pd.DataFrame(ROWS, columns=["month", "district", "ward", "lsoa", "priority", "sex"])
    membership = pd.DataFrame(
        {
            "incident": rows.index,
            "priority": rows["priority"],
            "subtheme": rows["priority"] + "-all",
            "counts_to_priority": True,
        }
    )
    parts = {
        "rows": rows.drop(columns="priority"),
        "membership": membership,
        "domains": {
            "priority": ("theft", "harm"),
            "subtheme": ("theft-all", "harm-all"),
            "sex": ("F", "M"),
        },
    }
    return Countable(**{**parts, **changes})


def _coverage(*, missing=(), partial=()):
    status = dict.fromkeys(missing, "missing") | dict.fromkeys(partial, "partial")
    months = [*Period("2015-04", "2015-05").months, *Period("2016-04", "2016-05").months]
    return pd.DataFrame(
        [
            ("crime", district, month, status.get((district, month), "ok"))
            for district in ("D1", "D2")
            for month in months
        ],
        columns=["unit", "district", "month", "status"],
    )


def _cells(*counts, countable=None, missing=(), partial=()):
    return compute_cells(
        counts,
        countables={"crime": countable or _countable()},
        areas=AREAS,
        coverage=_coverage(missing=missing, partial=partial),
        spans=SPANS,
    )


def _value(cells, area, period=SPANS[1], dims=""):
    row = cells[(cells["area"] == area) & (cells["period"] == period.key) & (cells["dims"] == dims)]
    assert len(row) == 1
    return row["value"].iloc[0]


def test_partnership_is_the_sum_of_its_districts_and_unlocated_rows_of_no_district_stay_out():
    cells = _cells(Count("crime"))
    assert (_value(cells, "D1"), _value(cells, "D2"), _value(cells, "P")) == (3, 1, 4)
    assert _value(cells, "D2", SPANS[0]) == 0


def test_rows_without_a_place_are_counted_apart_inside_their_district():
    cells = _cells(Count("crime", level="lsoa"))
    assert _value(cells, "WA") == 2
    assert _value(cells, "D1:not-located") == 1
    sums = {
        (one["parent"], tuple(one["children"]))
        for one in as_sums(
            list_relations(cells, [Count("crime", level="lsoa")], areas=AREAS, priorities=[])
        )
    }
    key = "crime|{}|2016-04/2016-05|".format
    assert (key("D1"), (key("D1:not-located"), key("WA"))) in sums
    assert (key("WA"), (key("Z1"), key("Z2"))) in sums


def test_a_missing_month_makes_the_district_and_the_partnership_missing_not_zero():
    cells = _cells(Count("crime"), missing={("D1", "2016-05")})
    assert pd.isna(_value(cells, "D1"))
    assert pd.isna(_value(cells, "P"))
    assert _value(cells, "D2") == 1
    reasons = cells.loc[cells["area"] == "D1", ["period", "reason"]].set_index("period")["reason"]
    assert reasons[SPANS[1].key] == "no data received for May 2016"
    assert reasons[SPANS[0].key] == ""


@pytest.mark.parametrize(
    ("missing", "partial", "said"),
    [
        ([], [("D1", "2016-05")], "data only partly received for May 2016"),
        ([("D1", "2016-04")], [("D1", "2016-05")],
         "no data received for April 2016, data only partly received for May 2016"),
        ([], [("D1", "2016-04"), ("D1", "2016-05")],
         "data only partly received for April 2016 to May 2016"),
    ],
)  # fmt: skip
def test_a_month_that_is_not_whole_gives_no_figure_and_is_called_partly_received(
    missing, partial, said
):
    cells = _cells(Count("crime"), missing=missing, partial=partial)
    now = cells[(cells["area"] == "D1") & (cells["period"] == SPANS[1].key)]
    assert now["value"].isna().all()
    assert now["reason"].tolist() == [said]


def test_counts_over_more_months_than_the_period_do_not_say_that_its_own_months_lack():
    # Rows of the twelve months to May 2016: no month of the period is counted where one lacks.
    months = [("D1", "2016-04"), ("D1", "2016-05")]
    cells = _cells(Count("crime"), countable=_countable(over=12), missing=months)
    reasons = cells[cells["period"] == SPANS[1].key].set_index("area")["reason"]
    assert reasons["D1"] == "not all of the 12 months to May 2016 were received"
    assert reasons["D2"] == ""


def test_a_month_that_one_district_lacks_and_another_has_in_part_is_missing_for_both_together():
    cells = _cells(Count("crime"), missing=[("D1", "2016-05")], partial=[("D2", "2016-05")])
    reasons = cells[cells["period"] == SPANS[1].key].set_index("area")["reason"]
    assert reasons["P"] == "no data received for May 2016"
    assert reasons["D2"] == "data only partly received for May 2016"


def test_a_dimension_that_is_not_recorded_has_a_reason_and_no_zero():
    countable = _countable(unavailable={"sex": "not recorded here"})
    cells = _cells(Count("crime", by=("priority", "sex")), countable=countable)
    assert cells["value"].isna().all()
    assert set(cells["reason"]) == {"not recorded here"}


def test_every_sum_listed_holds_for_the_true_counts():
    counts = [
        Count("crime", level="lsoa"),
        Count("crime", by=("priority",), level="ward"),
        Count("crime", by=("priority", "sex")),
        Count("crime", by=("subtheme",)),
        Count("crime", months=True),
    ]
    cells = _cells(*counts)
    values = dict(zip(cells["key"], cells["value"], strict=True))
    relations = list_relations(cells, counts, areas=AREAS, priorities=PRIORITIES)
    sums = as_sums(relations)
    assert {"areas:lsoa", "margin:sex", "subthemes", "months"} <= set(relations["relation"])
    for one in sums:
        assert values[one["parent"]] == sum(values[child] for child in one["children"])
    subsets = relations[relations["kind"] == "subset"]
    assert all(
        values[child] <= values[parent]
        for child, parent in zip(subsets["child"], subsets["parent"], strict=True)
    )


def test_dimensions_come_back_as_columns():
    cells = expand_dims(_cells(Count("crime", by=("priority", "sex"))))
    women = cells[(cells["area"] == "P") & (cells["sex"] == "F")]
    now = women[women["period"] == SPANS[1].key].set_index("priority")["value"].to_dict()
    assert now == {"theft": 1, "harm": 1}


def test_only_what_its_owner_publishes_is_public():
    counts = [Count("crime", by=("priority",)), Count("crime", by=("priority", "sex"))]
    cells = _cells(*counts)
    classes = classify_cells(cells, open_units=[], priorities=PRIORITIES, rules=RULES)
    by_dims = dict(zip(cells["dims"], classes, strict=True))
    assert by_dims["priority=theft"] == "public"
    assert by_dims["priority=harm"] == "sensitive"
    assert by_dims["priority=theft;sex=F"] == "sensitive"
    assert set(classify_cells(cells, open_units=["crime"], priorities=PRIORITIES, rules=RULES)) == {
        "public"
    }
    wards = _cells(Count("crime", by=("priority",), level="ward"))
    fine = classify_cells(wards, open_units=[], priorities=PRIORITIES, rules=RULES)
    by_theme = dict(zip(wards["dims"] + "|" + wards["level"], fine, strict=True))
    # Wards are no public detail of these crimes; of a sensitive theme they are never published.
    assert by_theme["priority=theft|ward"] == "sensitive"
    assert by_theme["priority=harm|ward"] == "closed"


def test_protected_cells_are_multiples_of_five_within_four_that_add_up_and_public_ones_exact():
    counts = [Count("crime", by=("priority",), level="lsoa")]
    cells = _cells(*counts)
    cells["class"] = ["public" if "theft" in dims else "sensitive" for dims in cells["dims"]]
    relations = list_relations(cells, counts, areas=AREAS, priorities=PRIORITIES)
    protected = protect_cells(cells, relations, rules=RULES, secret=b"k" * 32)
    hidden = protected["class"] == "sensitive"
    assert (protected.loc[hidden, "value"] % 5 == 0).all()
    assert ((protected["value"] - cells["value"]).abs() <= 4).all()
    assert protected.loc[~hidden, "value"].equals(cells.loc[~hidden, "value"])
    assert set(protected.loc[hidden, "printed_bound"]) == {4}
    values = dict(zip(protected["key"], protected["value"], strict=True))
    for one in as_sums(relations):
        assert values[one["parent"]] == sum(values[child] for child in one["children"])


def _victims(*, women, men):
    rows = [("2016-04", d, None, None, sex) for d, n, sex in
            (("D1", women, "F"), ("D1", men, "M"), ("D2", 30, "F"), ("D2", 30, "M"))
            for _ in range(n)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["month", "district", "ward", "lsoa", "sex"])
    return _countable(rows=frame, membership=_countable().membership.iloc[:0])


def test_a_group_too_small_to_break_down_is_withheld_for_every_district():
    counts = [Count("crime"), Count("crime", by=("sex",))]
    cells = _cells(*counts, countable=_victims(women=1, men=1)).assign(**{"class": "person"})
    relations = list_relations(cells, counts, areas=AREAS, priorities=[])
    protected = protect_cells(cells, relations, rules=RULES, secret=b"k" * 32)
    now = protected[protected["period"] == SPANS[1].key]
    broken_down = now[now["by"] == "sex"]
    assert broken_down.loc[broken_down["level"] == "district", "value"].isna().all()
    assert broken_down.loc[broken_down["level"] == "partnership", "value"].notna().all()
    assert set(broken_down.loc[broken_down["level"] == "district", "reason"]) == {
        "the group is too small to be broken down"
    }
    assert now.loc[now["by"] == "", "value"].notna().all()


def test_tables_of_the_same_people_share_their_total():
    by_sex = Count("victim", by=("priority", "sex"))
    by_kind = Count("victim", by=("priority", "victim_type"))
    closed = close_counts([by_sex, by_kind, Count("crime", level="lsoa")])
    assert Count("victim", by=("priority",)) in closed
    assert not [count for count in closed if count.unit == "crime" and count.by]
