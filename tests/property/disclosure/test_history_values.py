"""Whatever the counts and whatever was published before, values add up and stay near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from csa.disclosure.rounding.solve import round_jointly

SECRET = b"the key of these tests"
ROWS, COLUMNS = "abc", "xyz"
INNER = [row + column for row in ROWS for column in COLUMNS]
SUMS = [
    *({"parent": row, "children": [row + column for column in COLUMNS]} for row in ROWS),
    *({"parent": column, "children": [row + column for row in ROWS]} for column in COLUMNS),
    {"parent": "all", "children": list(ROWS)},
    {"parent": "all", "children": list(COLUMNS)},
]


def totalled(inner):
    """Return a table of nine counts with all its totals."""
    cells = dict(zip(INNER, inner, strict=True))
    for relation in SUMS:
        cells[relation["parent"]] = sum(cells[child] for child in relation["children"])
    return cells


counts = st.lists(st.integers(0, 12), min_size=9, max_size=9).map(totalled)
changes = st.lists(st.integers(-2, 2), min_size=9, max_size=9)


def adds_up(values):
    return all(
        values[one["parent"]] == sum(values[child] for child in one["children"]) for one in SUMS
    )


@hypothesis_settings(max_examples=40)
@given(truth=counts, number=st.integers(0, 5))
def test_a_table_published_before_is_published_the_same_with_any_key(truth, number):
    before = round_jointly(truth, SUMS, secret=SECRET)
    assert round_jointly(truth, SUMS, secret=b"%d" % number, kept=before) == before


@pytest.mark.slow
@hypothesis_settings(max_examples=40)
@given(truth=counts, change=changes)
def test_a_revised_table_adds_up_and_stays_near_the_truth(truth, change):
    before = round_jointly(truth, SUMS, secret=SECRET)
    now = totalled(max(0, truth[key] + by) for key, by in zip(INNER, change, strict=True))
    after = round_jointly(now, SUMS, secret=SECRET, kept=before)
    assert adds_up(after)
    assert all(abs(after[key] - count) <= 4 for key, count in now.items())
    valid = {key for key, value in before.items() if abs(value - now[key]) <= 4}
    if valid == before.keys():
        assert after == before


@hypothesis_settings(max_examples=40)
@given(truth=counts, known=st.dictionaries(st.sampled_from(INNER), st.integers(0, 3)))
def test_what_is_known_never_breaks_a_table(truth, known):
    old = {f"old {key}": 5 * units for key, units in known.items()}
    ties = [{"kind": "least", "parent": key, "children": [f"old {key}"]} for key in known]
    values = round_jointly(truth, [*SUMS, *ties], secret=SECRET, known=old)
    assert adds_up(values)
    assert all(abs(values[key] - count) <= 4 for key, count in truth.items())
    assert old.items() <= values.items()
