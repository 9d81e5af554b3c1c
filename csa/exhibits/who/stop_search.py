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
from csa.exhibits.view import made_of
from csa.exhibits.who.ethnicity import (
    ETHNICITY_LABELS,
    resident_columns,
    residents_by_group,
    residents_note,
    with_residents,
)
from csa.exhibits.wording.known import say_profile, strength
from csa.exhibits.wording.protected import bounded, is_hidden
from csa.exhibits.wording.verdicts import rules_of, spread_of, verdict_of
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.numbers import bounded_percent
from csa.present.tables import Column, Table
from csa.present.words import Statement, describe_change, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

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
    """Stops and searches, in the chapter of the priority that cuts across the others."""

    name = "searches"
    scopes = ("priority",)

    @exhibit(counts={"searches": Count(SEARCH), "results": Count(SEARCH, by=("object", "result"))})
    def results(view: View, searches: pd.DataFrame, results: pd.DataFrame) -> Parts:
        """Say how many searches there were, for what, and what came of them."""
        title = "Stops and searches, and what came of them"
        if not view.priority.cross_cutting:
            return _elsewhere(view, title)
        cells = view.cells(results, period=view.period)
        reason = why_missing(view, cells, SEARCH)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[SEARCH])
        rows = _result_rows(view, cells)
        protected = is_hidden(view, cells)
        return show(
            view,
            title=title,
            statements=(
                *_change(view, searches, protected=protected),
                *_found(view, rows, protected=protected),
            ),
            tables=(_result_table(view, rows, protected=protected),),
            cells=[cells, view.cells(searches, period=view.before)],
            units=[SEARCH],
            notes=(FOUND_NOTE, PLACE_NOTE),
            data=rows,
        )

    @exhibit(
        counts={
            "searches": Count(SEARCH, by=("ethnicity", "result")),
            "seen": Count(SEARCH, by=("seen",)),
        }
    )
    def by_ethnic_group(view: View, searches: pd.DataFrame, seen: pd.DataFrame) -> Parts:
        """Set searches of each ethnic group against its residents, with what is not stated."""
        title = "Stops and searches by ethnic group"
        if not view.priority.cross_cutting:
            return _elsewhere(view, title)
        cells, noted = (view.cells(frame, period=view.period) for frame in (searches, seen))
        reason = why_missing(view, cells, SEARCH)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[SEARCH])
        rows = _group_rows(view, cells, noted)
        protected = is_hidden(view, cells)
        return show(
            view,
            title=title,
            statements=_group_statements(view, rows, protected=protected),
            tables=(_group_table(view, rows, protected=protected),),
            cells=[cells, noted],
            units=[SEARCH],
            notes=_group_notes(view),
            editions=PARTNER_ONLY if protected else BOTH,
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
    wide = cells.pivot(index="object", columns="result", values="value")
    wide = wide.reindex(index=list(OBJECT_LABELS), columns=list(RESULTS)).astype("Int64")
    rows = pd.concat([wide, wide.sum().to_frame("all").T.astype("Int64")])
    rows["searches"] = rows[list(RESULTS)].sum(axis=1)
    rows = rows.join(_made_of(cells, rows.index, by="object"))
    rows["share"] = _found_share(view, rows)
    names = rows.index.map({**OBJECT_LABELS, "all": "All searches"})
    return rows.assign(name=names).rename_axis("code").reset_index()


def _made_of(cells: pd.DataFrame, index: pd.Index, *, by: str) -> pd.DataFrame:
    """Return what each count of a row is made of: all searches, and those with each result."""
    columns = {"searches": RESULTS, **{result: (result,) for result in RESULTS}}
    rows = [cells if name == "all" else cells[cells[by] == name] for name in index]
    return pd.DataFrame(
        {
            f"{column}_cells": [made_of(here[here["result"].isin(results)]) for here in rows]
            for column, results in columns.items()
        },
        index=index,
    )


def _found_share(view: View, rows: pd.DataFrame) -> pd.Series:
    known = rows["searches"] - rows[UNKNOWN]
    enough = known >= view.settings.disclosure.minimum_base_for_percent
    return (100 * rows["found"].astype(float) / known.astype(float)).where(enough)


def _change(view: View, searches: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    change = verdict_of(view, searches) if len(searches) else None
    if change is None:
        return ()
    rules = view.settings.disclosure
    return (
        describe_change(
            f"Searches in {view.name}",
            change,
            before_label=view.before.label,
            after_label=view.period.label,
            minimum_base=rules.minimum_base_for_percent,
            small_base=rules.small_base,
            protected=protected,
        ),
    )


def _found(view: View, rows: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    everything, objects = rows.iloc[-1], rows.iloc[:-1]
    named = objects[objects["code"] != UNKNOWN]
    known, total = int(named["searches"].sum()), int(everything["searches"])
    minimum = view.settings.disclosure.minimum_base_for_percent
    if known < minimum or pd.isna(everything["share"]):
        return (say("Too few searches are recorded to describe."),)
    top = named.loc[named["searches"].astype(float).idxmax()]
    ended = total - int(everything[UNKNOWN])
    return (
        *say_profile(
            "Most often they were for {name:t} ({share:p} of those whose object is recorded).",
            known=known,
            total=total,
            name=top["name"].lower(),
            share=bounded_percent(100 * int(top["searches"]) / known, known, protected=protected),
        ),
        *say_profile(
            "What was looked for was found in {found:p} of those whose result is recorded.",
            known=ended,
            total=total,
            found=bounded_percent(everything["share"], ended, protected=protected),
        ),
        *strength(
            ended, total, what="The result", noun="searches", minimum=minimum, protected=protected
        ),
    )


def _result_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    shown = bounded(rows["share"], rows["searches"] - rows[UNKNOWN], protected=protected)
    return Table(
        rows.assign(share=shown),
        [
            Column("name", "Searched for"),
            Column("searches", "Searches", kind),
            *(Column(name, label, kind) for name, label in RESULT_LABELS.items()),
            Column("share", "Found, % of results recorded", "percent", of=FOUND_OF_KNOWN),
        ],
        caption=f"Stops and searches in {view.name}, {view.period.label}",
        row_header="name",
        table_id="stop-search",
        total_row=True,
    )


def _group_rows(view: View, cells: pd.DataFrame, noted: pd.DataFrame) -> pd.DataFrame:
    """Return one row per ethnic group: searches, as noted, against residents and White people."""
    wide = cells.pivot(index="ethnicity", columns="result", values="value").astype("Int64")
    wide = wide.reindex(index=list(ETHNICITY_LABELS), columns=list(RESULTS))
    wide["searches"] = wide[list(RESULTS)].sum(axis=1)
    noted = noted.set_index("seen").reindex(list(ETHNICITY_LABELS))
    rows = pd.DataFrame(
        {
            "code": list(ETHNICITY_LABELS),
            "name": list(ETHNICITY_LABELS.values()),
            "value": wide["searches"].to_numpy(),
            "value_cells": _made_of(cells, wide.index, by="ethnicity")["searches_cells"].to_numpy(),
            "seen": noted["value"].to_numpy(),
            "seen_cells": noted["key"].to_numpy(),
            "share": _found_share(view, wide).to_numpy(),
            "ended": (wide["searches"] - wide[UNKNOWN]).to_numpy(),
        }
    )
    residents = residents_by_group(view)
    if not len(residents):
        return rows
    return with_residents(view, rows, residents).join(_ratios(view, rows, residents))


def _ratios(view: View, rows: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """Return the rate of each group against that of White residents; none on too few searches."""
    white = float(rows.loc[rows["code"] == COMPARED_WITH, "value"].iloc[0])
    level = "partnership" if view.is_partnership else "district"
    series = pd.DataFrame(
        {"measure": "stop_search", "dims": "", "level": level, "area": view.code}, index=rows.index
    )
    at_risk = rows["code"].map(residents).astype(float)
    minimum = view.settings.disclosure.minimum_base_for_percent
    is_compared = (
        (rows["code"] != COMPARED_WITH) & (rows["value"] >= minimum) & (at_risk > 0)
    ).to_numpy(dtype=bool) & (white >= minimum)
    pairs = pd.DataFrame(
        {
            "before": white,
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


def _group_statements(view: View, rows: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    minimum = view.settings.disclosure.minimum_base_for_percent
    stated, total = int(rows.loc[rows["code"] != UNKNOWN, "value"].sum()), int(rows["value"].sum())
    weakened = strength(
        stated, total, what="Ethnic group", noun="searches", minimum=minimum, protected=protected
    )
    if "ratio" not in rows:
        return (say("No residents by ethnic group were received to compare with."), *weakened)
    compared = rows[rows["ratio"].notna()]
    if not len(compared):
        few = say(
            "Fewer than {minimum:n} searches are recorded of every group but White people: too few "
            "to compare rates, so counts alone are shown.",
            minimum=minimum,
        )
        return (few, *weakened)
    said = [one for _, row in compared.iterrows() for one in _ratio_sentence(row, stated, total)]
    return (*said, *weakened)


def _ratio_sentence(row: pd.Series, stated: int, total: int) -> tuple[Statement, ...]:
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


def _group_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    columns = [
        Column("name", "Ethnic group"),
        Column("value", "Searches, by what people say", kind),
        Column("seen", "By what officers note", kind),
    ]
    if "ratio" in rows:
        columns += [
            *resident_columns(),
            Column("ratio", "Times the rate of White residents", "rate"),
            Column("ratio_low", "95% interval of it", "interval", upper="ratio_high"),
        ]
    return Table(
        _with_measure(rows).assign(
            share=bounded(rows["share"], rows["ended"], protected=protected)
        ),
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
    minimum = view.settings.disclosure.minimum_base_for_percent
    few = f"No rate, ratio or percentage is shown on fewer than {minimum} searches."
    if not len(residents_by_group(view)):
        return (few, PLACE_NOTE)
    return (f"{residents_note(view)} {RESIDENTS_NOTE}", few, FOUND_NOTE, PLACE_NOTE)
