"""Who is stopped and searched, what for, and what comes of it?

The rows are published one by one by the police, so counts of them are exact. A source that does
not publish them is protected like any other, and the ethnic groups then stay with partners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.described import UNKNOWN
from csa.counting.records.searches import RESULTS, SEARCH
from csa.exhibits.base import (
    BOTH,
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.who.ethnicity import (
    ETHNICITY_LABELS,
    resident_columns,
    residents_by_group,
    residents_note,
    with_residents,
)
from csa.exhibits.wording.known import is_firm, say_profile, strength
from csa.exhibits.wording.verdicts import rules_of, spread_of, verdict_of
from csa.findings.finding import Finding
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.number import add_known, are_enough, is_hidden, percents
from csa.present.tables import Column, Table
from csa.present.words import Statement, describe_change, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.present.number import Number

OBJECT_LABELS = {
    "drugs": "Drugs",
    "theft": "Stolen goods, or tools for theft",
    "weapons": "Weapons and firearms",
    "damage": "Tools for criminal damage",
    "other": "Something else",
    UNKNOWN: "Not recorded",
}
RESULT_LABELS = {
    "found": "Found what was looked for",
    "something else": "Found something else",
    "nothing": "No further action",
    UNKNOWN: "Not recorded",
}
GROUP_NOUNS = {
    "Mixed": "people of mixed ethnic group",
    "Asian": "Asian people",
    "Black": "Black people",
    "Other": "people of other ethnic groups",
}
COMPARED_WITH = "White"
FOUND_OF_KNOWN = ("found", f"searches - {UNKNOWN}")
NOT_PUBLISHED_HERE = ("officer",)
PLACE_NOTE = (
    "Searches published without a place cannot be counted for any district. One person searched "
    "twice counts twice."
)
FOUND_NOTE = (
    "Found: something more than no further action came of the search, and the police say that it "
    "was linked to what was looked for."
)
RESIDENTS_NOTE = (
    "Residents are not the people who could have been stopped: visitors, and people who spend "
    "their evenings in a town centre, are searched where they are and not where they live. Age and "
    "place differ between groups too. A ratio says how often, not why."
)


class StopSearchExhibits(Group):
    """Stops and searches: of an area, and in the chapter of the priority that cuts across."""

    name = "searches"
    scopes = ("area", "priority")

    @exhibit(counts={"searches": Count(SEARCH), "results": Count(SEARCH, by=("object", "result"))})
    def results(view: View, searches: pd.DataFrame, results: pd.DataFrame) -> Parts:
        """Say how many searches there were, for what, and what came of them."""
        title = "Stops and searches, and what came of them"
        if view.chosen and not view.chosen.cross_cutting:
            return _elsewhere(view, title)
        cells = view.cells(results, period=view.period)
        reason = why_missing(view, cells, SEARCH)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[SEARCH])
        rows = _result_rows(view, cells)
        return show(
            view,
            title=title,
            statements=(
                *_change(view, searches),
                *_found(rows),
            ),
            tables=(_result_table(view, rows),),
            cells=[cells, view.cells(searches, period=view.before)],
            units=[SEARCH],
            notes=(FOUND_NOTE, PLACE_NOTE),
            data=rows,
        )

    @exhibit(
        counts={
            "searches": Count(SEARCH, by=("ethnicity", "result")),
            "seen": Count(SEARCH, by=("seen",)),
        },
        offers=True,
    )
    def by_ethnic_group(view: View, searches: pd.DataFrame, seen: pd.DataFrame) -> Parts:
        """Set searches of each ethnic group against its residents, with what is not stated."""
        title = "Stops and searches by ethnic group"
        if view.chosen and not view.chosen.cross_cutting:
            return _elsewhere(view, title)
        cells, noted = (view.cells(frame, period=view.period) for frame in (searches, seen))
        reason = why_missing(view, cells, SEARCH)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[SEARCH])
        rows = _group_rows(view, cells, noted)
        return show(
            view,
            title=title,
            statements=_group_statements(view, rows),
            tables=(_group_table(view, rows),),
            cells=[cells, noted],
            units=[SEARCH],
            notes=_group_notes(view),
            editions=PARTNER_ONLY if is_hidden(rows["value"]) else BOTH,
            findings=_group_findings(view, rows) if view.chosen else (),
            data=rows,
        )


def _elsewhere(view: View, title: str) -> Parts:
    """Point to the one chapter with the searches; no published page repeats it in the others."""
    where = next((p.short_label for p in view.settings.priorities if p.cross_cutting), "")
    why = f"Searches stand in the chapter on {where[:1].lower()}{where[1:]}." if where else (
        "No priority cuts across the others, and searches stand in the chapter of one that does."
    )  # fmt: skip
    parts = unavailable(view, title=title, reason=why, units=[SEARCH])
    return parts | {"editions": NOT_PUBLISHED_HERE}


def _result_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per object of search, the total last, with the share found."""
    wide = view.laid_out(cells, rows="object", columns="result")
    wide = wide.reindex(index=list(OBJECT_LABELS), columns=list(RESULTS))
    wide.loc["all"] = wide.apply(add_known)
    names = wide.index.map({**OBJECT_LABELS, "all": "All searches"})
    return _with_found(wide).assign(name=names).rename_axis("code").reset_index()


