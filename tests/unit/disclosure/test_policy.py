"""Policy: what is closed, what is too thin, and which public figures bind the themes."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.cells import Countable
from csa.counting.classes import classify_cells
from csa.counting.families import Count
from csa.counting.public_knowledge import group_types, relate_to_types, with_type_groups
from csa.counting.relations import RELATION_COLUMNS
from csa.disclosure.rules.policy import (
    BELOW_DISTRICT,
    TOO_THIN,
    protect_cells,
    withhold_small_groups,
    withhold_thin_tables,
)
from csa.settings import Disclosure, Priority

PERIOD = "2016-04/2016-06"
RULES = Disclosure(
    public_dimensions={"crime": ("category", "priority", "subtheme", "district", "ward", "month")}
)


def cells_of(*rows):
    """Build cells from (measure, by, level, area, dims, class, value)."""
    names = ["measure", "by", "level", "area", "dims", "class", "value"]
    frame = pd.DataFrame(rows, columns=names).assign(period=PERIOD, reason="")
    frame["key"] = frame["measure"] + "|" + frame["area"] + f"|{PERIOD}|" + frame["dims"]
    return frame.astype({"value": "Int64"})


def themes(**rules):
    """Build priorities of one sub-theme or several, from lists of conditions."""
    return [
        Priority(
            id=name, number=number, label=name, short_label=name, sensitive=True,
            subtheme=[
                {"id": f"{name}-{n}", "label": name,
                 "rules": [{"unit": "crime", "any_of": [condition]}]}
                for n, condition in enumerate(conditions, start=1)
            ],
        )
        for number, (name, conditions) in enumerate(rules.items(), start=1)
    ]  # fmt: skip


# As in the real settings: violence shares its type with stalking, which goes with public order.
PRIORITIES = themes(
    violence=[{"offence_subgroup": ["Violence"]}],
    vulnerable=[{"offence_subgroup": ["Stalking"]}, {"category": ["Public order"]}],
)
CRIMES = pd.DataFrame(
    [("VSO", "Violence")] * 6 + [("VSO", "Stalking")] * 2 + [("Public order", "Order")] * 3
    + [("Burglary", "Domestic")] * 4,
    columns=["category", "offence_subgroup"],
)  # fmt: skip


@pytest.mark.parametrize("unit", ["victim", "suspect", "harmed", "named", "followed", "one_case"])
def test_every_unit_of_people_is_protected_as_people(unit):
    cells = cells_of((unit, "theme", "district", "D1", "theme=violence", "", 12))
    found = classify_cells(cells, open_units=[], priorities=PRIORITIES, rules=RULES)
    assert list(found) == ["person"]


def test_a_sensitive_theme_is_closed_below_the_district_and_its_public_type_is_not():
    cells = cells_of(
        ("crime", "priority", "ward", "W1", "priority=violence", "", 7),
        ("crime", "priority", "district", "D1", "priority=violence", "", 7),
        ("crime", "category", "ward", "W1", "category=VSO", "", 8),
        ("crime", "type_group", "district", "D1", "type_group=VSO", "", 8),
    )
    found = classify_cells(cells, open_units=[], priorities=PRIORITIES, rules=RULES)
    assert list(found) == ["closed", "sensitive", "public", "public"]


def test_a_closed_cell_is_published_without_a_number_and_says_why():
    cells = cells_of(
        ("crime", "priority", "district", "D1", "priority=violence", "sensitive", 20),
        ("crime", "priority", "ward", "W1", "priority=violence", "closed", 20),
    )
    sums = [("sum", "areas:ward", cells["key"][0], cells["key"][1])]
    relations = pd.DataFrame(sums, columns=RELATION_COLUMNS)
    safe = protect_cells(cells, relations, rules=RULES, secret=b"k")
    assert safe["value"].isna().tolist() == [False, True]
    assert safe["reason"].tolist() == ["", BELOW_DISTRICT]


def test_a_sensitive_table_with_fewer_than_five_on_average_is_withheld_in_every_district():
    bands = ["age_band=0-17", "age_band=18-64", "age_band=65+"]
    rows = [
        ("victim", "age_band+priority", "district", area, f"{band};priority=violence", "person", v)
        for area, values in (("D1", (5, 5, 0)), ("D2", (30, 40, 20)))
        for band, v in zip(bands, values, strict=True)
    ]
    total = ("crime", "priority", "district", "D1", "priority=violence", "sensitive", 100)
    # D1 has 10 people in 3 cells, 3.3 on average; D2 alone would be fine.
    safe = withhold_thin_tables(cells_of(*rows, total), rules=RULES)
    assert safe["value"].isna().tolist() == [True] * 6 + [False]
    assert set(safe["reason"][:6]) == {TOO_THIN}


def test_types_that_priorities_share_form_one_group():
    groups = group_types(CRIMES, priorities=PRIORITIES)
    assert groups["VSO"] == groups["Public order"] == "Public order + VSO"
    assert groups["Burglary"] == "Burglary"


def known_relations():
    crimes = Countable(
        rows=CRIMES, membership=pd.DataFrame(),
        domains={"category": ("Burglary", "Public order", "VSO")},
    )  # fmt: skip
    crimes = with_type_groups({"crime": crimes}, priorities=PRIORITIES)["crime"]
    exact = {"category=VSO": 8, "category=Public order": 3, "category=Burglary": 4,
             "type_group=Public order + VSO": 11, "type_group=Burglary": 4,
             "priority=violence": 6, "priority=vulnerable": 5, "subtheme=violence-1": 6,
             "subtheme=vulnerable-1": 2, "subtheme=vulnerable-2": 3}  # fmt: skip
    cells = cells_of(
        *[
            ("crime", dims.split("=")[0], "district", "D1", dims, "public", value)
            for dims, value in exact.items()
        ]
    )
    counts = [Count("crime", by=(name,)) for name in
              ("category", "type_group", "priority", "subtheme")]  # fmt: skip
    return relate_to_types(cells, counts, crimes=crimes, priorities=PRIORITIES), cells


def members(relations, parent):
    chosen = relations[relations["parent"].str.endswith("|" + parent)]
    return {
        (kind, name): sorted(child.rsplit("|", 1)[1] for child in here["child"])
        for (kind, name), here in chosen.groupby(["kind", "relation"])
    }


def test_the_exact_figures_of_a_group_are_the_sum_of_its_priorities():
    relations, _ = known_relations()
    found = members(relations, "type_group=Public order + VSO")
    assert found[("sum", "type_group by priority")] == ["priority=violence", "priority=vulnerable"]


def test_a_public_type_is_divided_bounds_a_theme_from_above_and_from_below():
    relations, _ = known_relations()
    vso = members(relations, "category=VSO")
    assert vso[("sum", "category by subtheme")] == ["subtheme=violence-1", "subtheme=vulnerable-1"]
    assert "priority=violence" in vso[("subset", "within a type")]
    below = members(relations, "priority=vulnerable")
    assert below[("subset", "type within")] == ["category=Public order"]


def test_every_tie_to_a_public_type_holds_for_the_true_counts():
    relations, cells = known_relations()
    value = cells.set_index("key")["value"]
    for (kind, _, parent), here in relations.groupby(["kind", "relation", "parent"]):
        parts = value[here["child"]]
        assert parts.sum() == value[parent] if kind == "sum" else (parts <= value[parent]).all()


@pytest.mark.parametrize(
    ("persons", "businesses", "is_shown"),
    # 700 of a shop's thefts have a business for a victim: five persons are a group of five
    [(5, 700, False), (10, 0, True), (0, 700, False)],
)
def test_businesses_do_not_make_a_group_of_persons_larger(persons, businesses, is_shown):
    total = persons + businesses
    cells = cells_of(
        ("victim", "subtheme", "district", "D1", "subtheme=shops", "person", total),
        *(
            ("victim", by, "district", "D1", f"{first};subtheme=shops", "person", value)
            for by, first, value in (
                ("age_band+subtheme", "age_band=25-34", persons),
                ("age_band+subtheme", "age_band=no person", businesses),
                ("age_band+sex+subtheme", "age_band=25-34;sex=F", persons),
                ("age_band+sex+subtheme", "age_band=no person;sex=no person", businesses),
                ("subtheme+victim_type", "victim_type=business", businesses),
            )
        ),
    )
    kept = withhold_small_groups(cells, rules=RULES)
    shown = kept[kept["value"].notna()].groupby("by").size().reindex(cells["by"].unique())
    is_kept = shown.notna()
    assert bool(is_kept["age_band+subtheme"]) == is_shown
    assert bool(is_kept["age_band+sex+subtheme"]) == is_shown
    assert bool(is_kept["subtheme+victim_type"])  # a table of all victims, not of persons alone
