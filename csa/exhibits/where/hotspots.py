"""Which streets and corners, as far as exact points allow?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.places.density import SURFACE_CELL_M
from csa.counting.places.hotspots import KEYS_OF_SPOT, PRECISE_SHARE
from csa.counting.places.spot_cells import SPOTS
from csa.counting.places.themes import list_themes
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.exhibits.wording.nearest import named_after_type, nearest_note, nearest_type
from csa.exhibits.wording.verdicts import rules_of, spread_of
from csa.measures.grid import CELL_SIZES_M
from csa.measures.verdicts import FELL, ROSE, judge
from csa.periods import Period
from csa.present.exhibit import FigurePart
from csa.present.number import Number
from csa.present.spots import KINDS, spot_map
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from csa.exhibits.view import View

NAMED_IN_SENTENCE = 4
COUNTS = dict(zip(("now", "before"), KEYS_OF_SPOT, strict=True))
SIDES = {"before": "before", "after": "now"}
ORDER = ("emerging", "persistent", "intermittent", "former", "unclassified")
FORMER = "former"
WIDE_HECTARES = 300
NAMED_AFTER = (
    "A hotspot 'around' a named place is the squares of the hotspot; figures of the place itself "
    "are of its neighbourhoods."
)
NO_POINTS = "No source gives the place of these incidents as points."
METHOD = (
    "A hotspot is a group of {size} m squares that hold far more incidents than squares of the "
    "district on average{residents}, at two sizes of square and after allowance for the many "
    "squares looked at (Getis-Ord Gi*). Persistent: in all years; emerging: now, not before, and "
    "clearly more; former: before, not now; intermittent: on and off. Shops and nightlife are "
    "gathered too, so ask first whether a place is unusual for what it is."
)
AGAINST_RESIDENTS = ", and more than their residents explain"
NO_POINT = (
    "No point is shown, and the map is left blank where few incidents happened. A hotspot is said "
    "to have risen or fallen only where rounding cannot be the reason."
)


class HotspotExhibits(Group):
    """Hotspots of one priority."""

    name = "hotspots"
    scopes = ("priority",)

    @exhibit()
    def places(view: View) -> Parts:
        """Name the hotspots, say what kind they are and map them."""
        stands_in = (nearest_note(view),) if nearest_type(view) else ()
        view = named_after_type(view) if stands_in else view
        title = f"{view.priority.short_label}: where incidents gather"
        trials = _here(view, view.reference("hotspot_trial"))
        reason = _refusal(trials)
        if reason:
            return unavailable(
                view, title=title, reason=reason, units=[view.priority.headline_unit]
            )
        rows = spot_rows(view)
        units = sorted(set(trials.loc[trials["reason"] == "", "unit"]))
        latest = Period.from_key(trials["latest"].dropna().iloc[0])
        if not len(rows):
            return show(
                view,
                title=title,
                statements=(say("No hotspot stands out from chance in {area:t}.", area=view.name),),
                units=units,
                notes=(*stands_in, *_notes(view, trials)),
                period=latest.label,
            )
        statements = _statements(rows)
        return show(
            view,
            title=title,
            statements=statements,
            figures=(
                FigurePart(
                    draw=_drawer(view, rows),
                    alt=f"Map of {view.name} with {rows['number'].nunique()} numbered hotspots. "
                    + " ".join(str(statement) for statement in statements),
                    caption=f"Where incidents gather, {latest.label}. Darker is more; numbers are "
                    "those of the table",
                    noun="map",
                ),
            ),
            tables=(_table(view, rows, latest),),
            cells=[spot_cells(view, rows)],
            units=units,
            notes=(*stands_in, *_notes(view, trials)),
            period=latest.label,
            data=rows.drop(columns=["x", "y"]),
        )


def _here(view: View, table: pd.DataFrame) -> pd.DataFrame:
    if not len(table):
        return table
    chosen = table[table["priority"] == view.priority.id]
    if "label" in chosen:
        called = {one.id: one.label for one in view.priority.subthemes}
        chosen = chosen.assign(label=chosen["label"].replace(called))
    return chosen if view.is_partnership else chosen[chosen["district"] == view.code]


def _refusal(trials: pd.DataFrame) -> str:
    """Return why there are no hotspots at all, or an empty text when some theme was looked at."""
    if not len(trials):
        return NO_POINTS
    if (trials["reason"] == "").any():
        return ""
    reason = trials["reason"].iloc[0]
    return f"No hotspots are drawn: {reason}."


def spot_rows(view: View) -> pd.DataFrame:
    """Return the hotspots of the view's priority in its area, with their published counts.

    ``is_told`` are those of now, and those of before whose counts bear out that they are over.
    """
    spots = _here(view, view.reference("hotspot"))
    if not len(spots):
        return spots
    cells = _here(view, view.reference("hotspot_cell"))
    keys = ["priority", "theme", "district", "hotspot"]
    middle = cells.groupby(keys)[["column", "row"]].mean().add(0.5).mul(CELL_SIZES_M[0])
    rows = spots.merge(
        middle.rename(columns={"column": "x", "row": "y"}), left_on=keys, right_index=True
    )
    rows["where"] = rows["name"].str[:1].str.upper() + rows["name"].str[1:]
    if view.is_partnership:
        names = {one.code: one.name for one in view.settings.districts}
        rows["where"] += " (" + rows["district"].map(names) + ")"
    rows["where"] += rows["hectares"].map(lambda size: ", a wide area" * (size > WIDE_HECTARES))
    rows = _with_numbers(view, rows)
    rows["reading"] = _readings(view, rows)
    is_now = rows["category"] != FORMER
    rows["category"] = _kinds(rows)
    rows["is_told"] = is_now | (rows["category"] == FORMER)
    rows["rank"] = rows["category"].map({kind: n for n, kind in enumerate(ORDER)})
    rows = rows.sort_values(["rank", "now", "where"], ascending=[True, False, True], kind="stable")
    places = ["district", "name"]
    rows["number"] = rows.groupby(places, sort=False).ngroup() + 1
    return rows.sort_values(["number", "rank", "now"], ascending=[True, True, False]).reset_index(
        drop=True
    )


def _with_numbers(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Look up the counts that are named by the keys of their cells."""
    cells = view.frame(SPOTS)
    numbers = view.numbers(cells).set_axis(cells["key"])
    return rows.assign(**{name: rows[key].map(numbers) for name, key in COUNTS.items()})


