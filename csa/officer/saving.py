"""How do rows leave the desk: for Excel, and for programs that draw maps such as QGIS?

Rows are unprotected and stay so wherever they go: what they are, their source and that mark are in
the file.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.errors import SettingsError
from csa.officer.loading import ABOUT
from csa.officer.readable import as_points
from csa.present.exhibit import MARK, Exhibit
from csa.present.saving.place import choose_place, save_file
from csa.present.saving.sheets import Sheet, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas

MAPS = (".gpkg", ".geojson")
DEGREES, LAYER = "EPSG:4326", "unprotected"
ABOUT_SHEET, ROWS_SHEET = "About these rows", "Rows"


def save(what: Exhibit | pd.DataFrame, name: str | Path) -> Path:
    """Save an exhibit, or rows that ``csa.load`` gave, with what they are in the file.

    Parameters
    ----------
    what : Exhibit or DataFrame
        Of rows, all columns are saved; ``labels=True`` at loading gives words for codes.
    name : str or Path
        Of rows it ends in ``.xlsx``, ``.gpkg`` (GeoPackage, in metres) or ``.geojson`` (in
        degrees). A name alone is saved under ``data/saved`` of the project.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    SettingsError
        If it cannot be saved so; the message says as what it can.
    StoreError
        If the rows have no points, or the file cannot be written.

    Examples
    --------
    >>> asb = csa.load("asb", district="Redditch", last="6 weeks", labels=True)
    asb (Redditch; ...
    >>> csa.save(asb, "six-weeks.xlsx").name
    'six-weeks.xlsx'
    """
    if isinstance(what, Exhibit):
        return what.save(name)
    about = what.attrs.get(ABOUT)
    if about is None:
        raise SettingsError("Only rows that csa.load gave can be saved: they say what they are.")
    path = choose_place(name, endings=WRITERS, unprotected=True)
    ending, told = path.suffix.lower(), _told(what, about)
    lost = _lost(what, about["table"]) if ending in MAPS else ""
    told["Rows"] += lost
    saved = save_file(path, WRITERS[ending](_naive(what), told))
    sys.stdout.write(f"{lost.strip()}\n" if lost else "")
    return saved


def _lost(rows: pd.DataFrame, table: str) -> str:
    """Say how many rows no map can have; empty where it has all."""
    lost = int(as_points(rows, table).geometry.isna().sum())
    if not lost:
        return ""
    return f" No point is known of {lost:,} of these {len(rows):,} rows: the map lacks them."


def _told(rows: pd.DataFrame, about: Mapping[str, Any]) -> dict[str, str]:
    """Return what the rows are, by name."""
    by_hand = f" {len(rows):,} of them, picked by hand." if len(rows) != about["rows"] else ""
    return {
        "Title": about["title"],
        "Protection": f"{MARK}.",
        "Source": about["source"] or "not stated",
        "Period": about["period"] or "not dated",
        "Rows": " ".join(about["lines"]) + by_hand,
    }


def _naive(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with times of the clock here, which is all that other programs know."""
    zoned = [name for name in rows if isinstance(rows[name].dtype, pd.DatetimeTZDtype)]
    return rows.assign(**{name: rows[name].dt.tz_localize(None) for name in zoned})


def _write_workbook(rows: pd.DataFrame, told: Mapping[str, str]) -> bytes:
    frame = pd.DataFrame(rows).drop(columns="geometry", errors="ignore")
    values = frame.astype("object").where(frame.notna(), "").map(_cell)
    note = f"{told['Protection']} Source: {told['Source']} Period: {told['Period']}"
    lines = [[*line] for line in told.items()]
    sheets = [
        Sheet(ABOUT_SHEET, told["Title"], note, ["What", "Text"], lines, kept_in_sight=1),
        Sheet(
            ROWS_SHEET, told["Title"], note, [*map(str, frame)],
            values.to_numpy().tolist() or [[""] * frame.shape[1]],
        ),
    ]  # fmt: skip
    return write_workbook(sheets)


def _cell(value: Any) -> Any:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _write_geopackage(rows: pd.DataFrame, told: Mapping[str, str]) -> bytes:
    about = {"IDENTIFIER": told["Title"], "DESCRIPTION": " ".join(told.values())}
    return _write_map(_points(rows, told), "GPKG", layer_options=about)


def _write_geojson(rows: pd.DataFrame, told: Mapping[str, str]) -> bytes:
    about = {"DESCRIPTION": " ".join(told.values())}
    points = _points(rows, told).to_crs(DEGREES)
    return _write_map(points, "GeoJSON", RFC7946="YES", layer_options=about)


def _write_map(points: geopandas.GeoDataFrame, driver: str, **options: Any) -> bytes:
    out = io.BytesIO()
    points.to_file(out, driver=driver, layer=LAYER, **options)
    return out.getvalue()


def _points(rows: pd.DataFrame, told: Mapping[str, str]) -> geopandas.GeoDataFrame:
    """Return those rows that have a point; whoever sees one alone sees what it is."""
    points = as_points(rows, rows.attrs[ABOUT]["table"])
    located = points[points.geometry.notna()]
    return located.assign(about=f"{told['Title']}. {told['Protection']}")


WRITERS: Mapping[str, Callable[[pd.DataFrame, Mapping[str, str]], bytes]] = {
    ".xlsx": _write_workbook,
    ".gpkg": _write_geopackage,
    ".geojson": _write_geojson,
}
