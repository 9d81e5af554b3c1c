"""Profiles of people: a line per sub-theme, words that weaken, percentages that betray nothing."""

import itertools
import re

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, by, cells, desk, records_in_order

from csa.counting.dimensions import AGE_BANDS
from csa.exhibits.wording.known import say_profile
from csa.exhibits.wording.largest import leaders
from csa.exhibits.wording.ranges import say_range
from csa.present.number import Number, Percent
from csa.present.numbers import bounded_percent, percent_text


def of(kind, theme, name, values, *, reason="", area=REDDITCH, level="district"):
    domain = AGE_BANDS if name == "age_band" else ("F", "M", "unknown")
    whole = {(((kind, theme)), (name, value)): 0 for value in (*domain, "no person")}
    for value, n in values.items():
        whole[((kind, theme)), (name, value)] = n
    frame = cells("victim", whole, area=area, level=level)
    return frame.assign(reason=reason, value=None) if reason else frame


def profiles(*, edition="officer", **changed):
    families = [
        of("priority", PRIORITY, "age_band", {"25-34": 60, "10-17": 20, "unknown": 20}),
        of("priority", PRIORITY, "sex", {"F": 50, "M": 50}),
        of("subtheme", "burglary", "age_band", {"25-34": 30, "0-9": 5, "10-17": 5}),
        of("subtheme", "burglary", "sex", {"F": 30, "M": 10}),
        of("subtheme", "robbery", "age_band", {"10-17": 20, "25-34": 20, "unknown": 60}),
        of("subtheme", "robbery", "sex", {"F": 20, "M": 80}),
        *(
            cells("harmed", records_in_order(counts, theme=theme))
            for theme, counts in {PRIORITY: [1] * 90, "burglary": [2] * 10 + [1] * 20}.items()
        ),
        *changed.values(),
    ]
    return desk(*families, edition=edition).victims.by_subtheme()


def test_each_subtheme_has_its_own_line():
    exhibit = profiles()
    rows = exhibit.data.set_index("theme")
    assert rows.loc["burglary", ["people", "largest", "women", "children"]].tolist() == [
        40, "25 to 34", 75, 25,  # 30 of 40; 10 of 40
    ]  # fmt: skip
    assert rows.loc["burglary", "repeat_share"] == 25  # 40 crimes, 30 people
    assert rows.loc[PRIORITY, "children"] == 25  # 20 of the 80 of known age
    assert "Women and girls among victims: from 20% (robbery) to 75% (burglary)." in (
        exhibit.sentence
    )


def test_a_line_says_when_too_little_is_recorded():
    # of robbery, age is known for 40 of 100: no group is named, no share of children
    row = profiles().data.set_index("theme").loc["robbery"]
    assert row["largest"] == "too little recorded"
    assert pd.isna(row["children"])
    assert row["women"] == 20


def test_a_withheld_subtheme_is_named_with_its_reason():
    withheld = of("subtheme", "vehicle-crime", "age_band", {}, reason="the group is too small")
    sexes = of("subtheme", "vehicle-crime", "sex", {"F": 1, "M": 1})
    exhibit = profiles(ages=withheld, sexes=sexes)
    assert "vehicle-crime" not in set(exhibit.data["theme"])
    assert "Not shown: vehicle crime (the group is too small)." in exhibit.notes


def test_businesses_are_not_people():
    values = {"F": 15, "M": 15, "no person": 900}
    shops = of("subtheme", "shoplifting", "sex", values)
    ages = of("subtheme", "shoplifting", "age_band", {"25-34": 30, "no person": 900})
    row = profiles(shops=shops, ages=ages).data.set_index("theme").loc["shoplifting"]
    assert (row["people"], row["women"]) == (30, 50)


# --- Words


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (75, "The largest is it."),
        (74, "As far as is recorded, the largest is it."),
        (50, "As far as is recorded, the largest is it."),
        (49, ""),
        (0, ""),
    ],
)
def test_one_rule_words_every_profile(known, words):
    said = say_profile("The largest is {what:t}.", known=known, total=100, what="it")
    assert " ".join(map(str, said)) == words


def test_nothing_at_all_is_no_profile():
    assert say_profile("The largest is {what:t}.", known=0, total=0, what="it") == ()


SPLITS = {  # what each sentence starts with when enough is known, by known and unknown
    "age_and_sex": "The largest group is",
    "relationship": "Most often:",
    "kinds": "Most often:",
    "ethnicity": "Most often:",
}


