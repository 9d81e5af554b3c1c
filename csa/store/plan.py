"""Which raw files are to be read, which stand back for another, and what names their parts?"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from csa.errors import GeographyError, SourceError
from csa.keys import keyed_hash, person_key
from csa.reading.files.discovery import MARKER, RawFile, configured, find_files, require_raw
from csa.reading.files.folder import RawFolder
from csa.reading.files.names import fits
from csa.reading.files.order import in_order
from csa.reading.model import Source
from csa.reading.rows.corrections import Correction, read_corrections
from csa.reading.rows.vocabulary import check_vocabulary
from csa.sources import sources_of
from csa.store.catalogue import VERSION, content_id
from csa.store.copies import choose_files

if TYPE_CHECKING:
    from csa.settings import Settings

KEY_MARK_LENGTH = 16
LOOKUPS = "lookups"
UNPLACED = (
    "There are no look-ups: rows are in the district that the name of their neighbourhood begins "
    "with, and in no ward or neighbourhood. csa fetch --source lookups --source boundaries brings "
    "them; then run csa build again."
)


@dataclass
class Plan:
    """What a build has to read.

    Attributes
    ----------
    sources : dict of str to Source
        Sources as configured.
    files : dict of str to list of RawFile
        The files of each source that has any.
    instead : dict of str to RawFile
        Names of files that are not counted, and the file that is counted instead.
    key : bytes
        Key of pseudonyms; empty where no source needs one.
    synthetic : bool
        Whether the raw files are the synthetic partnership's.
    corrections : dict of str to list of Correction
        Corrections by the name of the file.
    folder : RawFolder
        What lies below ``data/raw``.
    """

    sources: dict[str, Source]
    files: dict[str, list[RawFile]]
    instead: dict[str, RawFile]
    key: bytes
    synthetic: bool
    settings: Settings
    corrections: dict[str, list[Correction]]
    folder: RawFolder

    @property
    def every_file(self) -> list[RawFile]:
        """All files, by source and name."""
        return [file for name in sorted(self.files) for file in self.files[name]]

    @property
    def key_mark(self) -> str:
        """A mark that changes with the key and does not tell it."""
        return keyed_hash(self.key, "mark").hex()[:KEY_MARK_LENGTH] if self.key else ""

    def basis(self, name: str) -> list[Any]:
        """Return what the tables of a source depend on besides its files."""
        source, settings = self.sources[name], self.settings
        return [
            VERSION,
            source.version,
            source.name,
            sorted((d.code, d.name) for d in settings.districts),
            [settings.partnership.force, settings.partnership.crs],
            settings.sources.get(name, {}),
            settings.vocabulary.get(name, {}),
            source.cut_off,
            self.key_mark if source.needs_key else "",
            _names_of(settings) if source.names_settings else [],
        ]

    def group_id(self, name: str, *more: Any) -> str:
        """Return the id of all files of a source together."""
        files = [(f.name, f.sha256, self._said_of(f)) for f in self.files.get(name, [])]
        return content_id(files, self.basis(name), *more)

    @property
    def geography_id(self) -> str:
        """The id of look-ups, boundaries and postcodes."""
        postcodes = [self.group_id("postcodes")] if "postcodes" in self.files else []
        return content_id(self.group_id("lookups"), self.group_id("boundaries"), *postcodes)

    def part_id(self, file: RawFile) -> str:
        """Return the id of a raw file's part: the same content and rules give the same id."""
        follows = file.source.follows
        before = self.group_id(follows) if follows else ""
        basis = [self.basis(file.source.name), *self._said_of(file)]
        return content_id(file.name, file.sha256, basis, self.geography_id, before)

    def _said_of(self, file: RawFile) -> list[Any]:
        """Return what names a file's place among others: its corrections, and what replaces it."""
        corrections = [c.model_dump() for c in self.corrections.get(file.name, [])]
        other = self.instead_of(file)
        layout = [file.layout.digest] if file.layout else []
        return [corrections, other.name if other else "", *layout]

    def instead_of(self, file: RawFile) -> RawFile | None:
        """Return the file that counts in place of another of its source, if there is one."""
        other = self.instead.get(file.name)
        return replace(other, source=file.source) if other and file.layout else other

    def unrecognised(self) -> list[str]:
        """Return the files below ``data/raw``, and in archives, that no source reads."""
        return self.folder.unread({MARKER, *(file.name for file in self.every_file)})

    def left_out(self) -> list[str]:
        """Say which files are left out or not read as somebody sees them, and which are lacking."""
        patterns = [pattern for source in self.sources.values() for pattern in source.patterns]
        hidden = [
            f"{name} is hidden and left out."
            for name in self.folder.hidden
            if any(fits(name.replace("/.", "/"), pattern, loosely=True) for pattern in patterns)
        ]
        opened = [
            f"{name} is open in a spreadsheet program: what is not saved there is not read."
            for name in self.folder.opened_elsewhere
        ]
        return [*hidden, *opened, *([] if LOOKUPS in self.files else [UNPLACED])]

    @property
    def state(self) -> str:
        """The id of everything the tables depend on."""
        groups = [self.group_id(name) for name in sorted(self.files)]
        return content_id(groups, self.geography_id, self.synthetic)


