"""Who is harmed most, by whom, and who was not helped: offered only where it is clear."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, by, cells, desk

BANDS = ("10-17", "18-24", "25-34", "35-44", "45-54", "55-64")
RESIDENTS = pd.DataFrame(
    [
        (REDDITCH, sex, band, 4000, "estimates", 2016)
        for sex in ("F", "M")
        for band in ("0-9", *BANDS, "65-74", "75+")
    ],
    columns=["area", "sex", "age_band", "residents", "source", "year"],
)


def at_risk(**women):
    """Findings where each group of 4,000 has 50 victims, but for some of the women."""
    counts = {(sex, band): 50 for sex in ("F", "M") for band in BANDS}
    counts |= {("unknown", "unknown"): 0}
    counts |= {("F", band.replace("_", "-")): n for band, n in women.items()}
    people = {
        (("age_band", band), ("priority", PRIORITY), ("sex", sex)): n
        for (sex, band), n in counts.items()
    }
    shown = desk(cells("victim", people), reference={"residents_by_age_sex": RESIDENTS})
    return shown.victims.age_and_sex().findings


def test_the_group_with_far_the_highest_rate_is_told_with_count_and_yearly_rate():
    (finding,) = at_risk(**{"18_24": 200})
    assert (
        str(finding.headline) == "Women aged 18 to 24 are harmed most often for how many they are."
    )
    # 200 of 4,000 in ten months are 60 per 1,000 a year; 750 of 48,000 are 18.75.
    assert "200 of 750 victims" in str(finding.statement)
    assert "60.0 per 1,000 residents like them a year, against 18.8" in str(finding.statement)


def test_two_that_cannot_be_told_apart_are_told_together():
    (finding,) = at_risk(**{"18_24": 200, "25_34": 190})
    assert "aged 18 to 24 and women aged 25 to 34" in str(finding.headline)


@pytest.mark.parametrize(
    "women",
    [
        {},
        {"18_24": 60},  # chance alone
        {"18_24": 150, "25_34": 150, "35_44": 150},  # three are no group that stands out
    ],
)
def test_nobody_is_named_where_no_group_is_clear(women):
    assert at_risk(**women) == ()


def relationship(strangers, known, unknown=0):
    """Findings of relationship where some victims knew the suspect."""
    kinds = {
        "partner_ex": known // 2, "family": 0, "acquaintance": known - known // 2, "neighbour": 0,
        "professional": 0, "stranger": strangers, "unknown": unknown,
    }  # fmt: skip
    return desk(cells("victim", by("relationship", kinds))).victims.relationship().findings


def test_nearly_all_who_know_the_suspect_or_do_not_are_told():
    (finding,) = relationship(24, 76)
    assert str(finding.headline) == (
        "76% of the victims of theft and acquisitive crime knew the suspect."
    )
    (finding,) = relationship(80, 20)
    assert str(finding.headline) == (
        "80% of the victims of theft and acquisitive crime did not know the suspect."
    )


def test_half_and_half_or_too_little_recorded_is_no_finding():
    assert relationship(50, 50) == ()
    assert relationship(24, 76, unknown=100) == ()


def support(yes, no, unknown=0):
    """Findings of support."""
    answers = {"yes": yes, "no": no, "unknown": unknown}
    both = [cells("victim", by(name, answers)) for name in ("vulnerable", "support")]
    return desk(*both).victims.support_and_vulnerability().findings


def test_many_who_were_not_referred_are_told_where_it_is_recorded():
    (finding,) = support(54, 46)
    assert str(finding.headline) == "46% of victims were not referred to support."
    assert support(80, 20) == ()
    assert support(54, 46, unknown=60) == ()
