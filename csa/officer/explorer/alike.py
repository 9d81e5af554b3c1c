"""Which months may be set beside each other: those that both sides have whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.periods import as_spans, shift_month
from csa.present.words import list_text
from csa.schemas.coverage import MISSING, OK, PARTIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.officer.question import Question

Months = tuple[list[str], list[str]]


def find_unlike(here: Question, there: Question, *, earlier: int) -> tuple[Months, bool]:
    """Return the months of two questions that are set beside nothing, and whether any others are.

    Parameters
    ----------
    here, there : Question
        Spans of as many months.
    earlier : int
        By how many months the second is before the first.

    Returns
    -------
    tuple of two lists of str, and bool
        Months of either of which something was received, but not of both whole; whether there is
        a month that both have whole.
    """
    if here.span is None:
        return ([], []), True
    pairs = [(one, shift_month(one, -earlier)) for one in here.span.months]
    first, second = (_standing(*one) for one in zip((here, there), zip(*pairs, strict=True),
                                                    strict=True))  # fmt: skip
    is_alike = [first[one] == second[other] == OK for one, other in pairs]
    unlike = [pair for pair, alike in zip(pairs, is_alike, strict=True) if not alike]
    mine = [one for one, other in unlike if first[one] != MISSING]
    theirs = [other for one, other in unlike if second[other] != MISSING]
    return (mine, theirs), any(is_alike)


def unlike_text(months: Months) -> str:
    """Say which months are left out of a table of both; empty where none is."""
    spans = as_spans(sorted({*months[0], *months[1]}))
    if not spans:
        return ""
    told = list_text([one.label for one in spans])
    return f"Left out of the table, for the other side was not received whole: {told}."


def _standing(question: Question, months: Sequence[str]) -> dict[str, str]:
    """Return how each month stands in all districts of a question together."""
    if question.standing is None:
        return dict.fromkeys(months, MISSING)
    stands = question.standing.reindex([*months]).fillna(MISSING)
    together = {month: {*row} for month, row in zip(months, stands.to_numpy(), strict=True)}
    return {
        month: next(iter(found)) if len(found) == 1 else PARTIAL
        for month, found in together.items()
    }
