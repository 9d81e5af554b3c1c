"""What is left of a change without the one complaint that makes most of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.verdicts import of_area
from csa.findings.finding import Finding
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from csa.exhibits.view import View


def case_rows(
    view: View,
    cases: pd.DataFrame,
    subthemes: pd.DataFrame,
    priorities: pd.DataFrame,
    *,
    theme: str,
    label: str,
) -> Iterator[dict[str, Any]]:
    """Yield the change of a theme with and without the complaint that makes it."""
    is_whole = theme == view.priority.id
    frame = priorities if is_whole else subthemes
    name = "priority" if is_whole else "subtheme"
    spans = (view.before, view.period)
    totals = [view.number(frame, period=period, **{name: theme}) for period in spans]
    of_case = [view.number(cases, period=period, theme=theme) for period in spans]
    rest = [
        (total - case).at_least(0)
        for total, case in zip(totals, of_case, strict=True)
        if total is not None and case is not None
    ]
    if len(rest) < len(spans) or not any(of_case) or totals[1] is None:
        return
    (key,) = totals[1].origin.plus
    instead = {key: (float(rest[0]), float(rest[1]))}
    yield {
        "theme": theme, "name": label, "before": totals[0], "after": totals[1],
        "case_before": of_case[0], "case_after": of_case[1],
        "without_before": rest[0], "without_after": rest[1],
        "is_clear": of_area(view, view.code, instead=instead)[key].is_clear,
        "was_clear": of_area(view, view.code)[key].is_clear,
    }  # fmt: skip


def case_statement(view: View, row: dict[str, Any]) -> Statement:
    """Say what one complaint makes of a change; its numbers are for the officer alone."""
    if not view.is_officer:
        return say(
            "{name:t}: one complaint makes most of the change on a year earlier. {without:t}.",
            name=row["name"],
            without=_without(row),
        )
    clear = "a clear" if row["is_clear"] else "no clear"
    return say(
        "{name:t}: {case:n} of the {extra:n} {more:t} offences relate to one complaint; without "
        "it the count went from {without_before:n} to {without_after:n}, {clear:t} change.",
        name=row["name"],
        case=abs(int(row["case_after"]) - int(row["case_before"])),
        extra=abs(int(row["after"]) - int(row["before"])),
        more="extra" if row["after"] > row["before"] else "fewer",
        without_before=row["without_before"],
        without_after=row["without_after"],
        clear=clear,
    )


def case_finding(view: View, row: dict[str, Any]) -> Finding:
    """Offer a change that one complaint makes; of the complaint itself no number is told."""
    name = in_sentence(row["name"])
    return Finding(
        question="again",
        fact=f"{row['theme']}|one complaint",
        headline=say("One complaint makes most of the change in {name:t}.", name=name),
        statement=say(
            "It went from {before:n} to {after:n}. {without:t}.",
            before=row["before"],
            after=row["after"],
            without=_without_counts(view, row),
        ),
        evidence="one_case",
        priority=view.priority.id,
        size=abs(float(row["after"] - row["before"])),
        share=0.5,
        certainty="clear" if row["was_clear"] or row["is_clear"] else "likely",
        harm=view.priority.harm,
    )


def _without_counts(view: View, row: dict[str, Any]) -> str:
    """Say what is left without the complaint; how much that is, to the officer alone."""
    if not view.is_officer:
        return _without(row)
    return f"{_without(row)} ({row['without_before']} to {row['without_after']})"


def _without(row: dict[str, Any]) -> str:
    """Say whether the change is clear without the complaint, and not as if it were with it."""
    if row["is_clear"]:
        return "Without it there is a clear change"
    if row["was_clear"]:
        return "Without it there is no clear change"
    return "There is no clear change, with it or without it"
