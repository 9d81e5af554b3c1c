"""An allocation and what was given out of it, added up by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.errors import SchemaError
from csa.measures.evaluation.allocated import counts_towards, reconcile

# 40,000 and 21,500.50 from the Commissioner in 2016-17; the cameras are a bid of their own.
PROJECTS = pd.DataFrame(
    {
        "name": ["Young voices", "Shop watch", "Cameras", "Last year's", "Council's own"],
        "year": ["2016-17", "2016-17", "2016-17", "2015-16", "2016-17"],
        "funder": ["PCC", "PCC", "PCC", "PCC", "Council"],
        "allocated_gbp": [40_000.0, 21_500.5, 90_000.0, 5_000.0, 1_000.0],
        "in_allocation_total": [True, None, False, True, True],
    }
)


def test_a_project_counts_unless_it_is_said_to_stand_apart() -> None:
    assert counts_towards(PROJECTS).tolist() == [True, True, False, True, True]


def test_what_was_given_is_added_up_of_one_year_and_funder() -> None:
    found = reconcile(PROJECTS, year="2016-17", total=61_500.5, funder="PCC")
    assert (found.agreed, found.difference, found.is_right) == (61_500.5, 0.0, True)
    everybody = reconcile(PROJECTS, year="2016-17", total=61_500.5)
    assert (everybody.difference, everybody.is_right) == (1_000.0, False)


def test_a_sum_that_is_not_recorded_is_named_and_never_nothing() -> None:
    unknown = PROJECTS.assign(allocated_gbp=[40_000.0, None, 0, 0, 0])
    found = reconcile(unknown, year="2016-17", total=40_000, funder="PCC")
    assert (found.agreed, found.unknown, found.is_right) == (40_000.0, ("Shop watch",), False)


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(SchemaError, match="in_allocation_total"):
        reconcile(PROJECTS.drop(columns="in_allocation_total"), year="2016-17", total=1)
