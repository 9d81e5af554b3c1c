"""Whoever holds fewer reports can exclude no more: none need an attack alone or in pairs."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from csa.disclosure.attack.gate import attack_release
from csa.disclosure.attack.intervals import feasible_intervals
from csa.disclosure.rounding.solve import round_jointly

DISTRICTS, SEXES, AGES = ("B", "R", "W"), ("F", "M"), ("0-17", "18+")
REPORTS = {"all": {"P"}, **{name: {name} for name in DISTRICTS}}


def tables(seed, records):
    """Return counts by area, sex and age, with every margin, and all sums among them."""
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(records, rng.dirichlet(np.full(12, 0.6))).reshape(3, 2, 2)
    domains = (("P", *DISTRICTS), ("", *SEXES), ("", *AGES))
    cells, sums = {}, []
    for name in itertools.product(*domains):
        pick = tuple(
            slice(None) if value == domain[0] else domain.index(value) - 1
            for value, domain in zip(name, domains, strict=True)
        )
        cells[name] = int(counts[pick].sum())
        for axis, domain in enumerate(domains):
            if name[axis] == domain[0]:
                children = [(*name[:axis], value, *name[axis + 1 :]) for value in domain[1:]]
                sums.append({"parent": name, "children": children})
    return cells, sums


def displayed(values, public, true):
    exact = {key: (true[key], true[key]) for key in public}
    return {key: (max(0, v - 4), v + 4) for key, v in values.items()} | exact


@given(
    seed=st.integers(0, 10_000),
    records=st.integers(0, 90),
    held=st.sets(st.sampled_from(sorted(REPORTS)), min_size=1, max_size=2),
    with_public=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_every_range_that_fewer_reports_leave_holds_the_range_that_all_leave(
    seed, records, held, with_public
):
    cells, sums = tables(seed, records)
    values = round_jointly(cells, sums, secret=b"s")
    public = {key for key in cells if with_public and key[1:] == ("", "")}
    shown = displayed(values, public, cells)
    areas = set().union(*(REPORTS[name] for name in held))
    fewer = {key: ends for key, ends in shown.items() if key[0] in areas or key in public}
    together = feasible_intervals(shown, sums)
    apart = feasible_intervals(fewer, sums)
    for key in fewer:
        assert apart[key][0] <= together[key][0]
        assert apart[key][1] >= together[key][1]


@given(seed=st.integers(0, 10_000), records=st.integers(0, 200))
@settings(max_examples=20, deadline=None)
def test_a_release_that_is_safe_as_a_whole_is_safe_alone_and_in_pairs(seed, records):
    cells, sums = tables(seed, records)
    values = round_jointly(cells, sums, secret=b"s")
    public = {key for key in cells if key[1:] == ("", "")}
    frame = pd.DataFrame(
        [
            ("|".join(key), key[0], "public" if key in public else "person",
             cells[key] if key in public else values[key])
            for key in cells
        ],
        columns=["key", "area", "class", "value"],
    ).astype({"value": "Int64"}).assign(reason="")  # fmt: skip
    relations = pd.DataFrame(
        [
            ("sum", f"sum {number}", "|".join(one["parent"]), "|".join(child))
            for number, one in enumerate(sums)
            for child in one["children"]
        ],
        columns=["kind", "relation", "parent", "child"],
    )
    if not attack_release(frame, relations, base=5, thorough=True).failures:
        for held in (*itertools.combinations(REPORTS, 1), *itertools.combinations(REPORTS, 2)):
            areas = set().union(*(REPORTS[name] for name in held))
            shown = frame[frame["area"].isin(areas) | (frame["class"] == "public")]
            assert attack_release(shown, relations, base=5, thorough=True).failures == {}
