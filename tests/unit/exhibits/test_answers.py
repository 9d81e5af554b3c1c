"""Each priority in one line: every answer is that of the exhibit whose question it is."""

from __future__ import annotations

from dataclasses import replace

from planned import WHOLE, area_desk, pair, told

from csa.exhibits.strategy.answers import AnswerExhibits
from csa.findings.finding import Finding
from csa.present.words import say

OWNED = "Who answers for the priority"
THEFT, VIOLENCE = "theft-and-acquisitive-crime", "violence-and-abuse"
ASB = "asb-damage-and-nuisance"
COUNTS = (
    pair(1000, 1300, priority=THEFT), pair(500, 510, priority=VIOLENCE),
    pair(2000, 1990, unit="asb", priority=ASB),
)  # fmt: skip
OWNERS = (
    {"priority": THEFT, "role": "Chief inspector"},
    {"priority": THEFT, "role": "Town centre manager", "districts": "redditch"},
)


def lines(*families, public=False, offers=tuple, **more):
    """The table by priority, as {heading: text}, and the sentences."""
    answers = AnswerExhibits(replace(area_desk(*(families or COUNTS), **more).view, offers=offers))
    shown = answers.each_priority_for_the_public() if public else answers.each_priority()
    (table,) = shown.tables
    rows = [{column.label: column.text(row) for column in table.columns} for row in table._rows()]
    return {row["Priority"]: row for row in rows}, shown.sentence


def test_counts_and_verdict_are_those_of_the_year_to_date():
    rows, _ = lines(reference=told(owner=OWNERS))
    theft = rows["Theft and acquisitive crime"]
    assert (theft["A year earlier"], theft["This period"], theft["Reading"]) == (
        "1,000", "1,300", "rose",
    )  # fmt: skip
    assert rows["Violence and abuse"]["Reading"] == "no clear change"
    disorder = rows["Anti-social behaviour, damage and nuisance"]
    assert (disorder["A year earlier"], disorder["Reading"]) == ("2,000", "no clear change")
    assert (theft["How sure"], disorder["How sure"]) == (
        "a clear change", "the difference may be chance",
    )  # fmt: skip
    # Where crimes are counted beside incidents they have a line of their own.
    rows, _ = lines(*COUNTS, pair(601, 904, priority=ASB), reference=told(owner=OWNERS))
    damage = rows["Anti-social behaviour, damage and nuisance: criminal damage and arson"]
    assert (damage["This period"], damage["Reading"]) == ("904", "rose")
    assert damage[OWNED] == ""
    assert "Anti-social behaviour, damage and nuisance: anti-social behaviour incidents" in rows


def test_what_is_not_known_is_said_and_no_gap_is_hidden():
    rows, said = lines(reference=told(owner=OWNERS))
    theft = rows["Theft and acquisitive crime"]
    # What is known of no priority has no column.
    assert not {
        "Rank among its peers, the highest rate first",
        "Share of harm: Cambridge; ONS",
    } & set(theft)
    assert rows["Violence and abuse"][OWNED] == "nobody named"
    assert said.startswith("Nobody is named for violence and abuse; ")
    assert "Nothing is proposed or planned for any priority." in said


def test_the_role_of_the_district_goes_before_that_of_all():
    rows, _ = lines(reference=told(owner=OWNERS))
    assert rows["Theft and acquisitive crime"][OWNED] == "Town centre manager"
    elsewhere = lines(reference=told(owner=OWNERS), slug="bromsgrove")[0]
    assert elsewhere["Theft and acquisitive crime"][OWNED] == "Chief inspector"
    whole = [one.assign(area=WHOLE, level="partnership") for one in COUNTS]
    rows, _ = lines(*whole, reference=told(owner=OWNERS), slug="north-worcestershire")
    assert rows["Theft and acquisitive crime"][OWNED] == "Chief inspector"


def test_what_comes_next_is_proposed_or_else_planned():
    plan = {
        "outcome": [{"id": "less"}],
        "action": [{"id": "a", "what": "Shops share what they know"}],
    }
    rows, _ = lines(reference=told(**plan))
    assert rows["Theft and acquisitive crime"]["What comes next"] == (
        "Shops share what they know (nobody yet)"
    )
    proposed = [
        {
            "id": "p",
            "what": "A named officer",
            "priority": THEFT,
            "by": "2017-05",
            "owner": "Town centre manager",
        }
    ]
    rows, _ = lines(reference=told(**plan, proposal=proposed))
    assert rows["Theft and acquisitive crime"]["What comes next"] == (
        "A named officer (Town centre manager, by May 2017)"
    )
    assert rows["Violence and abuse"]["What comes next"] == "nothing is proposed"


def test_the_public_learns_who_answers_and_not_what_is_proposed():
    proposed = [{"id": "p", "what": "A named officer", "priority": THEFT}]
    rows, said = lines(
        public=True, reference=told(owner=OWNERS, proposal=proposed), edition="public"
    )
    theft = rows["Theft and acquisitive crime"]
    assert theft[OWNED] == "Town centre manager"
    assert "What comes next" not in theft
    assert "officer" not in said


def test_a_year_without_counts_is_not_compared():
    rows, _ = lines(
        pair(None, 1300, priority=THEFT, reason="no data received"), *COUNTS[1:], reference={}
    )
    theft = rows["Theft and acquisitive crime"]
    assert (theft["A year earlier"], theft["This period"]) == ("not available", "1,300")
    assert "the years cannot be compared" in theft["How sure"]


def test_an_owner_of_the_example_answers_for_no_real_priority():
    invented = [one | {"synthetic": True} for one in OWNERS]
    rows, _ = lines(reference=told(owner=invented))
    assert rows["Theft and acquisitive crime"][OWNED] == "nobody named"


def test_who_is_harmed_most_is_the_finding_that_the_edition_may_tell():
    found = Finding(
        question="who", fact="at risk", headline=say("Young men are harmed most often."),
        statement=say("So it is."), evidence="age_and_sex", size=1.0, share=0.5, certainty="clear",
        priority=THEFT, subject="Young men", editions=("partner",),
    )  # fmt: skip
    people = pair(40, 60, unit="victim", priority=THEFT, age_band="18-24", sex="M")
    more = {"offers": lambda: (found,), "reference": {}}
    label, heading = "Theft and acquisitive crime", "Harmed most for their number"
    assert lines(*COUNTS, people, **more)[0][label][heading] == "Young men"
    public = lines(*COUNTS, people, public=True, edition="public", **more)[0]
    assert public[label][heading] == "no group stands out"
    assert public["Violence and abuse"][heading] == "not known"
