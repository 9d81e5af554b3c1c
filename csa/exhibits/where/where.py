"""Where is it, for a priority: the map and the paragraph that the assessment prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Parts, show, unavailable, why_missing
from csa.exhibits.where.area_rows import NOT_RECORDED, is_unplaced
from csa.exhibits.where.changed_places import (
    by_size,
    difference_of,
    place_findings,
    standing_findings,
)
from csa.exhibits.where.hotspots import FORMER, spot_cells, spot_rows
from csa.exhibits.where.numbered import (
    COLUMNS,
    as_ward,
    choose_items,
    items_of_places,
    items_of_wards,
    places_figure,
    places_table,
)
from csa.exhibits.where.ward_book import ward_rows
from csa.exhibits.wording.centres import centre_areas
from csa.exhibits.wording.changes import BOTH_YEARS, cells_beside, without_months
from csa.exhibits.wording.nearest import named_after_type, nearest_type
from csa.exhibits.wording.themes import is_of_one_complaint, subject_of
from csa.exhibits.wording.verdicts import judge_cells, tell_change, unsure_note
from csa.periods import Period, month_name
from csa.present.number import add_known, are_enough
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csa.exhibits.view import View

MOST_WARDS = 3
MOST_PLACES = 3
MOST_SPOTS = 3
PAIRED = 2
MOST_ROWS = 15


@dataclass(frozen=True)
class Counted:
    """One thing that a priority counts, by ward and by neighbourhood.

    Attributes
    ----------
    unit, label : str
        The unit, and what it is called.
    wards, inside : DataFrame
        Cells by ward and by neighbourhood, both periods.
    rows : DataFrame
        A row for each ward, see :func:`csa.exhibits.where.ward_book.ward_rows`.
    is_of_one : bool
        Whether one complaint makes its change, so that no place of it is told.
    """

    unit: str
    label: str
    wards: pd.DataFrame
    inside: pd.DataFrame
    rows: pd.DataFrame
    is_of_one: bool

    @property
    def moved(self) -> pd.DataFrame:
        """The wards to name, which clearly changed, the largest change first."""
        return self.rows.iloc[:0] if self.is_of_one else clear_first(self.rows)


def draw_where(view: View, frames: Mapping[str, pd.DataFrame]) -> Parts:
    """Gather the map, the paragraph and the table of wards of a priority.

    Parameters
    ----------
    view : View
        A priority in an area.
    frames : mapping of str to DataFrame
        Cells of the priority by unit, and under ``<unit>_inside`` by neighbourhood;
        under ``cases`` those of the offences of one complaint that makes a change.
    """
    title = f"Where: {view.priority.short_label} in {view.name}"
    counted = [one for unit in units_of(view.priority) if (one := _counted(view, frames, unit))]
    if not counted:
        unit = view.priority.headline_unit
        reason = why_missing(view, frames[unit], unit)
        return unavailable(view, title=title, reason=reason, units=[unit])
    labels = {one.unit: one.label for one in counted}
    wards = pd.concat([one.rows for one in counted], ignore_index=True)
    places = items_of_places(view, {one.unit: one.inside for one in counted}, labels)
    spots = _spots(view)
    hidden = {one.label for one in counted if one.is_of_one}
    places, wards = (one[~one["what"].isin(hidden)] for one in (places, wards))
    items = choose_items(places, spots[[*COLUMNS, "months"]], items_of_wards(view, wards))
    items["months"] = items.get("months", pd.Series("", index=items.index)).fillna("")
    first = counted[0]
    figures = places_figure(
        view, items, rates=rates_by_ward(first.rows), every=_everywhere(view, frames[first.unit]),
        label=f"{first.label} per 1,000 residents", subject=first.label[:1].lower()
        + first.label[1:],
    )  # fmt: skip
    return show(
        view,
        title=_title(view, counted),
        statements=(Statement.join(_statements(counted, items, spots)),),
        figures=figures,
        tables=(
            *(
                (
                    places_table(
                        _worth_a_row(items).assign(what=items["what"] + items["months"]),
                        f"Numbered places in {view.name}: {view.priority.short_label}",
                    ),
                )
                if figures
                else ()
            ),
            _ward_table(view, counted),
        ),
        cells=[
            *(one.wards for one in counted),
            *(one.inside for one in counted),
            *([spot_cells(view, spots)] if len(spots) else []),
        ],
        units=[one.unit for one in counted],
        notes=_unsure(counted, places),
        findings=(
            *place_findings(view, counted, places),
            *standing_findings(view, counted),
        ),
        data=items,
    )


def _worth_a_row(items: pd.DataFrame) -> pd.DataFrame:
    """Return the first count of each place, and what else is not a handful in both years."""
    has_size = are_enough(items["before"]) | are_enough(items["after"])
    return items[has_size | ~items["number"].duplicated()]


def _counted(view: View, frames: Mapping[str, pd.DataFrame], unit: str) -> Counted | None:
    """Return one unit of the priority; None where the release holds no number of it here."""
    priority = view.priority.id
    frame, inside = frames[unit], frames[f"{unit}_inside"]
    if not len(frame) or not len(inside):
        return None
    wards = cells_beside(view, view.cells(frame, level="ward", priority=priority))
    if not wards.loc[wards["period"] != view.before.key, "value"].sum():
        return None
    own = view.settings.priority(view.priority.id)
    is_stand_in = unit == "crime" and view.priority.short_label != own.short_label
    label = view.priority.short_label if is_stand_in else subject_of(own, unit)
    label += without_months(view, unit)
    rows = ward_rows(
        view, wards, verdicts=judge_cells(view, wards), centres=centre_areas(view, "ward")
    )
    near = cells_beside(view, view.cells(inside, level="lsoa", priority=priority))
    return Counted(
        unit, label, wards, near,
        rows.assign(called=ward_names(view, rows), what=label),
        is_of_one=unit == "crime" and is_of_one_complaint(view, frames["cases"]),
    )  # fmt: skip


def ward_names(view: View, rows: pd.DataFrame) -> pd.Series:
    """Return the name of each row's ward, with its district where they mix."""
    nesting = view.reference("geography").drop_duplicates("ward").set_index("ward")
    names = nesting["ward_name"]
    if not view.is_partnership:
        return rows["ward"].map(names).fillna(NOT_RECORDED)
    names = names + " (" + nesting["district_name"] + ")"
    districts = {district.code: district.name for district in view.settings.districts}
    own = rows["ward"].str.split(":").str[0].map(districts)
    return rows["ward"].map(names).fillna(NOT_RECORDED + " (" + own + ")")


