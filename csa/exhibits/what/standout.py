"""What stands out here: who, where and when; and is one complaint behind a change?

A figure about one complaint is a figure about one person. Groups of fewer than ten are not broken
down in anything published, so the number stays with the officer; the partner edition says in words
that one complaint makes the change, because a board would otherwise act on it, and the public
edition says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.persons import HARMED, ONE_CASE
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.what.compared import (
    Asked,
    cells_at,
    compare_groups,
    compare_times,
    compare_wards,
    judge,
    placed_cells,
)
from csa.exhibits.what.one_case import case_finding, case_rows, case_statement
from csa.exhibits.wording.changes import headline_unit
from csa.exhibits.wording.known import HEDGE, is_firm
from csa.exhibits.wording.nearest import noun_shown
from csa.exhibits.wording.themes import crime_themes
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View


class StandoutExhibits(Group):
    """What stands out in one priority."""

    name = "standout"
    scopes = ("priority",)

    @exhibit(
        counts={
            "people": Count("victim", by=("priority", "age_band", "sex")),
            "nth": Count(HARMED, by=("theme", "nth")),
            **{f"{u}_where": Count(u, by=("priority",), level="ward") for u in INCIDENT_UNITS},
            **{f"{u}_when": Count(u, by=("priority", "time_slot")) for u in INCIDENT_UNITS},
        }
    )
    def who_where_when(
        view: View, people: pd.DataFrame, nth: pd.DataFrame, **frames: pd.DataFrame
    ) -> Parts:
        """Name the group, ward and time that stand out against the other districts."""
        title = "Who, where and when stand out"
        if view.is_partnership:
            why = "Each district is compared with the others: see the districts' own chapters."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["crime"]))
        unit = headline_unit(view, {u: frames[f"{u}_where"] for u in INCIDENT_UNITS})
        where, when = frames[f"{unit}_where"], frames[f"{unit}_when"]
        reason = why_missing(view, cells_at(view, where, view.code), unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        asked = _asked(view, people, where, when, nth=nth)
        tested = judge(view, [row for one in asked.values() if one.speaks for row in one.rows])
        used = [cells_at(view, frame, view.code) for frame in (people, where, when) if len(frame)]
        return show(
            view,
            title=title,
            statements=_standout_statements(view, tested, asked, unit=unit),
            tables=(_standout_table(view, tested),),
            cells=[*used, *_everywhere(view, people, where, when)],
            units=[unit, "victim"],
            notes=_standout_notes(view, unit),
            data=tested,
        )

    @exhibit(
        counts={
            "cases": Count(ONE_CASE, by=("theme",)),
            "subthemes": Count("crime", by=("subtheme",)),
            "priorities": Count("crime", by=("priority",)),
        },
        editions=PARTNER_ONLY,
        offers=True,
    )
    def one_case(
        view: View, cases: pd.DataFrame, subthemes: pd.DataFrame, priorities: pd.DataFrame
    ) -> Parts:
        """Say whether a single complaint makes a change."""
        title = "Changes that one complaint makes"
        if view.is_partnership:
            why = "A single complaint is looked for in each district: see their own chapters."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["crime"]))
        here = view.cells(cases, period=view.period) if len(cases) else cases
        reason = why_missing(view, here, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        earlier = why_missing(view, view.cells(cases, period=view.before), "crime")
        if earlier:
            why = f"A change needs the year before. {earlier}"
            return unavailable(view, title=title, reason=why, units=["crime"])
        rows = [
            row
            for theme, label in crime_themes(view)
            for row in case_rows(view, cases, subthemes, priorities, theme=theme, label=label)
        ]
        if not rows:
            why = "No single complaint makes most of any change here."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["crime"]))
        shown = pd.DataFrame(rows)
        return show(
            view,
            title=title,
            statements=tuple(case_statement(view, row) for row in rows),
            findings=tuple(case_finding(view, row) for row in rows),
            units=["crime"],
            notes=(
                "A complaint is named when leaving it out takes away half of a change or more, and "
                "it led to five offences or more. Its number is for the officer only: it is about "
                "one person.",
            ),
            data=shown if view.is_officer else shown.reindex(columns=["name"]),
        )


def _asked(
    view: View, people: pd.DataFrame, where: pd.DataFrame, when: pd.DataFrame, *, nth: pd.DataFrame
) -> dict[str, Asked]:
    """Compare groups, wards and times, each with what says why nothing is compared."""
    whole = view.settings.partnership.code
    has_ages = len(view.reference("residents_by_age_sex")) > 0
    has_residents = len(view.reference("population")) > 0
    return {
        "who": Asked(
            cells=cells_at(view, people, view.code),
            by="age_band",
            rows=tuple(compare_groups(view, people, nth)),
            everywhere=cells_at(view, people, whole),
            lacking="" if has_ages else "residents by age and sex were not received",
        ),
        "where": Asked(
            cells=placed_cells(view, where),
            by="place",
            rows=tuple(compare_wards(view, where)),
            everywhere=cells_at(view, where, whole),
            lacking="" if has_residents else "residents of wards were not received",
        ),
        "when": Asked(
            cells=cells_at(view, when, view.code),
            by="time_slot",
            rows=tuple(compare_times(view, when)),
            everywhere=cells_at(view, when, whole),
        ),
    }


PHRASES = {
    "who": "{who:t} were victims {who_ratio:r} times as often for their number",
    "where": "{where:t} had {where_ratio:r} times as many {placed:t} for its residents",
    "when": "{when:t} had {when_ratio:r} times as large a part of the week's {timed:t}",
}
NOUNS = {"who": "group of victims", "where": "ward", "when": "time of the week"}


def _standout_statements(
    view: View, tested: pd.DataFrame, asked: Mapping[str, Asked], *, unit: str
) -> tuple[Statement, ...]:
    silent = _silent_statements(asked)
    if not len(tested):
        return (say("Whether any group, ward or time stands out cannot be said here."), *silent)
    found = tested[tested["stands_out"]].drop_duplicates("kind").set_index("kind")
    quiet = [NOUNS[kind] for kind, one in asked.items() if one.speaks and kind not in found.index]
    if not len(found):
        nothing = say(
            "No {quiet:t} stands out here: no difference is larger than chance allows.",
            quiet=list_text(quiet, last="or"),
        )
        return (nothing, *silent)
    kinds = [kind for kind in NOUNS if kind in found.index]
    values = {kind: found.loc[kind, "name"] for kind in kinds} | {
        f"{kind}_ratio": found.loc[kind, "ratio"] for kind in kinds
    }
    nouns = {"where": ("placed", noun_shown(view, UNIT_NOUNS[unit])),
             "when": ("timed", UNIT_NOUNS[unit])}  # fmt: skip
    values |= dict(nouns[kind] for kind in kinds if kind in nouns)
    hedge = "" if all(is_firm(*asked[kind].known) for kind in kinds) else HEDGE
    text = f"{hedge}{'in' if hedge else 'In'} {{area:t}}, " + list_text(PHRASES[k] for k in kinds)
    against = f"{'each ' if len(kinds) > 1 else ''}compared with the rest of the partnership"
    said = [say(f"{text}, {against}.", area=view.name, **values)]
    if quiet:
        said.append(say("No {quiet:t} stands out.", quiet=list_text(quiet, last="or")))
    return (*said, *silent)


def _silent_statements(asked: Mapping[str, Asked]) -> tuple[Statement, ...]:
    return tuple(
        say("Not compared: {noun:t} ({why:t}).", noun=f"{kind} it happened", why=one.why_silent)
        if kind != "who"
        else say("Not compared: who was harmed ({why:t}).", why=one.why_silent)
        for kind, one in asked.items()
        if one.why_silent
    )


def _everywhere(view: View, *frames: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the cells that are compared with: the wards here, and the partnership as a whole."""
    some, where = [frame for frame in frames if len(frame)], frames[1]
    wards = [placed_cells(view, where)] if len(where) else []
    return [*wards, *(cells_at(view, one, view.settings.partnership.code) for one in some)]


