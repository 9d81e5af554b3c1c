"""How are raw files built into processed tables, reading only what changed?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from csa.errors import GeographyError, SourceError, first_of
from csa.geography import Geography
from csa.locking import only_run
from csa.private import own_folder, tighten
from csa.reading.files.discovery import RawFile, unchanged
from csa.reading.files.order import in_order
from csa.reading.files.unforeseen import read_group
from csa.reading.model import Context, Reference, Source
from csa.reading.reference.harm_weights import TABLE as HARM_TABLE
from csa.reading.rows.cut_off import refuse_future_files
from csa.reading.rows.people import CrimeIndex
from csa.schemas import TABLES
from csa.store.catalogue import Catalogue, content_id, read_catalogue, write_catalogue
from csa.store.coverage import build_coverage
from csa.store.digests import find_damaged, take_digests
from csa.store.entries import Entry, account_frame, make_entry, quarantine_frame
from csa.store.harm import match_offences
from csa.store.idle_rules import find_idle_rules
from csa.store.laid_out import find_held_again, refuse_unfinished
from csa.store.monthly import Job, read_job
from csa.store.parts import load_rows, part_path, shown_frame, write_frame
from csa.store.plan import LOOKUPS, Plan, make_plan, refuse_unplaced
from csa.store.resent import find_lost_rows, without_rows
from csa.store.revisions import content_of, find_replaced, restatements, revision_frame

if TYPE_CHECKING:
    from csa.settings import Settings

Progress = Callable[[str, int, int], None]
FIRST = ("lookups", "boundaries")
OF_LOOKUPS = ("geography", "lsoa_change")
INDEX = "crime_index"
LOCK = "build.lock"


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
        By source, the months that were sent again since the last build: ``source, months`` (in
        words), ``before, after`` (rows accepted).
    unrecognised : list of str
        Files below ``data/raw`` that no source reads.
    idle_rules : list of str
        Rules of priorities that select nothing of all that was received.
    mended : list of str
        Parts of tables, as ``table/part``, that were lost or damaged and were made anew.
    left_out : list of str
        What is said of files that are hidden or open elsewhere, and of look-ups that are missing.
    """

    accounts: pd.DataFrame
    read: int
    reused: int
    removed: int
    revisions: list[dict[str, Any]]
    unrecognised: list[str]
    idle_rules: list[str]
    mended: list[str]
    left_out: list[str]


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
    SettingsError
        If a file's layout is not finished.
    GeographyError
        If look-ups and boundaries disagree.
    StoreError
        If the tables cannot be written, or others can read what belongs to somebody else there.
    """
    plan = make_plan(settings)
    refuse_unfinished(plan.every_file)
    refuse_unplaced(plan)
    with only_run(settings.processed / LOCK, command="csa build"):
        own_folder(settings.processed)
        for folder in filter(Path.is_dir, (settings.processed, settings.restricted)):
            tighten(folder)
        return Building(plan, read_catalogue(settings.processed) or Catalogue(), progress).run()


class Building:
    """One build: its plan, what the last build left, and what this one has so far."""

    def __init__(self, plan: Plan, previous: Catalogue, progress: Progress | None) -> None:
        self.plan = plan
        self.folder = plan.settings.processed
        self.previous = previous
        self.damaged = find_damaged(self.folder, previous)
        self.catalogue = Catalogue(synthetic=plan.synthetic, state=plan.state)
        self.read = 0
        self._progress = progress
        self._geography: Geography | None = None
        self._crimes: CrimeIndex | None = None

    def run(self) -> BuildReport:
        """Build everything and make it visible, or leave what was there."""
        if self.previous.state == self.plan.state and not self.damaged:
            self.catalogue = self.previous
            return self._report(removed=self._remove_stale(), revisions=[])
        there = set(_written(self.folder))
        try:
            self.make()
        except BaseException:
            for path in set(_written(self.folder)) - there:
                path.unlink(missing_ok=True)
            raise
        return self._report(removed=self._remove_stale(), revisions=self._restated())

    def make(self) -> None:
        """Read all that is new and write what is said of it."""
        refuse_future_files([f for f in self.plan.every_file if f.source.by_row])
        self._build_groups()
        if LOOKUPS not in self.plan.files:
            self._write_no_areas()
        self._build_rows()
        self._describe_sources()
        self._write_summaries()
        self.catalogue.digests = take_digests(self.folder, self.catalogue.tables)
        write_catalogue(self.folder, self.catalogue)

    # Sources that are read whole

    def _build_groups(self) -> None:
        names = [n for n in self.plan.files if not self.plan.sources[n].by_row]
        problems: list[GeographyError] = []
        for name in sorted(names, key=lambda n: (n not in FIRST, n == "boundaries", n)):
            try:
                self._build_group(name)
            except GeographyError as problem:
                problems.append(problem)
                if name == "lookups":
                    break
        if problems:
            raise GeographyError(" ".join(str(problem) for problem in problems))

    def _write_no_areas(self) -> None:
        """Write tables of areas that say that none is known."""
        for table in OF_LOOKUPS:
            part = content_id(table)
            frame = TABLES[table].arrow.empty_table().to_pandas()
            write_frame(self.folder, table, part, frame=frame)
            self.catalogue.tables[table] = [part]

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
        return not any(f"{table}/{part}" in self.damaged for table in tables)

    def _read_group(self, source: Source, files: list[RawFile], group: str) -> list[dict[str, Any]]:
        self._tell(f"{source.name} ({len(files)} files)")
        with unchanged(files):
            reference: Reference = read_group(source.read, files, self._context(source))
        tables = dict(reference.tables)
        if reference.quarantine:
            tables["quarantine"] = quarantine_frame(reference.quarantine)
        for table, frame in tables.items():
            write_frame(self.folder, table, group, frame=shown_frame(frame))
        self.read += len(files)
        self.catalogue.derived[source.name] = {"id": group, "tables": sorted(tables)}
        return [make_entry(account) for account in reference.accounts]

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

        if "lookups" not in self.catalogue.derived:
            return Geography.of_names({d.code: d.name for d in self.plan.settings.districts})
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
            tables = [load_rows(self.folder, INDEX, part) for part in parts]
            empty = TABLES[INDEX].arrow.empty_table()
            self._crimes = CrimeIndex(pa.concat_tables([empty, *tables]))
        return self._crimes

    # Sources with one file per month

    def _build_rows(self) -> None:
        """Read every monthly file; a source is settled before those that follow it."""
        files = [f for f in self.plan.every_file if f.source.by_row]
        files.sort(key=lambda f: (bool(f.source.follows), f.source.name, f.month, f.name))
        numbered = enumerate(files)
        problems: list[SourceError] = []
        for name, group in groupby(numbered, key=lambda pair: pair[1].source.name):
            entries = list(self._read_files(group, problems, total=len(files)))
            for entry in self._settled(entries, self.plan.sources[name]):
                self._list(entry)
        if problems:
            raise SourceError(first_of(problems)) from next(
                (p.__cause__ for p in problems if p.__cause__), None
            )

    def _read_files(
        self, files: Iterable[tuple[int, RawFile]], problems: list[SourceError], *, total: int
    ) -> Iterator[Entry]:
        """Read what is new side by side; the entries come in the order of the files."""
        known = self.previous.by_part
        named = [(number, file, self.plan.part_id(file)) for number, file in files]
        new = {p for _, _, p in named if p not in known or not self._has(known[p]["tables"], p)}

        def work(job: Job | Entry) -> Entry | SourceError:
            return read_job(job, self.folder) if isinstance(job, Job) else job

        for found in in_order(work, self._begin(named, new, total=total)):
            if isinstance(found, SourceError):
                problems.append(found)
            else:
                yield found

    def _begin(
        self, named: list[tuple[int, RawFile, str]], new: set[str], *, total: int
    ) -> Iterator[Job | Entry]:
        """Yield what is to be read; of any other file its entry of the last build."""
        for number, file, part in named:
            if part not in new:
                yield self.previous.by_part[part]
                continue
            self._tell(file.name, number, total)
            self.read += 1
            context = self._context(file.source)
            context.corrections = self.plan.corrections.get(file.name, [])
            yield Job(file, part, context, self.plan.instead_of(file))

    def _settled(self, entries: list[dict[str, Any]], source: Source) -> list[dict[str, Any]]:
        """Leave out of each file the rows that count in another file of the source.

        A file that lost rows has a part of another name than the plan gives it, so the next build
        reads it anew.
        """
        parts = [e for e in entries if e["part"]]
        lost = find_lost_rows(self.folder, parts, source)
        lost |= find_held_again(parts, self.folder, source, also=lost)
        settled = []
        for entry in entries:
            if entry["part"] in lost:
                entry = without_rows(self.folder, entry, lost[entry["part"]], source=source)
            settled.append(entry)
        return settled

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
        self.catalogue.revisions = [
            *self.previous.revisions,
            *find_replaced(self.previous.inputs, inputs),
        ]
        frames = {
            "coverage": build_coverage(inputs, self.plan.sources, self.plan.settings),
            "account": account_frame(inputs),
            "revision": revision_frame(inputs, self.catalogue.revisions),
        }
        if HARM_TABLE in self.catalogue.tables:
            frames["harm_match"] = match_offences(self.folder, self.catalogue)
        for table, frame in frames.items():
            part = content_id(frame.to_json(orient="split"))
            write_frame(self.folder, table, part, frame=frame)
            self.catalogue.tables[table] = [part]

    def _restated(self) -> list[dict[str, Any]]:
        """Sum by source what was sent again since the last build."""
        known = {content_of(e) for e in self.previous.inputs}
        new = [e["path"] for e in self.catalogue.inputs if content_of(e) not in known]
        table = revision_frame(self.catalogue.inputs, self.catalogue.revisions)
        return restatements(table[table["path"].isin(new)]).to_dict("records")

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
            idle_rules=find_idle_rules(self.plan.settings, self.catalogue),
            mended=[name for name in self.damaged if name in self.catalogue.digests],
            left_out=self.plan.left_out(),
        )

    def _tell(self, name: str, done: int = 0, total: int = 0) -> None:
        if self._progress:
            self._progress(name, done, total)


def _written(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.suffix in (".parquet", ".spill", ".tmp")]
