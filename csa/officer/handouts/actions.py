"""Was it done that the group agreed to do, and what happened where it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.agreed import follow_action
from csa.lately import day_name
from csa.measures.verdicts import FELL, ROSE
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.counting.handouts.agreed import Followed
    from csa.measures.verdicts import Verdict
    from csa.officer.handouts.monitor import WeekDesk
    from csa.present.exhibit import Exhibit
    from csa.settings import Agreed

NOT_DONE, NOT_DUE, DONE = "not done", "not due yet", "done"
TOO_EARLY, CANNOT = "done, too early to tell", "done, cannot be told"
FEWER, MORE, SAME = "done, fewer since", "done, more since", "done, no clear change"
SOURCE = "Actions of the group (config/actions.toml)"
# What was done is followed for about a year.
DAYS_FOLLOWED = 400
ABOUT = (
    "Fewer and more are said of the place since then, beside the rest of the district and the year "
    "before it was done, where the difference is more than counts vary by themselves. That the "
    "action was the reason is not said."
)


def actions_here(desk: WeekDesk) -> list[Agreed]:
    """Return what the district's group agreed to by the end of these weeks, and is still told.

    An example is told with made-up data alone, and of places that there are.
    """
    last, oldest = (
        f"{day:%Y-%m-%d}"
        for day in (desk.counts.span.last, desk.counts.span.last - pd.Timedelta(days=DAYS_FOLLOWED))
    )
    places = {one.slug for one in desk.settings.places}
    return [
        one
        for one in desk.settings.actions
        if one.district == desk.counts.area.slug
        and one.agreed <= last
        and (one.done is None or one.done >= oldest)
        and (not one.synthetic or (desk.is_synthetic and (one.place or "") in {*places, ""}))
    ]


def agreed_here(desk: WeekDesk) -> pd.DataFrame:
    """Return what was agreed, a row each: ``what, owner, due, verdict, why``."""
    return pd.DataFrame([_row(desk, one) for one in actions_here(desk)])


def actions(desk: WeekDesk) -> Exhibit:
    """Show what was agreed, with a plain verdict."""
    title = f"What the group agreed to do in {desk.district}"
    frame = desk.agreed
    if not len(frame):
        reason = "No action of this district stands in config/actions.toml."
        return desk.refuse("actions", title, reason=reason)
    columns = [
        Column("what", "What"), Column("owner", "Who"), Column("due", "By"),
        Column("verdict", "Verdict"), Column("why", "Why"),
    ]  # fmt: skip
    table = Table(frame, columns, caption=title, row_header="what", is_stacked=True)
    return desk.show("actions", title, source=SOURCE, tables=[table], notes=(ABOUT,), data=frame)


def tell_actions(rows: pd.DataFrame) -> Iterator[Statement]:
    """Say how many are done, and which should have been."""
    done = int(rows["verdict"].str.startswith(DONE).sum())
    yield say("Actions agreed and done: {done:n} of {n:n}.", n=len(rows), done=done)
    for one in rows[rows["verdict"] == NOT_DONE].itertuples():
        yield say("Not done, and due by {day:t}: {what:t} ({who:t}).",
                  day=str(one.due), what=str(one.what), who=str(one.owner))  # fmt: skip


def _row(desk: WeekDesk, action: Agreed) -> dict[str, str]:
    verdict, why = _judged(desk, action)
    due = day_name(pd.Timestamp(action.due))
    return {"what": action.what, "owner": action.owner, "due": due, "verdict": verdict, "why": why}


def _judged(desk: WeekDesk, action: Agreed) -> tuple[str, str]:
    last = f"{desk.counts.span.last:%Y-%m-%d}"
    if action.done is None or action.done > last:
        return (NOT_DONE, "its day has passed") if action.due <= last else (NOT_DUE, "")
    done = f"done on {day_name(pd.Timestamp(action.done))}"
    found = follow_action(desk.counts, action)
    if found.why:
        return TOO_EARLY if found.is_early else CANNOT, f"{done}; {found.why}"
    (verdict,) = desk.judged(pd.DataFrame([_pair(found)]))
    if found.before + found.after < desk.rules.fewest:
        return CANNOT, f"{done}; too few are counted there ({found.before} and {found.after})"
    return _word(verdict), f"{done}; {_told(found)}"


def _pair(found: Followed) -> dict[str, Any]:
    return {
        "before": found.before, "after": found.after,
        "exposure_before": max(found.rest_before, 1), "exposure_after": max(found.rest_after, 1),
        "dispersion": found.dispersion, "degrees": found.degrees,
    }  # fmt: skip


def _word(verdict: Verdict) -> str:
    word = verdict.word.partition(" ")[0] if verdict.is_clear else ""
    return {FELL: FEWER, ROSE: MORE}.get(word, SAME)


def _told(found: Followed) -> str:
    expected = found.before * found.rest_after / max(found.rest_before, 1)
    return (
        f"{found.after:,} there since, where {expected:,.0f} were to be expected going by the rest "
        "of the district"
    )
