"""What would become of a file that has a layout, before anything of it is kept?"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SourceError
from csa.layouts.proposing.look import require_file
from csa.reading.files.discovery import RawFile
from csa.store.build import Building
from csa.store.catalogue import Catalogue
from csa.store.entries import Entry
from csa.store.parts import load_rows
from csa.store.plan import Plan, make_plan

if TYPE_CHECKING:
    from csa.settings import Settings

REFERENCES = ("lookups", "boundaries")
SHOWN = 10
# What tells nobody who it was; everything else is masked.
PREVIEWED = ("month", "district", "ward", "lsoa", "category", "incident_class", "motive", "status")
BOOKKEEPING = ("source", "file_id", "row_number", "row_hash", "lsoa_supplied", "location_text")
ASIDE = ("sheet", "line", "column", "reason")
INDEXES = ("crime_index", "quarantine")


@dataclass(frozen=True)
class Trial:
    """What would become of a file in the table of one source.

    Attributes
    ----------
    entry : dict
        The account of the file, as the catalogue would have it.
    quarantine : DataFrame
        Rows set aside: ``sheet, line, column, reason``.
    counts : DataFrame
        Rows by ``district`` (its code, empty where unknown) and ``month``.
    unknown : dict of str to int
        Columns of which something is unknown, and in how many of the rows.
    preview : DataFrame
        Some rows, without anything that refers to a person, crime or incident.
    masked : tuple of str
        Other columns that hold something, and are never shown.
    still_open : str
        The lines of its layout that are marked as open: no build takes the file before.
    """

    entry: Entry
    quarantine: pd.DataFrame
    counts: pd.DataFrame
    unknown: dict[str, int]
    preview: pd.DataFrame
    masked: tuple[str, ...] = ()
    still_open: str = ""

    def without_preview(self) -> Trial:
        """Return it without rows, for who shows these otherwise."""
        return replace(self, preview=self.preview.head(0))


def try_file(settings: Settings, path: Path) -> list[Trial]:
    """Read a file by its layout into a folder of its own, which is removed again.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    path : Path
        The file, below ``data/raw``.

    Returns
    -------
    list of Trial
        One for each table that the file feeds.

    Raises
    ------
    SourceError
        If the file does not lie below ``data/raw``, no layout is for it, or it cannot be read.
    GeographyError
        If there are no look-ups.
    """
    require_file(path)
    plan = make_plan(settings)
    name = name_below(settings.raw, path)
    found = [f for f in plan.every_file if f.name == name and f.layout is not None]
    if not found:
        if any(f.name == name for f in plan.every_file):
            raise SourceError(
                f"No layout under config/layouts is for {name}: 'csa build' reads it as a file of "
                "csa's own format, which needs none."
            )
        raise SourceError(
            f"No layout under config/layouts is for {name}. docs/layouts.md says how to write one."
        )
    with tempfile.TemporaryDirectory(prefix="csa-layout-") as folder:
        building = Building(_only(plan, found), Catalogue(), None)
        building.folder = Path(folder)
        building.make()
        entries = [e for e in building.catalogue.inputs if e["path"] == name]
        still_open = found[0].layout.still_open if found[0].layout else ""
        trials = [_trial(entry, building.folder) for entry in entries]
        return [replace(trial, still_open=still_open) for trial in trials]


def name_below(raw: Path, path: Path) -> str:
    """Return the name of a file below ``data/raw``.

    Raises
    ------
    SourceError
        If it lies elsewhere.
    """
    try:
        return path.resolve().relative_to(raw.resolve()).as_posix()
    except ValueError:
        raise SourceError(f"{path} does not lie below data/raw. Put it there first.") from None


def _only(plan: Plan, found: list[RawFile]) -> Plan:
    """Return the plan of the files alone, with what they must be held against."""
    files = {name: plan.files[name] for name in REFERENCES if name in plan.files}
    for file in found:
        if file.source.follows in plan.files:
            files.setdefault(file.source.follows, plan.files[file.source.follows])
        files[file.source.name] = [file]
    return replace(plan, files=files)


def _trial(entry: Entry, folder: Path) -> Trial:
    tables = {t: load_rows(folder, t, entry["part"]).to_pandas() for t in entry["tables"]}
    quarantine = tables.get("quarantine", pd.DataFrame(columns=list(ASIDE)))
    rows = next((frame for name, frame in tables.items() if name not in INDEXES), pd.DataFrame())
    table = next((name for name in tables if name not in INDEXES), "")
    counts = pd.DataFrame(entry["tables"].get(table, []), columns=["district", "month", "rows"])
    missing = {name: int(rows[name].isna().sum()) for name in rows if name not in BOOKKEEPING}
    shown = [name for name in PREVIEWED if name in rows]
    return Trial(
        entry,
        quarantine[list(ASIDE)],
        counts.fillna({"district": ""}),
        {name: count for name, count in missing.items() if count},
        rows.sort_values("row_number")[shown].head(SHOWN) if len(rows) else rows,
        tuple(n for n in rows if n not in (*shown, *BOOKKEEPING) and rows[n].notna().any()),
    )
