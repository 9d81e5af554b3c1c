"""Design rules: what is too fine is refused by name before anything is counted."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from csa.counting.families import Count
from csa.counting.units import PEOPLE
from csa.disclosure.rules.design_rules import (
    refuse_figures_of_one,
    refuse_short_period,
    refuse_too_fine,
    refuse_two_classifications,
)
from csa.errors import DisclosureError
from csa.periods import Period
from csa.settings import DesignRules

RULES = DesignRules()


def is_refused(rule, *given, **known):
    try:
        rule(*given, **known)
    except DisclosureError:
        return True
    return False


def refuse(count, exhibits=("VictimExhibits.age_and_sex",)):
    refuse_too_fine([count], rules=RULES, used_by={count.family: list(exhibits)})


@pytest.mark.parametrize("unit", PEOPLE)
@pytest.mark.parametrize("finer", [{"level": "ward"}, {"level": "lsoa"}, {"months": True}])
def test_people_below_the_district_or_by_month_are_refused_by_the_exhibits_name(unit, finer):
    with pytest.raises(DisclosureError, match=r"VictimExhibits\.age_and_sex.*rule D1"):
        refuse(Count(unit, **finer))


@pytest.mark.parametrize(
    ("count", "rule"),
    [
        (Count("victim", by=("priority", "age_band", "sex", "ethnicity")), "D3"),
        (Count("harmed", by=("nth", "sex", "age_band")), "D3"),
        (Count("crime", by=("subtheme", "alcohol", "drugs", "suspects")), "D3"),
        (Count("crime", by=("subtheme",), months=True), "D3"),
        (Count("crime", by=("priority", "time_slot"), months=True), "D3"),
        (Count("crime", by=("priority", "alcohol"), level="ward"), "D3"),
        (Count("crime", by=("subtheme", "outcome_group")), "D5"),
        (Count("witness", by=("priority",)), "no rule describes"),
    ],
)
def test_other_families_that_are_too_fine_are_refused(count, rule):
    with pytest.raises(DisclosureError, match=rule):
        refuse(count)


@pytest.mark.parametrize(
    "count",
    [
        Count("victim", by=("priority", "age_band", "sex")),
        Count("crime", by=("category", "outcome_group", "maturity")),
        Count("crime", by=("priority",), level="lsoa"),
        Count("crime", by=("category",), level="lsoa"),
        Count("crime", by=("priority",), months=True),
    ],
)
def test_what_the_rules_allow_passes(count):
    assert not is_refused(refuse, count)


def test_a_single_month_of_people_is_refused_with_its_name():
    people = [Count("victim", by=("priority", "sex"))]
    with pytest.raises(DisclosureError, match=r"April 2016.*Choose a later --to\.$"):
        refuse_short_period(Period("2016-04", "2016-04"), people, rules=RULES)
    refuse_short_period(Period("2016-04", "2016-06"), people, rules=RULES)


def test_a_single_month_without_people_is_allowed():
    month = Period("2016-04", "2016-04")
    crimes, people = Count("crime", by=("category",)), Count("victim", by=("sex",))
    assert not is_refused(refuse_short_period, month, [crimes], rules=RULES)
    assert is_refused(refuse_short_period, month, [crimes, people], rules=RULES)


def of(**domains):
    return SimpleNamespace(domains=domains)


def test_two_classifications_of_one_variable_are_refused():
    # 0-17 and 16-24 together would give 16-17.
    units = {"victim": of(age_band=("0-17", "18+")), "suspect": of(age_band=("0-15", "16+"))}
    with pytest.raises(DisclosureError, match=r"age_band.*D4"):
        refuse_two_classifications(units)


def test_no_person_is_not_another_classification():
    units = {"victim": of(sex=("F", "M", "no person")), "suspect": of(sex=("F", "M"))}
    assert not is_refused(refuse_two_classifications, units)


@pytest.mark.parametrize(
    "heading", ["Oldest", "Youngest victim", "Median", "Mean age", "Maximum age", "min_age"]
)
def test_figures_of_one_person_are_refused(heading):
    with pytest.raises(DisclosureError, match="D6"):
        refuse_figures_of_one(["Ward", heading], exhibit="age_and_sex")


def test_ordinary_headings_pass():
    plain = ["Age", "Female, per 1,000", "Most often", "Share, %"]
    assert not is_refused(refuse_figures_of_one, plain, exhibit="kinds")
