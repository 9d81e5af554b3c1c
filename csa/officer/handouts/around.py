"""What else is there and around it, what was tried, and what could be seen of another attempt?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.at_place import HERE, REST
from csa.counting.units import UNIT_NOUNS
from csa.errors import folded
from csa.exhibits.projects.ahead import ABOUT
from csa.findings.telling import fall_words
from csa.measures.evaluation import power_over_time
from csa.measures.verdicts import NO_COMPARISON
from csa.officer.handouts.change import gaps, label_of, of_these
from csa.periods import month_name
from csa.present.tables import Column, Table
from csa.present.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.officer.handouts.shown import GroundDesk
    from csa.present.exhibit import Exhibit

AROUND_M = 250
SOURCE = "Projects, recommendations and proposals of the partnership"
DIVIDED, MOST_TYPES = ("fire", "environment"), 3
AROUND = f"within {AROUND_M} m around it"
MONTHS_AFTER = (3, 6, 12, 24)
FEWEST = 20
TRIED = ("name", "kind", "who", "when", "state")


def around(desk: GroundDesk) -> Exhibit:
    """Show everything that is counted at the place and around it, fires and environment too."""
    every = desk.counts.besides(AROUND_M)
    pieces = [_of_unit(desk, str(unit), rows) for unit, rows in every.groupby("unit", sort=False)]
    title = f"What else is counted at {desk.place}, and around it"
    rows = pd.concat(pieces, ignore_index=True)
    columns = [
        Column("name", "What is counted, whatever the theme"),
        Column("before", "A year earlier", "count"),
        Column("after", "This period", "count"), Column("reading", "Reading"),
    ]  # fmt: skip
    table = Table(rows, columns, caption=title, row_header="name")
    return desk.show(
        "around",
        title,
        units=[*every["unit"].unique()],
        tables=[table.without_empty(NO_COMPARISON)],
        notes=tuple(gaps(desk, *every["unit"].unique())),
        data=rows,
    )


def _of_unit(desk: GroundDesk, unit: str, found: pd.DataFrame) -> pd.DataFrame:
    """Lay out a unit at the place, by type where the theme does not show it, and around it."""
    noun = UNIT_NOUNS[unit]
    named = f"{noun[:1].upper()}{noun[1:]}"
    verdicts = desk.judge(found[["before", "after"]], unit=unit, is_theme=False)
    rows = desk.change_rows(found, [named, f"{named} {AROUND}"], verdicts)
    if unit not in DIVIDED or unit in desk.counts.theme.units:
        return rows
    types = desk.counts.types(unit, is_theme=False).head(MOST_TYPES)
    of_types = desk.judge(types, unit=unit, is_theme=False)
    inside = desk.change_rows(types, [*map(of_these, types.index)], of_types)
    return pd.concat([rows.head(1), inside, rows.tail(1)])


def tried(desk: GroundDesk) -> Exhibit:
    """List the projects, recommendations and proposals that name the place."""
    told = [*_projects(desk), *_recommendations(desk), *_proposals(desk)]
    title = f"What was tried or proposed at {desk.place}"
    if not told:
        reason = f"No project, recommendation or proposal names {desk.place}."
        return desk.refuse("tried", title, reason=reason)
    frame = pd.DataFrame(told, columns=list(TRIED))
    headings = ("What", "Kind", "Who", "When", "How it stands")
    columns = [Column(key, label) for key, label in zip(TRIED, headings, strict=True)]
    table = Table(frame, columns, caption=title, row_header="name", is_stacked=True)
    return desk.show("tried", title, source=SOURCE, tables=[table], data=frame)


def measurable(desk: GroundDesk) -> Exhibit:
    """Say what fall could be seen of a project at the place, and after how long."""
    counts, unit = desk.counts, desk.counts.units[0]
    years = counts.both_years(unit)["after"]
    title = f"What could be measured: {label_of(desk, unit)} at {desk.place}"
    if years[HERE] < FEWEST:
        reason = f"There are too few in these months ({years[HERE]}) to tell a fall from chance."
        return desk.refuse("measurable", title, reason=reason)
    months = len(counts.compared(unit) or counts.months(unit))
    power = power_over_time(
        float(years[HERE]) / months,
        float(years[REST]) / months,
        months_before=months,
        months_after=MONTHS_AFTER,
        dispersion=float(desk.spread(unit, (HERE, REST))["dispersion"].max()),
    )
    power = power.assign(fall=100 * power["smallest_fall"], expected=power["expected"].round())
    columns = [
        Column("months", "Months after the start", "number"),
        Column("expected", "Incidents expected", "number"),
        Column("fall", "Smallest fall to be seen", "share"),
    ]
    table = Table(power, columns, caption=title, row_header="months")
    slow = power.iloc[-1]
    return desk.show(
        "measurable",
        title,
        units=(unit,),
        tables=[table],
        statements=(
            say(
                "Set beside the rest of {district:t}, after {months:n} months {seen:t}.",
                district=desk.district, months=int(slow["months"]),
                seen=f"a fall by {fall} or more could be seen"
                if (fall := fall_words(float(slow["smallest_fall"])))
                else "hardly any effect could be seen",
            ),
        ),
        notes=(ABOUT,),
        data=power,
    )  # fmt: skip


def _names_it(desk: GroundDesk, *texts: Any) -> bool:
    """Say whether one of some texts names the place."""
    ground = desk.counts.ground
    wanted = [folded(ground.name.removesuffix(" ward")), folded(ground.slug)]
    return any(name in folded(str(text)) for text in texts for name in wanted)


def _projects(desk: GroundDesk) -> Iterator[tuple[str, ...]]:
    for one in desk.counts.records.table("project").itertuples():
        if _names_it(desk, one.place, one.name):
            start, end = str(one.start)[:7], str(one.end)[:7]
            began = (
                "begins after these months"
                if start > desk.period.end
                else ("has ended" if end < desk.period.end else "runs in these months")
            )
            cost = "" if pd.isna(one.allocated_gbp) else f"; £{one.allocated_gbp:,.0f} allocated"
            span = f"{month_name(start)} to {month_name(end)}"
            yield str(one.name), "Project", str(one.lead), span, f"{began}{cost}"


def _recommendations(desk: GroundDesk) -> Iterator[tuple[str, ...]]:
    for one in desk.counts.records.table("recommendation").itertuples():
        if _names_it(desk, one.text):
            due = f"by {month_name(str(one.due)[:7])}"
            yield (
                str(one.text),
                f"Recommendation of {one.year}",
                str(one.owner),
                due,
                str(one.status),
            )


def _proposals(desk: GroundDesk) -> Iterator[tuple[str, ...]]:
    is_made_up = desk.is_synthetic
    for one in desk.settings.proposals:
        if _names_it(desk, one.what, one.success) and (is_made_up or not one.synthetic):
            by = f"by {month_name(one.by)}"
            yield one.what, "Proposal", one.owner, by, "put to the board, not yet decided"
