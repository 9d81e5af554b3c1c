"""Who, where and when stand out: only what chance does not explain, in plain words."""

import numpy as np
import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, by, cells, desk

from csa.counting.dimensions import AGE_BANDS
from csa.counting.families import Count
from csa.counting.records.described import TIME_SLOTS
from csa.disclosure.rules.policy import TELLING
from csa.exhibits.what.compared import compare_times, crowding_of, judge, slot_words

PARTNERSHIP = "E22000368"
BANDS = [band for band in AGE_BANDS if band != "unknown"]
WARDS = [f"E0500000{n}" for n in range(6)]  # three in the district, three elsewhere


def whole_and_part(make, here, rest):
    """Cells of the district and of the partnership, which holds it."""
    both = [h + r for h, r in zip(here, rest, strict=True)]
    return [make(here, REDDITCH, "district"), make(both, PARTNERSHIP, "partnership")]


def people(values, area, level):
    groups = [(band, sex) for band in BANDS for sex in ("F", "M")]
    named = {
        (("priority", PRIORITY), ("age_band", band), ("sex", sex)): int(n)
        for (band, sex), n in zip(groups, values, strict=True)
    }
    return cells("victim", named, area=area, level=level)


def times(values, area, level):
    slots = dict(zip((*TIME_SLOTS, "unknown"), values, strict=True))
    return cells("crime", by("time_slot", slots), area=area, level=level)


def wards(values):
    whole = (("priority", PRIORITY),)
    placed = [
        cells("crime", {whole: int(n)}, area=ward, level="ward")
        for ward, n in zip(WARDS, values, strict=True)
    ]
    return [
        *placed,
        cells("crime", {whole: int(sum(values[:3]))}),
        cells("crime", {whole: int(sum(values))}, area=PARTNERSHIP, level="partnership"),
    ]


REFERENCE = {
    "residents_by_age_sex": pd.DataFrame(
        [
            {"area": area, "age_band": band, "sex": sex, "residents": residents}
            for area, residents in ((REDDITCH, 4_000), ("E07000234", 5_000), ("E07000239", 3_000))
            for band in BANDS
            for sex in ("F", "M")
        ]
    ),
    "population": pd.DataFrame({"area": WARDS, "level": "ward", "residents": 10_000}),
    "geography": pd.DataFrame(
        {
            "ward": WARDS, "ward_name": [f"Ward {name}" for name in "ABCDEF"],
            "district": [REDDITCH] * 3 + ["E07000234"] * 3, "lsoa": WARDS,
        }
    ),
}  # fmt: skip


def standout(who=None, where=None, when=None, *, unknown=0):
    here, rest = who or ([40] * 18, [80] * 18)
    slots = when or ([30] * 56, [60] * 56)
    slots = tuple([*map(int, values), unknown] for values in slots)
    families = [
        *whole_and_part(people, list(map(int, here)), list(map(int, rest))),
        *whole_and_part(times, *slots),
        *wards(where if where is not None else [300] * 6),
    ]
    return desk(*families, reference=REFERENCE).standout.who_where_when()


QUIET = (
    "No group of victims, ward or time of the week stands out here: no difference is larger than "
    "chance allows."
)


def test_nothing_stands_out_where_all_are_alike():
    exhibit = standout()
    assert len(exhibit.data) == 18 + 3 + 56
    assert exhibit.sentence == QUIET


def test_chance_alone_rarely_makes_anything_stand_out():
    # Allowing a tenth of false alarms, about one in ten of the areas without structure has one.
    rng = np.random.default_rng(5)
    said = [
        standout(
            who=(rng.poisson(40, 18), rng.poisson(80, 18)),
            where=rng.poisson(300, 6),
            when=(rng.poisson(40, 56), rng.poisson(80, 56)),
        ).sentence
        for _ in range(12)
    ]
    assert said.count(QUIET) >= 9


def test_what_was_planted_is_named_in_one_plain_sentence():
    who = ([40] * 18, [80] * 18)
    who[0][BANDS.index("25-34") * 2] = 120  # women of 25 to 34: 120 for 40
    when = ([30] * 56, [60] * 56)
    when[0][TIME_SLOTS.index("Fri 21–00")] = 120
    exhibit = standout(who=who, where=[900, 300, 300, 300, 300, 300], when=when)
    # wards: 900 of 10,000 against 1,500 of 50,000; times: 120/1770 against 60/3360
    assert exhibit.sentence == (
        "In Redditch, women and girls aged 25 to 34 were victims 3.0 times as often for their "
        "number, Ward A ward had 3.0 times as many recorded crimes for its residents and Friday "
        "from 21:00 to midnight had 3.8 times as large a part of the week's recorded crimes, each "
        "compared with the rest of the partnership."
    )


