"""Exhibits draw whatever classes a release shows, name those put together and relate them."""

from __future__ import annotations

import pandas as pd
from people_cells import PRIORITY, REDDITCH, by, cells, desk, records_in_order

from csa.counting.tables.residents import people_reference

# Ten months in proportion to a year.
YEARLY = 12 / 10
RESIDENTS = pd.DataFrame(
    [
        (REDDITCH, name, number, "census", 2011)
        for name, number in {
            "White": 60_000, "Mixed": 1_500, "Asian": 4_000, "Black": 2_000, "Other": 500,
        }.items()
    ],
    columns=["area", "ethnicity", "residents", "source", "year"],
)  # fmt: skip
BY_AGE = pd.DataFrame(
    [
        (REDDITCH, sex, band, 1000, "estimates", 2016)
        for sex in ("F", "M")
        for band in ("0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
    ],
    columns=["area", "sex", "age_band", "residents", "source", "year"],
)


def names_of(parts, column="name"):
    return list(parts.data[column])


def note_of(parts):
    return " ".join(parts.notes)


def test_ethnic_groups_put_together_have_their_own_line_and_their_own_residents():
    groups = {"White": 300, "Asian": 40, "Black": 25, "Mixed and other": 30, "unknown": 50}
    shown = desk(
        cells("victim", by("ethnicity", groups)),
        edition="partner",
        reference={"residents_by_ethnicity": RESIDENTS},
    ).victims.ethnicity()
    assert names_of(shown) == [
        "White", "Asian", "Black", "Mixed and other", "Not stated or not recorded",
    ]  # fmt: skip
    rate = shown.data.set_index("code")["rate"]
    # 30 of 1,500 + 500 residents; 300 of 60,000.
    assert rate["Mixed and other"] == 15 * YEARLY
    assert rate["White"] == 5 * YEARLY
    share = shown.data.set_index("code")["of_residents"]
    assert share.sum() == 100
    assert "'Mixed and other'" in note_of(shown)


def test_a_group_whose_name_starts_with_a_people_keeps_its_capital():
    groups = {"White": 50, "Asian, Black, mixed and other": 200, "unknown": 0}
    shown = desk(cells("victim", by("ethnicity", groups)), edition="partner").victims.ethnicity()
    assert "Most often: Asian, Black, mixed and other (200 of the 250" in str(shown.statements[0])


def both(ages):
    return {
        (("priority", PRIORITY), ("age_band", band), ("sex", sex)): number
        for band, numbers in ages.items()
        for sex, number in zip(("F", "M", "unknown"), numbers, strict=True)
    }


def test_age_bands_put_together_are_drawn_in_order_with_the_rates_of_their_residents():
    ages = {"0-17": (40, 30, 0), "18+": (400, 300, 10), "unknown": (10, 10, 20)}
    shown = desk(
        cells("victim", both(ages)),
        edition="partner",
        reference={"residents_by_age_sex": BY_AGE},
    ).victims.age_and_sex()
    assert names_of(shown, "age_band") == ["0-17", "18+", "unknown"]
    rows = shown.data.set_index("age_band")
    # Two bands of 1,000 women each under 18, seven of 1,000 above.
    assert rows.loc["0-17", "F_rate"] == 20 * YEARLY
    assert round(rows.loc["18+", "M_rate"], 2) == round(300 / 7 * YEARLY, 2)
    assert str(shown.statements[0]).startswith("Women aged 18 or over are harmed most")
    shown.figures[0].draw()


def test_young_suspects_are_told_of_by_the_band_there_is():
    def said(**bands):
        ages = {band: (numbers, 0, 0) for band, numbers in bands.items()}
        parts = desk(cells("suspect", both(ages)), edition="partner").suspects.age_and_sex()
        return " ".join(map(str, parts.statements))

    wide = {"0-17": 25, "18+": 75, "unknown": 0}
    assert "25 (25%) were aged 0 to 17" in said(**wide)
    assert "were aged" not in said(adults=100, unknown=0)


def test_records_in_order_put_together_still_tell_people_and_repeats():
    # 40 people with one crime, 5 with two, 10 with four or more: the first three each and 85 more.
    nth = {"1": 55, "2": 15, "3": 10, "4 or more": 85}
    values = {(("theme", PRIORITY), ("nth", order)): number for order, number in nth.items()}
    shown = desk(cells("named", values), edition="partner").suspects.few_suspects()
    rows = shown.data.set_index("linked")
    assert list(rows.index) == ["3 crimes or more", "2 crimes or more", "All suspects"]
    assert rows.loc["3 crimes or more", "suspects"] == 10
    assert rows.loc["3 crimes or more", "crimes"] == 3 * 10 + 85
    assert rows.loc["All suspects", "crimes"] == 165
    # 115 of 165, both summed from rounded counts.
    assert (
        "about 115 crimes, about 70% of those with an identified suspect, are linked to 10 "
        "suspects, each with 3 crimes or more." in str(shown.statements[0])
    )
    assert "'4 or more'" in note_of(shown)


def test_where_nobody_is_told_to_have_many_crimes_the_sentence_says_how_many_that_is():
    nth = {"1": 55, "2": 15, "3 or more": 0}
    values = {(("theme", PRIORITY), ("nth", order)): number for order, number in nth.items()}
    few = desk(cells("named", values), edition="partner").suspects.few_suspects()
    assert "15 suspects, each with 2 crimes or more" in str(few.statements[0])
    nth["2"] = 0
    values = {(("theme", PRIORITY), ("nth", order)): number for order, number in nth.items()}
    none = desk(cells("named", values), edition="partner").suspects.few_suspects()
    assert "Fewer than five suspects are linked to two of these crimes" in str(none.statements[0])


def test_nothing_is_said_of_classes_put_together_where_none_are():
    shown = desk(cells("named", records_in_order([1] * 30 + [6] * 5)), edition="partner")
    few = shown.suspects.few_suspects()
    assert "put together" not in note_of(few)
    assert "5 suspects, each with 5 crimes or more" in str(few.statements[0])


def test_repeat_victims_have_no_line_for_many_crimes_where_that_is_not_told():
    nth = {"1": 155, "2": 15, "3 or more": 30}
    values = {(("theme", PRIORITY), ("nth", order)): number for order, number in nth.items()}
    shown = desk(cells("harmed", values), edition="partner").victims.repeat_victims()
    row = shown.data.iloc[0]
    assert (row["crimes"], row["people"], row["repeats"]) == (200, 155, 45)
    assert pd.isna(row["often"])
    assert shown.tables[0].to_html()
    told = {"1": 150, "2": 15, "3": 10, "4 or more": 30}
    values = {(("theme", PRIORITY), ("nth", order)): number for order, number in told.items()}
    shown = desk(cells("harmed", values), edition="partner").victims.repeat_victims()
    assert shown.data["often"].iloc[0] == 10


def test_whoever_checks_a_rate_is_given_the_residents_of_classes_put_together():
    people = pd.DataFrame(
        [
            (REDDITCH, "resident", sex, band, number, "estimates", 2016)
            for sex in ("F", "M")
            for band, number in (("0-9", 5000), ("10-17", 4000), ("18-24", 3000))
        ],
        columns=["geo_code", "denominator", "sex", "age_band", "n", "source", "year"],
    )
    merge = {"age_band": [{"0-17": ("0-9", "10-17")}]}
    found = people_reference({"population": people}, codes=[REDDITCH], year=2016, merge=merge)
    assert set(found) == {"residents_by_age_sex", "residents_by_age_sex_together"}
    together = found["residents_by_age_sex_together"]
    assert list(together) == list(found["residents_by_age_sex"])
    assert dict(zip(together["sex"], together["residents"], strict=True)) == {"F": 9000, "M": 9000}
    assert set(together["age_band"]) == {"0-17"}


def test_a_single_suspect_is_told_of_as_one():
    shown = desk(cells("named", records_in_order([1] * 30 + [6])), edition="officer")
    said = str(shown.suspects.few_suspects().statements[0])
    assert "6 crimes, 17% of those" in said
    assert "are linked to 1 suspect with 5 crimes or more." in said
