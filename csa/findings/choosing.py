"""The rank of findings, and which of them a summary tells.

The score of a finding is ``√size × share × certainty × harm × news``. The root keeps one large but
diffuse count from hiding a sharp one: a change of 400 incidents counts twice, not four times, as
much as one of 100. ``share`` is at least a tenth, so that a clear exception to a large unchanged
whole is still heard. Only what is clear is told on a summary in full; what is likely counts for
less, what is not clear for nothing. How things stand, with no change and no difference from
elsewhere, is less of a piece of news than either.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.findings.finding import Finding

CERTAINTY = {"clear": 1.0, "likely": 0.3, "not clear": 0.0}
LEAST_SHARE = 0.1
NEWS_OF_STANDING = 0.3
ON_A_SUMMARY = 6
ON_A_PRIORITY = 5
MOST_OF_A_QUESTION = 2
MOST_OF_A_PRIORITY = 2
MOST_STANDING = 2
# With fewer findings of its own a district also tells what is so in all districts.
LEAST_OWN = 3


def score(finding: Finding) -> float:
    """Return how much a finding matters: size, share, certainty, harm and news together.

    Examples
    --------
    >>> from csa.present.words import say
    >>> from csa.findings.finding import Finding
    >>> told = say("Damage rose.")
    >>> half = Finding(question="what", fact="a", headline=told, statement=told, evidence="x",
    ...                size=100, share=0.5, certainty="clear")
    >>> score(half)
    5.0
    """
    share = min(max(finding.share, LEAST_SHARE), 1.0)
    weight = CERTAINTY[finding.certainty] * finding.harm
    news = NEWS_OF_STANDING if finding.is_standing else 1.0
    return math.sqrt(max(finding.size, 0.0)) * share * weight * news


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Put findings in order, the one that matters most first, one for each fact.

    Of several about one fact the widest is told, which is the one offered first (an area's before
    those of its priorities), at the place of the best of them. What is not clear is left out. Equal
    scores keep the order in which they were offered.
    """
    first: dict[str, Finding] = {}
    best: dict[str, float] = {}
    for one in findings:
        if score(one) > 0:
            first.setdefault(one.fact, one)
            best[one.fact] = max(best.get(one.fact, 0.0), score(one))
    return sorted(first.values(), key=lambda one: -best[one.fact])


def choose_of_area(findings: Iterable[Finding]) -> list[Finding]:
    """Choose what the summary of an area tells: first of all what is not so everywhere.

    What is likely and not clear stands in the opening of its priority alone.

    Parameters
    ----------
    findings : iterable of Finding
        All that were offered.
    """
    offered = [one for one in findings if one.certainty == "clear"]
    own = choose(one for one in offered if not one.is_everywhere)
    return own if len(own) >= LEAST_OWN else choose(offered)


def choose(
    findings: Iterable[Finding],
    *,
    most: int = ON_A_SUMMARY,
    of_question: int = MOST_OF_A_QUESTION,
    of_priority: int = MOST_OF_A_PRIORITY,
) -> list[Finding]:
    """Choose what a summary tells: the best findings, spread over questions and priorities.

    Parameters
    ----------
    findings : iterable of Finding
        All that were offered.
    most : int
        How many at most.
    of_question, of_priority : int
        How many of them may answer the same question, or be about the same priority. What crosses
        priorities counts as a priority of its own. Of how things stand two are told at most.

    Returns
    -------
    list of Finding
        In order of rank; fewer than ``most`` where there are no more.
    """
    chosen: list[Finding] = []
    questions: Counter[str] = Counter()
    priorities: Counter[str] = Counter()
    for one in rank(findings):
        is_spread = questions[one.question] < of_question and priorities[one.priority] < of_priority
        if one.is_standing:
            is_spread &= sum(other.is_standing for other in chosen) < MOST_STANDING
        if is_spread and len(chosen) < most:
            chosen.append(one)
            questions[one.question] += 1
            priorities[one.priority] += 1
    return chosen