@pytest.mark.parametrize(("exhibit", "start"), SPLITS.items())
@pytest.mark.parametrize("known", [80, 60, 40])
def test_victims_sentences_weaken_with_what_is_known(exhibit, start, known):
    if exhibit == "age_and_sex":
        values = dict.fromkeys(itertools.product(AGE_BANDS, ("F", "M", "unknown")), 0)
        values["25-34", "F"], values["unknown", "unknown"] = known, 100 - known
        family = {
            (("priority", PRIORITY), ("age_band", band), ("sex", sex)): n
            for (band, sex), n in values.items()
        }
    else:
        name = {"kinds": "victim_type"}.get(exhibit, exhibit)
        value = {"kinds": "person", "ethnicity": "White"}.get(exhibit, "family")
        family = by(name, {value: known, "unknown": 100 - known})
    text = getattr(desk(cells("victim", family)).victims, exhibit)().sentence
    assert (start in text) == (known == 80)
    hedged = f"As far as is recorded, {start[0].lower()}{start[1:]}"
    assert (hedged in text) == (known == 60)
    if known == 40:
        assert "too little to say what is usual" in text


# --- Percentages of protected counts


def test_a_protected_none_is_a_bound_that_holds_for_every_true_number():
    # v = 0 stands for 0 to 4, a published whole w for w - 4 to w + 4.
    for whole in range(20, 400, 5):
        bound = int(re.search(r"\d+", bounded_percent(0, whole, protected=True)).group())
        worst = max(100 * t / w for t in range(5) for w in range(whole - 4, whole + 5))
        assert worst < bound <= worst + 1.001
        rest = int(re.search(r"\d+", bounded_percent(100, whole, protected=True)).group())
        assert rest == 100 - bound


def test_what_is_not_protected_is_left_alone():
    assert bounded_percent(0, 40, protected=False) == 0
    assert bounded_percent(100, 40, protected=False) == 100
    assert bounded_percent(12.5, 40, protected=True) == 12.5
    assert bounded_percent(None, 40, protected=True) is None
    assert percent_text("under 1%") == "under 1%"


def test_what_would_round_to_none_or_all_is_a_bound():
    # 5 published stand for 1 to 9: of 4,955 that is under 1% whichever it is
    assert bounded_percent(100 * 5 / 4955, 4955, protected=True) == "under 1%"
    assert bounded_percent(100 * 4950 / 4955, 4955, protected=True) == "over 99%"


def shares_beside_small_counts(exhibit):
    """Return what the tables print as a share beside a '<5', and beside all the rest of it."""
    for table in exhibit.tables:
        for line in table.to_csv_text().splitlines()[1:]:
            if "<5" in line:
                yield line


NOTHING = {"yes": 0, "no": 1260, "unknown": 0}


@pytest.mark.parametrize(
    ("group", "name", "family"),
    [
        ("victims", "kinds", ("victim", "victim_type", {"person": 1250, "business": 0, "state": 15,
                                                      "unknown": 10})),
        ("suspects", "coverage", ("crime", "suspect_known", NOTHING)),
        ("suspects", "together", ("crime", "suspects", {"1": 840, "2": 40, "3 or more": 0,
                                                        "none": 420, "unknown": 0})),
        ("crosscutting", "strip", ("crime", "alcohol", NOTHING)),
    ],
)  # fmt: skip
def test_no_share_of_a_hidden_number_is_printed_as_none_or_all(group, name, family):
    unit, dimension, values = family
    one = desk(cells(unit, by(dimension, values)), edition="partner")
    exhibit = getattr(getattr(one, group), name)()
    lines = list(shares_beside_small_counts(exhibit))
    assert lines
    for line in lines:
        assert not re.search(r"(^|,)(0|100)(,|$)", line), line
    assert not re.search(r"\b(0|100)%", exhibit.sentence), exhibit.sentence
    assert "under 1%" in "".join(table.to_csv_text() for table in exhibit.tables)


def test_repeats_of_nobody_are_fewer_than_five():
    family = cells("harmed", records_in_order([1] * 100))
    one = desk(family, edition="partner")
    exhibit = one.victims.repeat_victims()
    assert "fewer than 5 (under 5%) fell on somebody already harmed" in exhibit.sentence


@pytest.mark.parametrize(
    ("again", "words"),
    [
        # 65 and 60 each stand for up to four more or fewer: none at all may be repeats
        (5, "65 crimes fell on 60 identified people within the twelve months, too small a "
            "difference to tell repeats from rounding."),
        (10, "so 10 (14%) fell on somebody already harmed"),
    ],
)  # fmt: skip
def test_repeats_that_rounding_can_make_are_no_percentage(again, words):
    family = cells("harmed", records_in_order([2] * again + [1] * (60 - again)))
    total = cells("harmed", {(("theme", PRIORITY),): 60 + again})
    one = desk(
        family.assign(printed_bound=4), total.assign(printed_bound=4), edition="partner",
    ).victims.repeat_victims()  # fmt: skip
    said = str(one.statements[0])
    assert words in said
    is_told = again == 10
    assert ("%" in said) == is_told
    # A percentage that no row has is not a column.
    assert ("%" in one.tables[0].to_csv_text().splitlines()[0]) == is_told


