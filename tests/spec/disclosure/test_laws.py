"""No tie between numbers of people is remembered only: all are found in random worlds."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from people_laws import Search
from people_worlds import counted, draw_world, every_number

from csa.counting.areas import Areas
from csa.counting.families import Count
from csa.counting.people_ties import people_relations
from csa.counting.relations import gather, list_relations
from csa.disclosure.ledger.spans import number_names, period_ties
from csa.settings import Priority

WORLDS, SEED = 6_000, 12


def theme(name, kind="part"):
    rules = [{"unit": "crime", "any_of": [{"category": [name]}]}]
    return {"id": name, "label": name, "kind": kind, "sensitive": True, "rules": rules}


def priority(name, *subthemes, **more):
    return Priority(
        id=name, number=1, label=name, short_label=name, sensitive=True, pcc_themes=[],
        subtheme=subthemes, **more,
    )  # fmt: skip


PRIORITIES = (
    priority("parts", theme("a"), theme("b"), theme("flagged", "overlay")),
    priority("single", theme("d")),
    priority("across", theme("e", "overlay"), theme("marked", "overlay"), cross_cutting=True),
)


def cells_of(numbers):
    """Return the numbers as cells of one district, all with a value."""
    rows = [
        {
            "key": f"{unit}|D|{period}|{dims}", "measure": unit, "area": "D", "period": period,
            "dims": dims, "level": "district", "value": 1, "reason": "",
            "by": "+".join(part.split("=")[0] for part in dims.split(";")),
        }
        for unit, period, dims in numbers
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": "Int64"})


def listed(cells):
    """Return every relation that releases list, and that readers of several know, by number."""
    families = cells[["measure", "by"]].drop_duplicates()
    counts = [Count(unit, by=tuple(by.split("+"))) for unit, by in families.itertuples(index=False)]
    nesting = pd.DataFrame({"lsoa": ["L"], "ward": ["W"], "district": ["D"]})
    within = [
        list_relations(cells, counts, areas=Areas("P", nesting), priorities=PRIORITIES),
        people_relations(cells, priorities=PRIORITIES),
    ]
    names = cells.assign(name=number_names(cells))
    by_key = dict(zip(names["key"], names["name"], strict=True))
    ties = gather(within)
    ties = ties.assign(**{side: ties[side].map(by_key) for side in ("parent", "child")})
    numbers = names.drop_duplicates("name")
    return gather([ties, period_ties(numbers.assign(key=numbers["name"]))])


@pytest.fixture(scope="module")
def found():
    """Numbers of many worlds under the names that tell which of them are the same, and the list."""
    rng = random.Random(SEED)
    numbers = every_number()
    cells = cells_of(numbers)
    names = number_names(cells).str.replace("|D|", "|", regex=False).tolist()
    worlds = (counted(draw_world(rng)) for _ in range(WORLDS))
    table = pd.DataFrame([[world[one] for one in numbers] for world in worlds], columns=names)
    relations = listed(cells)
    for side in ("parent", "child"):
        relations[side] = relations[side].str.replace("|D|", "|", regex=False)
    return table, relations


def unique(table):
    return table.loc[:, ~table.columns.duplicated() & table.any().to_numpy()]


def test_what_is_called_one_number_is_one_number(found):
    table, _ = found
    twice = table.columns[table.columns.duplicated()].unique()
    assert len(twice)
    for name in twice:
        assert (table[name].nunique(axis=1) == 1).all(), name


def test_every_listed_relation_holds_in_every_world(found):
    table, relations = found
    search = Search(unique(table), relations)
    sums, others = search.system
    assert not (search.table @ sums.T.toarray()).any()
    assert (search.table @ others.T.toarray() >= -1e-9).all()


def test_every_law_that_holds_in_all_worlds_is_listed(found):
    table, relations = found
    assert list(Search(unique(table), relations).unlisted()) == []


@pytest.mark.parametrize(
    "forgotten", ["order", "sub-theme", "suspects of crimes", "harmed twice", "nth=1 of"]
)
def test_a_forgotten_tie_is_found(found, forgotten):
    table, relations = found
    left = relations[~relations["relation"].str.startswith(forgotten)]
    assert len(left) < len(relations)
    assert next(Search(unique(table), left).unlisted(), None) is not None