def spot_cells(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the counts."""
    cells = view.frame(SPOTS)
    return cells[cells["key"].isin(set(rows[[*COUNTS.values()]].stack()))]


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """Say what kind each hotspot is; what its counts do not bear out comes and goes."""
    kinds, readings = rows["category"], rows["reading"]
    has_fallen = readings.str.startswith(FELL)
    is_doubtful = (kinds == "emerging") & (readings != ROSE)
    is_doubtful |= (kinds == "persistent") & has_fallen
    is_doubtful |= (kinds == FORMER) & ~has_fallen
    return kinds.mask(is_doubtful, "intermittent")


def _readings(view: View, rows: pd.DataFrame) -> list[str]:
    """Say which hotspots clearly grew or shrank, whatever the rounding did to both counts."""
    # The type says how much its neighbourhoods vary from month to month; a hotspot has no months.
    dims = rows["theme"].map(
        {one.theme: "=".join(one.detail) for one in list_themes(view.settings)}
    )
    series = pd.DataFrame({"measure": rows["unit"], "dims": dims, "level": "lsoa", "area": ""})
    pairs = pd.DataFrame(
        {
            "before": rows["before"].astype(float),
            "after": rows["now"].astype(float),
            **{f"bound_{name}": rows[key].map(_bound) for name, key in SIDES.items()},
            "family": rows["district"],
            **spread_of(view, series),
        }
    )
    return [one.word for one in judge(pairs, rules=rules_of(view))]


def _bound(number: Number | None) -> float:
    return number.bound if isinstance(number, Number) else 0.0


def _table(view: View, rows: pd.DataFrame, latest: Period) -> Table:
    return Table(
        rows,
        [
            Column("number", "No.", "number"),
            Column("where", "Place"),
            Column("label", "What is counted"),
            Column("category", "Kind of hotspot"),
            Column("before", "Twelve months before", "count"),
            Column("now", "Latest twelve months", "count"),
            Column("reading", "Reading"),
        ],
        caption=f"Hotspots in {view.name}: twelve months to {latest.label.split(' to ')[-1]}",
        row_header="where",
        table_id="hotspots",
    )


def _statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    statements = []
    for kind, template in (
        ("emerging", "New in the latest twelve months: {places:t}."),
        ("persistent", "There year after year: {places:t}."),
        ("former", "No longer a hotspot: {places:t}."),
    ):
        here = rows[rows["category"] == kind].sort_values("now", ascending=False, kind="stable")
        # The parts say more than the whole; the whole is named only where no part is.
        parts = here[~here["is_total"]] if (~here["is_total"]).any() else here
        if len(parts):
            statements.append(say(template, places=_phrases(parts)))
    risen = rows[(rows["category"] != "emerging") & (rows["reading"] == "rose")]
    if len(risen):
        statements.append(say("Clearly up on the year before: {places:t}.", places=_phrases(risen)))
    if not statements:
        statements.append(
            say("{count:n} hotspots stand out, none of them new or constant.", count=len(rows))
        )
    return tuple(statements)


def _phrases(rows: pd.DataFrame) -> str:
    """Name the places, each once, with what gathers there: "shoplifting and theft around ..."."""
    places = list(dict.fromkeys(rows["name"]))[:NAMED_IN_SENTENCE]
    return "; ".join(
        f"{list_text([_spoken(label) for label in rows.loc[rows['name'] == place, 'label']])} "
        f"{place}"
        for place in places
    )


def _spoken(label: str) -> str:
    """Say what is counted as in a sentence: "recorded crimes" for all those of the priority."""
    short = re.sub(r" \([^)]*\)", "", label.replace(" of the priority", "").removeprefix("All "))
    return f"{short[:1].lower()}{short[1:]}"


def _notes(view: View, trials: pd.DataFrame) -> tuple[str, ...]:
    refused = trials[trials["reason"] != ""]
    looked_at = trials[trials["reason"] == ""]
    against = looked_at.get("against_residents", pd.Series(False, index=looked_at.index))
    residents = AGAINST_RESIDENTS if against.fillna(False).all() else ""
    notes = [METHOD.format(size=CELL_SIZES_M[0], residents=residents), NO_POINT]
    for reason, group in refused.groupby("reason", sort=True):
        labels = [f"{label[:1].lower()}{label[1:]}" for label in dict.fromkeys(group["label"])]
        where = "" if len(group) > len(set(group["district"])) else " (in some districts)"
        notes.append(f"Not looked at: {list_text(labels)}{where}: {reason}.")
    notes.append(
        f"Only incidents placed exactly or to their street are used; where fewer than "
        f"{PRECISE_SHARE:.0%} are, no hotspot is drawn."
    )
    if view.settings.places:
        notes.append(NAMED_AFTER)
    return tuple(notes)


def _drawer(view: View, rows: pd.DataFrame) -> Callable[[], Figure]:
    def draw() -> Figure:
        districts, wards = view.reference("boundary_district"), view.reference("boundary_ward")
        outline = districts if view.is_partnership else districts[districts["code"] == view.code]
        inside = wards[wards["district"].isin(outline["code"])]
        surface = _here(view, view.reference("hotspot_surface"))
        marks = rows.groupby("number").agg(
            x=("x", "mean"), y=("y", "mean"), kind=("category", "first")
        )
        noun = UNIT_NOUNS[view.priority.headline_unit]
        return spot_map(
            outline,
            wards=inside,
            surface=surface if len(surface) else pd.DataFrame(columns=["column", "row", "class"]),
            cell_m=SURFACE_CELL_M,
            spots=marks.reset_index().loc[lambda one: one["kind"].isin(KINDS)],
            value_label=f"{noun[:1].upper()}{noun[1:]} within half a kilometre",
            labels=outline if view.is_partnership else inside,
            context=None if view.is_partnership else districts,
        )

    return draw