def test_one_that_stands_out_alone():
    exhibit = standout(where=[900, 300, 300, 300, 300, 300])
    assert exhibit.sentence == (
        "In Redditch, Ward A ward had 3.0 times as many recorded crimes for its residents, "
        "compared with the rest of the partnership. No group of victims or time of the week "
        "stands out."
    )


def test_a_time_known_for_less_than_half_is_not_compared():
    exhibit = standout(unknown=3_000)  # about 1,700 have a time
    assert "Not compared: when it happened (too little is recorded)." in exhibit.sentence
    assert "time" not in set(exhibit.data["kind"])
    assert "No group of victims or ward stands out here" in exhibit.sentence


def test_a_time_known_for_six_in_ten_is_said_with_reserve():
    when = ([30] * 56, [60] * 56)
    when[0][TIME_SLOTS.index("Sat 00–03")] = 150
    exhibit = standout(when=when, unknown=1_000)  # of 2,800
    assert exhibit.sentence.startswith("As far as is recorded, in Redditch, Saturday from midnight")


def test_allowance_is_made_for_every_comparison():
    view = desk(cells("crime", {(): 1})).view
    rows = [
        {"kind": "who", "name": f"g{n}", "here": here, "elsewhere": 30, "exposure_before": 1,
         "exposure_after": 1, "dispersion": 1, "degrees": 1000}
        for n, here in enumerate([54] + [30] * 76)
    ]  # fmt: skip
    # 54 to 30: p = 0.008 by itself; 0.008 x 77 = 0.6: one in 77 at that is what chance gives
    assert not judge(view, rows)["stands_out"].any()
    assert judge(view, rows[:10])["stands_out"].tolist() == [True] + [False] * 9  # 0.008 x 10


def test_fewer_than_twenty_are_never_compared():
    exhibit = standout(who=([19] * 18, [19] * 18))
    assert "who" not in set(exhibit.data["kind"])
    assert (
        "Not compared: who was harmed (no group has enough, here and elsewhere, to compare)."
    ) in exhibit.sentence


def test_what_is_recorded_and_not_shown_is_not_said_to_be_too_few():
    when = [
        one.assign(value=one["value"].mask(one["dims"].str.contains("Mon 00")), reason=TELLING)
        for one in whole_and_part(times, [*[30] * 56, 0], [*[60] * 56, 0])
    ]
    exhibit = desk(*when, *wards([300] * 6), reference=REFERENCE).standout.who_where_when()
    assert "Not compared: when it happened (part of it is not shown)." in exhibit.sentence
    assert "Not compared: who was harmed (nothing was received)." in exhibit.sentence


def test_wards_without_residents_are_not_said_to_have_too_few_incidents():
    reference = {"geography": REFERENCE["geography"]}
    exhibit = desk(*wards([300] * 6), reference=reference).standout.who_where_when()
    assert exhibit.sentence.startswith(
        "Whether any group, ward or time stands out cannot be said here."
    )
    assert "where it happened (residents of wards were not received)." in exhibit.sentence


def test_rounding_is_not_taken_for_a_difference():
    # 25 here for 20 elsewhere, where the week is half as busy here as elsewhere
    when = ([50] * 56, [100] * 56)
    when[0][0], when[1][0] = 25, 20
    exact = list(comparisons(when, kind="public"))
    rounded = list(comparisons(when, kind="sensitive"))
    # variance (25 - 1) / 6 = 4 more on 25, twice that on 20: 1 + 8 / 20 times as large
    assert rounded[0]["dispersion"] == pytest.approx(1.4 * exact[0]["dispersion"])
    view = desk(cells("crime", {(): 1})).view
    assert judge(view, exact)["p"].min() < judge(view, rounded)["p"].min()


def comparisons(when, *, kind):
    families = [
        one.assign(**{"class": kind})
        for one in whole_and_part(times, *([*values, 0] for values in when))
    ]
    view = desk(*families, edition="partner").view
    return compare_times(view, view.frame(Count("crime", by=("priority", "time_slot"))))


def test_people_harmed_many_times_do_not_make_their_group_stand_out():
    view = desk(cells("crime", {(): 1})).view
    once = {(("theme", PRIORITY), ("nth", "1")): 100}
    frame = cells("harmed", once, area=PARTNERSHIP).assign(nth="1", theme=PRIORITY)
    assert crowding_of(view, frame) == 1
    # 40 people with five crimes each: the mean of n squared over the mean of n is 5
    nth = [str(n) for n in range(1, 6)]
    five = {(("theme", PRIORITY), ("nth", n)): 40 for n in nth}
    frame = cells("harmed", five, area=PARTNERSHIP).assign(nth=nth, theme=PRIORITY)
    assert crowding_of(view, frame) == 5


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("Fri 21–00", "Friday from 21:00 to midnight"),
        ("Mon 00–03", "Monday from midnight to 03:00"),
        ("Sun 12–15", "Sunday from 12:00 to 15:00"),
    ],
)
def test_a_time_is_said_in_words(slot, words):
    assert slot_words(slot) == words