def make_plan(settings: Settings) -> Plan:
    """Find all raw files and decide which are read.

    Raises
    ------
    SourceError
        If there are none, or two claim the same month and area.
    SettingsError
        If settings name a source, or a list of one, that does not exist.
    """
    folder = RawFolder(settings.raw)
    require_raw(folder)
    known = sources_of(settings)
    check_vocabulary(settings, known)
    cut_off = settings.partnership.data_cut_off or ""
    sources = {
        name: configured(
            source,
            settings.sources.get(name, {}),
            cut_off=cut_off,
            districts=[district.slug for district in settings.districts],
        )
        for name, source in known.items()
    }
    found = {name: find_files(source, settings, folder) for name, source in sources.items()}
    files = {name: group for name, group in found.items() if group}
    needs_key = any(sources[name].needs_key for name in files)
    _hash_all(file for group in files.values() for file in group)
    return Plan(
        sources=sources,
        files=files,
        instead=choose_files([f for group in files.values() for f in group if f.source.by_row]),
        key=person_key(settings.root) if needs_key else b"",
        synthetic=_is_synthetic(settings),
        settings=settings,
        corrections=_known_corrections(settings, files),
        folder=folder,
    )


def refuse_unplaced(plan: Plan) -> None:
    """Refuse files that cannot be used without look-ups, where there are none.

    Raises
    ------
    GeographyError
        Naming one of them.
    """
    lost = [name for name in plan.files if plan.sources[name].needs_lookups]
    if LOOKUPS not in plan.files and lost:
        raise GeographyError(
            f"data/raw/lookups holds no look-ups, so {plan.files[lost[0]][0].name} cannot be "
            "placed. Put the ONS look-ups there (csa fetch --source lookups; see "
            "docs/raw_formats.md)."
        )


def _hash_all(files: Iterable[RawFile]) -> None:
    """Hash files side by side; each remembers its own."""
    deque(in_order(attrgetter("sha256"), files), maxlen=0)


def _known_corrections(
    settings: Settings, files: dict[str, list[RawFile]]
) -> dict[str, list[Correction]]:
    corrections = read_corrections(settings.root)
    by_row = {f.name for group in files.values() for f in group if f.source.by_row}
    strangers = sorted(set(corrections) - by_row)
    if strangers:
        raise SourceError(f"config/corrections.toml corrects {strangers[0]}, which is not read.")
    return corrections


def _is_synthetic(settings: Settings) -> bool:
    path = settings.raw / MARKER
    if not path.is_file():
        return False
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")).get("synthetic"))
    except (ValueError, AttributeError):
        raise SourceError(f"data/raw/{MARKER} is not valid JSON.") from None


def _names_of(settings: Settings) -> list[list[str]]:
    """Return the names of the settings that files kept by hand may use."""
    indicators = [one.id for one in settings.plan.indicators]
    return [settings.area_slugs, settings.subjects, indicators]