def rates_by_ward(rows: pd.DataFrame) -> pd.Series:
    """Return the rate of each ward by its code; missing where words stand in its place."""
    return pd.to_numeric(rows.set_index("ward")["rate"], errors="coerce")


def _everywhere(view: View, frame: pd.DataFrame) -> pd.Series:
    """Return the rates of the wards of all districts, so that their maps have the same classes."""
    wards = frame[(frame["level"] == "ward") & (frame["priority"] == view.priority.id)]
    cells = cells_beside(view, wards)
    return rates_by_ward(ward_rows(view, cells, verdicts={}, centres=centre_areas(view, "ward")))


def _spots(view: View) -> pd.DataFrame:
    """Return the hotspots that lie around no named place: of these the place itself is told."""
    named = named_after_type(view) if nearest_type(view) else view
    rows = spot_rows(named)
    if not len(rows):
        return pd.DataFrame(columns=[*COLUMNS, "months", "latest", "category"])
    rows = rows[(rows["place"].fillna("") == "") & rows["now"].notna() & rows["is_told"]]
    latest = str(view.reference("hotspot_trial")["latest"].dropna().iloc[0])
    months = f", twelve months to {month_name(Period.from_key(latest).end)}"
    noun = {one.id: one.label for one in view.priority.subthemes}
    nesting = view.reference("geography").drop_duplicates("ward").set_index("ward_name")["ward"]
    return rows.assign(
        name=rows["where"],
        what=[
            view.priority.short_label if row.is_total and row.unit == "crime"
            else UNIT_NOUNS[row.unit][:1].upper() + UNIT_NOUNS[row.unit][1:] if row.is_total
            else noun.get(row.theme, row.label).partition(" (")[0]
            for row in rows.itertuples()
        ],
        months=months, certainty="", after=rows["now"], ward=rows["ward"].map(nesting),
        latest=latest,
    )  # fmt: skip


def _title(view: View, counted: Sequence[Counted]) -> str:
    """Name the wards that clearly changed; the question where none did."""
    changed = [
        (one.label, row)
        for one in counted
        for _, row in one.moved.head(1).iterrows()
    ]  # fmt: skip
    if not changed:
        return f"Where: {view.priority.short_label} in {view.name}"
    label, row = changed[0]
    return f"{label} {row['reading']} in {as_ward(row['called'])}"


