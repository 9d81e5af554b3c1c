"""The rank test finds every identity that nobody declared, and only those."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.disclosure.rounding.relations import build_system, missing_identities, system_of_links
from csa.errors import DisclosureError

MONTHS, OFFENCES = range(3), range(4)
BY_OFFENCE = [
    *({"parent": ("month", m), "children": [("month", m, o) for o in OFFENCES]} for m in MONTHS),
    {"parent": "quarter", "children": [("quarter", o) for o in OFFENCES]},
]
BY_MONTH = [
    {"parent": ("quarter", o), "children": [("month", m, o) for m in MONTHS]} for o in OFFENCES
]


def tabulate(rng):
    counts = rng.integers(0, 3, (len(MONTHS), len(OFFENCES)))
    cells = {("month", m, o): int(counts[m, o]) for m in MONTHS for o in OFFENCES}
    cells |= {("month", m): int(counts[m].sum()) for m in MONTHS}
    cells |= {("quarter", o): int(counts[:, o].sum()) for o in OFFENCES}
    return {**cells, "quarter": int(counts.sum())}


def test_complete_list_misses_nothing():
    found = missing_identities(tabulate, BY_OFFENCE + BY_MONTH)
    assert found.count == 0
    assert found.examples == ()


def test_undeclared_quarter_is_found_and_spelled_out():
    # Four offences: the quarter of each is the sum of three months; the total then follows.
    found = missing_identities(tabulate, BY_OFFENCE, examples=9)
    assert found.count == 4
    assert len(found.examples) == 4
    cells = tabulate(np.random.default_rng(99))
    for terms in found.examples:
        assert sum(factor * cells[key] for key, factor in terms.items()) == 0
    assert min(len(terms) for terms in found.examples) == 4


def test_redundant_relations_do_not_hide_a_missing_one():
    total = {"parent": "quarter", "children": [("month", m) for m in MONTHS]}
    found = missing_identities(tabulate, [*BY_OFFENCE, *BY_MONTH[1:], total])
    assert found.count == 0  # the first offence's quarter follows from the totals
    assert missing_identities(tabulate, BY_OFFENCE + BY_MONTH[1:]).count == 1


def test_subgroups_are_no_identities():
    def with_flag(rng):
        flagged, others = (int(n) for n in rng.integers(0, 5, 2))
        return {"all": flagged + others, "flagged": flagged}

    relations = [{"parent": "all", "children": ["flagged"], "kind": "subset"}]
    assert missing_identities(with_flag, relations).count == 0


def test_equal_cells_of_two_tables_are_found():
    def twice(rng):
        count = int(rng.integers(0, 9))
        return {"table 1": count, "table 2": count}

    found = missing_identities(twice, [])
    assert found.count == 1
    (terms,) = found.examples
    assert terms in ({"table 1": 1, "table 2": -1}, {"table 1": -1, "table 2": 1})


def test_identity_with_broken_factors_is_counted_but_not_spelled_out():
    def odd(rng):
        count = int(rng.integers(0, 9))
        return {"a": 1_000_003 * count, "b": 999_983 * count}

    found = missing_identities(odd, [])
    assert found.count == 1
    assert found.examples == ()


def test_no_free_direction_at_all_is_complete():
    assert missing_identities(lambda _rng: {"a": 0, "b": 0}, []).count == 2


def test_relation_that_the_tabulation_breaks_is_refused():
    with pytest.raises(DisclosureError, match="'quarter' is the sum of"):
        missing_identities(tabulate, [{"parent": "quarter", "children": [("quarter", 0)]}])


def test_tabulation_that_changes_its_cells_is_refused():
    def changing(rng):
        return {"a": 1, str(rng.integers(1_000_000)): 1}

    with pytest.raises(DisclosureError, match="same cells"):
        missing_identities(changing, [])


def test_a_table_of_relations_says_what_their_list_says():
    rows = [
        ("sum", "sexes", "all", "men", 1), ("sum", "sexes", "all", "women", 1),
        # Said twice under another name, and in another order.
        ("sum", "again", "all", "women", 1), ("sum", "again", "all", "men", 1),
        ("sum", "ages", "all", "old", 1), ("sum", "ages", "all", "young", 1),
        ("subset", "part of", "all", "flagged", 1), ("subset", "part of", "all", "named", 1),
        ("least", "twice", "all", "named", 2), ("least", "twice", "all", "men", -1),
    ]  # fmt: skip
    links = pd.DataFrame(rows, columns=["kind", "relation", "parent", "child", "weight"])
    system = system_of_links(["alone"], links.sample(frac=1, random_state=1))
    listed = build_system(
        [*{*links["parent"], *links["child"]}, "alone"],
        [
            {"parent": "all", "children": ["men", "women"]},
            {"parent": "all", "children": ["old", "young"]},
            {"parent": "all", "children": ["flagged", "named"], "kind": "subset"},
            {"parent": "all", "children": ["named", "men"], "kind": "least", "weights": [2, -1]},
        ],
    )
    assert system.keys == listed.keys
    assert said_by(system) == said_by(listed)
    shuffled = system_of_links(["alone"], links)
    assert (shuffled.matrix != system.matrix).nnz == 0
    assert not system_of_links(["alone"], links[:0]).matrix.shape[0]


def said_by(system):
    kinds = zip(system.is_sum.tolist(), system.is_least.tolist(), strict=True)
    rows = zip(kinds, system.parent.tolist(), system.matrix.toarray().tolist(), strict=True)
    return sorted(rows)