def test_districts_whose_repeats_rounding_can_make_are_not_said_to_have_too_few_people():
    families = [
        in_order(area, [2] * 5 + [1] * 55, level).assign(printed_bound=4)
        for area, level in ((REDDITCH, "district"), ("E07000234", "district"),
                            ("E07000239", "district"), ("E22000368", "partnership"))
    ]  # fmt: skip
    assert desk(*families, edition="partner").victims.repeats_by_district().sentence == (
        "Repeats are too few, or no more than rounding can make, to compare districts."
    )


# --- The largest, the least and the most: no more is said than rounded counts can show


@pytest.mark.parametrize(
    ("edition", "white", "asian", "words"),
    [
        ("officer", 51, 50, "Most often: White (51 of the 101 victims"),
        # 50 stands for 46 to 54, and 45 for 41 to 49: either may be the larger
        ("partner", 50, 45, "No single answer is clearly the most frequent among the 95 victims"),
        # 50 is 46 or more, and 40 is 44 or less
        ("partner", 50, 40, "Most often: White (50 of the 90 victims"),
    ],
)
def test_the_most_frequent_answer_is_named_only_when_rounding_cannot_turn_it(
    edition, white, asian, words
):
    family = cells("victim", by("ethnicity", {"White": white, "Asian": asian}))
    assert words in desk(family, edition=edition).victims.ethnicity().sentence


def test_all_of_them_are_not_said_to_be_one_group_where_others_may_hold_some():
    # the others are printed as "<5" each, so 15 is not the number of all
    family = cells("victim", by("ethnicity", {"White": 15, "Asian": 0, "unknown": 0}))
    said = {
        edition: str(desk(family, edition=edition).victims.ethnicity().statements[0])
        for edition in ("officer", "partner")
    }
    assert said == {
        "officer": "Most often: White (15 of the 15 victims for whom it is recorded).",
        "partner": "Most often: White (15 victims for whom it is recorded; every other answer "
        "fewer than 5).",
    }


def test_two_groups_of_the_same_size_are_both_the_largest():
    assert leaders(pd.Series(hidden(a=110, b=110, c=40))) == ["a", "b"]
    assert leaders(pd.Series(hidden(a=0, b=0))) == []


def hidden(**counts):
    return {name: Number(n, hidden=True) for name, n in counts.items()}


def ranged(shares, wholes, *, protected=True):
    """Say the range of some shares, given in per cent and as what they are shares of."""
    view = desk(cells("victim", by("sex", {"F": 1}))).view
    percents = [
        Percent(Number(round(share * n / 100), hidden=protected), Number(n, hidden=protected))
        for share, n in zip(shares, wholes, strict=True)
    ]
    rows = pd.DataFrame({"name": list("abcdefg"[: len(shares)]), "share": percents})
    said = say_range(view, rows, share="share", subject="Under 18", each="in each")
    return " ".join(map(str, said))


def test_a_bound_that_reaches_into_the_other_shares_is_no_least_share():
    # None of 20 stands for up to 4 of 16, so "under 26%": that is not less than 9% or 14%.
    assert "26" not in ranged([0.0, 9.0, 40.0], [20, 350, 200])
    # None of 500 is under 1%, which is less than either.
    assert ranged([0.0, 9.0, 40.0], [500, 350, 200]).startswith("Under 18: from under 1% (a) to 40")


def test_shares_are_stated_without_decimals_that_look_like_a_place():
    # 8 of 150 and 79 of 150 are 5.333...% and 52.666...%
    shares = [Percent(Number(n), Number(150)) for n in (8, 79)]
    stated = say_range(
        desk(cells("victim", by("sex", {"F": 1}))).view,
        pd.DataFrame({"name": ["a", "b"], "share": shares}),
        share="share", subject="Under 18", each="in each",
    )  # fmt: skip
    assert [stated[0].values[name] for name in ("low", "high")] == [5.333, 52.666]
    assert str(stated[0]) == "Under 18: from 5% (a) to 53% (b)."


def test_a_range_that_chance_alone_can_make_names_nobody():
    # 15 of 530 against 15 of 400: the one could as well be the other
    assert ranged([3.0, 4.0], [530, 400]) == (
        "Under 18: 3% to 4%, differences that chance alone can make."
    )
    assert ranged([40.0], [100]) == ""


