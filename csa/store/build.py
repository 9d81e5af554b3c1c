"""How are raw files built into processed tables, reading only what changed?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csa.errors import GeographyError, SourceError
from csa.geography import Geography
from csa.schemas import TABLES
from csa.sources import Account, Context, RawFile, Reference, Source
from csa.sources.people import CrimeIndex
from csa.sources.rows import read_rows
from csa.store.catalogue import Catalogue, content_id, read_catalogue, write_catalogue
from csa.store.coverage import build_coverage
from csa.store.lock import build_lock
from csa.store.parts import PartWriter, part_path, write_frame
from csa.store.plan import Plan, make_plan

if TYPE_CHECKING:
    from csa.settings import Settings

Progress = Callable[[str, int, int], None]
NAMED = 5
FIRST = ("lookups", "boundaries")
INDEX = "crime_index"


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    accounts : DataFrame
        The table ``account``: one row per raw file.
    read, reused : int
        Raw files read, and raw files whose tables were up to date.
    removed : int
        Files of processed tables that were out of date and removed.
    revisions : list of dict
        Months that were re-issued since the last build, with rows before and after.
    unrecognised : list of str
        Files below ``data/raw`` that no source reads.
    """

    accounts: pd.DataFrame
    read: int
    reused: int
    removed: int
    revisions: list[dict[str, Any]]
    unrecognised: list[str]


def build(settings: Settings, *, progress: Progress | None = None) -> BuildReport:
    """Build the processed tables from everything below ``data/raw``.

    Only files whose content, source or settings changed are read again. Nothing becomes visible
    before all of it is complete: an error leaves the tables of the last build as they were.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    progress : callable, optional
        Called before each file with its name, how many came before, and how many there are.

    Returns
    -------
    BuildReport
        The account of every file.

    Raises
    ------
    SourceError
        If raw files are missing or cannot be read; the message names up to five.
    GeographyError
        If look-ups and boundaries disagree.
    StoreError
        If the tables cannot be written.
    """
    plan = make_plan(settings)
    with build_lock(settings.processed):
        previous = read_catalogue(settings.processed) or Catalogue()
        return _Builder(plan, previous, progress).run()