def _standout_table(view: View, tested: pd.DataFrame) -> Table:
    named = {"who": "Who", "where": "Where", "when": "When"}
    rows = tested.assign(
        name=tested["name"].str[:1].str.upper() + tested["name"].str[1:],
        kind=tested["kind"].map(named),
        reading=[_reading(row) for _, row in tested.iterrows()],
    )
    above = rows[rows["ratio"] > 1].head(15)
    return Table(
        above,
        [
            Column("name", "Group, ward or time"),
            Column("kind", "What is compared"),
            Column("here", "Here", "count"),
            Column("elsewhere", "The rest", "count"),
            Column("ratio", "Times the rest", "rate", decimals=2),
            Column("reading", "Reading"),
        ],
        caption="Groups, wards and times above the rest of the partnership, the surest first, "
        f"{view.period.label}",
        row_header="name",
        table_id="standout",
    )


def _reading(row: pd.Series) -> str:
    if row["stands_out"]:
        return "stands out"
    return "little above the rest" if row["is_above"] else "chance alone can make this"


def _standout_notes(view: View, unit: str) -> tuple[str, ...]:
    return (
        "Who: victims per resident of that age and sex. Where: "
        f"{noun_shown(view, UNIT_NOUNS[unit])} per resident, "
        "wards of town centres left out, where visitors are the crowd. When: share of those with "
        f"a known time. {view.name} is compared with the rest of the partnership, a ward with all "
        "others.",
        "All groups, all wards and all times with enough incidents are tested together; one in "
        "ten of those that stand out may still be chance, and more where one place is counted many "
        "times. That some people are harmed repeatedly, and that "
        "counts are rounded where they are protected, is allowed for.",
        "Each is compared by itself: the group, the ward and the time that "
        "stand out need not meet in the same incidents.",
    )
