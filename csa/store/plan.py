"""Which raw files are to be read, which stand back for another, and what names their parts?"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from csa.errors import SettingsError, SourceError
from csa.keys import keyed_hash, person_key
from csa.settings.files import nearest_or_all
from csa.sources import RawFile, Source, all_sources, configured, find_files
from csa.sources.corrections import Correction, read_corrections
from csa.sources.discovery import MARKER, all_files, require_raw
from csa.sources.order import in_order
from csa.sources.vocabulary import check_vocabulary
from csa.store.catalogue import VERSION, content_id

if TYPE_CHECKING:
    from csa.settings import Settings

KEY_MARK_LENGTH = 16


@dataclass
class Plan:
    """What a build has to read.

    Attributes
    ----------
    sources : dict of str to Source
        Sources as configured.
    files : dict of str to list of RawFile
        The files of each source that has any.
    instead : dict of str to str
        Names of files that are not read, and the file that is read instead.
    key : bytes
        Key of pseudonyms; empty where no source needs one.
    synthetic : bool
        Whether the raw files are the synthetic partnership's.
    corrections : dict of str to list of Correction
        Corrections by the name of the file.
    """

    sources: dict[str, Source]
    files: dict[str, list[RawFile]]
    instead: dict[str, str]
    key: bytes
    synthetic: bool
    settings: Settings
    corrections: dict[str, list[Correction]]

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
        ]

    def group_id(self, name: str, *more: Any) -> str:
        """Return the id of all files of a source together."""
        files = [(f.name, f.sha256, self._said_of(f)) for f in self.files.get(name, [])]
        return content_id(files, self.basis(name), *more)

    @property
    def geography_id(self) -> str:
        """The id of look-ups and boundaries."""
        return content_id(self.group_id("lookups"), self.group_id("boundaries"))

    def part_id(self, file: RawFile) -> str:
        """Return the id of a raw file's part: the same content and rules give the same id."""
        follows = file.source.follows
        before = self.group_id(follows) if follows else ""
        basis = [self.basis(file.source.name), *self._said_of(file)]
        return content_id(file.name, file.sha256, basis, self.geography_id, before)

    def _said_of(self, file: RawFile) -> list[Any]:
        """Return what names a file's place among others: its corrections, and what replaces it."""
        corrections = [c.model_dump() for c in self.corrections.get(file.name, [])]
        return [corrections, self.instead.get(file.name, "")]

    def unrecognised(self) -> list[str]:
        """Return the files below ``data/raw`` that no source reads."""
        read = {file.name for file in self.every_file}
        return [n for n in all_files(self.settings.raw) if n not in read and n != MARKER]

    @property
    def state(self) -> str:
        """The id of everything the tables depend on."""
        deque(in_order(attrgetter("sha256"), self.every_file), maxlen=0)
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
    require_raw(settings.raw)
    known = all_sources()
    for name in settings.sources:
        if name not in known:
            raise SettingsError(
                f"config/sources.toml, [{name}] is no source{nearest_or_all(name, sorted(known))}."
            )
    check_vocabulary(settings, known)
    cut_off = settings.partnership.data_cut_off or ""
    sources = {
        name: configured(source, settings.sources.get(name, {}), cut_off=cut_off)
        for name, source in known.items()
    }
    found = {name: find_files(source, settings) for name, source in sources.items()}
    files = {name: group for name, group in found.items() if group}
    needs_key = any(sources[name].needs_key for name in files)
    return Plan(
        sources=sources,
        files=files,
        instead=_choose([f for group in files.values() for f in group if f.source.by_row]),
        key=person_key(settings.root) if needs_key else b"",
        synthetic=_is_synthetic(settings),
        settings=settings,
        corrections=_known_corrections(settings, files),
    )


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


def _choose(files: list[RawFile]) -> dict[str, str]:
    """Return the files that stand back for another of the same source, month and area."""
    claims: dict[tuple[str, str, str], list[RawFile]] = {}
    for file in files:
        claims.setdefault((file.source.name, file.month, file.who), []).append(file)
    instead: dict[str, str] = {}
    for claimants in claims.values():
        ordered = sorted(claimants, key=lambda file: (-file.revision, file.name))
        chosen = ordered[0]
        for file in ordered[1:]:
            if file.revision == chosen.revision and file.sha256 != chosen.sha256:
                raise SourceError(
                    f"{chosen.name} and {file.name} both claim to be {file.month} of the same "
                    "source, and differ. Remove one, or mark the later issue with -r2 before .csv."
                )
            instead[file.name] = chosen.name
    return instead