def _with_found(wide: pd.DataFrame) -> pd.DataFrame:
    """Add all ``searches`` of each row, those that have ``ended``, and the ``share`` found."""
    ended = wide[[one for one in RESULTS if one != UNKNOWN]].apply(add_known, axis=1)
    searches = wide[list(RESULTS)].apply(add_known, axis=1)
    return wide.assign(searches=searches, ended=ended, share=percents(wide["found"], ended))


def _change(view: View, searches: pd.DataFrame) -> tuple[Statement, ...]:
    change = verdict_of(view, searches) if len(searches) else None
    if change is None:
        return ()
    return (
        describe_change(
            f"Searches in {view.name}",
            change,
            before=view.number(searches, period=view.before),
            after=view.number(searches, period=view.period),
            before_label=view.before.label,
            after_label=view.period.label,
        ),
    )


def _found(rows: pd.DataFrame) -> tuple[Statement, ...]:
    everything, objects = rows.iloc[-1], rows.iloc[:-1]
    named = objects[objects["code"] != UNKNOWN]
    known, total = add_known(named["searches"]), everything["searches"]
    if not known.is_enough or everything["share"] is None:
        return (say("Too few searches are recorded to describe."),)
    top = named.loc[named["searches"].astype(float).idxmax()]
    ended = everything["ended"]
    return (
        *say_profile(
            "Most often they were for {name:t} ({share:p} of those whose object is recorded).",
            known=known,
            total=total,
            name=top["name"].lower(),
            share=top["searches"].percent_of(known),
        ),
        *say_profile(
            "What was looked for was found in {found:p} of those whose result is recorded.",
            known=ended,
            total=total,
            found=everything["share"],
        ),
        *strength(ended, total, what="The result", noun="searches"),
    )


def _result_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Searched for"),
            Column("searches", "Searches", "count"),
            *(Column(name, label, "count") for name, label in RESULT_LABELS.items()),
            Column("share", "Found, % of results recorded", "percent", of=FOUND_OF_KNOWN),
        ],
        caption=f"Stops and searches in {view.name}, {view.period.label}",
        row_header="name",
        table_id="stop-search",
        total_row=True,
    )


def _group_rows(view: View, cells: pd.DataFrame, noted: pd.DataFrame) -> pd.DataFrame:
    """Return one row per ethnic group: searches, as noted, against residents and White people."""
    wide = view.laid_out(cells, rows="ethnicity", columns="result")
    wide = _with_found(wide.reindex(index=list(ETHNICITY_LABELS), columns=list(RESULTS)))
    rows = pd.DataFrame(
        {
            "code": list(ETHNICITY_LABELS),
            "name": list(ETHNICITY_LABELS.values()),
            "value": wide["searches"].to_numpy(),
            "seen": view.numbers(noted).set_axis(noted["seen"]).reindex(wide.index).to_numpy(),
            "share": wide["share"].to_numpy(),
        }
    )
    residents = residents_by_group(view)
    if not len(residents):
        return rows
    return with_residents(view, rows, residents).join(_ratios(view, rows, residents))


