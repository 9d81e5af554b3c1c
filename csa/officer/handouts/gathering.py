"""Which places are new, which stay, which fade, and when and on whom does it fall again?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.handouts.detail import week
from csa.counting.handouts.gathered import SQUARE_M
from csa.counting.units import UNIT_NOUNS
from csa.geography import CRS
from csa.measures.verdicts import FELL, ROSE
from csa.officer.handouts.detail import busiest_words, week_parts
from csa.present.exhibit import FigurePart
from csa.present.spots import spot_map
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from csa.counting.handouts.gathered import Gathered
    from csa.officer.handouts.monitor import WeekDesk
    from csa.present.exhibit import Exhibit

NEW, PERSISTENT, FADING = "new", "persistent", "fading"
ORDER = (NEW, FADING, PERSISTENT)
DRAWN_AS = {NEW: "emerging", FADING: "former", PERSISTENT: "persistent"}
TOLD = {NEW: "New", FADING: "Fading", f"{PERSISTENT}, {ROSE}": "More than usual"}
MOST_PERSISTENT, MOST_NAMED = 8, 3
DAYS_IN_WEEK = 7
DEFINED = (
    "A place is a square of {size:n} m, or some that touch, with more than chance puts there in "
    "these weeks or in those before ({before:t}). New: it gathers there now, did not before, and "
    "rose beside the rest of the district. Fading: it gathered there before, does not now, and "
    "fell beside the rest. Persistent: it gathered there before, and there is still at least one a "
    "week. Fewer than {fewest:n} in both together make no place, and what is sensitive has none: "
    "it would be somebody's home. Expected is what there would be had the place gone as the rest."
)
UNSURE = "Not listed: {n:n} more, with too few incidents to call them new, fading or persistent."
LEFT_OUT = "Not looked at, for want of exact points or of earlier weeks: {what:t}."


def places_of(desk: WeekDesk, gathered: Gathered) -> pd.DataFrame:
    """Return the places with their ``kind`` (new, persistent, fading or none), as it is ``told``.

    A place is judged against the rest of its district, so that neither the season nor a rise of
    everything makes one new. Places that are known from before are read together, of all themes; of
    others each is the highest of many, and read among all squares that hold enough.
    """
    rows = gathered.places
    every = pd.concat([rows, gathered.beside], ignore_index=True)
    pairs = pd.DataFrame({
        "before": every["before"], "after": every["now"],
        "family": every["was_hot"].fillna(value=False).astype(bool),
        "exposure_before": every["rest_before"].clip(lower=1),
        "exposure_after": every["rest_now"].clip(lower=1),
        "dispersion": every["dispersion"], "degrees": every["degrees"],
    })  # fmt: skip
    verdicts = desk.judged(pairs)[: len(rows)]
    words = [one.word.partition(" ")[0] if one.is_clear else "" for one in verdicts]
    weekly = len(desk.counts.span) // DAYS_IN_WEEK
    told = rows.assign(word=words)
    told["kind"] = np.select(
        [
            told["is_hot_now"] & ~told["was_hot"] & (told["word"] == ROSE),
            told["was_hot"] & ~told["is_hot_now"] & (told["word"] == FELL),
            told["was_hot"] & (told["now"] >= weekly),
        ],
        [NEW, FADING, PERSISTENT],
        default="",
    )
    share = rows["rest_now"] / rows["rest_before"].clip(lower=1)
    told["expected"] = (rows["before"] * share).astype(float).round()
    is_moving = (told["kind"] == PERSISTENT) & (told["word"] != "")
    told["told"] = told["kind"].where(
        ~is_moving, told["kind"].str.cat(told["word"].astype("str"), sep=", ")
    )
    told["order"] = told["kind"].map({one: n for n, one in enumerate((*ORDER, ""))})
    return told.sort_values(["order", "now", "name"], ascending=[True, False, True], kind="stable",
                            ignore_index=True)  # fmt: skip


def listed(places: pd.DataFrame) -> pd.DataFrame:
    """Return what is shown: all that is new or fading, and the persistent ones with most."""
    kept = places[places["kind"] != ""]
    usual = kept[kept["kind"] == PERSISTENT]
    return kept.drop(index=usual.index[MOST_PERSISTENT:]).reset_index(drop=True)


def places(desk: WeekDesk) -> Exhibit:
    """Show the places that are new, persistent or fading, on a map and in a table."""
    gathered, every = desk.gathered, desk.places
    title = f"Places in {desk.district}: new, persistent and fading"
    left = [str(say(LEFT_OUT, what=list_text(gathered.left_out)))] if gathered.left_out else []
    if gathered.before is None:
        reason = "No place can be told: less than half a year of weeks before these was received."
        return desk.refuse("places", title, reason=reason)
    shown = listed(every)
    unsure = int((every["kind"] == "").sum())
    notes = [
        str(say(DEFINED, size=SQUARE_M, before=gathered.before.label, fewest=desk.rules.fewest)),
        *([str(say(UNSURE, n=unsure))] if unsure else []),
        *left,
    ]
    if not len(shown):
        return desk.show("places", title, units=desk.counts.units, data=every, notes=tuple(notes),
                         statements=(say("It gathers nowhere in these weeks."),))  # fmt: skip
    rows = shown.assign(
        number=range(1, len(shown) + 1), what=[_what(one) for one in shown.itertuples()]
    )
    return desk.show(
        "places",
        title,
        units=desk.counts.units,
        figures=[_map(desk, rows, title)],
        tables=[_table(desk, rows, title)],
        notes=tuple(notes),
        data=every,
    )


def _what(row: Any) -> str:
    if row.unit == "crime":
        return str(row.mostly) or str(row.theme)
    noun = UNIT_NOUNS[row.unit]
    return f"{noun[:1].upper()}{noun[1:]}"


def _table(desk: WeekDesk, rows: pd.DataFrame, title: str) -> Table:
    numbers = {name: [desk.number(one) for one in rows[name]] for name in ("now", "before")}
    columns = [
        Column("number", "On the map", "number"), Column("told", "Kind"), Column("name", "Where"),
        Column("what", "What, mostly"), Column("now", "These weeks", "count"),
        Column("expected", "Expected", "number"),
    ]  # fmt: skip
    return Table(rows.assign(**numbers), columns, caption=title, row_header="number")


def _map(desk: WeekDesk, rows: pd.DataFrame, title: str) -> FigurePart:
    records = desk.counts.records
    outlines, wards = (records.table(f"boundary_{one}") for one in ("district", "ward"))
    outline = outlines[outlines["code"] == desk.counts.district].to_crs(CRS)
    lines = wards[wards["district"] == desk.counts.district] if len(wards) else outline
    spots = rows.rename(columns={"easting": "x", "northing": "y"})

    def draw() -> Figure:
        return spot_map(
            outline,
            wards=lines,
            surface=pd.DataFrame(columns=["column", "row", "class"]),
            cell_m=SQUARE_M,
            spots=spots[["x", "y", "number", "kind"]].replace({"kind": DRAWN_AS}),
            value_label="",
            labels=lines,
            called={DRAWN_AS[kind]: kind for kind in ORDER},
        )

    caption = "Each number is a place of the table."
    return FigurePart(draw=draw, alt=title, caption=caption, noun="map", is_keyed=True)


def tell_places(rows: pd.DataFrame) -> Iterator[Statement]:
    """Say which places are new and fading, and how many stay."""
    for kind, words in TOLD.items():
        for one in rows[rows["told"] == kind].itertuples():
            yield say(
                "{kind:t}: {what:t} {where:t} ({now:n}; about {expected:n} expected).",
                kind=words, what=_lower(_what(one)), where=str(one.name), now=int(one.now),
                expected=int(one.expected),
            )  # fmt: skip
    if not rows["kind"].isin([NEW, FADING]).any():
        yield say("No place is new and none is fading.")
    stay = [*dict.fromkeys(rows.loc[rows["kind"] == PERSISTENT, "name"])]
    if stay:
        more = ["elsewhere"] if len(stay) > MOST_NAMED else []
        yield say("Persistent: {where:t}.", where=list_text([*stay[:MOST_NAMED], *more]))


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def when(desk: WeekDesk, unit: str) -> Exhibit:
    """Show the days and hours of a unit in these weeks."""
    noun = UNIT_NOUNS[unit]
    title = f"When: {noun} in {desk.district}, by day and hour"
    if why := desk.counts.why_not(unit):
        return desk.refuse(f"when_{unit}", title, reason=f"{why[:1].upper()}{why[1:]}.")
    grid = week(desk.counts.within(unit), unit=unit)
    if not grid.to_numpy().sum():
        return desk.refuse(f"when_{unit}", title, reason="Of none of them the hour is known.")
    figure, table, rows = week_parts(grid, noun=noun, title=title)
    return desk.show(
        f"when_{unit}",
        title,
        units=(unit,),
        figures=[figure],
        tables=[table],
        statements=tuple(busiest_words(grid, few=desk.rules.fewest)),
        data=rows,
    )


def tell_again(desk: WeekDesk) -> Iterator[Statement]:
    """Say how many people, callers and addresses came more than once."""
    found = [one for one in desk.again if one.more_than_once]
    if found:
        told = [f"{_lower(one.name)} ({one.more_than_once:,})" for one in found]
        yield say("More than once in these weeks: {who:t}.", who=list_text(told))


def again(desk: WeekDesk) -> Exhibit:
    """Count the people, callers and addresses that came more than once."""
    title = f"Who and what came again in {desk.district}"
    if not desk.again:
        return desk.refuse(
            "again", title, reason="Nothing received says who or where to the address."
        )
    counted = ("different", "more_than_once", "in_the_year", "earlier", "unknown")
    rows = [
        {"name": one.name} | {name: desk.number(getattr(one, name)) for name in counted}
        for one in desk.again
    ]
    columns = [
        Column("name", "Who or what"), Column("different", "Different, in these weeks", "count"),
        Column("more_than_once", "Of these more than once", "count"),
        Column("earlier", "More than once a year earlier", "count"),
        Column("in_the_year", "Of these also in the year before", "count"),
        Column("unknown", "Records that do not say", "count"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    lists = f"csa cases --district {desk.counts.area.slug}"
    return desk.show(
        "again",
        title,
        units=("crime", "asb", "fire", "environment", "victim", "suspect"),
        tables=[Table(frame, columns, caption=title, row_header="name").without_empty()],
        notes=(f"Counts alone. The restricted lists for case management are written by {lists}.",),
        data=frame,
    )
