"""Which incidents belong to a priority: by value, by absence, never twice."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.errors import SettingsError
from csa.priorities import (
    is_counted,
    rule_columns,
    select_incidents,
    takes_all,
    theme_membership,
    units_of,
    units_with_total,
)
from csa.settings import Priority, Rule, SubTheme, load_settings

# Five crimes: two burglaries, a violent crime of each kind of knowledge, and one of no category.
CRIMES = pd.DataFrame(
    {
        "category": ["Burglary", "Burglary", "Violence", "Violence", None],
        "subgroup": ["Residential", "Business", None, "With injury", None],
        "flag_hate": pd.array([True, None, False, True, None], dtype="boolean"),
    },
    index=[11, 12, 13, 14, 15],
)


def selected(*conditions: dict[str, tuple[str | bool, ...]], unit: str = "crime") -> list[int]:
    chosen = select_incidents(CRIMES, rules=[Rule(unit=unit, any_of=conditions)], unit="crime")
    return CRIMES.index[chosen].tolist()


def theme(name: str, *categories: str, kind: str = "part", unit: str = "crime") -> SubTheme:
    conditions = ({"category": categories},) if categories else ()
    return SubTheme(id=name, label=name, kind=kind, rules=(Rule(unit=unit, any_of=conditions),))


def priority(*themes: SubTheme, **changes: object) -> Priority:
    values = {"id": "p", "number": 1, "label": "P", "short_label": "P", "subthemes": themes}
    return Priority(**{**values, **changes})


def test_rule_without_conditions_takes_every_incident_of_its_unit() -> None:
    assert selected() == [11, 12, 13, 14, 15]
    assert selected(unit="asb") == []


def test_all_columns_of_a_condition_must_match_and_any_condition_suffices() -> None:
    assert selected({"category": ("Burglary",), "subgroup": ("Business",)}) == [12]
    assert selected({"subgroup": ("Business",)}, {"category": ("Violence",)}) == [12, 13, 14]


def test_unknown_is_neither_yes_nor_no() -> None:
    assert selected({"flag_hate": (True,)}) == [11, 14]
    assert selected({"flag_hate": (False,)}) == [13]
    assert selected({"category": ("Burglary", "Violence")}) == [11, 12, 13, 14]


def test_empty_text_selects_what_was_not_recorded() -> None:
    assert selected({"category": ("Violence",), "subgroup": ("",)}) == [13]
    assert selected({"subgroup": ("", "Business")}) == [12, 13, 15]


def test_column_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match=r"'colour'.*category"):
        selected({"colour": ("red",)})


def test_membership_lists_each_incident_under_each_of_its_subthemes() -> None:
    themes = (theme("burglary", "Burglary"), theme("any", "Burglary", "Violence", kind="overlay"))
    members = theme_membership(CRIMES, unit="crime", priorities=[priority(*themes)])
    by_theme = members.groupby("subtheme")["incident"].apply(list).to_dict()
    assert by_theme == {"burglary": [11, 12], "any": [11, 12, 13, 14]}
    assert set(members["kind"]) == {"part", "overlay"}


def test_two_parts_may_not_share_an_incident_even_of_different_priorities() -> None:
    one = priority(theme("burglary", "Burglary"))
    other = priority(theme("homes", "Burglary"), id="q")
    with pytest.raises(SettingsError, match="burglary, homes"):
        theme_membership(CRIMES, unit="crime", priorities=[one, other])


def test_nothing_belongs_where_no_priority_counts_the_unit() -> None:
    members = theme_membership(CRIMES, unit="fire", priorities=[priority(theme("b", "Burglary"))])
    assert len(members) == 0
    assert list(members.columns) == [
        "incident", "priority", "subtheme", "kind", "counts_to_priority",
    ]  # fmt: skip


def test_units_begin_with_the_headline_unit() -> None:
    themes = (theme("b", "Burglary"), theme("f", unit="fire"), theme("a", unit="asb"))
    assert units_of(priority(*themes, headline_unit="asb")) == ["asb", "crime", "fire"]
    assert units_of(priority(theme("b", "Burglary"), headline_unit="asb")) == ["crime"]


def test_columns_of_a_rule_are_those_of_its_unit() -> None:
    two = SubTheme(
        id="x",
        label="X",
        rules=(
            Rule(unit="crime", any_of=({"category": ("A",), "subgroup": ("",)},)),
            Rule(unit="fire", any_of=({"motive": ("B",)},)),
        ),
    )
    assert rule_columns(two, unit="crime") == ["category", "subgroup"]
    assert rule_columns(two, unit="asb") == []


def test_shipped_priorities_are_the_partnerships_five_and_one_cuts_across() -> None:
    priorities = load_settings().priorities
    assert [one.number for one in priorities] == [1, 2, 3, 4, 5]
    assert [one.id for one in priorities if one.cross_cutting] == ["offending-drugs-and-alcohol"]
    for one in priorities:
        overlays = {subtheme.kind == "overlay" for subtheme in one.subthemes}
        assert overlays == {True} if one.cross_cutting else False in overlays


@pytest.mark.parametrize(
    ("table", "column", "values", "counted"),
    [
        ("crime", "status", ["recorded", "transferred", "cancelled"], [True, False, False]),
        ("fire", "is_deliberate", [True, False], [True, False]),
        ("suspect", "status", ["suspect", "eliminated", None], [True, False, True]),
        ("victim", "status", ["eliminated", "recorded"], [True, True]),
    ],
)  # fmt: skip
def test_rows_that_nothing_counts_are_told_apart_by_their_table(
    table: str, column: str, values: list[object], counted: list[bool]
) -> None:
    assert is_counted(pd.DataFrame({column: values}), table=table).tolist() == counted
    assert is_counted(pd.DataFrame({"other": values}), table=table).all()


@pytest.mark.parametrize(
    ("rule", "is_all"),
    [
        (Rule(unit="asb"), True),
        (Rule(unit="fire", any_of=({"is_deliberate": (True,)},)), True),
        (Rule(unit="fire", any_of=({"is_deliberate": (True,), "hoax": (True,)},)), False),
        (Rule(unit="fire", any_of=({"hoax": (True,)}, {"is_deliberate": (True, False)})), True),
        (Rule(unit="crime", any_of=({"status": ("recorded",)},)), True),
        (Rule(unit="crime", any_of=({"category": ("Burglary",)},)), False),
    ],
)
def test_a_rule_that_takes_all_that_counts_is_known(rule: Rule, is_all: bool) -> None:
    assert takes_all(rule) == is_all


def test_an_overlay_alone_gives_a_priority_no_total() -> None:
    themes = (theme("b", "Burglary"), theme("a", unit="asb", kind="overlay"))
    assert units_with_total(priority(*themes)) == ["crime"]
    assert units_with_total(priority(*themes, cross_cutting=True)) == ["crime", "asb"]
    members = theme_membership(
        CRIMES, unit="crime", priorities=[priority(theme("o", "Burglary", kind="overlay"))]
    )
    assert not members["counts_to_priority"].any()
