"""What was counted in some weeks, against the weeks before, a year earlier and what is usual?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.weeks import BEFORE, EARLIER, NOW
from csa.counting.units import UNIT_NOUNS
from csa.measures.verdicts import NO_CLEAR_CHANGE, NO_COMPARISON
from csa.officer.handouts.change import of_these
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from csa.counting.handouts.theme import Theme
    from csa.measures.verdicts import Verdict
    from csa.officer.handouts.monitor import WeekDesk
    from csa.present.exhibit import Exhibit

ABOVE, BELOW, AS_USUAL, NO_BAND = "above usual", "below usual", "as usual", ""
SIDES = {BEFORE: "the weeks before", EARLIER: "a year earlier"}
USUAL = (
    "Usual is what such weeks hold at this time of the year, going by the level, trend and season "
    "of all weeks received before them. Of the totals, and of the sub-themes of a priority, none "
    "lies outside it by chance in nine monitors of ten."
)
NO_USUAL = (
    "What is usual at this time of the year is not told: it takes two years of earlier weeks."
)
READ = (
    "Rose and fell are said where a difference is more than counts vary by themselves, with all "
    "rows that are read together allowed for."
)
HEADING = "{}, each by itself"
NO_TOTAL = {"usual": "no total", "reading": "no total"}
NOT_TOLD = "not told"
TYPES = {"fire": "bucket", "environment": "category"}
MOST_TYPES = 8


def table_of(desk: WeekDesk) -> pd.DataFrame:
    """Return every theme with its counts, what is usual, and what may be said of it.

    Returns
    -------
    DataFrame
        As :meth:`csa.counting.handouts.weeks.WeekCounts.counted`, with ``name``, ``lowest`` and
        ``highest`` usual counts, ``side`` and ``reading``.
    """
    rows = desk.counts.counted()
    wholes = _wholes(rows)
    rows = rows.assign(
        name=[_name(one.theme, one.unit, wholes) for one in rows.itertuples()],
        lowest=[math.ceil(one) if one == one else None for one in rows["lower"]],
        highest=[math.floor(one) if one == one else None for one in rows["upper"]],
    )
    verdicts = {name: _verdicts(desk, rows, name) for name in SIDES}
    sides = [_side(one) for one in rows.itertuples()]
    readings = [
        _reading(side, {name: verdicts[name][number] for name in SIDES})
        for number, side in enumerate(sides)
    ]
    return rows.assign(side=sides, reading=readings)


def _wholes(rows: pd.DataFrame) -> set[str]:
    """Return the priorities that have a row of their own."""
    return {one.priority.id for one in rows["theme"] if one.priority and not one.subtheme}


def _under_headings(rows: pd.DataFrame) -> pd.DataFrame:
    """Put a heading without counts above what belongs to a priority that has no row of its own."""
    told: list[Any] = []
    headed = _wholes(rows)
    for row in rows.to_dict("records"):
        priority = row["theme"].priority
        if priority is not None and priority.id not in headed:
            headed.add(priority.id)
            told.append(
                dict.fromkeys(rows, "") | NO_TOTAL | {"name": HEADING.format(priority.short_label)}
            )
        told.append(row)
    return pd.DataFrame(told)


def _verdicts(desk: WeekDesk, rows: pd.DataFrame, name: str) -> list[Verdict]:
    """Judge these weeks against others; a reader reads both comparisons of all rows together."""
    both = [
        rows.assign(before=rows[one], after=rows[NOW], side=one)[
            ["before", "after", "family", "dispersion", "degrees", "side"]
        ]
        for one in SIDES
    ]
    pairs = pd.concat(both, ignore_index=True)
    found = desk.judged(pairs)
    return [one for one, side in zip(found, pairs["side"], strict=True) if side == name]


def _name(theme: Theme, unit: str, wholes: Collection[str]) -> str:
    """Name a row: a whole as it is, a part below its priority where that has a row."""
    if theme.subtheme is None or theme.priority is None:
        label = theme.priority.short_label if theme.priority else theme.label
        return label if len(theme.units) == 1 else f"{label}: {UNIT_NOUNS[unit]}"
    if theme.priority.id not in wholes:
        return theme.label
    is_part = theme.subtheme.kind == "part" or theme.priority.cross_cutting
    return of_these(theme.label) if is_part else f"beside it: {theme.label}"


def _side(row: Any) -> str:
    if pd.isna(row.lower) or pd.isna(row.now):
        return NO_BAND
    if row.now > row.highest:
        return ABOVE
    return BELOW if row.now < row.lowest else AS_USUAL


def _reading(side: str, verdicts: dict[str, Verdict]) -> str:
    changes = [f"{one.word} on {SIDES[name]}" for name, one in verdicts.items() if one.is_clear]
    known = any(one.difference is not None for one in verdicts.values())
    told = [*([side] if side else []), *changes]
    return "; ".join(told) or (NO_CLEAR_CHANGE if known else NO_COMPARISON)


def usual_text(row: Any) -> str:
    """Say between which counts such weeks usually lie, as far as that is known."""
    if pd.isna(row.lower):
        return NOT_TOLD
    return f"{row.lowest:,.0f} to {max(row.highest, row.lowest):,.0f}"


def counted(desk: WeekDesk) -> Exhibit:
    """Show what was counted, by priority and sub-theme."""
    rows = desk.table
    shown = rows.assign(
        usual=[usual_text(one) for one in rows.itertuples()],
        **{name: [desk.number(one) for one in rows[name]] for name in (NOW, *SIDES)},
    )
    has_usual = bool(rows["lower"].notna().any())
    title = f"Everything counted in {desk.district}"
    table = Table(
        _under_headings(shown),
        [Column("name", "What is counted"), *_columns()],
        caption=title,
        row_header="name",
    )
    return desk.show(
        "counted",
        title,
        units=desk.counts.units,
        tables=[table.without_empty(NOT_TOLD, NO_TOTAL["usual"])],
        notes=(USUAL if has_usual else NO_USUAL, READ),
        data=rows.drop(columns=["theme"]),
    )


def _columns() -> list[Column]:
    return [
        Column(NOW, "These weeks", "count"), Column(BEFORE, "The weeks before", "count"),
        Column(EARLIER, "A year earlier", "count"), Column("usual", "Usual"),
        Column("reading", "Reading"),
    ]  # fmt: skip


def others(desk: WeekDesk) -> Exhibit:
    """Show fires and environmental reports by type."""
    units = [unit for unit in TYPES if unit in desk.counts.units]
    title = f"Fires and the environment in {desk.district}"
    if not units:
        reason = "No fires or environmental reports of these weeks were received."
        return desk.refuse("others", title, reason=reason)
    frame = pd.DataFrame([row for unit in units for row in _types(desk, unit)])
    columns = [Column("name", "What is counted"), *_columns()[:3]]
    table = Table(frame, columns, caption=title, row_header="name")
    return desk.show("others", title, units=units, tables=[table], data=frame)


def _types(desk: WeekDesk, unit: str) -> Iterator[dict[str, Any]]:
    """Yield a unit as a whole, and its types with most in these weeks."""
    noun, kinds = UNIT_NOUNS[unit], desk.counts.rows(unit)[TYPES[unit]]
    yield _typed(desk, unit, f"{noun[:1].upper()}{noun[1:]}")
    now = desk.counts.within(unit)[TYPES[unit]].value_counts().sort_index()
    for kind in now.sort_values(ascending=False, kind="stable").head(MOST_TYPES).index:
        yield _typed(desk, unit, of_these(kind), kinds == kind)


def _typed(desk: WeekDesk, unit: str, name: str, chosen: pd.Series | None = None) -> dict[str, Any]:
    counts = desk.counts
    return {"name": name} | {
        one: desk.number(counts.count(unit, span, chosen)) for one, span in counts.spans.items()
    }


def told(desk: WeekDesk, unit: str) -> Statement:
    """Say how much of a unit there was, and whether that is usual."""
    rows = desk.table
    own = rows[(rows["unit"] == unit) & rows["is_whole"]].iloc[0]
    noun = UNIT_NOUNS[unit]
    values: dict[str, Any] = {
        "what": f"{noun[:1].upper()}{noun[1:]}",
        "reading": str(own["reading"]),
        NOW: desk.number(own[NOW]),
        **{one: desk.number(own[one]) for one in SIDES if not pd.isna(own[one])},
    }
    beside = ", ".join(f"{words} {{{name}:n}}" for name, words in SIDES.items() if name in values)
    counts = f"{{what:t}}: {{now:n}}{f' ({beside})' if beside else ''}"
    if not own["side"]:
        return say(f"{counts}: {{reading:t}}.", **values)
    return say(
        f"{counts}. Usual for the time of the year: {{lowest:n}} to {{highest:n}}; {{reading:t}}.",
        lowest=int(own["lowest"]), highest=int(own["highest"]), **values,
    )  # fmt: skip
