"""Which findings a summary tells, on findings made up for the purpose."""

from __future__ import annotations

from typing import Any

import pytest

from csa.findings.choosing import choose, choose_of_area, rank, score
from csa.findings.finding import Finding
from csa.present.words import say


def found(fact: str, **changes: Any) -> Finding:
    told = say("Something is so.")
    usual: dict[str, Any] = {
        "question": "what", "fact": fact, "headline": told, "statement": told, "evidence": "x",
        "size": 100.0, "share": 0.5, "certainty": "clear",
    }  # fmt: skip
    return Finding(**(usual | changes))


def facts(findings: list[Finding]) -> list[str]:
    return [one.fact for one in findings]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"size": 178}, {"size": 10}),
        ({"share": 0.6}, {"share": 0.3}),
        ({"certainty": "clear"}, {"certainty": "likely"}),
        ({"harm": 2.0}, {"harm": 1.0}),
    ],
)
def test_each_of_the_four_things_moves_a_finding_up(
    better: dict[str, Any], worse: dict[str, Any]
) -> None:
    assert facts(rank([found("worse", **worse), found("better", **better)])) == ["better", "worse"]


def test_score_is_root_of_size_times_share_times_certainty_times_harm() -> None:
    assert score(found("a", size=178.0, share=0.31, harm=1.5)) == pytest.approx(6.204, abs=0.001)


def test_a_clear_exception_in_a_large_whole_is_still_heard() -> None:
    """74 more at Matchborough are 3% of the district's incidents."""
    assert score(found("a", size=74.0, share=0.03)) == pytest.approx(0.860, abs=0.001)


def test_what_is_not_clear_is_not_told() -> None:
    assert rank([found("a", certainty="not clear")]) == []


def test_one_fact_is_told_once_by_the_widest_finding_at_the_place_of_the_best() -> None:
    """A ward's part of all crime is told, where its part of the damage would have stood."""
    crime = found("Church Hill", question="where", size=178, share=0.31)
    damage = found("Church Hill", question="where", size=115, share=1.0, priority="damage")
    between = found("violence", size=205, share=0.4)
    assert rank([crime, between, damage]) == [crime, between]


def test_at_most_six_and_spread_over_questions_and_priorities() -> None:
    same = [found(f"v{n}", priority="violence", size=1000 + n) for n in range(5)]
    where = [found(f"w{n}", question="where", priority=f"p{n}", size=10) for n in range(5)]
    who = [found(f"p{n}", question="who", priority=f"p{n}", size=5) for n in range(5)]
    chosen = choose([*same, *where, *who])
    assert facts(chosen) == ["v4", "v3", "w0", "w1", "p0", "p1"]


def test_what_is_so_everywhere_is_told_only_where_there_is_little_else() -> None:
    everywhere = found("everywhere", size=10_000, is_everywhere=True)
    own = [found(name, question=name, priority=name) for name in ("what", "where", "who")]
    assert facts(choose_of_area([everywhere, *own])) == ["what", "where", "who"]
    assert facts(choose_of_area([everywhere, *own[:2]]))[0] == "everywhere"


def test_equal_findings_keep_the_order_in_which_they_were_offered() -> None:
    assert facts(rank([found("b"), found("a")])) == ["b", "a"]


def test_a_finding_without_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="names no exhibit"):
        found("a", evidence="")
