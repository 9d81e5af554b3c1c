"""Is every sum known when classes are put together, whichever step each table is at?"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from csa.counting.dimensions import NO_PERSON
from csa.counting.recoding import add_merged, merged_relations
from csa.counting.records.described import UNKNOWN
from csa.counting.relations import as_complete, as_sums
from csa.disclosure.rounding.relations import missing_identities
from csa.disclosure.rules.steps import breakdown_of, take_steps
from csa.settings import load_settings

sys.path.insert(0, str(Path(__file__).parent))

from test_rank import countables, drawn_from, group_of, tabulated

__all__ = ["countables"]


def steps_of(countable):
    """Up to two steps for each variable of the settings: the first classes, then all of them."""
    merge = {}
    for name in load_settings().disclosure.merge:
        apart = (NO_PERSON, UNKNOWN)
        classes = [one for one in countable.domains.get(name, ()) if one not in apart]
        if len(classes) > 1:
            first = {"the first two": classes[:2]}
            merge[name] = [first, {"all": ["the first two", *classes[2:]]}][: len(classes) - 1]
    return merge


def at_steps(merge, step_of):
    """Put classes together and show each breakdown at the step that ``step_of`` gives it."""

    def put_together(cells, relations):
        cells = add_merged(cells, merge)
        relations = merged_relations(relations, cells, merge)
        breakdowns = dict(zip(breakdown_of(cells), cells["by"], strict=True))
        shown = take_steps(cells, {name: step_of(by) for name, by in breakdowns.items()})
        known = set(shown.loc[shown["value"].notna(), "key"])
        assert len(known) < len(cells) or not any(map(step_of, breakdowns.values()))
        return shown, as_complete(relations, known)

    return put_together


CHOICES = {
    "all at the finest": lambda by: 0,
    "finer by one attribute than by two": lambda by: by.count("+") - 1 if "+" in by else 0,
    "coarser by one attribute than by two": lambda by: int(by.count("+") == 1),
    "all at the coarsest": lambda by: 2 * int("+" in by),
}


@pytest.mark.parametrize(
    ("unit", "choice"),
    [
        ("victim", "all at the finest"),
        ("victim", "finer by one attribute than by two"),
        *(("suspect", choice) for choice in CHOICES),
        ("named", "coarser by one attribute than by two"),
    ],
)
def test_no_identity_is_missing_when_classes_are_put_together(unit, choice, countables):
    merge = steps_of(countables[unit])
    assert merge
    put_together = at_steps(merge, CHOICES[choice])
    draws, relations = tabulated(countables, group_of(unit), put_together=put_together)
    missing = missing_identities(drawn_from(draws), as_sums(relations))
    assert missing.count == 0, missing.examples


def test_forgetting_how_classes_are_put_together_is_found(countables):
    merge = steps_of(countables["suspect"])
    put_together = at_steps(merge, CHOICES["all at the finest"])
    draws, relations = tabulated(countables, group_of("suspect"), put_together=put_together)
    left = relations[relations["relation"] != "classes put together"]
    assert len(left) < len(relations)
    assert missing_identities(drawn_from(draws), as_sums(left)).count > 0
