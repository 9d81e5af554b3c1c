"""How is what can be said of a project put into a sentence, without a number of its own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.findings.telling import fall_words
from csa.measures.evaluation.judging import HARM, NO_DIFFERENCE, STRONG
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.projects.judged import Judged


def spent_clause(one: Judged) -> Statement:
    """Return the name of a project and, in brackets, what it spent."""
    spent = one.project["spent_gbp"]
    if pd.isna(spent):
        return say("{name:t} (what it cost is not recorded)", name=one.name)
    return say("{name:t} (£{spent:n})", name=one.name, spent=round(spent))


def project_statement(one: Judged) -> Statement:
    """Say what happened where a project ran, and what may be concluded.

    Parameters
    ----------
    one : Judged
        The project.
    """
    if one.effect.ratio is None:
        reason = say(": {conclusion:t}; {why:t}.", conclusion=one.conclusion, why=one.effect.why)
        return Statement.join((spent_clause(one), reason), separator="")
    counts = say(
        ": {what:t} in {place:t} went from {before:n} to {after:n}, elsewhere from "
        "{rest_before:n} to {rest_after:n}.",
        what=one.what, place=one.place, before=one.before, after=one.after,
        rest_before=one.rest_before, rest_after=one.rest_after,
    )  # fmt: skip
    opening = Statement.join((spent_clause(one), counts), separator="")
    return Statement.join((opening, reading_statement(one)))


def reading_statement(one: Judged) -> Statement:
    """Say what may be concluded of a project that was measured."""
    if one.conclusion == NO_DIFFERENCE:
        seen = fall_words(one.smallest or 1.0)
        if not seen:
            return say("No effect can be seen, and hardly any could have been.")
        return say("No effect can be seen; a fall by {seen:t} would have been.", seen=seen)
    if one.conclusion == STRONG:
        return say(
            "It fell more than in the places compared. Neither a change in recording nor a return "
            "to the usual level explains it, and how it would be judged was declared before: "
            "strong evidence of reduction. "
            "{around:t}.",
            around=_around(one),
        )
    if one.conclusion == HARM:
        return say(
            "{how:t}: evidence of harm or displacement.",
            how="It rose more than elsewhere"
            if one.effect.is_rise
            else "It fell, and as much was gained around it",
        )
    return say(
        "It fell more than elsewhere: promising, but {but:t}. {around:t}.",
        but=list_text(one.doubts),
        around=_around(one),
    )


def _around(one: Judged) -> str:
    """Say whether what was won in a place was lost around it, or why that is not known."""
    quotient, why = one.displacement.wdq, one.displacement.why
    if quotient is None:
        return f"Of displacement: {why}"
    return (
        "Less happened around it too"
        if quotient > 0
        else "Less was added around it than was won in it"
    )
