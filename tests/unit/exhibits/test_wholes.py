"""A count of all is that of its own cell, and says how far it may be off where it has none."""

import pandas as pd
from people_cells import PRIORITY, REDDITCH, by, cells, desk, records_in_order

from csa.exhibits.wording.wholes import FURTHER_OFF

CRIMES = {(("priority", PRIORITY),): 162}
KNOWN = by("suspect_known", {"yes": 15, "no": 150, "unknown": 0})


def rounded(unit, values):
    return cells(unit, values).assign(printed_bound=4)


def further_off(exhibit):
    return [note.removeprefix(FURTHER_OFF) for note in exhibit.notes if FURTHER_OFF in note]


def test_crimes_that_are_counted_exactly_elsewhere_are_not_summed_from_rounded_parts():
    whole = cells("crime", CRIMES, kind="public")
    shown = desk(whole, rounded("crime", KNOWN), edition="partner").suspects.coverage()
    assert "A suspect is known for 15 of 162 crimes" in shown.sentence
    assert 162 in shown.numbers.values()


def test_without_a_count_of_its_own_a_whole_is_the_sum_of_its_parts():
    shown = desk(rounded("crime", KNOWN), edition="partner").suspects.coverage()
    assert "A suspect is known for 15 of 165 crimes" in shown.sentence


def test_what_is_known_of_exact_incidents_is_what_the_unknown_leave():
    times = by("time_slot", {"Mon 00–03": 100, "Mon 03–06": 55, "unknown": 10})
    families = (cells("crime", CRIMES, kind="public"), rounded("crime", times))
    places = {"geography": pd.DataFrame({"lsoa": ["L"], "ward": ["W"], "district": [REDDITCH]})}
    exhibits = desk(*families, edition="partner", reference=places)
    rows = exhibits.completeness.panel().data.set_index("name")
    row = rows.loc["When it happened (day and hour)"]
    assert (row["known"], row["missing"]) == (152, 10)  # 162 - 10; the slots sum to 155


def test_crimes_of_repeat_victims_are_one_count_and_the_repeats_two():
    # 70 people once, ten people twice: 90 crimes, 10 of them repeats.
    nth = rounded("harmed", records_in_order([1] * 70 + [2] * 10))
    total = rounded("harmed", {(("theme", PRIORITY),): 90})
    shown = desk(nth, total, edition="partner").victims.repeat_victims()
    row = shown.data.iloc[0]
    assert (row["crimes"], row["repeats"]) == (90, 10)
    crimes = shown.tables[0].frame["crimes"].iloc[0]
    assert crimes.origin.keys == {total["key"].iloc[0]}
    assert further_off(shown) == [": 'Repeats' by up to 8."]


def crimes_of(exhibit, linked):
    """Return what the crimes linked to some suspects are made of."""
    return exhibit.tables[0].frame.set_index("linked").loc[linked, "crimes"].origin


def test_crimes_linked_to_suspects_say_how_far_they_may_be_off():
    # 40 suspects once, 20 twice and five with three crimes: 95 crimes, 55 of them of the 25.
    nth = rounded("named", records_in_order([1] * 40 + [2] * 20 + [3] * 5))
    total = rounded("named", {(("theme", PRIORITY),): 95})
    shown = desk(nth, total, edition="partner").suspects.few_suspects()
    rows = shown.data.set_index("linked")
    assert rows.loc["2 crimes or more", "crimes"] == 55
    # 95 and once more the 25 second records, less the 65 first ones: three rounded counts.
    assert len(crimes_of(shown, "2 crimes or more").plus) == 2
    # With three crimes or more: 95 + 2 x 5 - 65 - 25, five rounded counts of up to 4.
    assert further_off(shown) == [": 'Crimes linked to them' by up to 20."]


def test_crimes_linked_to_suspects_are_worked_out_of_what_is_shown_where_their_total_is_not():
    # As above, but an earlier report keeps the total from being shown.
    nth = rounded("named", records_in_order([1] * 40 + [2] * 20 + [3] * 5))
    total = rounded("named", {(("theme", PRIORITY),): 95}).assign(value=pd.NA)
    shown = desk(nth, total, edition="partner").suspects.few_suspects()
    rows = shown.data.set_index("linked")
    assert rows.loc["2 crimes or more", "crimes"] == 2 * 25 + 5
    origin = crimes_of(shown, "2 crimes or more")
    assert {*origin.plus} == {*nth["key"]} - {nth["key"].iloc[0]}
    assert not origin.minus


def test_what_is_published_under_another_name_is_exact_under_both():
    hidden = cells("crime", {(("subtheme", "drug-offences"),): 165}, kind="sensitive")
    other = cells("crime", {(("subtheme", "alcohol-flagged-crime"),): 300}, kind="sensitive")
    types = cells("crime", {(("category", "Drugs"),): 162}, kind="public")
    chapter = "offending-drugs-and-alcohol"
    shown = desk(hidden, other, types, edition="partner", priority=chapter).change.subthemes()
    rows = shown.data.set_index("name")["after"]
    assert rows["Drug offences"] == 162
    assert rows["Crime marked as involving alcohol"] == 300
    assert any("is shown exactly" in note for note in shown.notes)


def test_a_sub_theme_is_called_a_part_only_where_others_make_up_its_total_with_it():
    def how(chapter, unit, *names):
        counts = cells(unit, {(("subtheme", name),): 300 for name in names}, kind="public")
        rows = desk(counts, edition="officer", priority=chapter).change.subthemes().data
        return rows["kind"].tolist()

    asb = ("anti-social-behaviour", "youth-anti-social-behaviour")
    assert how("asb-damage-and-nuisance", "asb", *asb) == [
        "counted by itself", "also counted elsewhere",
    ]  # fmt: skip
    theft = how("theft-and-acquisitive-crime", "crime", "burglary", "robbery")
    assert theft == ["part of the total"] * 2