def clear_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the wards that clearly changed, the largest change first."""
    clear = rows[tell_change(rows["reading"]) & ~is_unplaced(rows["called"])]
    size = difference_of(clear).abs()
    return clear.loc[size.sort_values(ascending=False, kind="stable").index]


def _statements(
    counted: Sequence[Counted], items: pd.DataFrame, spots: pd.DataFrame
) -> list[Statement]:
    numbers = dict(zip(items["name"], items["number"], strict=True))
    told = []
    for one in counted:
        told += [
            say(
                "{what:t} {word:t} in {ward:t}, from {before:n} to "
                "{after:n}.",
                what=one.label, word=row["reading"], ward=as_ward(row["called"]),
                before=row["before"], after=row["after"],
            )
            for _, row in one.moved.head(MOST_WARDS).iterrows()
        ]  # fmt: skip
    of_places = items[(items["place"] != "") & (items["way"] != "as before")]
    told += [_of_item(row, numbers) for _, row in of_places[:MOST_PLACES].iterrows()]
    shown = spots[spots["name"].isin(numbers)]
    told += [_of_spot(row, numbers) for _, row in shown[:MOST_SPOTS].iterrows()]
    return [*told, *_most(counted[0])]


def _of_item(row: pd.Series, numbers: Mapping[str, int]) -> Statement:
    return say(
        "{what:t} {word:t} in the neighbourhoods of {name:t} ({number:n} on the map), "
        "from {before:n} to {after:n}.",
        what=row["what"], word=row["reading"], name=row["name"], number=numbers[row["name"]],
        before=row["before"], after=row["after"],
    )  # fmt: skip


def _of_spot(row: pd.Series, numbers: Mapping[str, int]) -> Statement:
    """Say what gathers at a hotspot, with the months it is counted over."""
    values = {
        "what": row["what"], "name": row["name"][:1].lower() + row["name"][1:],
        "number": numbers[row["name"]], "after": row["after"],
        "month": Period.from_key(row["latest"]).end,
    }  # fmt: skip
    verb = "no longer gathers" if row["category"] == FORMER else "gathers"
    opening = (
        f"{{what:t}} {verb} {{name:t}} ({{number:n}}): {{after:n}} in the twelve months to "
        "{month:month}"
    )
    if pd.isna(row["before"]):
        return say(f"{opening}.", **values)
    return say(
        f"{opening}, {{before:n}} in the twelve months before ({{reading:t}}).",
        before=row["before"], reading=row["reading"], **values,
    )  # fmt: skip


def _most(one: Counted) -> tuple[Statement, ...]:
    """Say which ward has the most."""
    top = by_size(one.rows).head(1)
    total = add_known(one.rows["after"])
    if not len(top):
        return ()
    return (
        say(
            "{ward:t} has the most: {count:n} of {total:n}.",
            ward=as_ward(top["called"].iloc[0]),
            count=top["after"].iloc[0],
            total=total,
        ),
    )


def _ward_table(view: View, counted: Sequence[Counted]) -> Table:
    """Return the table of wards in six columns: one count with its rate, or two beside each other.

    What further units changed clearly stands in the last column.
    """
    first, *others = counted
    rows = first.rows.assign(name=first.rows["called"])
    rows["difference"] = difference_of(rows)
    rows["last"] = is_unplaced(rows["called"]).astype(int)
    if not others:
        columns = [
            Column("name", "Ward"),
            *BOTH_YEARS,
            Column("difference", "Change", "change", of=("after - before",)),
            Column("reading", "Reading"),
            Column("rate", "Per 1,000 residents", "rate", of=("after", RESIDENTS)),
        ]
    else:
        second = others[0].rows.set_index("ward")
        for name in ("before", "after"):
            rows[f"second_{name}"] = rows["ward"].map(second[name])
        rows["clear"] = [_clearly(ward, counted) for ward in rows["ward"]]
        columns = [
            Column("name", "Ward"),
            Column("before", f"{first.label}, a year earlier", "count"),
            Column("after", f"{first.label}, this period", "count"),
            Column("second_before", f"{others[0].label}, a year earlier", "count"),
            Column("second_after", f"{others[0].label}, this period", "count"),
            Column("clear", "What clearly changed"),
        ]
    rows = rows.sort_values(["last", "after", "name"], ascending=[True, False, True])
    told = list_text([one.label for one in counted[:PAIRED]])
    what = f"{told} by ward in {view.name}"
    if view.is_partnership and len(rows) > MOST_ROWS:  # every ward stands on its district's page
        moved = rows["clear"].ne("") if others else tell_change(rows["reading"])
        rows = rows[moved | (np.arange(len(rows)) < MOST_ROWS)]
        what = f"{told} in {view.name}, the wards with the most and those that clearly changed"
    return Table(
        rows.reset_index(drop=True),
        columns,
        caption=f"{what}: {view.period.label}, and {view.before.label}",
        row_header="name",
        table_id="wards",
    )


def _clearly(ward: str, counted: Sequence[Counted]) -> str:
    """Say what clearly changed in a ward, of everything that the priority counts."""
    told = []
    for one in counted:
        here = one.rows[one.rows["ward"] == ward]
        if len(here) and tell_change(here["reading"]).any():
            told.append(f"{one.label} {here['reading'].iloc[0]}")
    return "; ".join(told)


def _unsure(counted: Sequence[Counted], places: pd.DataFrame) -> tuple[str, ...]:
    """Say which wards and places may have changed."""
    wards = pd.concat([one.rows[~is_unplaced(one.rows["called"])] for one in counted])
    wards = wards.assign(name=wards["called"].map(as_ward))
    rows = pd.concat([wards, places], ignore_index=True)
    names = rows["what"] + " in " + rows["name"] if len(counted) > 1 else rows["name"]
    return unsure_note(names, rows["certainty"], noun="wards and places")
