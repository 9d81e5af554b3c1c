"""Which monthly files stand back for another of the same source, month and area?

A copy under another name counts once; a later issue goes before an earlier one. Anything else that
claims a month twice, or gives none, is refused: to guess would count rows twice or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from csa.errors import SourceError, first_of
from csa.reading.files.discovery import RawFile

ONE_MONTH = "2016-04"
MONTH_GROUP, WHO_GROUP = re.compile(r"\(\?P<month>[^)]*\)"), re.compile(r"\(\?P<who>[^)]*\)")
FIRST_BYTES = 1 << 16


def choose_files(files: Sequence[RawFile]) -> dict[str, RawFile]:
    """Return, by name, the files that are not counted, and which one is counted instead.

    Parameters
    ----------
    files : sequence of RawFile
        Files of sources with one file per month.

    Raises
    ------
    SourceError
        If a name does not say the month or district, or two files claim the same and differ.
    """
    instead: dict[str, RawFile] = {}
    named = [file for file in files if file.is_named]
    known = {(file.source.name, file.sha256): file for file in reversed(named)}
    strays = []
    for file in files:
        original = known.get((file.source.name, file.sha256))
        if not file.is_named and original:
            instead[file.name] = original
        elif not file.is_named:
            strays.append(file)
    if strays:
        raise SourceError(first_of(_misnamed(file) for file in strays))
    laid_out = [file for file in named if file.layout is not None]
    instead |= _copies_of(laid_out)
    named = [file for file in named if file.layout is None]
    for claimants in _grouped(named, lambda f: (f.source.name, f.month, f.who)):
        first, *others = sorted(claimants, key=lambda file: (-file.revision, file.name))
        instead |= {other.name: first for other in others}
        _refuse_rivals(first, others)
    _refuse_lent([file for file in named if file.name not in instead])
    return instead


def _copies_of(files: Sequence[RawFile]) -> dict[str, RawFile]:
    """Return, by name, files with a layout that are copies of another, and that other."""
    instead: dict[str, RawFile] = {}
    for same in _grouped(files, lambda file: (file.source.name, file.sha256)):
        first, *others = sorted(same, key=lambda file: file.name)
        instead |= {other.name: first for other in others}
    return instead


def _grouped(files: Iterable[RawFile], key: Callable[[RawFile], object]) -> list[list[RawFile]]:
    groups: dict[object, list[RawFile]] = {}
    for file in files:
        groups.setdefault(key(file), []).append(file)
    return [group for group in groups.values() if len(group) > 1]


def _refuse_rivals(first: RawFile, others: Sequence[RawFile]) -> None:
    for other in others:
        if other.revision == first.revision and other.sha256 != first.sha256:
            raise SourceError(
                f"{first.name} and {other.name} both claim to be {first.month} of the same "
                "source, and differ. Remove one, or mark the later issue with -r2 before .csv."
            )


def _refuse_lent(files: Sequence[RawFile]) -> None:
    """Refuse the same rows under the names of two forces or districts."""
    for group in _grouped(files, lambda f: (f.source.name, f.month, f.sha256)):
        first, other, *_ = group
        if _has_rows(first):
            raise SourceError(
                f"{first.name} and {other.name} hold the same rows, once as {first.who}'s and once "
                f"as {other.who}'s. Remove the one that is not."
            )


def _has_rows(file: RawFile) -> bool:
    with file.open_text() as opened:
        lines = opened.stream.read(FIRST_BYTES).splitlines()
    return sum(bool(line.strip(b", ")) for line in lines) > 1


def _misnamed(file: RawFile) -> str:
    if file.month and not file.source.per_district:
        return f"{file.name} names '{file.who}', which is no force."
    if file.month:
        slugs = ", ".join(file.source.districts)
        return f"{file.name} names '{file.who}', which is none of the districts: {slugs}."
    example = MONTH_GROUP.sub(ONE_MONTH, WHO_GROUP.sub("NAME", file.source.file_name))
    example = example.removesuffix("$").removesuffix(r"(?!\d)")
    return f"The name of {file.name} gives no month. Name it as in {example}.csv."
