"""Which files of an archive of data.police.uk are wanted, and how are they cut out of it?"""

from __future__ import annotations

import difflib
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from csa.errors import FetchError, SourceError
from csa.fetch.content import check_content
from csa.fetch.disk import require_space, writing
from csa.fetch.elsewhere import FILE, Counts, count_rows, write_counts
from csa.reading.files.opening import DAMAGED, Guarded, find_member, list_members

MEMBER = re.compile(
    r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z-]+?)-(?P<kind>street|outcomes|stop-and-search)\.csv"
)
STREET, COUNTED = "street", "counted"
COPY_BYTES = 1 << 20
FORCES_NAMED = 5


@dataclass(frozen=True)
class Cutting:
    """What is wanted of an archive.

    Attributes
    ----------
    forces, kinds : tuple of str
        Slugs of forces, and kinds of files.
    first, last : str
        First and last month; nothing where there is no bound.
    counts : bool
        Whether the crimes of all other forces are counted by district, month and type.
    """

    forces: tuple[str, ...]
    kinds: tuple[str, ...]
    first: str = ""
    last: str = ""
    counts: bool = False

    def wants(self, month: str, force: str, kind: str) -> bool:
        """Return whether a file is wanted."""
        return self._is_within(month) and force in self.forces and kind in self.kinds

    def only_counts(self, month: str, force: str, kind: str) -> bool:
        """Return whether the rows of a file are to be counted and not kept."""
        is_other = kind == STREET and force not in self.forces
        return self.counts and is_other and self._is_within(month)

    def _is_within(self, month: str) -> bool:
        return (not self.first or month >= self.first) and (not self.last or month <= self.last)


@dataclass
class Cut:
    """What was cut out of an archive.

    Attributes
    ----------
    drafts : dict of str to Path
        Files by their name below the dataset's folder.
    members : dict of str to str
        The name of each in the archive.
    months : list of str
        Months that the archive holds, of any force.
    empty : list of str
        Files that hold a header row and no data; they are left out.
    counts : dict of str to Path
        Tables of what other forces recorded, by name.
    """

    drafts: dict[str, Path] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    months: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    counts: dict[str, Path] = field(default_factory=dict)


@contextmanager
def cut_out(archive: Path, wanted: Cutting, *, folder: Path, address: str) -> Iterator[Cut]:
    """Cut the wanted files out of an archive into a folder, which is emptied in the end.

    Parameters
    ----------
    archive : Path
        The archive, whole.
    wanted : Cutting
        What is wanted of it.
    folder : Path
        Where the files are put, until they are moved to their place.
    address : str
        Where it came from, for messages.

    Raises
    ------
    SourceError
        If it is damaged, names files outside its folder, holds links, or unpacks to more than is
        reasonable.
    FetchError
        If it holds no file of a force that is wanted, or one of them is no CSV.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield _cut(archive, wanted, folder=folder, address=address)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _cut(archive: Path, wanted: Cutting, *, folder: Path, address: str) -> Cut:
    parsed = _parse(list_members(archive, name=address))
    forces = {match["force"] for match in parsed.values()}
    for force in wanted.forces:
        if force not in forces:
            raise FetchError(_no_force(force, sorted(forces), address))
    found = Cut(months=sorted({match["month"] for match in parsed.values()}))
    for member, match in sorted(parsed.items()):
        if wanted.wants(match["month"], match["force"], match["kind"]):
            name = f"{match['month']}/{match[0]}"
            if name in found.members:
                raise FetchError(f"The archive {address} holds {match[0]} more than once.")
            found.members[name] = member
    if not found.members:
        raise FetchError(
            f"The archive {address} holds {found.months[0]} to {found.months[-1]}, and none of the "
            "files that are wanted. Choose other months."
        )
    _unpack(archive, found, folder=folder, address=address)
    if not found.drafts:
        raise FetchError(f"The archive {address} holds the wanted files without a row in them.")
    others = {
        member: match["month"]
        for member, match in sorted(parsed.items())
        if wanted.only_counts(match["month"], match["force"], match["kind"])
    }
    found.counts = _count(archive, others, folder=folder, address=address)
    return found


def _count(
    archive: Path, members: dict[str, str], *, folder: Path, address: str
) -> dict[str, Path]:
    """Count the rows of some files, given with their months; a table for each month."""
    counts: dict[str, Counts] = {}
    with zipfile.ZipFile(archive) as opened:
        for member, month in members.items():
            info = find_member(opened, member)
            with _reading(opened, info, address) as stream:
                found = count_rows(stream, name=f"{info.filename} in {address}")
            counts.setdefault(month, Counter()).update(found)
    drafts = {FILE.format(month=month): one for month, one in counts.items() if one}
    for name, one in drafts.items():
        write_counts(one, folder / COUNTED / name)
    return {name: folder / COUNTED / name for name in drafts}


def _parse(members: list[str]) -> dict[str, re.Match[str]]:
    names = {member: MEMBER.fullmatch(PurePosixPath(member).name) for member in members}
    return {member: match for member, match in names.items() if match}


def _no_force(force: str, there: list[str], address: str) -> str:
    near = difflib.get_close_matches(force, there, n=FORCES_NAMED) or there[:FORCES_NAMED]
    hint = f" It holds {', '.join(near)}." if near else ""
    return (
        f"The archive {address} holds no file of the force '{force}'.{hint} Check force in "
        "config/partnership.toml, or forces in config/fetch.toml."
    )


def _unpack(archive: Path, found: Cut, *, folder: Path, address: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        infos = {name: find_member(opened, member) for name, member in found.members.items()}
        require_space(archive.parent, sum(info.file_size for info in infos.values()))
        for name, info in infos.items():
            draft = folder / name
            with _reading(opened, info, address) as stream, writing(draft):
                draft.parent.mkdir(parents=True, exist_ok=True)
                with draft.open("wb") as target:
                    shutil.copyfileobj(stream, target, COPY_BYTES)
            if _has_no_rows(draft):
                found.empty.append(name)
                continue
            name_there = f"{info.filename} in {address}"
            check_content(draft, kind=".csv", address=name_there, proven=True)  # by the archive
            found.drafts[name] = draft


@contextmanager
def _reading(opened: zipfile.ZipFile, info: zipfile.ZipInfo, address: str) -> Iterator[BinaryIO]:
    """Open a member; one that never ends, or is damaged, is refused while it is read."""
    name = f"{info.filename} in {address}"
    try:
        with opened.open(info) as stream:
            yield cast("BinaryIO", Guarded(stream, name, packed=max(info.compress_size, 1)))
    except (*DAMAGED, RuntimeError, NotImplementedError):
        raise SourceError(f"{name} is damaged. Run the command again.") from None


def _has_no_rows(path: Path) -> bool:
    with path.open("rb") as stream:
        return not stream.readline().strip() or not stream.readline().strip()