class _Builder:
    """One build: its plan, what the last build left, and what this one has so far."""

    def __init__(self, plan: Plan, previous: Catalogue, progress: Progress | None) -> None:
        self.plan = plan
        self.folder = plan.settings.processed
        self.previous = previous
        self.catalogue = Catalogue(synthetic=plan.synthetic, state=plan.state)
        self.read = 0
        self._progress = progress
        self._geography: Geography | None = None
        self._crimes: CrimeIndex | None = None

    def run(self) -> BuildReport:
        """Build everything and make it visible."""
        if self._is_current():
            return self._report(removed=0, revisions=[])
        self._build_groups()
        self._build_rows()
        self._describe_sources()
        self._write_summaries()
        self.catalogue.revisions = [*self.previous.revisions, *self._revisions()]
        write_catalogue(self.folder, self.catalogue)
        return self._report(removed=self._remove_stale(), revisions=self._revisions())

    def _is_current(self) -> bool:
        if self.previous.state != self.plan.state:
            return False
        complete = all(
            part_path(self.folder, table, part).is_file()
            for table, parts in self.previous.tables.items()
            for part in parts
        )
        if complete:
            self.catalogue = self.previous
        return complete

    # Sources that are read whole

    def _build_groups(self) -> None:
        by_row = any(self.plan.sources[name].by_row for name in self.plan.files)
        if by_row and "lookups" not in self.plan.files:
            raise GeographyError(
                "data/raw/lookups holds no look-ups, so no row can be placed. Put the ONS "
                "look-ups there (see docs/raw_formats.md)."
            )
        names = [n for n in self.plan.files if not self.plan.sources[n].by_row]
        for name in sorted(names, key=lambda n: (n not in FIRST, n == "boundaries", n)):
            self._build_group(name)

    def _build_group(self, name: str) -> None:
        files = self.plan.files[name]
        needed = [] if name == "lookups" else [self.plan.geography_id]
        group = self.plan.group_id(name, *needed)
        before = self.previous.derived.get(name)
        if before and before["id"] == group and self._has(before["tables"], group):
            entries = [e for e in self.previous.inputs if e["source"] == name]
        else:
            entries = self._read_group(self.plan.sources[name], files, group)
            before = self.catalogue.derived[name]
        self.catalogue.derived[name] = before
        self.catalogue.inputs += entries
        for table in before["tables"]:
            self.catalogue.tables.setdefault(table, []).append(group)

    def _has(self, tables: Iterable[str], part: str) -> bool:
        return all(part_path(self.folder, table, part).is_file() for table in tables)

    def _read_group(self, source: Source, files: list[RawFile], group: str) -> list[dict[str, Any]]:
        self._tell(f"{source.name} ({len(files)} files)")
        reference: Reference = source.read(files, self._context(source))
        tables = dict(reference.tables)
        if reference.quarantine:
            tables["quarantine"] = _quarantine_frame(reference.quarantine)
        for table, frame in tables.items():
            write_frame(self.folder, table, group, frame=frame)
        self.read += len(files)
        self.catalogue.derived[source.name] = {"id": group, "tables": sorted(tables)}
        return [_entry(account) for account in reference.accounts]

    def _context(self, source: Source) -> Context:
        geography: Any = None if source.name == "lookups" else self.geography
        context = Context(self.plan.settings, geography)
        context.key = self.plan.key if source.needs_key else b""
        if source.follows:
            context.crimes = self.crimes
        return context

    @property
    def geography(self) -> Geography:
        """Look-ups, and boundaries once they are built."""
        boundaries = self.catalogue.derived.get("boundaries", {})
        has_boundaries = "boundary_lsoa" in boundaries.get("tables", [])
        if self._geography is None or self._geography.has_boundaries != has_boundaries:
            self._geography = self._load_geography(boundaries["id"] if has_boundaries else "")
        return self._geography

    def _load_geography(self, boundaries: str) -> Geography:
        from csa.store.reading import read_part

        lookups = self.catalogue.derived["lookups"]["id"]
        areas = read_part(self.folder, "geography", lookups)
        changes = read_part(self.folder, "lsoa_change", lookups)
        placed = read_part(self.folder, "boundary_lsoa", boundaries) if boundaries else None
        return Geography(areas, changes, placed)

    @property
    def crimes(self) -> CrimeIndex:
        """Month and district of every crime of the police extract."""
        if self._crimes is None:
            parts = self.catalogue.tables.get(INDEX, [])
            schema = TABLES[INDEX].arrow
            tables = [pq.read_table(part_path(self.folder, INDEX, p), schema=schema) for p in parts]
            self._crimes = CrimeIndex(pa.concat_tables([schema.empty_table(), *tables]))
        return self._crimes

    # Sources with one file per month

    def _build_rows(self) -> None:
        plan = self.plan
        files = [f for f in plan.every_file if f.source.by_row]
        files.sort(key=lambda f: (bool(f.source.follows), f.source.name, f.month, f.name))
        known = self.previous.by_part
        problems: list[SourceError] = []
        for number, file in enumerate(files):
            part = plan.part_id(file)
            before = known.get(part)
            if before and self._has(before["tables"], part):
                self._list(before)
                continue
            self._tell(file.name, number, len(files))
            try:
                self._list(self._read_file(file, part))
            except SourceError as problem:
                problems.append(problem)
        if problems:
            raise _joined(problems)

    def _read_file(self, file: RawFile, part: str) -> dict[str, Any]:
        self.read += 1
        context = self._context(file.source)
        context.corrections = self.plan.corrections.get(file.name, [])
        if file.name in self.plan.instead:
            return self._stand_back(file, context)
        writer = PartWriter(self.folder, part)
        reading = read_rows(file, context, writer.add)
        tables = writer.finish(reading.superseded)
        if reading.quarantine:
            frame = _quarantine_frame(reading.quarantine)
            write_frame(self.folder, "quarantine", part, frame=frame)
            tables["quarantine"] = []
        reading.account.not_located = _not_located(tables, file.source)
        entry = _entry(reading.account, file=file, part=part, tables=tables)
        entry["profiles"] = {unit: asdict(found) for unit, found in writer.profiles.items()}
        return entry

    def _stand_back(self, file: RawFile, context: Context) -> dict[str, Any]:
        reading = read_rows(file, context, _discard)
        account = reading.account
        account.superseded = account.rows
        account.accepted = account.quarantined = account.out_of_area = 0
        account.remark(f"replaced by {self.plan.instead[file.name]}")
        return _entry(account, file=file)

    def _list(self, entry: dict[str, Any]) -> None:
        self.catalogue.inputs.append(entry)
        for table in entry["tables"]:
            self.catalogue.tables.setdefault(table, []).append(entry["part"])

    # What is said about all of it

    def _describe_sources(self) -> None:
        for name in sorted(self.plan.files):
            source = self.plan.sources[name]
            self.catalogue.sources[name] = {
                "label": source.label,
                "publisher": source.publisher,
                "licence": source.licence,
                "attribution": source.attribution,
                "open": source.open,
                "units": list(source.units),
            }

    def _write_summaries(self) -> None:
        inputs = self.catalogue.inputs
        inputs.sort(key=lambda entry: (entry["source"], entry["path"]))
        coverage = build_coverage(inputs, self.plan.sources, self.plan.settings)
        for table, frame in (("coverage", coverage), ("account", account_frame(inputs))):
            part = content_id(frame.to_json(orient="split"))
            write_frame(self.folder, table, part, frame=frame)
            self.catalogue.tables[table] = [part]

    def _revisions(self) -> list[dict[str, Any]]:
        before = {entry["path"]: entry for entry in self.previous.inputs}
        found = []
        for entry in self.catalogue.inputs:
            old = before.get(entry["path"])
            if old and entry["month"] and old["sha256"] != entry["sha256"]:
                found.append(
                    {
                        "source": entry["source"],
                        "path": entry["path"],
                        "month": entry["month"],
                        "sha256_before": old["sha256"],
                        "sha256": entry["sha256"],
                        "accepted_before": old["accepted"],
                        "accepted": entry["accepted"],
                    }
                )
        return found

    def _remove_stale(self) -> int:
        listed = {
            part_path(self.folder, table, part)
            for table, parts in self.catalogue.tables.items()
            for part in parts
        }
        stale = [path for path in _written(self.folder) if path not in listed]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _report(self, *, removed: int, revisions: list[dict[str, Any]]) -> BuildReport:
        return BuildReport(
            accounts=account_frame(self.catalogue.inputs),
            read=self.read,
            reused=len(self.plan.every_file) - self.read,
            removed=removed,
            revisions=revisions,
            unrecognised=self.plan.unrecognised(),
        )

    def _tell(self, name: str, done: int = 0, total: int = 0) -> None:
        if self._progress:
            self._progress(name, done, total)


