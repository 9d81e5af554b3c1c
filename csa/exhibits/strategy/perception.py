"""What do residents say when they are asked, and did it change since the wave before?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.ranges import came_as_range, judge_shares, limits_of
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.verdicts import tell_change
from csa.present.numbers import round_text
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.schemas import ASKED, POSSIBLE, SERVICE_UNITS, SERVICE_WAVES

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.present.number import Number, Percent

TITLE = "What residents say"
NOT_ASKED = "No survey of residents was received for this period."
OF_THOSE = "residents asked who "
QUESTIONS = {
    unit: noun.removeprefix(OF_THOSE)
    for unit, noun in SERVICE_UNITS.items()
    if unit.split(".")[0] in SERVICE_WAVES
}
LEAST_ASKED = 50
TOO_FEW, A_RANGE = "too few were asked for a percentage", "the figure came as a range"
NOTE = (
    "Of a sample: the share of all residents lies within the interval if those who answered are "
    "like the rest. The year before is compared with allowance for all questions."
)


class PerceptionExhibits(Group):
    """What residents say."""

    name = "perception"
    scopes = ("area",)

    @exhibit(
        counts={
            unit + more: Count(unit + more) for unit in QUESTIONS for more in ("", POSSIBLE, ASKED)
        }
    )
    def residents(view: View, **frames: pd.DataFrame) -> Parts:
        """Give each question the share who said so, its interval, and the wave before."""
        asked = [unit for unit in QUESTIONS if len(frames[unit]) and _are_many(view, frames, unit)]
        rows = [_row(view, frames, unit) for unit in asked]
        rows = [row for row in rows if row["asked"] is not None]
        if not rows:
            return keep_unpublished(unavailable(view, title=TITLE, reason=NOT_ASKED))
        words = judge_shares(view, [(row["share_before"], row["share"]) for row in rows])
        frame = pd.DataFrame(rows).assign(reading=words)
        frame["said"] = frame["why"].where(frame["why"] != "", frame["reading"])
        return show(
            view,
            title=TITLE,
            statements=_told(view, frame),
            tables=(_table(view, frame),),
            cells=[
                view.cells(frames[unit + more], period=span)
                for unit in asked
                for more in ("", POSSIBLE, ASKED)
                for span in (view.before, view.period)
                if len(frames[unit + more])
            ],
            units=SERVICE_WAVES,
            notes=(NOTE,),
            data=frame,
        )


def _are_many(view: View, frames: dict[str, pd.DataFrame], unit: str) -> bool:
    """Say whether enough were asked that nobody's answer can be told, in each district here.

    What a few answered in one district would be what the partnership has more than the others.
    """
    frame = frames[unit + ASKED]
    here = [one.code for one in view.settings.districts] if view.is_partnership else [view.code]
    counts = [
        view.number(frame, period=span, area=code)
        for code in here
        for span in (view.before, view.period)
        if len(frame)
    ]
    return view.is_officer or all(map(_is_none_or_many, counts))


def _is_none_or_many(asked: Number | None) -> bool:
    """Say whether nobody was asked, or surely as many as are needed whatever rounding did."""
    if asked is None:
        return True
    return asked.value - asked.bound >= LEAST_ASKED or asked.value == asked.bound == 0


def _row(view: View, frames: dict[str, pd.DataFrame], unit: str) -> dict[str, Any]:
    """Return what was asked, of how many, who said so, and the same of the year before."""
    share, asked, why = _share(view, frames, unit, view.period)
    before, asked_before, _ = _share(view, frames, unit, view.before)
    lower, upper = (None, None) if share is None else limits_of(view, share)
    name = QUESTIONS[unit]
    return {
        "name": f"{name[:1].upper()}{name[1:]}", "why": why, "lower": lower, "upper": upper,
        "asked": asked, "said_so": view.number(frames[unit], period=view.period), "share": share,
        "asked_before": asked_before, "share_before": before,
        "said_before": view.number(frames[unit], period=view.before),
    }  # fmt: skip


def _share(
    view: View, frames: dict[str, pd.DataFrame], unit: str, period: Any
) -> tuple[Percent | None, Any, str]:
    """Return the share who said so, how many were asked, and why there is no share."""
    said = view.number(frames[unit], period=period)
    asked = view.number(frames[unit + ASKED], period=period) if len(frames[unit + ASKED]) else None
    if said is None or asked is None:
        return None, None, ""
    if came_as_range(view, frames[unit + POSSIBLE]):
        return None, asked, A_RANGE
    share = said.percent_of(asked)
    return share, asked, TOO_FEW if share is None else ""


def _told(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say what changed clearly since the wave before, with the interval; else the largest share."""
    known = rows[rows["share"].notna()]
    if not len(known):
        return ()
    clear = known[tell_change(known["reading"])]
    chosen = clear if len(clear) else known.loc[[known["share"].astype(float).idxmax()]]
    return tuple(_sentence(view, row) for _, row in chosen.iterrows())


def _sentence(view: View, row: pd.Series) -> Statement:
    own = say(
        "Of {asked:n} residents of {area:t} who were asked, {share:p} {what:t}: between {low:n} "
        "and {high:n} per cent of all residents would say so",
        asked=row["asked"], area=view.name, share=row["share"], what=in_sentence(row["name"]),
        low=int(round_text(row["lower"])), high=int(round_text(row["upper"])),
    )  # fmt: skip
    if not tell_change(pd.Series([row["reading"]])).all():
        return Statement.join([own, say(".")], separator="")
    rest = say(
        ", {more:t} than the {share:p} of the year before.",
        more="more" if row["share"] > row["share_before"] else "fewer",
        share=row["share_before"],
    )
    return Statement.join([own, rest], separator="")


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Of those asked"),
            Column("asked", "Asked", "count"),
            Column("said_so", "Said so", "count"),
            Column("share", "Said so, %", "percent", of=("said_so", "asked")),
            Column("lower", "95% interval, %", "interval", upper="upper", decimals=0),
            Column("asked_before", "Asked, a year earlier", "count"),
            Column("said_before", "Said so, a year earlier", "count"),
            Column("said", "Since the year before"),
        ],
        caption=f"What residents of {view.name} said: waves that ended in {view.period.label}, and "
        f"in {view.before.label}",
        row_header="name",
        table_id="residents",
    )
