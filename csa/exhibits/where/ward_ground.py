"""Where in a ward is it? Its neighbourhoods, places and hotspots, and the map of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.places.shapes import place_middle
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.where.hotspots import spot_rows
from csa.exhibits.wording.changes import cells_beside, set_beside
from csa.exhibits.wording.ground import capitalised, named_ground
from csa.exhibits.wording.nearest import named_after_type, nearest_type
from csa.exhibits.wording.places import place_codes
from csa.exhibits.wording.verdicts import judge_cells, tell_change, with_words
from csa.measures.grid import CELL_SIZES_M
from csa.measures.verdicts import FELL, ROSE
from csa.present.exhibit import FigurePart
from csa.present.ward_map import LETTERS, ward_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from csa.exhibits.view import View
    from csa.settings import Place

MOST_SPOTS = 4
OF_SPOT = ["priority", "theme", "district", "hotspot"]
SPOTS, VERDICTS = "hotspots of all priorities", "neighbourhoods"


def neighbourhood_rows(view: View, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ward's neighbourhoods with their letters, and the cells of their counts."""
    ground = named_ground(view)
    own = ground[ground["ward"] == view.ward]
    cells = cells_beside(view, view.cells(frame, level="lsoa"))
    verdicts = view.once(f"{VERDICTS} {view.slug}", lambda: judge_cells(view, cells))
    here = cells[cells["area"].isin(own["lsoa"])]
    names = pd.DataFrame({"area": own["lsoa"], "name": capitalised(own["called"])})
    rows = names.merge(set_beside(view, here), on="area", how="left")
    rows = with_words(rows, verdicts)
    rows = rows.sort_values(["after", "name"], ascending=[False, True], ignore_index=True)
    return rows.assign(letter=[LETTERS[n % len(LETTERS)] for n in rows.index]), here


def spots_in(view: View, name: str) -> pd.DataFrame:
    """Return the hotspots of the ward of every priority that lie around no named place.

    Of a named place the counts of its own neighbourhoods are told, over the months of the page; the
    largest come first.
    """
    every: pd.DataFrame = view.once(f"{SPOTS} {view.slug}", lambda: _every_spot(view))
    if not len(every):
        return every
    is_apart = every["place"].fillna("") == ""
    here = every[(every["ward"] == name) & is_apart & every["now"].notna() & every["is_told"]]
    here = here.assign(told=tell_change(here["reading"]))
    ordered = here.sort_values(["told", "now"], ascending=False, kind="stable", ignore_index=True)
    return ordered.head(MOST_SPOTS)


def _every_spot(view: View) -> pd.DataFrame:
    pieces = [_spots_of(view, one.id) for one in view.settings.priorities]
    found = [piece for piece in pieces if len(piece)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _spots_of(view: View, priority: str) -> pd.DataFrame:
    one = view.of_priority(priority)
    trials = view.reference("hotspot_trial")
    rows = spot_rows(named_after_type(one) if nearest_type(one) else one)
    if not len(rows):
        return rows
    latest = trials.loc[trials["latest"].notna(), "latest"].iloc[0]
    return rows.assign(latest=latest, label=[_label(one, row) for _, row in rows.iterrows()])


def _label(view: View, row: pd.Series) -> str:
    """Name what gathers there: a sub-theme, or all that the priority counts."""
    if not row["is_total"]:
        return str(row["label"])
    if nearest_type(view) or row["unit"] == "crime":
        return nearest_type(view) or view.priority.short_label
    noun = UNIT_NOUNS[row["unit"]]
    return noun[:1].upper() + noun[1:]


def places_in(view: View) -> list[Place]:
    """Return the named places that neighbourhoods of the ward make up."""
    nesting = view.reference("geography")
    codes = set(nesting.loc[nesting["ward"] == view.ward, "lsoa"])
    return [
        place
        for place in view.settings.places
        if place.district == view.slug and codes & set(place_codes(view, place))
    ]


def map_of(
    view: View, name: str, parts: pd.DataFrame, spots: pd.DataFrame
) -> tuple[FigurePart, ...]:
    """Return the map of the ward; none where no boundaries were received."""
    if not len(view.reference("boundary_lsoa")) or not len(parts):
        return ()
    listed = "; ".join(f"{row.letter}: {row.name}" for row in parts.itertuples())
    return (
        FigurePart(
            draw=_drawer(view, parts, spots),
            alt=f"Map of {name} ward with its neighbourhoods: {listed}.",
            caption=f"{name} ward: its neighbourhoods, named places and hotspots. Counts are "
            f"recorded crimes, {view.before.label}, then {view.period.label}; ▲ clearly risen, "
            "▽ clearly fallen",
            noun="map",
        ),
    )


def _drawer(view: View, parts: pd.DataFrame, spots: pd.DataFrame) -> Callable[[], Figure]:
    def draw() -> Figure:
        import geopandas
        from shapely import Point

        wards, lsoas = view.reference("boundary_ward"), view.reference("boundary_lsoa")
        crs = wards.crs
        shapes = lsoas.set_index("code").geometry
        own = wards[wards["code"] == view.ward]
        lettered = geopandas.GeoDataFrame(
            {
                "letter": parts["letter"],
                "line": [_line(row) for _, row in parts.iterrows()],
                "way": [_way(reading) for reading in parts["reading"]],
            },
            geometry=list(shapes.reindex(parts["area"])),
            crs=crs,
        )
        places = places_in(view)
        points = [Point(place_middle(one, view.settings)) for one in places]
        inside = [
            (place.name, at)
            for place, at in zip(places, points, strict=True)
            if own.geometry.iloc[0].contains(at)
        ]
        return ward_map(
            own,
            around=wards,
            parts=lettered,
            spots=geopandas.GeoDataFrame(geometry=_squares(view, spots), crs=crs),
            places=geopandas.GeoDataFrame(
                {"name": [name for name, _ in inside]}, geometry=[at for _, at in inside], crs=crs
            ),
        )

    return draw


def _squares(view: View, spots: pd.DataFrame) -> list[Any]:
    """Return the squares of some hotspots."""
    from shapely import box

    if not len(spots):
        return []
    cells = view.reference("hotspot_cell").merge(spots[OF_SPOT], on=OF_SPOT)
    size = CELL_SIZES_M[0]
    pairs = cells[["column", "row"]].drop_duplicates().itertuples(index=False)
    return [box(x * size, y * size, (x + 1) * size, (y + 1) * size) for x, y in pairs]


def _line(row: pd.Series) -> str:
    counts = [
        row[name].text if pd.notna(row[name]) else "no figure" for name in ("before", "after")
    ]
    return f"{row['name']}: {counts[0]} → {counts[1]}"


def _way(reading: str) -> str:
    if reading.startswith(ROSE):
        return "risen"
    return "fallen" if reading.startswith(FELL) else "as before"
