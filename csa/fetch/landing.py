"""Where do fetched files land, and what is kept about where they came from?

Beside each file lies ``.NAME.provenance.json``: publisher, licence, attribution, address, date and
checksum. ``data/raw/.fetch`` holds downloads under way, and a receipt of each finished one by which
the next run asks only for what changed. Both are hidden, so that ``csa build`` does not see them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from csa.errors import SourceError
from csa.fetch.content import checksum
from csa.fetch.disk import put_in_place, write_whole
from csa.fetch.partial import Version
from csa.fetch.settings import Dataset
from csa.reading.files.discovery import MARKER, configured
from csa.settings import Settings
from csa.sources import all_sources

STAGING = ".fetch"
Placed = Literal["fetched", "unchanged", "kept"]


@dataclass(frozen=True)
class Origin:
    """Where a file came from.

    Attributes
    ----------
    address, answered_by : str
        What was asked for, and the address that answered after redirects.
    sha256, bytes : str, int
        Of what was downloaded, if it was one file.
    member : str
        The file's name in the archive that was downloaded.
    preparation : str
        What was done to it, in words; nothing if it is as it came.
    """

    address: str
    answered_by: str
    sha256: str = ""
    bytes: int | None = None
    member: str = ""
    preparation: str = ""


@dataclass(frozen=True)
class Receipt:
    """What is kept of a finished download.

    Attributes
    ----------
    address : str
        What was asked for.
    wanted : str
        What was wanted of it: with other settings it is downloaded again.
    version : Version
        The version that came.
    files : dict of str to str
        SHA-256 of each file it became, by name below ``data/raw``.
    months : list of str
        Months that an archive holds.
    """

    address: str
    wanted: str
    version: Version
    files: dict[str, str]
    months: list[str] = field(default_factory=list)


class Landing:
    """The folder of raw files, as fetching sees it.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    force : bool
        Whether files that were not fetched, or were changed since, may be replaced.
    """

    def __init__(self, settings: Settings, *, force: bool = False) -> None:
        self._settings = settings
        self._raw = settings.raw
        self._force = force
        self.staging = settings.raw / STAGING

    def refuse_synthetic(self) -> None:
        """Refuse a folder that holds the synthetic partnership.

        Raises
        ------
        SourceError
            If it does.
        """
        if (self._raw / MARKER).exists():
            raise SourceError(
                "data/raw holds the synthetic partnership, and real files are never mixed with it. "
                "Fetch into a project folder of its own, or empty data/raw first."
            )

    def receipt(self, key: str) -> Receipt | None:
        """Return the receipt of a finished download, if every file of it is still as it was."""
        path = self.staging / f"{key}.json"
        if self._force or not path.is_file():
            return None
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            receipt = Receipt(**{**found, "version": Version(**found["version"])})
        except (ValueError, KeyError, TypeError):
            return None  # of another version of csa: it is downloaded again
        return receipt if self._is_intact(receipt) else None

    def _is_intact(self, receipt: Receipt) -> bool:
        return all(
            (self._raw / name).is_file() and checksum(self._raw / name) == sha256
            for name, sha256 in receipt.files.items()
        )

    def keep_receipt(self, key: str, receipt: Receipt) -> None:
        """Keep the receipt of a finished download."""
        self._write(self.staging / f"{key}.json", asdict(receipt))

    def place(self, draft: Path, name: str, *, dataset: Dataset, origin: Origin) -> Placed:
        """Put a finished file in its place, unless that holds one which was not fetched.

        Parameters
        ----------
        draft : Path
            The file; it is moved or removed.
        name : str
            Its name below ``data/raw``.
        dataset : Dataset
            What it belongs to.
        origin : Origin
            Where it came from.

        Returns
        -------
        str
            ``fetched``; ``unchanged`` if the same bytes are there already; ``kept`` if the file
            there was put or changed by someone else.
        """
        target = self._raw / name
        sha256, size = checksum(draft), draft.stat().st_size
        before = checksum(target) if target.is_file() else ""
        known = self._provenance(target).get("sha256", "")
        if before and before != sha256 and before != known and not self._force:
            draft.unlink()
            return "kept"
        if before == sha256:
            draft.unlink()
        else:
            put_in_place(draft, target)
        if known != sha256:
            entry = self._entry(dataset, origin, sha256=sha256, size=size)
            self._write(_beside(target), entry)
        return "unchanged" if before == sha256 else "fetched"

    def _provenance(self, target: Path) -> dict[str, Any]:
        path = _beside(target)
        try:
            found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _entry(self, dataset: Dataset, origin: Origin, *, sha256: str, size: int) -> dict[str, Any]:
        source = configured(
            all_sources()[dataset.source], self._settings.sources.get(dataset.source, {})
        )
        return {
            "dataset": dataset.name,
            "title": dataset.title,
            "publisher": dataset.publisher or source.publisher,
            "licence": dataset.licence or source.licence,
            "attribution": dataset.attribution or source.attribution,
            "page": dataset.page,
            "address": origin.address,
            "answered_by": origin.answered_by,
            "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": sha256,
            "bytes": size,
            "original_sha256": origin.sha256,
            "original_bytes": origin.bytes,
            "member": origin.member,
            "preparation": origin.preparation,
        }

    def _write(self, target: Path, content: dict[str, Any]) -> None:
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        write_whole(text.encode("utf-8"), target, staging=self.staging)

    def tidy(self) -> None:
        """Remove the folder of downloads if nothing of use is left in it."""
        if any(self.staging.iterdir()):
            return
        self.staging.rmdir()
        if not self._raw.is_symlink() and not any(self._raw.iterdir()):
            self._raw.rmdir()

    def size_of(self, name: str) -> int:
        """Return the bytes of a file below ``data/raw``; 0 if it is not there."""
        path = self._raw / name
        return path.stat().st_size if path.is_file() else 0

    def sha256_of(self, name: str) -> str:
        """Return the SHA-256 of a file below ``data/raw``."""
        return checksum(self._raw / name)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.provenance.json")
