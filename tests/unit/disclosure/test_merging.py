"""Classes put together: nested, everywhere alike, and chosen from published numbers only."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csa.counting.areas import Areas
from csa.counting.cells import MERGED, SUMMED, Countable, cells_of, compute_cells
from csa.counting.families import Count
from csa.counting.keys import expand_dims
from csa.counting.recoding import add_merged, class_steps, merged_classes, merged_relations
from csa.counting.relations import RELATION_COLUMNS, as_sums, list_relations
from csa.disclosure.attack.gate import make_safe
from csa.disclosure.rules.policy import (
    TELLING,
    TOO_THIN,
    coarsen_tables,
    protect_cells,
    withhold_thin_tables,
)
from csa.errors import SettingsError
from csa.periods import Period
from csa.settings import Disclosure

PERIOD = Period("2016-04", "2016-06")
RULES = Disclosure(public_dimensions={})
MERGE = {"age_band": [{"0-17": ["0-9", "10-17"], "18+": ["18-64", "65+"]},
                      {"all ages": ["0-17", "18+"]}]}  # fmt: skip
AGES = ("0-9", "10-17", "18-64", "65+", "unknown")
DISTRICTS = ("A", "B", "C")
NESTING = pd.DataFrame({"lsoa": DISTRICTS, "ward": DISTRICTS, "district": DISTRICTS})
AREAS = Areas("P", NESTING)
BY_AGE, BY_SEX = (Count("victim", by=("priority", name)) for name in ("age_band", "sex"))
BY_BOTH, TOTAL = (
    Count("victim", by=("priority", "age_band", "sex")),
    Count("victim", by=("priority",)),
)


def victims_of(**by_district):
    """Build countable victims: for each district how many of each age and sex."""
    rows = [
        {"district": district, "ward": district, "lsoa": district, "month": "2016-04",
         "age_band": age, "sex": sex}
        for district, ages in by_district.items()
        for (age, sex), number in ages.items()
        for _ in range(number)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    members = pd.DataFrame(
        {
            "incident": frame.index,
            "priority": "violence",
            "subtheme": "",
            "counts_to_priority": True,
        }
    )
    domains = {"priority": ("violence",), "age_band": AGES, "sex": ("F", "M")}
    return Countable(rows=frame, membership=members, domains=domains)


def counted(*counts, merge=MERGE, **by_district):
    """Return protected cells with their classes put together, and all relations."""
    covered = pd.DataFrame(
        list(itertools.product(["victim"], DISTRICTS, PERIOD.months, ["ok"])),
        columns=["unit", "district", "month", "status"],
    )
    cells = compute_cells(
        counts, countables={"victim": victims_of(**by_district)}, areas=AREAS, coverage=covered,
        spans=(PERIOD,),
    ).assign(**{"class": "person"})  # fmt: skip
    relations = list_relations(cells, counts, areas=AREAS, priorities=[])
    cells = add_merged(cells, merge)
    return cells, merged_relations(relations, cells, merge)


def ages(*numbers, sex="F"):
    return {(age, sex): number for age, number in zip(AGES, numbers, strict=True)}


def sensitive(cells):
    """Add the total that makes the theme a sensitive one."""
    total = {"key": "crime", "measure": "crime", "by": "priority", "level": "district", "area": "A",
             "period": PERIOD.key, "dims": "priority=violence", "value": 999, "class": "sensitive",
             "reason": "", "first_step": 0, "last_step": 99}  # fmt: skip
    return pd.concat([cells, pd.DataFrame([total])], ignore_index=True).astype({"value": "Int64"})


def shown(cells, count, area):
    """Return the classes that are shown in an area, with their numbers."""
    here = expand_dims(cells_of(cells, count))
    here = here[here["area"] == area]
    return dict(zip(here["age_band"], here["value"], strict=True))


SMALL = {"A": ages(4, 3, 6, 4, 3), "B": ages(30, 40, 50, 60, 20), "C": ages(25, 25, 25, 25, 25)}
AMPLE = {name: ages(30, 30, 30, 30, 30) for name in DISTRICTS}


def test_steps_follow_each_other():
    finest, first, second = class_steps(AGES, MERGE["age_band"])
    assert finest == {age: age for age in AGES}
    assert first["0-9"] == first["10-17"] == "0-17"
    assert {age for age in AGES if second[age] == "all ages"} == set(AGES) - {"unknown"}


def test_a_class_put_together_stands_behind_the_last_it_holds():
    assert list(merged_classes("age_band", AGES, MERGE)) == [
        "0-9", "10-17", "0-17", "18-64", "65+", "18+", "all ages", "unknown",
    ]  # fmt: skip
    assert merged_classes("sex", ("F", "M"), MERGE) == {"F": ("F",), "M": ("M",)}


def test_classes_put_together_are_the_sum_of_their_parts():
    cells, _ = counted(BY_AGE, **SMALL)
    made = expand_dims(cells[(cells["area"] == "A") & (cells["reason"] == SUMMED)])
    # District A: 4 + 3 children, 6 + 4 adults, 17 of known age.
    assert dict(zip(made["age_band"], made["value"], strict=True)) == {
        "0-17": 7, "18+": 10, "all ages": 17,
    }  # fmt: skip


def test_nothing_is_put_together_where_a_part_has_no_number():
    cells, _ = counted(BY_AGE, merge={}, **SMALL)
    unknown = (cells["area"] == "A") & (cells["dims"] == "age_band=0-9;priority=violence")
    cells = add_merged(cells.assign(value=cells["value"].mask(unknown)), MERGE)
    made = cells[(cells["area"] == "A") & (cells["reason"] == SUMMED)]
    assert list(made["dims"]) == ["age_band=18+;priority=violence"]


def test_what_is_public_is_never_put_together():
    cells, _ = counted(BY_AGE, merge={}, **SMALL)
    assert len(add_merged(cells.assign(**{"class": "public"}), MERGE)) == len(cells)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"18+": ["18-24", "65+"]}], "puts '18-24' together"),
        # The first step left no such class.
        ([{"0-17": ["0-9", "10-17"]}, {"10+": ["10-17", "18-64"]}], "no such class at that step"),
        ([{"0-64": ["0-9", "18-64"], "10-64": ["10-17", "18-64"]}], "'18-64' into two classes"),
        ([{"18-64": ["0-9", "10-17"]}], "'18-64', which is a class already"),
        ([{"65+ or not recorded": ["65+", "unknown"]}], "'unknown' together .* stay apart"),
        ([{"young": ["0-9"]}], "two classes or more"),
        ([{"age=young": ["0-9", "10-17"]}], "a name without '='"),
    ],
    ids=["unknown", "used before", "twice", "taken", "not recorded", "single", "sign"],
)
def test_steps_that_cannot_be_taken_are_refused_by_name(steps, said):
    with pytest.raises(SettingsError, match=rf"config/disclosure.toml, merge.age_band, .*{said}"):
        counted(BY_AGE, merge={"age_band": steps}, **SMALL)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 9), min_size=30, max_size=30),
    secret=st.binary(min_size=8, max_size=8),
)
def test_whatever_is_counted_every_listed_sum_holds_before_and_after_rounding(numbers, secret):
    table = iter(numbers)
    people = {
        name: {(age, sex): next(table) for age in AGES for sex in ("F", "M")} for name in DISTRICTS
    }
    people["A"] = {**people["A"], ("unknown", "F"): 1}
    cells, relations = counted(BY_BOTH, BY_AGE, BY_SEX, TOTAL, **people)
    exact = dict(zip(cells["key"], cells["value"], strict=True))
    loose = RULES.model_copy(update={"minimum_group": 0})
    safe = protect_cells(cells, relations, rules=loose, secret=secret)
    published = dict(zip(safe["key"], safe["value"], strict=True))
    sums = as_sums(relations)
    assert len(sums) > 50
    for values in (exact, published):
        for one in sums:
            assert values[one["parent"]] == sum(values[child] for child in one["children"])
    assert all(abs(exact[key] - published[key]) <= 4 for key in exact)


def test_one_small_district_has_the_classes_put_together_in_every_area_alike():
    cells, _ = counted(BY_AGE, TOTAL, **SMALL)
    # District A: 20 people in 5 classes, 4 on average; in 3 classes 6.7.
    safe = withhold_thin_tables(sensitive(cells), rules=RULES)
    assert [list(shown(safe, BY_AGE, area)) for area in ("A", "B", "C", "P")] == [
        ["unknown", "0-17", "18+"]
    ] * 4
    assert shown(safe, BY_AGE, "P") == {"0-17": 127, "18+": 170, "unknown": 48}
    finer = safe[safe["reason"] == MERGED]
    assert len(finer) == 4 * 4
    assert finer["value"].isna().all()


def test_where_no_district_is_small_nothing_is_put_together():
    cells, _ = counted(BY_AGE, TOTAL, **AMPLE)
    safe = withhold_thin_tables(sensitive(cells), rules=RULES)
    assert all(list(shown(safe, BY_AGE, area)) == list(AGES) for area in (*DISTRICTS, "P"))
    assert list(safe["value"]) == list(sensitive(cells)["value"])


def test_what_is_too_thin_at_every_step_is_withheld_in_words_and_no_coarser_than_it_was():
    few = {**SMALL, "A": ages(1, 1, 1, 1, 1)}
    # District A: 5 people are too few for the two classes of the last step, 2.5 on average.
    cells, _ = counted(BY_AGE, TOTAL, **few)
    safe = withhold_thin_tables(sensitive(cells), rules=RULES)
    here = cells_of(safe, BY_AGE)
    districts = here[here["level"] == "district"]
    assert districts["value"].isna().all()
    assert set(districts["reason"]) == {TOO_THIN}
    assert list(shown(safe, BY_AGE, "P")) == list(AGES)


def keys_of(cells, *dims, area="A"):
    return {f"victim|{area}|{PERIOD.key}|{one};priority=violence" for one in dims}


@pytest.mark.parametrize(
    ("failing", "classes"),
    [
        (["age_band=10-17"], ["unknown", "0-17", "18+"]),
        # No need to try the step at which the failing class is still there.
        (["age_band=0-9", "age_band=0-17"], ["unknown", "all ages"]),
        (["age_band=unknown"], ["unknown", "0-17", "18+"]),
    ],
)
def test_a_table_that_gives_too_much_away_takes_the_first_step_without_what_does(failing, classes):
    cells, _ = counted(BY_AGE, TOTAL, **AMPLE)
    safe = coarsen_tables(cells, keys_of(cells, *failing))
    assert all(list(shown(safe, BY_AGE, area)) == classes for area in (*DISTRICTS, "P"))
    assert shown(safe, BY_AGE, "A")[classes[-1]] in (60, 120)


def test_a_table_that_gives_too_much_away_at_its_last_step_is_withheld_for_its_level():
    cells, _ = counted(BY_AGE, TOTAL, **AMPLE)
    last = coarsen_tables(cells, keys_of(cells, "age_band=0-9", "age_band=0-17"))
    safe = coarsen_tables(last, keys_of(cells, "age_band=all ages"))
    assert shown(safe, BY_AGE, "P") == {"unknown": 90, "all ages": 360}
    here = cells_of(safe, BY_AGE)
    withheld = here[here["level"] == "district"]
    assert set(withheld["reason"]) == {TELLING}
    assert withheld["value"].isna().all()


def test_a_chain_too_narrow_to_publish_is_put_together_until_the_attack_passes():
    # Whoever has a fifth record has a third and a fourth one: at most 4 records from the third on
    # leave room for one fifth, where '<5' stands for five numbers.
    numbers = {"1": 150, "2": 5, "3": 0, "4": 0, "5": 0}
    dims = {f"nth={nth};theme=t": number for nth, number in numbers.items()} | {"theme=t": 155}
    cells = pd.DataFrame(
        [
            {"key": f"named|P|{PERIOD.key}|{one}", "measure": "named", "level": "partnership",
             "by": "nth+theme" if "nth" in one else "theme", "area": "P", "period": PERIOD.key,
             "dims": one, "value": number, "reason": "", "class": "person"}
            for one, number in dims.items()
        ]
    ).astype({"value": "Int64"})  # fmt: skip
    *keys, total = cells["key"]
    relations = pd.DataFrame(
        [("sum", "margin:nth", total, key) for key in keys]
        + [("subset", "order", *pair) for pair in itertools.pairwise(keys)],
        columns=RELATION_COLUMNS,
    )
    merge = {"nth": [{"4 or more": ["4", "5"]}, {"3 or more": ["3", "4 or more"]}]}
    assert published_orders(cells, relations, {}) == {}
    assert published_orders(cells, relations, merge) == {"1": 150, "2": 5, "3 or more": 0}


def published_orders(cells, relations, merge):
    """Return the classes that are shown after the attack, with their numbers."""
    whole = add_merged(cells, merge)
    safe, report = make_safe(whole, merged_relations(relations, whole, merge), base=5)
    assert not report.failures
    here = expand_dims(cells_of(safe, Count("named", by=("nth", "theme"), level="partnership")))
    here = here[here["value"].notna()]
    return dict(zip(here["nth"], here["value"], strict=True))


@pytest.mark.parametrize(
    ("numbers", "shown_after"),
    [
        # Five with a fourth record or more, beside fewer than five with a third: one to four.
        ({"1": 150, "2": 10, "3": 0, "4": 0, "5": 5}, {"1": 150, "2": 10, "3 or more": 5}),
        ({"1": 150, "2": 10, "3": 5, "4": 0, "5": 5}, {"1": 150, "2": 10, "3": 5, "4 or more": 5}),
        ({"1": 150, "2": 0, "3": 0, "4": 0, "5": 5}, {}),
    ],
    ids=["third", "fourth", "second"],
)
def test_later_records_do_not_show_that_there_were_one_to_four_earlier_ones(numbers, shown_after):
    merge = {"nth": [{"4 or more": ["4", "5"]}, {"3 or more": ["3", "4 or more"]}]}
    dims = {f"nth={nth};theme=t": number for nth, number in numbers.items()}
    cells = pd.DataFrame(
        [
            {"key": f"named|P|{PERIOD.key}|{one}", "measure": "named", "level": "partnership",
             "by": "nth+theme", "area": "P", "period": PERIOD.key, "dims": one, "value": number,
             "reason": "", "class": "person"}
            for one, number in dims.items()
        ]
    ).astype({"value": "Int64"})  # fmt: skip
    relations = pd.DataFrame(columns=RELATION_COLUMNS)
    safe = protect_cells(add_merged(cells, merge), relations, rules=RULES, secret=b"k")
    here = expand_dims(cells_of(safe, Count("named", by=("nth", "theme"), level="partnership")))
    here = here[here["value"].notna()]
    assert dict(zip(here["nth"], here["value"], strict=True)) == shown_after
