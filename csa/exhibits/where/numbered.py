"""Which few places are worth a number on the map, and what happened at each?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.places.shapes import place_middle
from csa.exhibits.where.named_places import place_rows
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.places import place_codes, places_of
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.verdicts import FELL, ROSE
from csa.present.classes import class_breaks
from csa.present.exhibit import FigurePart
from csa.present.number import as_plain
from csa.present.numbered_map import numbered_map
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from csa.exhibits.view import View

MOST = 8
COLUMNS = [
    "name", "what", "before", "after", "reading", "certainty", "place", "ward", "x", "y",
]  # fmt: skip
SHAPES_SAID = "▲ clearly risen, ● as before, ▽ clearly fallen"


def way_of(reading: str) -> str:
    """Return which of three symbols stands for a verdict."""
    if reading.startswith(ROSE):
        return "risen"
    return "fallen" if reading.startswith(FELL) else "as before"


def as_ward(name: str) -> str:
    """Return the name of a ward in words; its district, where it has one, stays last."""
    ward, bracket, district = name.partition(" (")
    return f"{ward} ward{bracket}{district}"


def items_of_places(
    view: View, counted: Mapping[str, pd.DataFrame], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row for each named place of the area and each thing counted.

    Parameters
    ----------
    view : View
        The area.
    counted : mapping of unit to DataFrame
        Cells by neighbourhood in both periods.
    labels : mapping of unit to str
        What is counted, in words.
    """
    places = places_of(view) if len(view.reference("boundary_lsoa")) else []
    if not places or not counted:
        return pd.DataFrame(columns=COLUMNS)
    by_unit = place_rows(view, places, counted)
    nesting = view.reference("geography").set_index("lsoa")["ward"]
    pieces = [one.assign(what=labels[unit]) for unit, one in by_unit.items()]
    rows = pd.concat(pieces, ignore_index=True)
    middles = {one.slug: place_middle(one, view.settings) for one in places}
    codes = {one.slug: place_codes(view, one) for one in places}
    rows["ward"] = [nesting.get(codes[slug][0], "") for slug in rows["place"]]
    rows["x"] = [middles[slug][0] for slug in rows["place"]]
    rows["y"] = [middles[slug][1] for slug in rows["place"]]
    counts = as_plain(rows[["before", "after"]])
    return rows[rows["after"].notna() & (counts.fillna(0) > 0).any(axis=1)][COLUMNS]


def items_of_wards(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the wards that clearly changed, at a point inside each.

    Parameters
    ----------
    view : View
        The area.
    rows : DataFrame
        ``ward, called, what, before, after`` and ``reading``.
    """
    shapes = view.reference("boundary_ward")
    if not len(shapes):
        return pd.DataFrame(columns=COLUMNS)
    points = shapes.set_index("code").geometry.representative_point()
    clear = rows[tell_change(rows["reading"]) & rows["ward"].isin(points.index)]
    at = points.reindex(clear["ward"])
    return clear.assign(
        name=clear["called"].map(as_ward), place="", x=list(at.x), y=list(at.y)
    )[COLUMNS]  # fmt: skip


def choose_items(*candidates: pd.DataFrame) -> pd.DataFrame:
    """Choose at most eight places, what clearly changed before what did not, and number them.

    A ward gives way to a named place in it of which the same is told. A place has one number,
    whatever is told of it.

    Returns
    -------
    DataFrame
        The rows of the places chosen, with ``number`` and ``way``.
    """
    found = [one for one in candidates if len(one)]
    if not found:
        return pd.DataFrame(columns=[*COLUMNS, "number", "way"])
    rows = pd.concat(found, ignore_index=True)
    rows["way"] = rows["reading"].map(way_of)
    inside = set(zip(*(rows.loc[rows["place"] != "", one] for one in ("ward", "what", "way")),
                     strict=True))  # fmt: skip
    keys = zip(rows["ward"], rows["what"], rows["way"], strict=True)
    is_told = pd.Series([key in inside for key in keys], index=rows.index)
    rows = rows[(rows["place"] != "") | ~is_told]
    plain = as_plain(rows[["before", "after"]]).astype("Float64")
    size = (plain["after"] - plain["before"]).abs().fillna(0)
    is_told = rows["way"] != "as before"
    rows = rows.assign(told=is_told, size=size.where(is_told, plain["after"]).astype(float))
    rows = rows.sort_values(["told", "size"], ascending=False, kind="stable")
    names = list(dict.fromkeys(rows["name"]))[:MOST]
    chosen = rows[rows["name"].isin(names)]
    return chosen.assign(number=chosen["name"].map({n: at + 1 for at, n in enumerate(names)})) \
        .sort_values(["number", "told", "size"], ascending=[True, False, False], kind="stable") \
        .reset_index(drop=True)  # fmt: skip


def places_table(rows: pd.DataFrame, caption: str) -> Table:
    """Return the table behind the map: what was counted at each numbered place."""
    return Table(
        rows,
        [
            Column("name", "Place"),
            Column("number", "No.", "number"),
            Column("what", "What is counted"),
            *BOTH_YEARS,
            Column("reading", "Reading"),
        ],
        caption=caption,
        row_header="name",
        table_id="numbered-places",
    )


def places_figure(
    view: View, rows: pd.DataFrame, *, rates: pd.Series, every: pd.Series, label: str, subject: str
) -> tuple[FigurePart, ...]:
    """Return the map of wards by rate with the numbered places; none without boundaries.

    Parameters
    ----------
    view : View
        The area.
    rows : DataFrame
        As :func:`choose_items` returns them.
    rates, every : Series
        Rates of the wards of the area by code, and of all districts, which give the classes.
    label, subject : str
        Title of the legend, and what is mapped.
    """
    if not len(view.reference("boundary_ward")):
        return ()
    first = rows.drop_duplicates("number")
    listed = "; ".join(f"{row.number}: {row.name}, {row.way}" for row in first.itertuples())
    return (
        FigurePart(
            draw=_drawer(view, first, rates=rates, breaks=class_breaks(every),
                         label=label),
            alt=f"Map of {subject} in the wards of {view.name}, with numbered places. {listed}.",
            caption=f"{subject[:1].upper()}{subject[1:]} in {view.name}, {view.period.label}: "
            f"wards by rate, with numbered places ({SHAPES_SAID})",
            noun="map",
            is_keyed=True,
        ),
    )  # fmt: skip


def _drawer(
    view: View, items: pd.DataFrame, *, rates: pd.Series, breaks: Any, label: str
) -> Callable[[], Figure]:
    def draw() -> Figure:
        districts, wards = view.reference("boundary_district"), view.reference("boundary_ward")
        outline = districts if view.is_partnership else districts[districts["code"] == view.code]
        return numbered_map(
            wards[wards["district"].isin(outline["code"])],
            rates,
            breaks=breaks,
            outline=outline,
            items=items,
            label=label,
        )

    return draw
