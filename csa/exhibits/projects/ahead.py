"""What could be seen of a project before it is paid for? Asked of a place, an indicator, a sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import (
    OFFICER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
)
from csa.exhibits.projects.funding import SOURCE
from csa.exhibits.projects.judged import (
    CONTROL,
    NO_COMPARATOR,
    NOT_PUBLISHED,
    TOO_FEW,
    TREATED,
    parts_of,
    place_of,
    what_of,
    within,
)
from csa.exhibits.wording.planned.indicators import LOCAL_COUNTS
from csa.exhibits.wording.planned.projects import designs_here, projects_here
from csa.exhibits.wording.verdicts import side_by_side
from csa.findings.telling import fall_words
from csa.measures.evaluation import Matched, compare_areas, match_controls, power_over_time
from csa.periods import Period
from csa.present.exhibit import Exhibit
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOTHING = "No project with a declared design is still to begin here."
TITLE = "What could be seen of projects that are still to begin"
MONTHS = (3, 6, 12, 24)
ABOUT = (
    "The smallest fall that would be found with 80% power, if incidents go on as in this period "
    "and areas differ as they did from one year to the next."
)
BALANCE = (
    "Apart is how far the mean of the wards lies from the place, in standard deviations of all: "
    "below a quarter they are alike."
)
YEAR = 12
TRAITS = {"before": "A year earlier", "after": "This period"}


@dataclass(frozen=True)
class Ahead:
    """What an evaluation could see.

    Attributes
    ----------
    what, place : str
        What would be counted, as within a sentence, and where.
    power : DataFrame
        As :func:`csa.measures.evaluation.power_over_time` returns it; empty where ``why`` says why.
    matched : Matched
        Wards that are most like the place.
    names : dict
        Names of the wards by code.
    parts : DataFrame
        The cells it rests on.
    why : str
        Why nothing can be said.
    """

    what: str
    place: str
    power: pd.DataFrame
    matched: Matched
    names: dict[str, str]
    parts: pd.DataFrame
    why: str = ""


class AheadExhibits(Group):
    """Projects before they begin."""

    name, scopes = "ahead", ("area",)

    @exhibit(counts=LOCAL_COUNTS)
    def projects(view: View, **_: pd.DataFrame) -> Parts:
        """Say what fall could be seen of each project still to begin, and after how long."""
        rows, designs = projects_here(view), designs_here(view)
        late = [
            (one, designs[one["project_id"]])
            for one in rows.to_dict("records")
            if one["project_id"] in designs and str(one["start"])[:7] > view.period.end
        ]
        found = [(one, look_ahead(within(view, one, design), design)) for one, design in late]
        told = [(str(one["name"]), ahead) for one, ahead in found if not ahead.why]
        if not told:
            return keep_unpublished(unavailable(view, title=TITLE, reason=NOTHING))
        return show(
            view,
            title=TITLE,
            statements=tuple(_statement(*one) for one in told),
            tables=(_power_table(told),),
            notes=(ABOUT,),
            source=SOURCE,
            data=pd.concat([ahead.power.assign(name=name) for name, ahead in told]),
        )


def look_ahead(view: View, design: Any) -> Ahead:
    """Work out what an evaluation in a district could see.

    Parameters
    ----------
    view : View
        The district and the period that is taken for the time before the start.
    design
        What is counted, where, and beside what, as a row of the table ``evaluation``.
    """
    parts = parts_of(view, design)
    nothing = Ahead(
        what_of(view, design), place_of(view, design), pd.DataFrame(), Matched(), {}, parts
    )
    why = "" if design.comparator else NO_COMPARATOR
    if why or not len(parts) or not {TREATED, CONTROL} <= set(parts["part"]):
        return _without(nothing, why or NOT_PUBLISHED)
    pairs = side_by_side(view, parts)
    pairs = pairs.assign(part=pairs["area"].map(parts.groupby("area")["part"].first()))
    sums = pairs.dropna(subset=["before", "after"]).set_index("area")
    is_own = sums["part"] == TREATED
    if not is_own.any() or sums.loc[is_own, "after"].iloc[0] < view.small.minimum:
        return _without(nothing, TOO_FEW if is_own.any() else NOT_PUBLISHED)
    own = str(sums.index[is_own][0])
    chosen = sums[is_own | (sums["part"] == CONTROL)]
    alike = compare_areas(
        chosen[["before", "after"]].astype(float),
        treated=[own],
        least=float(sums.loc[own, "dispersion"]),
    )
    months = len(view.period)
    power = power_over_time(
        float(sums.loc[own, "after"]) / months,
        float(chosen.loc[~is_own.reindex(chosen.index), "after"].sum()) / months,
        months_before=months,
        months_after=MONTHS,
        dispersion=alike.cautious.dispersion,
    )
    nesting = view.reference("geography")
    names = dict(zip(nesting["ward"], nesting["ward_name"], strict=True))
    matched = match_controls(chosen[["before", "after"]].astype(float), own)
    return Ahead(nothing.what, nothing.place, power, matched, names, parts)


def _without(nothing: Ahead, why: str) -> Ahead:
    return Ahead(
        nothing.what, nothing.place, nothing.power, nothing.matched, {}, nothing.parts, why
    )


def _statement(name: str, ahead: Ahead) -> Statement:
    """Say what would and would not be visible in the months of the table."""
    first, last = ahead.power.iloc[0], ahead.power.iloc[-1]
    quick, slow = (fall_words(float(one["smallest_fall"])) for one in (first, last))
    return say(
        "{name:t} will be judged by {what:t} in {place:t}: {quick:t}; {slow:t}.",
        name=name, what=ahead.what, place=ahead.place,
        quick=f"at first only a fall by {quick} or more could be seen" if quick
        else "at first hardly any effect could be seen",
        slow=f"in the end a fall by {slow} or more" if slow
        else "nor could it be in the end",
    )  # fmt: skip


def designed(view: View, design: Any, *, cost_gbp: int | None = None) -> Exhibit:
    """Show the officer what an evaluation could see, and which wards it could be set beside.

    Parameters
    ----------
    view, design
        As for :func:`look_ahead`.
    cost_gbp : int, optional
        What the project would cost.

    Returns
    -------
    Exhibit
        For nobody but the officer.
    """
    ahead = look_ahead(view, design)
    title = f"What could be seen of {ahead.what} in {ahead.place}"
    parts = (
        unavailable(view, title=title, reason=f"{ahead.why[:1].upper()}{ahead.why[1:]}.")
        if ahead.why
        else show(
            view,
            title=title,
            statements=(*_month_by_month(ahead), *_price(ahead, cost_gbp)),
            tables=(_power_table([("", ahead)], has_names=False), *_match_tables(ahead)),
            units=[design.unit],
            notes=(ABOUT, BALANCE),
            data=ahead.power,
        )
    )
    return Exhibit(name="design_evaluation", **parts | {"editions": OFFICER_ONLY})


def _month_by_month(ahead: Ahead) -> tuple[Statement, ...]:
    """Say for each span of months what fall could be seen."""
    return tuple(
        say(
            "After {months:n} months, with {expected:n} incidents expected, {seen:t}.",
            months=int(row.months),
            expected=round(row.expected),
            seen=f"a fall by {fall} or more could be seen"
            if (fall := fall_words(row.smallest_fall))
            else "hardly any effect could be seen",
        )
        for row in ahead.power.itertuples()
    )


def _price(ahead: Ahead, cost_gbp: int | None) -> tuple[Statement, ...]:
    """Say what an incident avoided would cost if the fall were just large enough to be seen."""
    year = ahead.power[ahead.power["months"] == YEAR].iloc[0]
    avoided = year["expected"] * year["smallest_fall"]
    if not cost_gbp or pd.isna(avoided):
        return ()
    return (
        say(
            "A fall just large enough to be seen in {months:n} months would be {avoided:n} "
            "incidents fewer: £{cost:n} is £{each:n} for each.",
            months=YEAR,
            avoided=round(avoided),
            cost=cost_gbp,
            each=round(cost_gbp / avoided),
        ),
    )


def _match_tables(ahead: Ahead) -> tuple[Table, ...]:
    """Lay out the wards most like the place, and how alike they are."""
    if not ahead.matched.controls:
        return ()
    own = ahead.parts[ahead.parts["area"].isin(ahead.matched.controls)]
    counts = own.pivot(index="area", columns="period", values="value")
    periods = sorted(counts)
    wards = counts.loc[list(ahead.matched.controls), periods].reset_index()
    wards = wards.assign(name=wards["area"].map(ahead.names))
    balance = ahead.matched.balance.assign(
        trait=[TRAITS[name] for name in ahead.matched.balance.index]
    )
    return (
        Table(
            wards,
            [Column("name", "Ward"), *(Column(one, Period.from_key(one).label, "number")
                                       for one in periods)],
            caption="Wards most like it, which could be its comparator",
            row_header="name",
            table_id="matched",
        ),
        Table(
            balance,
            [
                Column("trait", "Incidents"),
                Column("own", "The place", "rate"),
                Column("matched", "These wards", "rate"),
                Column("all", "All wards", "rate"),
                Column("off", "Apart, of these", "rate"),
                Column("off_all", "Apart, of all", "rate"),
            ],
            caption="How alike they are",
            row_header="trait",
            table_id="balance",
        ),
    )  # fmt: skip


def _power_table(told: list[tuple[str, Ahead]], *, has_names: bool = True) -> Table:
    rows = pd.concat(
        [
            ahead.power.assign(name=name, fall=100 * ahead.power["smallest_fall"])
            for name, ahead in told
        ],
        ignore_index=True,
    )
    return Table(
        rows,
        [
            *([Column("name", "Project")] if has_names else []),
            Column("months", "Months after the start", "number"),
            Column("fall", "Smallest fall to be seen", "share"),
        ],
        caption="What could be seen after so many months",
        row_header="name" if has_names else "months",
        table_id="ahead",
    )