def _discard(*_: object) -> None:
    """Take rows that are only counted."""


def _written(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.suffix in (".parquet", ".spill", ".tmp")]


def _entry(
    account: Account,
    *,
    file: RawFile | None = None,
    part: str = "",
    tables: dict[str, list[list[Any]]] | None = None,
) -> dict[str, Any]:
    return {
        **asdict(account),
        "month": file.month if file else "",
        "who": file.who if file else "",
        "part": part,
        "tables": tables or {},
        "profiles": {},
    }


def _quarantine_frame(entries: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(entries, columns=list(TABLES["quarantine"].fields))


def _not_located(tables: dict[str, list[list[Any]]], source: Source) -> int:
    counts = [count for unit in source.units for count in tables.get(unit, [])]
    return sum(rows for district, _, rows in counts if district is None)


def account_frame(inputs: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the table ``account`` of a catalogue's inputs."""
    fields = TABLES["account"].fields
    frame = pd.DataFrame(inputs, columns=list(fields))
    kinds = {name: "Int64" if f.kind == "whole" else "str" for name, f in fields.items()}
    return frame.astype(kinds).sort_values(["source", "path"], ignore_index=True)


def _joined(problems: list[SourceError]) -> SourceError:
    named = " ".join(str(problem) for problem in problems[:NAMED])
    more = len(problems) - NAMED
    return SourceError(f"{named} And {more} more files." if more > 0 else named)
