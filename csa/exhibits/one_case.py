"""What is left of a change without the one complaint that makes most of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.counting.records.persons import ONE_CASE
from csa.errors import DisclosureError
from csa.exhibits.judgement import is_in_force
from csa.exhibits.verdicts import of_area
from csa.periods import Period
from csa.present.words import Statement, say
from csa.sources.single_case import named_times_and_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from csa.exhibits.view import View
    from csa.settings import Settings


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
    totals = [view.value(frame, period=period, **{name: theme}) for period in spans]
    of_case = [view.value(cases, period=period, theme=theme) for period in spans]
    rest = [
        max(total - case, 0)
        for total, case in zip(totals, of_case, strict=True)
        if total is not None and case is not None
    ]
    if len(rest) < len(spans) or not any(of_case):
        return
    key = view.key(frame, period=view.period, **{name: theme})
    yield {
        "theme": theme, "name": label, "before": totals[0], "after": totals[1],
        "case_before": of_case[0], "case_after": of_case[1],
        "without_before": rest[0], "without_after": rest[1],
        "is_clear": of_area(view, view.code, instead={key: (rest[0], rest[1])})[key].is_clear,
    }  # fmt: skip


def case_statement(view: View, row: dict[str, Any]) -> Statement:
    """Say what one complaint makes of a change; its numbers are for the officer alone."""
    clear = "a clear" if row["is_clear"] else "no clear"
    if not view.is_officer:
        return say(
            "{name:t}: one complaint makes most of the change on a year earlier. Without it there "
            "is {clear:t} change.",
            name=row["name"],
            clear=clear,
        )
    return say(
        "{name:t}: {case:n} of the {extra:n} {more:t} offences relate to one complaint; without "
        "it the count went from {without_before:n} to {without_after:n}, {clear:t} change.",
        name=row["name"],
        case=abs(row["case_after"] - row["case_before"]),
        extra=abs(row["after"] - row["before"]),
        more="extra" if row["after"] > row["before"] else "fewer",
        without_before=row["without_before"],
        without_after=row["without_after"],
        clear=clear,
    )


def refuse_described_case(
    cells: pd.DataFrame, reference: Mapping[str, pd.DataFrame], *, settings: Settings, end: str
) -> None:
    """Refuse commentary that says when or where, on a subject that one complaint changes.

    Pages for partners say that one complaint makes a change. Beside a comment that names a month
    or a street this describes what happened to one person.

    Parameters
    ----------
    cells : DataFrame
        True cells of an assessment.
    reference : mapping
        Its public tables, with ``commentary``.
    settings : Settings
        Priorities with their sub-themes, and districts.
    end : str
        Last month of the assessment.

    Raises
    ------
    DisclosureError
        If there is such a comment; the message names its file and the word.
    """
    driven = cells[(cells["measure"] == ONE_CASE) & (cells["value"].fillna(0) > 0)]
    comments = reference.get("commentary")
    if comments is None or not len(driven):
        return
    subjects = {
        theme: {p.id, *(s.id for s in p.subthemes)}
        for p in settings.priorities
        for theme in (p.id, *(s.id for s in p.subthemes))
    }
    codes = {one.slug: one.code for one in settings.districts}
    shown = comments[is_in_force(comments, Period(end, end))].fillna("")
    for comment in shown.itertuples():
        named = next(named_times_and_places(str(comment.text)), None)
        themes = [f"theme={name}" for name in subjects.get(str(comment.key), ())]
        where = [codes.get(slug, slug) for slug in str(comment.districts).split(";") if slug]
        here = driven[driven["dims"].isin(themes) & driven["area"].isin(where or codes.values())]
        if named and len(here):
            raise DisclosureError(
                f"{comment.path} says '{named[1]}', and one complaint makes most of a change in "
                f"'{comment.key}': on one page they describe what happened to one person. Leave "
                "out when and where, then run csa build and csa assess again. Nothing was "
                "published."
            )
