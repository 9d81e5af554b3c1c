"""What was planted about people is found, with the figures it was planted with."""

import csv
from collections import Counter

from csa.exhibits.desk import PriorityDesk
from csa.exhibits.view import View
from csa.report.cases import find_cases
from csa.settings import CaseCriteria
from csa.synthetic.records.planted import PLANTED

REDDITCH, WYRE_FOREST = "E07000236", "E07000239"


def desk(people, slug, priority, edition="officer"):
    view = View(settings=people.settings, release=people.release, slug=slug, edition=edition)
    return PriorityDesk(view.of_priority(priority))


def test_repeat_victims_of_domestic_abuse_in_redditch(people):
    planted = PLANTED["domestic-repeats"].numbers
    exhibit = desk(people, "redditch", "violence-and-abuse").victims.repeat_victims()
    row = exhibit.data.set_index("theme").loc["domestic-abuse"]
    assert (row["crimes"], row["people"]) == (planted["crimes"], planted["victims"])
    assert row["repeats"] == planted["crimes"] - planted["victims"]
    assert round(row["share"], 1) == 45.5  # 209 of 459
    assert "459 crimes fell on 250 identified people, so 209 (46%)" in exhibit.sentence


def test_the_shoplifting_series_and_its_five_suspects(people):
    planted = PLANTED["shoplifting-series"].numbers
    found = find_cases(people.store, district=WYRE_FOREST, last="2017-01", criteria=CaseCriteria())[
        "persistent_suspects"
    ]
    series = found[found["kinds"].str.fullmatch(r"Shoplifting \d+")]
    assert len(series) == planted["suspects"]
    assert series["crimes"].sum() == planted["crimes"]
    assert series["crimes"].max() == planted["most by one suspect"]
    rows = desk(people, "wyre-forest", "theft-and-acquisitive-crime").suspects.few_suspects().data
    row = rows[(rows["theme"] == "shoplifting") & (rows["least"] == 5)].iloc[0]
    assert (row["suspects"], row["crimes"]) == (planted["suspects"], planted["crimes"])


def test_the_one_complaint_behind_the_rise_in_hate_crime(people):
    exhibit = desk(people, "bromsgrove", "protecting-vulnerable-communities").standout.one_case()
    assert (
        "Hate crime: 10 of the 11 extra offences relate to one complaint; without it the count "
        "went from 58 to 59, no clear change." in exhibit.sentence
    )


def test_the_complaint_has_no_number_outside_the_officers_edition(people):
    for edition in ("partner", "public"):
        exhibit = desk(
            people, "bromsgrove", "protecting-vulnerable-communities", edition
        ).standout.one_case()
        assert exhibit.editions == ("partner",)
        assert "Hate crime: one complaint makes most of the change" in exhibit.sentence
        assert not any(character.isdigit() for character in exhibit.sentence)
        assert exhibit.numbers == {}
        assert list(exhibit.data.columns) == ["name"]


def test_no_complaint_is_named_where_none_was_planted(people):
    exhibit = desk(people, "redditch", "protecting-vulnerable-communities").standout.one_case()
    assert exhibit.unavailable == "No single complaint makes most of any change here."
    assert exhibit.editions == ("officer",)


def told(exhibit):
    """Headline and statement of each finding that an exhibit offers."""
    return [f"{one.headline} {one.statement}" for one in exhibit.findings]


