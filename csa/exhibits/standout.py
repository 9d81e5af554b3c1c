"""What stands out here: who, where and when; and is one complaint behind a change?

A figure about one complaint is a figure about one person. Groups of fewer than ten are not broken
down in anything published, so the number stays with the officer; the partner edition says in words
that one complaint makes the change, because a board would otherwise act on it, and the public
edition says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.cells import Count
from csa.disclosure.countable import AGE_BANDS, UNKNOWN
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    is_protected,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.change import INCIDENT_UNITS, headline_unit
from csa.exhibits.harmed import crime_themes
from csa.exhibits.people import SEX_NOUNS, band_words
from csa.exhibits.persons import ONE_CASE
from csa.exhibits.view import UNIT_NOUNS
from csa.measures.change import adjust_for_multiplicity, compare_counts
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.exhibits.view import View

HIGHLIGHT_Q = 0.10
LEAST_RATIO = 1.2
DAYS = dict(
    zip(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


class StandoutExhibits(Group):
    """What stands out in one priority."""

    @exhibit(
        counts={
            "people": Count("victim", by=("priority", "age_band", "sex")),
            **{f"{u}_where": Count(u, by=("priority",), level="ward") for u in INCIDENT_UNITS},
            **{f"{u}_when": Count(u, by=("priority", "time_slot")) for u in INCIDENT_UNITS},
        }
    )
    def who_where_when(view: View, people: pd.DataFrame, **frames: pd.DataFrame) -> Parts:
        """Name the group, ward and time that stand out against the other districts."""
        title = "Who, where and when stand out"
        if view.is_partnership:
            why = "Each district is compared with the others: see the districts' own chapters."
            return unavailable(view, title=title, reason=why, units=["crime"])
        unit = headline_unit(view, {u: frames[f"{u}_where"] for u in INCIDENT_UNITS})
        where, when = frames[f"{unit}_where"], frames[f"{unit}_when"]
        reason = why_missing(view, _at(view, where, view.code), unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        tested = pd.DataFrame(
            [*_who(view, people), *_where(view, where), *_when(view, when)], columns=TESTED
        )
        by_kind = tested.groupby("kind")["p"]
        tested["q"] = by_kind.transform(adjust_for_multiplicity) if len(tested) else []
        tested["stands_out"] = (tested["q"] <= HIGHLIGHT_Q) & (tested["ratio"] >= LEAST_RATIO)
        tested = tested.sort_values(["q", "p", "name"], ignore_index=True)
        used = [_at(view, frame, view.code) for frame in (people, where, when) if len(frame)]
        protected = not view.is_officer and any(is_protected(cells) for cells in used)
        return show(
            view,
            title=title,
            statements=(_standout_statement(view, tested),),
            tables=(_standout_table(view, tested, protected=protected),),
            cells=used,
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
    )
    def one_case(
        view: View, cases: pd.DataFrame, subthemes: pd.DataFrame, priorities: pd.DataFrame
    ) -> Parts:
        """Say whether a single complaint makes a change."""
        title = "Changes that one complaint makes"
        if view.is_partnership:
            why = "A single complaint is looked for in each district: see their own chapters."
            return unavailable(view, title=title, reason=why, units=["crime"])
        here = view.cells(cases, period=view.period) if len(cases) else cases
        reason = why_missing(view, here, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows = [
            row
            for theme, label in crime_themes(view)
            for row in _case_row(view, cases, subthemes, priorities, theme=theme, label=label)
        ]
        statements = tuple(_case_statement(view, row) for row in rows) or (
            say("No single complaint makes most of any change here."),
        )
        shown = pd.DataFrame(rows)
        return show(
            view,
            title=title,
            statements=statements,
            units=["crime"],
            notes=(
                "A complaint is named when leaving it out takes away half of a change or more, and "
                "it led to five offences or more. Its number is for the officer only: it is about "
                "one person.",
            ),
            data=shown if view.is_officer else shown.reindex(columns=["name"]),
        )


TESTED = ["kind", "name", "here", "elsewhere", "ratio", "p"]


def _at(view: View, frame: pd.DataFrame, code: str) -> pd.DataFrame:
    if not len(frame):
        return frame
    return view.cells(frame, period=view.period, area=code, priority=view.priority.id)


def _test(
    view: View, here: tuple[float, float], elsewhere: tuple[float, float], **named: str
) -> Iterator[dict[str, Any]]:
    """Compare two counts for what was at risk; nothing rests on too few."""
    minimum = view.settings.disclosure.minimum_base_for_percent
    if here[0] < minimum or elsewhere[0] < minimum or not here[1] or not elsewhere[1]:
        return
    change = compare_counts(
        int(elsewhere[0]), int(here[0]), exposure_before=elsewhere[1], exposure_after=here[1]
    )
    yield {
        **named,
        "here": int(here[0]),
        "elsewhere": int(elsewhere[0]),
        "ratio": change.ratio,
        "p": change.p_value,
    }


def _who(view: View, people: pd.DataFrame) -> Iterator[dict[str, Any]]:
    residents = view.reference("residents_by_age_sex")
    if not len(residents) or not len(people):
        return
    counts = {
        code: _at(view, people, code).set_index(["age_band", "sex"])["value"]
        for code in (view.code, view.settings.partnership.code)
    }
    here, everywhere = counts[view.code], counts[view.settings.partnership.code]
    if here.isna().any() or everywhere.isna().any():
        return
    sizes = residents.groupby(["age_band", "sex"])["residents"].sum()
    own = residents[residents["area"] == view.code].set_index(["age_band", "sex"])["residents"]
    for group in [(band, sex) for band in AGE_BANDS if band != UNKNOWN for sex in ("F", "M")]:
        if group in own.index:
            rest = (everywhere[group] - here[group], float(sizes[group] - own[group]))
            name = f"{SEX_NOUNS[group[1]]} aged {band_words(group[0])}"
            yield from _test(view, (here[group], float(own[group])), rest, kind="who", name=name)


def _where(view: View, places: pd.DataFrame) -> Iterator[dict[str, Any]]:
    people = view.reference("population")
    if not len(people):
        return
    residents = people[people["level"] == "ward"].set_index("area")["residents"].astype(float)
    names = view.reference("geography").drop_duplicates("ward").set_index("ward")["ward_name"]
    wards = view.cells(places, period=view.period, level="ward", priority=view.priority.id)
    counts = wards.set_index("area")["value"]
    whole = _at(view, places, view.settings.partnership.code)["value"]
    if counts.isna().all() or whole.isna().any():
        return
    everywhere, everyone = float(whole.iloc[0]), float(residents.sum())
    for code, count in counts.dropna().items():
        if code in residents.index and residents[code] > 0:
            rest = (everywhere - count, everyone - residents[code])
            named = {"kind": "where", "name": f"{names[code]} ward"}
            yield from _test(view, (float(count), residents[code]), rest, **named)


def _when(view: View, times: pd.DataFrame) -> Iterator[dict[str, Any]]:
    if not len(times):
        return
    here = _at(view, times, view.code).set_index("time_slot")["value"].drop(UNKNOWN)
    whole = _at(view, times, view.settings.partnership.code).set_index("time_slot")["value"]
    everywhere = whole.drop(UNKNOWN)
    if here.isna().any() or everywhere.isna().any():
        return
    total, rest_total = float(here.sum()), float(everywhere.sum() - here.sum())
    for slot, count in here.items():
        rest = (float(everywhere[slot] - count), rest_total)
        day, hours = str(slot).split(" ", 1)
        named = {"kind": "when", "name": f"{DAYS[day]} {hours} h"}
        yield from _test(view, (float(count), total), rest, **named)


def _standout_statement(view: View, tested: pd.DataFrame) -> Statement:
    if not len(tested):
        return say("Too few are recorded to say whether any group, ward or time stands out.")
    found = tested[tested["stands_out"]]
    if not len(found):
        return say("No group, ward or time stands out here more than chance allows.")
    phrases: list[str] = []
    values: dict[str, Any] = {}
    for kind in ("who", "where", "when"):
        top = found[found["kind"] == kind]
        if len(top):
            phrases.append(f"{{{kind}:t}} ({{{kind}_ratio:r}} times)")
            values |= {kind: top["name"].iloc[0], f"{kind}_ratio": top["ratio"].iloc[0]}
    text = "Against the other districts, what stands out in {area:t} is " + list_text(phrases) + "."
    missing = [f"no {NOUNS[kind]}" for kind in NOUNS if kind not in values]
    if missing:
        text += f" {list_text(missing, last='and')[:1].upper()}{list_text(missing)[1:]} stands out."
    return say(text, area=view.name, **values)


NOUNS = {"who": "group of victims", "where": "ward", "when": "time of the week"}


def _standout_table(view: View, tested: pd.DataFrame, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    named = {"who": "Who", "where": "Where", "when": "When"}
    rows = tested.assign(
        kind=tested["kind"].map(named),
        reading=tested["stands_out"].map({True: "stands out", False: "within chance, or lower"}),
    )
    above = rows[rows["ratio"] > 1].head(15)
    return Table(
        above,
        [
            Column("name", "Group, ward or time"),
            Column("kind", "Asked"),
            Column("here", view.name, kind),
            Column("elsewhere", "The rest", kind),
            Column("ratio", "Times the rest", "rate", decimals=2),
            Column("reading", "Reading"),
        ],
        caption=f"Groups, wards and times above the rest of the partnership, {view.period.label}",
        row_header="name",
        table_id="standout",
    )


def _standout_notes(view: View, unit: str) -> tuple[str, ...]:
    return (
        f"Who: victims per resident of that age and sex. Where: {UNIT_NOUNS[unit]} per resident, "
        "so town centres stand out although visitors are not counted. When: share of those with "
        f"a known time. {view.name} is compared with the rest of the partnership, a ward with all "
        "others.",
        "All groups, all wards and all times with enough incidents are tested together; one in "
        "ten of those that stand out may still be chance, and more where one person or place is "
        "counted many times.",
    )


def _case_row(
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
    without = view.compare(*rest) if len(rest) == len(spans) and any(of_case) else None
    if without is None:
        return
    yield {
        "theme": theme, "name": label, "before": totals[0], "after": totals[1],
        "case_before": of_case[0], "case_after": of_case[1],
        "without_before": without.before, "without_after": without.after,
        "is_clear": without.is_clear,
    }  # fmt: skip


def _case_statement(view: View, row: dict[str, Any]) -> Statement:
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