def test_the_highest_share_harmed_again_is_named_only_when_it_is_clear():
    def followed(part):
        families = [
            cells("harmed", records_in_order([1] * 400)),
            cells("harmed", records_in_order([1] * 200, theme="burglary")),
            traced(REDDITCH, 40, 360),
            cells("followed", {
                (("theme", "burglary"), ("again", "harmed again")): part,
                (("theme", "burglary"), ("again", "not again")): 200 - part,
            }),
        ]  # fmt: skip
        return desk(*families).victims.repeat_victims().sentence

    # 25 of 200 against 15 of the other 200 may be chance; 38 against 2 is not
    assert "The highest share" not in followed(25)
    assert "The highest share harmed again is that of burglary: 19%." in followed(38)


def test_themes_without_a_line_are_named_with_a_reason():
    few = cells("harmed", records_in_order([1] * 3, theme="burglary"))
    exhibit = desk(cells("harmed", records_in_order([1] * 90)), few, edition="partner")
    (note,) = [one for one in exhibit.victims.overview().notes if one.startswith("Not shown")]
    # the other sub-themes have nobody at all: there is nothing to show of them
    assert note == "Not shown: burglary (too few people in one district or more)."


def test_a_theme_without_anybody_is_not_said_to_be_left_out():
    nobody = cells("harmed", records_in_order([], theme="burglary"))
    exhibit = desk(cells("harmed", records_in_order([1] * 90)), nobody, edition="partner")
    assert not any("burglary" in note for note in exhibit.victims.overview().notes)


def test_a_priority_with_one_kind_of_crime_has_one_line_and_says_what_has_no_victims():
    themes = ("asb-damage-and-nuisance", "criminal-damage-and-arson")
    families = [cells("harmed", records_in_order([1] * 90, theme=theme)) for theme in themes]
    exhibit = desk(*families, priority=themes[0]).victims.overview()
    assert list(exhibit.data["name"]) == ["Criminal damage and arson (recorded crime)"]
    assert any("recorded for crimes only" in note for note in exhibit.notes)


# --- Repeats of the year, by district


def in_order(area, counts, level="district"):
    return cells("harmed", records_in_order(counts), area=area, level=level)


def traced(area, again, never, level="district"):
    values = {
        (("theme", PRIORITY), ("again", "harmed again")): again,
        (("theme", PRIORITY), ("again", "not again")): never,
    }
    return cells("followed", values, area=area, level=level)


def three(here, others):
    """Three districts and the partnership, Redditch unlike the others."""
    families = [in_order(REDDITCH, here), in_order("E07000234", others)]
    families += [in_order("E07000239", others)]
    return [*families, in_order("E22000368", [*here, *others, *others], "partnership")]


def test_a_district_whose_people_are_harmed_again_more_often_is_a_finding():
    exhibit = desk(*three([3] * 50 + [1] * 50, [2] * 20 + [1] * 80)).victims.repeats_by_district()
    assert "already harmed: from 17% (Bromsgrove) to 50% (Redditch)." in exhibit.sentence
    assert any("not published for wards" in note for note in exhibit.notes)
    (found,) = exhibit.findings
    # 3 × 50 + 50 = 200 crimes against 100 people: 100 repeats; next door 20 of 120
    assert (found.question, found.size, found.certainty) == ("again", 100, "clear")
    assert "100 people were harmed 200 times: 50% of the crimes were repeats" in str(
        found.statement
    )
    assert "17% in Bromsgrove and 17% in Wyre Forest" in str(found.statement)


def test_districts_alike_offer_no_finding():
    exhibit = desk(*three([2] * 20 + [1] * 60, [2] * 20 + [1] * 60)).victims.repeats_by_district()
    assert "already harmed: 20% in every district." in exhibit.sentence
    assert not exhibit.findings


def test_a_district_withheld_alone_is_named_with_its_reason_and_counts_nothing():
    why = "an earlier report shows part of these counts"
    shown, hidden = ("E07000234", "E07000239"), REDDITCH
    families = [in_order(area, [2] * 20 + [1] * 60) for area in shown]
    families += [in_order("E22000368", [2] * 60 + [1] * 180, "partnership")]
    families += [in_order(hidden, [2] * 20 + [1] * 60).assign(value=None, reason=why)]
    exhibit = desk(*families).victims.repeats_by_district()
    row = exhibit.data.set_index("name").loc["Redditch"]
    assert row[["crimes", "people", "repeats", "share"]].isna().all()
    assert f"Not shown: Redditch ({why})." in exhibit.notes
    assert "already harmed: 20% in every district shown." in exhibit.sentence
    printed = exhibit.tables[0].to_csv_text().splitlines()
    line = next(one for one in printed if one.startswith("Redditch"))
    assert line.split(",")[1:4] == ["not available"] * 3
