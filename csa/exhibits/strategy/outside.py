"""What lies outside today's priorities: what no one counts, what acts from outside, what begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
)
from csa.exhibits.strategy.scanned import COUNTS, KINDS, named, owned_types, scan
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.planned.indicators import told_here
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.verdicts import of_area
from csa.findings.finding import Finding
from csa.periods import month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View

HEADINGS = (
    "political", "economic", "social", "technological", "environmental", "legal", "organisational",
)  # fmt: skip
JUDGED = "Judgement of those named, not a computed result"
MOST_LISTED = 6
NOTE = (
    "Each is set against the year before, with the verdict that it has elsewhere. Of so many a few "
    "change clearly by chance: what stands out would be clear among all of them together."
)


class OutsideExhibits(Group):
    """What today's priorities do not hold."""

    name = "outside"
    scopes = ("area",)

    @exhibit(counts=COUNTS, editions=PARTNER_ONLY, offers=True)
    def candidates(
        view: View, types: pd.DataFrame, totals: pd.DataFrame, months: pd.DataFrame
    ) -> Parts:
        """Scan all types, wards and months for what changed clearly and no priority counts."""
        title = "What no priority counts"
        here = view.cells(types)
        if not len(here) or here["value"].isna().all():
            reason = "No type of crime is counted here."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        found = scan(view, types, totals, months)
        if not len(found):
            reason = "No type, ward or month can be compared with the year before."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        out = found[found["stands_out"] & ~found["is_owned"]]
        rows = _type_rows(view, here)
        used = here[here["category"].isin(set(rows["category"]))]
        loose = pd.concat([types, totals, months]).drop_duplicates("key")
        rows_out, cells_out = _listed(view, out, loose)
        tables = [_scan_table(view, found, kinds=())]
        if len(rows):
            tables.append(
                _beside_table(
                    rows, first=Column("category", "Type"), table_id="types-outside",
                    caption=f"Types of crime in {view.name} that no priority counts",
                )
            )  # fmt: skip
        if len(rows_out):
            tables.insert(
                1,
                _beside_table(
                    rows_out, first=Column("name", "What"), table_id="candidates",
                    caption=f"What stands out in {view.name} and no priority counts",
                ),
            )  # fmt: skip
        return show(
            view,
            title=title,
            statements=_statements(found, out, rows),
            tables=tuple(tables),
            cells=[used, cells_out],
            units=["crime"],
            notes=(NOTE,),
            findings=_findings(rows_out),
            data=found,
        )

    @exhibit(counts=COUNTS, editions=PARTNER_ONLY)
    def scanned(
        view: View, types: pd.DataFrame, totals: pd.DataFrame, months: pd.DataFrame
    ) -> Parts:
        """Say of each kind of comparison how many were made, and how many stand out."""
        title = "What was scanned for changes"
        here = view.cells(types)
        found = scan(view, types, totals, months) if len(here) else here
        if not len(found):
            reason = "No type, ward or month can be compared with the year before."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        table = _scan_table(view, found, kinds=KINDS)
        return show(view, title=title, tables=(table,), units=["crime"], data=found)

    @exhibit(editions=PARTNER_ONLY)
    def influences(view: View) -> Parts:
        """List what acts from outside, by heading of PESTELO, as somebody judged it."""
        title = "What acts from outside"
        rows = _in_force(view, "influence")
        if not rows:
            reason = "Nothing that acts from outside is written in the settings."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        ordered = sorted(rows, key=lambda one: HEADINGS.index(one.heading))
        frame = pd.DataFrame(
            [
                {"heading": one.heading.capitalize(), "text": one.text, **_told(one)}
                for one in ordered
            ]
        )
        columns = [Column("heading", "Heading"), Column("text", "What"), *_judged_columns()]
        return _judged(view, title, frame, columns, table_id="pestelo")

    @exhibit(editions=PARTNER_ONLY)
    def emerging(view: View) -> Parts:
        """List issues that no figure shows yet, as somebody judged them."""
        title = "What is only beginning"
        rows = _in_force(view, "emerging")
        if not rows:
            reason = "No emerging issue is written in the settings."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        frame = pd.DataFrame([{"what": one.what, **_told(one)} for one in rows])
        columns = [Column("what", "Issue"), *_judged_columns()]
        return _judged(view, title, frame, columns, table_id="emerging")


def _in_force(view: View, name: str) -> list[Any]:
    """Return what is judged for the area and still holds at the end of the period."""
    return [one for one in told_here(view, name) if one.until >= view.period.end]


def _told(one: Any) -> dict[str, str]:
    return {"by": f"{one.by}, {month_name(one.date)}", "evidence": one.evidence}


def _judged_columns() -> list[Column]:
    return [Column("by", "By, and when"), Column("evidence", "Evidence")]


def _judged(
    view: View, title: str, frame: pd.DataFrame, columns: list[Column], *, table_id: str
) -> Parts:
    table = Table(
        frame,
        columns,
        caption=f"{title}: {view.name}",
        row_header=columns[1].key if table_id == "pestelo" else columns[0].key,
        table_id=table_id,
    )
    return show(view, title=title, tables=(table,), source=JUDGED, data=frame)


