"""Did what a project won in its place turn up around it? A map, and the counts behind it."""

from __future__ import annotations

from functools import partial, reduce
from operator import add
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.errors import folded
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.projects.judged import Judged, judged_here, touched_by, within
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.places import place_codes
from csa.exhibits.wording.planned.indicators import FEWER, LOCAL_COUNTS, measured
from csa.exhibits.wording.planned.projects import designs_here
from csa.measures.verdicts import FELL, ROSE
from csa.present.exhibit import FigurePart
from csa.present.number import as_plain
from csa.present.tables import Column, Table
from csa.present.ward_map import AROUND, COMPARED, LETTERS, PLACE, around_map
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from csa.exhibits.view import View

NOTHING = "No project that was measured here names wards that it might have moved to."
SYMBOLS = "▲ clearly risen, ▽ clearly fallen"
AS_ONE = "not judged by itself"


class DisplacedExhibits(Group):
    """Places of projects, and what lies around them."""

    name, scopes = "displaced", ("area",)

    @exhibit(counts=LOCAL_COUNTS)
    def around(view: View, **_: pd.DataFrame) -> Parts:
        """Show what happened in each project's place, around it and where it is compared with."""
        title = "Whether it moved next door"
        designs = designs_here(view)
        found = [
            (one, designs[one.project["project_id"]])
            for one in judged_here(view)
            if one.effect.ratio is not None and designs[one.project["project_id"]].buffer
        ]
        if not found:
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING))
        told = [(one, _rows(view, one, design)) for one, design in found]
        return show(
            view,
            title=title,
            statements=tuple(_statement(*pair) for pair in told),
            figures=tuple(part for pair in told for part in _figure(view, *pair)),
            tables=tuple(_table(*pair) for pair in told),
            cells=[cells for _, rows in told for cells in rows["cells"]],
            units=list(dict.fromkeys(design.unit for _, design in found)),
            data=pd.concat([rows.drop(columns="cells") for _, rows in told]),
        )


def counted_at(view: View, design: Any, **where: str) -> dict[str, Any]:
    """Count what a design counts, in its own place or in another.

    Parameters
    ----------
    view : View
        The district and the period.
    design
        A row of the table ``evaluation``.
    **where
        ``ward`` and ``place``, where they are not the design's own.
    """
    named = {"text": "", "direction": FEWER, "districts": ""} | where
    return measured(view, SimpleNamespace(**(design._asdict() | named)))


def _rows(view: View, one: Judged, design: Any) -> pd.DataFrame:
    """Return the place, each ward around it, and what it is compared with as one."""
    own = within(view, one.project, design)
    touched = touched_by(own, design)
    around = [ward for ward in dict.fromkeys(design.buffer.split(";")) if ward not in touched]
    rows = [{"name": one.place, "role": PLACE} | counted_at(own, design)]
    rows += [
        {"role": AROUND} | counted_at(own, design, ward=ward, place="") | {"name": f"{ward} ward"}
        for ward in around
    ]
    rows[0]["name"] = one.place
    rest = {"name": "The wards it is compared with", "role": COMPARED, "before": one.rest_before,
            "after": one.rest_after, "reading": AS_ONE, "cells": one.cells}  # fmt: skip
    columns = ["name", "role", "before", "after", "reading", "cells"]
    return pd.DataFrame([*rows, rest])[columns].assign(
        letter=[*LETTERS[: len(rows)], ""], area=[design.ward or design.place, *around, ""]
    )


def _statement(one: Judged, rows: pd.DataFrame) -> Statement:
    """Say what happened in the place and around it, and where most was added."""
    told = [
        say(
            "{name:t}: {what:t} in {place:t} went from {before:n} to {after:n}.",
            name=one.name, what=one.what, place=one.place, before=one.before, after=one.after,
        )
    ]  # fmt: skip
    around = rows[rows["role"] == AROUND]
    if len(around) and not around[["before", "after"]].isna().any(axis=None):
        told.append(
            say(
                "In the wards around it they went from {before:n} to {after:n}.",
                before=reduce(add, around["before"]), after=reduce(add, around["after"]),
            )
        )  # fmt: skip
    return Statement.join((*told, *_most_added(around)))


def _most_added(around: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the ward around it in which most was added, if anything was."""
    known = around.dropna(subset=["before", "after"])
    rise = as_plain(known[["after"]])["after"] - as_plain(known[["before"]])["before"]
    if not len(rise) or rise.max() <= 0:
        return ()
    row = known.loc[rise.astype(float).idxmax()]
    return (
        say(
            "Most was added in {name:t}: from {before:n} to {after:n} ({reading:t}).",
            name=row["name"], before=row["before"], after=row["after"], reading=row["reading"],
        ),
    )  # fmt: skip


def _figure(view: View, one: Judged, rows: pd.DataFrame) -> tuple[FigurePart, ...]:
    """Return the map; none where no boundaries were received."""
    if not len(view.reference("boundary_lsoa")):
        return ()
    listed = list_text(rows.loc[rows["role"] == AROUND, "name"])
    return (
        FigurePart(
            draw=partial(_draw, view, rows),
            alt=f"Map of {one.place} with the wards around it, {listed}, and those that it is "
            "compared with.",
            caption=f"{one.name}: {one.what}, {view.before.label}, then {view.period.label}; "
            f"{SYMBOLS}",
            noun="map",
        ),
    )


def _draw(view: View, rows: pd.DataFrame) -> Figure:
    import geopandas

    wards = view.reference("boundary_ward")
    parts = geopandas.GeoDataFrame(
        {
            "role": rows["role"],
            "letter": rows["letter"],
            "line": [_line(row) for row in rows.to_dict("records")],
            "way": [_way(str(reading)) for reading in rows["reading"]],
        },
        geometry=[_shape(view, row) for row in rows.to_dict("records")],
        crs=wards.crs,
    )
    return around_map(parts, wards=wards)


def _shape(view: View, row: dict[str, Any]) -> Any:
    """Return the shape of a ward, of a named place, or of all wards that some cells are of."""
    wards = view.reference("boundary_ward").set_index("code").geometry
    if row["role"] == COMPARED:
        return wards[wards.index.isin(set(row["cells"]["area"]))].union_all()
    place = next((one for one in view.settings.places if one.slug == row["area"]), None)
    if place is not None:
        lsoas = view.reference("boundary_lsoa").set_index("code").geometry
        return lsoas.reindex(place_codes(view, place)).union_all()
    nesting = view.reference("geography")
    own = nesting.loc[nesting["ward_name"] == row["area"], "ward"]
    return wards[wards.index.isin(set(own))].union_all()


def _line(row: dict[str, Any]) -> str:
    counts = [
        row[name].text if row[name] is not None else "no figure" for name in ("before", "after")
    ]
    verdict = "" if row["role"] == COMPARED else f", {row['reading']}"
    return f"{row['name']}: {counts[0]} → {counts[1]}{verdict}"


def _way(reading: str) -> str:
    if reading.startswith(ROSE):
        return "risen"
    return "fallen" if reading.startswith(FELL) else "as before"


def _table(one: Judged, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Where"),
            Column("role", "What it is to the project"),
            *BOTH_YEARS,
            Column("reading", "Reading"),
        ],
        caption=f"{one.name}: its place, around it, and what it is compared with",
        row_header="name",
        table_id=f"around-{folded(one.name)}",
    )