def _ratios(view: View, rows: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """Return the rate of each group against that of White residents; none on too few searches."""
    (white,) = rows.loc[rows["code"] == COMPARED_WITH, "value"]
    level = "partnership" if view.is_partnership else "district"
    series = pd.DataFrame(
        {"measure": "stop_search", "dims": "", "level": level, "area": view.code}, index=rows.index
    )
    at_risk = rows["code"].map(residents).astype(float)
    is_compared = (rows["code"] != COMPARED_WITH) & are_enough(rows["value"]) & (at_risk > 0)
    is_compared &= white.is_enough
    pairs = pd.DataFrame(
        {
            "before": float(white),
            "after": rows["value"].astype(float),
            "exposure_before": float(residents.get(COMPARED_WITH, 1)),
            "exposure_after": at_risk,
            **spread_of(view, series),
        }
    )
    compared = judge_table(pairs[is_compared], rules=rules_of(view))
    columns = {"ratio": "ratio", "lower": "ratio_low", "upper": "ratio_high"}
    told = compared[list(columns)].rename(columns=columns).reindex(rows.index)
    is_clear = (compared["certainty"] == CLEAR).reindex(rows.index, fill_value=False)
    return told.assign(is_clear=is_clear)


def _group_statements(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    stated = add_known(rows.loc[rows["code"] != UNKNOWN, "value"])
    total = add_known(rows["value"])
    weakened = strength(stated, total, what="Ethnic group", noun="searches")
    if "ratio" not in rows:
        return (say("No residents by ethnic group were received to compare with."), *weakened)
    compared = rows[rows["ratio"].notna()]
    if not len(compared):
        few = say(
            "By what people say of themselves, fewer than {minimum:n} searches are recorded of "
            "every group but White people: too few to compare rates, so counts alone are shown.",
            minimum=view.small.minimum,
        )
        return (few, *weakened)
    said = [one for _, row in compared.iterrows() for one in _ratio_sentence(row, stated, total)]
    return (*said, *weakened)


def _group_findings(view: View, rows: pd.DataFrame) -> tuple[Finding, ...]:
    """Offer the group that is searched most often for its number, where that is clear."""
    stated = add_known(rows.loc[rows["code"] != UNKNOWN, "value"])
    if "ratio" not in rows or not is_firm(stated, add_known(rows["value"])):
        return ()
    clear = rows[rows["is_clear"] & (rows["ratio"].fillna(0) > 1)]
    if not len(clear):
        return ()
    top = clear.loc[clear["ratio"].astype(float).idxmax()]
    group, value = GROUP_NOUNS[top["code"]], top["value"]
    return (
        Finding(
            question="who",
            fact="searches by ethnic group",
            headline=say(
                "{group:t} were searched {ratio:r} times as often as White people for their "
                "number of residents.",
                group=f"{group[:1].upper()}{group[1:]}", ratio=top["ratio"],
            ),
            statement=say(
                "{value:n} of the {stated:n} searches of people who stated their group, and "
                "{white:n} of White people; anything from {low:r} to {high:r} times is in keeping "
                "with them. It says how often, not why.",
                value=value, stated=stated, low=top["ratio_low"], high=top["ratio_high"],
                white=rows.loc[rows["code"] == COMPARED_WITH, "value"].iloc[0],
            ),
            evidence="by_ethnic_group",
            priority=view.priority.id,
            size=float(value) * (1 - 1 / float(top["ratio"])),
            share=0.0,
            certainty="clear",
            harm=view.priority.harm,
        ),
    )  # fmt: skip


def _ratio_sentence(row: pd.Series, stated: Number, total: Number) -> tuple[Statement, ...]:
    reading = "" if row["is_clear"] else " This is no clear difference."
    return say_profile(
        "For their number of residents, {group:t} were searched {ratio:r} times as often as White "
        f"people (95% interval {{low:r}} to {{high:r}}).{reading}",
        known=stated,
        total=total,
        constants=("95",),
        group=GROUP_NOUNS[row["code"]],
        ratio=row["ratio"],
        low=row["ratio_low"],
        high=row["ratio_high"],
    )


def _group_table(view: View, rows: pd.DataFrame) -> Table:
    columns = [
        Column("name", "Ethnic group"),
        Column("value", "Searches, by what people say", "count"),
        Column("seen", "By what officers note", "count"),
    ]
    if "ratio" in rows:
        columns += [
            *resident_columns(),
            Column("ratio", "Times the rate of White residents", "rate"),
            Column("ratio_low", "95% interval of it", "interval", upper="ratio_high"),
        ]
    return Table(
        _with_measure(rows),
        [*columns, Column("share", "Found, % of results recorded", "share")],
        caption=f"Stops and searches by ethnic group in {view.name}, {view.period.label}",
        row_header="name",
        table_id="stop-search-groups",
    )


def _with_measure(rows: pd.DataFrame) -> pd.DataFrame:
    """Show the group that the others are measured against as once its own rate."""
    if "ratio" not in rows:
        return rows
    is_measure = (rows["code"] == COMPARED_WITH) & rows["ratio"].notna().any()
    return rows.assign(ratio=rows["ratio"].astype(float).mask(is_measure, 1.0))


def _group_notes(view: View) -> tuple[str, ...]:
    few = f"No rate, ratio or percentage is shown on fewer than {view.small.minimum} searches."
    if not len(residents_by_group(view)):
        return (few, PLACE_NOTE)
    return (f"{residents_note(view)} {RESIDENTS_NOTE}", few, FOUND_NOTE, PLACE_NOTE)