def _type_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the types that no priority counts, with both years and the usual verdict."""
    owned, verdicts = owned_types(view), of_area(view, view.code)
    rows = []
    for name, here in cells[~cells["category"].isin(owned)].groupby("category"):
        before, after = (
            view.numbers(here[here["period"] == period.key])
            for period in (view.before, view.period)
        )
        if len(before) != 1 or len(after) != 1:
            continue
        key = here.loc[here["period"] == view.period.key, "key"].iloc[0]
        word = verdicts[key].word if key in verdicts else ""
        rows.append(
            {
                "category": name, "before": before.iloc[0], "after": after.iloc[0],
                "word": word,
            }
        )  # fmt: skip
    found = pd.DataFrame(rows, columns=["category", "before", "after", "word"])
    return found.dropna(subset=["before", "after"]).reset_index(drop=True)


def _listed(
    view: View, out: pd.DataFrame, cells: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what stands out and no priority counts, the largest change first, and its cells."""
    columns = ["name", "before", "after", "word", "category", "area"]
    size = (out["after"] - out["before"]).astype(float).abs()
    chosen = out.loc[size.sort_values(ascending=False, kind="stable").index].head(MOST_LISTED)
    rows, used = [], [cells.iloc[:0]]
    for _, one in chosen.iterrows():
        own = cells[(cells["area"] == one["area"]) & (cells["dims"] == one["dims"])]
        ends = _months_of(view, str(one["month"]))
        pair = [own[own["period"] == key] for key in ends]
        if all(len(cell) == 1 for cell in pair):
            numbers = [view.numbers(cell).iloc[0] for cell in pair]
            rows.append((named(view, one), *numbers, one["word"], one["category"], one["area"]))
            used += pair
    return pd.DataFrame(rows, columns=columns), pd.concat(used)


def _months_of(view: View, month: str) -> tuple[str, str]:
    period = type(view.period)(month, month) if month else view.period
    return period.a_year_earlier.key, period.key


def _statements(
    found: pd.DataFrame, out: pd.DataFrame, rows: pd.DataFrame
) -> tuple[Statement, ...]:
    clear, top = int(found["is_clear"].sum()), int(found["stands_out"].sum())
    if not clear:
        told = say(
            "Of {all:n} comparisons of types, wards and months none changed clearly.",
            all=len(found),
        )
    elif not top:
        told = say(
            "Of {all:n} comparisons of types, wards and months {clear:n} changed clearly, and none "
            "stands out among so many.",
            all=len(found), clear=clear,
        )  # fmt: skip
    else:
        told = say(
            "Of {all:n} comparisons of types, wards and months {clear:n} changed clearly; {top:n} "
            "stand out among so many, {loose:t} of them in what no priority counts.",
            all=len(found), clear=clear, top=top, loose=len(out) or "none",
        )  # fmt: skip
    if not len(rows):
        return (told,)
    names = list_text([in_sentence(name) for name in rows["category"]])
    return told, say("No priority counts these types of crime: {names:t}.", names=names)


def _findings(rows: pd.DataFrame) -> tuple[Finding, ...]:
    """Offer the largest change that no priority counts."""
    if not len(rows):
        return ()
    top = rows.iloc[0]
    return (
        Finding(
            question="what",
            fact=f"outside|{top['name']}",
            headline=say(
                "{name:t} {word:t}, and no priority counts it.", name=top["name"], word=top["word"]
            ),
            statement=say(
                "It went from {before:n} to {after:n}.", before=top["before"], after=top["after"]
            ),
            evidence="candidates",
            size=abs(float(top["after"]) - float(top["before"])),
            share=1.0,
            certainty="clear",
        ),
    )


def _scan_table(view: View, found: pd.DataFrame, *, kinds: Sequence[str]) -> Table:
    """Count the comparisons of some kinds, and below them all together."""
    top = found["stands_out"].astype(int)
    counted = found.assign(all=1, clear=found["is_clear"].astype(int), top=top)
    counted["loose"] = top.where(~found["is_owned"].astype(bool), 0)
    sums = counted.groupby("kind")[["all", "clear", "top", "loose"]].sum()
    rows = sums.reindex([kind for kind in kinds if kind in sums.index])
    rows.loc["Together"] = sums.sum()
    return Table(
        rows.rename_axis("kind").reset_index(),
        [
            Column("kind", "Compared with the year before"),
            Column("all", "Comparisons", "number"),
            Column("clear", "Changed clearly", "number"),
            Column("top", "Stand out among all", "number"),
            Column("loose", "Of these counted by no priority", "number"),
        ],
        caption=f"What was scanned in {view.name}",
        row_header="kind",
        table_id="scan",
        total_row=True,
    )


def _beside_table(rows: pd.DataFrame, *, first: Column, caption: str, table_id: str) -> Table:
    """Set the counts of both years beside each other, under the words of their change."""
    return Table(
        rows,
        [first, *BOTH_YEARS, Column("word", "Change")],
        caption=caption,
        row_header=first.key,
        table_id=table_id,
    )