def test_what_was_planted_to_come_again_is_offered_in_its_district(people):
    violence, theft = "violence-and-abuse", "theft-and-acquisitive-crime"
    (repeats,) = told(desk(people, "redditch", violence).victims.repeats_by_district())
    assert "more often in Redditch than next door" in repeats
    assert "250 people were harmed 459 times: 46% of the crimes were repeats" in repeats
    (few,) = told(desk(people, "wyre-forest", theft).suspects.few_suspects())
    assert few.startswith("5 suspects are linked to")
    assert "are linked to 120 of the" in few
    (case,) = told(desk(people, "bromsgrove", "protecting-vulnerable-communities").standout
                   .one_case())  # fmt: skip
    assert "One complaint makes most of the change in hate crime." in case
    assert "From 58 to 69" in case.replace("It went from", "From")
    (near,) = told(desk(people, "bromsgrove", theft).near_repeat.pairs())
    assert near.startswith("Burglary is followed by others nearby within 7 days")
    for slug in ("redditch", "wyre-forest"):
        assert not told(desk(people, slug, theft).near_repeat.pairs())
        assert not told(desk(people, slug, "protecting-vulnerable-communities").standout.one_case())
    assert not told(desk(people, "bromsgrove", violence).victims.repeats_by_district())


def test_totals_are_the_same_without_the_cross_cutting_priority(people):
    from csa.priorities import theme_membership

    crimes = people.store.load("crime")
    others = [p for p in people.settings.priorities if not p.cross_cutting]
    every = theme_membership(crimes, unit="crime", priorities=people.settings.priorities)
    without = theme_membership(crimes, unit="crime", priorities=others)
    parts = every[every["kind"] == "part"]
    assert len(parts) > 10_000
    assert parts.groupby("priority").size().to_dict() == (
        without[without["kind"] == "part"].groupby("priority").size().to_dict()
    )
    assert not parts["incident"].duplicated().any()
    cells = people.counted.cells
    total = cells[(cells["key"] == "crime|E07000236|2016-04/2017-01|")]["value"]
    assert total.tolist() == [4955]  # as the partnership published it


def test_each_of_the_other_priorities_has_a_strip_within_its_own_total(people):
    cells = people.counted.cells.set_index("key")["value"]
    others = [p for p in people.settings.priorities if not p.cross_cutting]
    assert len(others) == 4
    for priority in others:
        exhibit = desk(people, "wyre-forest", priority.id).crosscutting.strip()
        total = cells[f"crime|{WYRE_FOREST}|2016-04/2017-01|priority={priority.id}"]
        assert exhibit.data["flag"].tolist() == ["alcohol", "drugs", "repeat_suspect"]
        for _, row in exhibit.data.iterrows():
            assert row["unknown"] > 0
            assert row["yes"] + row["no"] + row["unknown"] == total
            assert f"of {row['unknown']:,} more it is not known" in exhibit.sentence


def test_searches_are_counted_as_in_the_files(people):
    found, placed = Counter(), 0
    for path in sorted((people.settings.raw / "stop_search").glob("*.csv")):
        if "2016-04" <= path.name[:7] <= "2017-01":
            with path.open(encoding="utf-8", newline="") as file:
                rows = [row for row in csv.DictReader(file) if row["Latitude"]]
            placed += len(rows)
            found.update(row["Object of search"] for row in rows)
    accounts = people.store.accounts()
    mine = accounts[
        accounts["path"].str.contains(r"stop_search/2016-(?:0[4-9]|1)|stop_search/2017-01")
    ]
    outside = int(mine["out_of_area"].sum())
    one = desk(people, "north-worcestershire", "offending-drugs-and-alcohol")
    rows = one.searches.results().data.set_index("code")["searches"]
    assert rows["all"] == placed - outside
    assert abs(rows["drugs"] - found["Controlled drugs"]) <= outside
    groups = one.searches.by_ethnic_group().data
    assert groups["value"].sum() == rows["all"] == groups["seen"].sum()


def test_every_exhibit_of_people_reads_well(people):
    for slug in ("north-worcestershire", "wyre-forest"):
        for priority in people.settings.priorities:
            one = desk(people, slug, priority.id)
            for group in (
                one.victims, one.suspects, one.crosscutting, one.searches, one.completeness,
                one.standout,
            ):  # fmt: skip
                for name in group.names():
                    exhibit = getattr(group, name)()
                    assert exhibit.unavailable or exhibit.sentence, (slug, priority.id, name)
                    assert " nan" not in exhibit.sentence.lower()
                    assert "person_id" not in exhibit.data.columns
