"""Does a published file show a person, a place at a door, or the machine that made it?

Every text in every file, however wrapped, is compared with planted values and with patterns of
identifiers; pages are searched for parts that run code, carry data or call the network.
"""

from __future__ import annotations

import itertools
import platform
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from csa.disclosure.leaks.identifying import IdentityValues
from csa.disclosure.leaks.patterns import IDENTIFIERS, STRUCTURES, Pattern
from csa.disclosure.leaks.unpack import Piece, unpack
from csa.errors import DisclosureError

MOST_SVG_ELEMENTS = 500
SHORTEST_NAME = 4
SHORTEST_CANARY = 3
EVERYDAY_NAMES = frozenset({"root", "user", "home", "runner", "build", "admin", "localhost"})
IMAGE_TEXT = "PNG text"
IDENTITY = "value that identifies a person"
# Exhibits of a page and entries of a manifest stand in several files: each is read once.
_PART = re.compile(r"(?=<section\b|\n\s*\{\n)")
_REACH = 600
_DRAWING = re.compile(r"<svg\b.*?(?:</svg\s*>|\Z)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """One thing that must not be published.

    Attributes
    ----------
    file : str
        Path below the scanned folder.
    member : str
        The way to the text inside the file; empty for the file itself.
    rule : str
        What was found, for example ``postcode``.
    where : str
        Line of the text.
    masked : str
        First character and length of the value, never the value.
    """

    file: str
    member: str
    rule: str
    where: str
    masked: str


def scan(
    path: Path,
    *,
    files: Iterable[Path] | None = None,
    canaries: Iterable[str] = (),
    allowed: Collection[str] = (),
    machine_names: Iterable[str] | None = None,
    identities: IdentityValues | None = None,
) -> list[Finding]:
    """Search a file, or every file of a folder, for what must not be published.

    Parameters
    ----------
    path : Path
        File or folder.
    files : iterable of Path, optional
        Only these files of the folder; by default all.
    canaries : iterable of str
        Planted values, three characters or longer; none may appear, in whatever case or escape.
    allowed : collection of str
        Exact matches that are declared, such as a publisher's own postcode or web address.
        Planted values cannot be allowed.
    machine_names : iterable of str, optional
        User and host names to look for, by default those of this computer.
    identities : IdentityValues, optional
        Values of columns that identify people; none may appear, and none can be allowed.

    Returns
    -------
    list of Finding
        In order of file and place; empty when the files are clean. Values are masked.

    Raises
    ------
    DisclosureError
        If the path does not exist or a canary is too short to mean anything.

    Notes
    -----
    Pixels are not read: what is drawn inside an image has to be protected before it is drawn.
    """
    if not path.exists():
        message = f"There is nothing to scan at {path.name}; build the reports first."
        raise DisclosureError(message)
    if files is None:
        files = [path] if path.is_file() else (one for one in path.rglob("*") if one.is_file())
    names = names_of_machine() if machine_names is None else machine_names
    rules = _Rules(
        _folded_canaries(canaries),
        frozenset(allowed),
        _name_pattern(names),
        identities or IdentityValues(),
    )
    base = path.parent if path.is_file() else path
    found = (
        one for file in sorted(files) for one in _scan_file(file, file.relative_to(base), rules)
    )
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Hit:
    rule: str
    value: str
    place: int


@dataclass(frozen=True)
class _Rules:
    canaries: tuple[str, ...]
    allowed: frozenset[str]
    names: re.Pattern[str] | None
    identities: IdentityValues
    _known: dict[str, tuple[_Hit, ...]] = field(default_factory=dict)

    def identifiers_in(self, text: str) -> tuple[_Hit, ...]:
        """Return what identifies a person, place or machine in a text, found once for each text."""
        if text not in self._known:
            values = (
                _Hit(IDENTITY, value, place) for value, place in self.identities.found_in(text)
            )
            patterns = _pattern_hits(text, IDENTIFIERS)
            self._known[text] = (*values, *patterns, *_name_hits(text, self.names))
        return self._known[text]


def _scan_file(file: Path, shown: Path, rules: _Rules) -> Iterator[Finding]:
    label = _label(shown.as_posix(), rules)
    if file.suffix == ".ipynb":
        yield Finding(label, "", "executed notebook", "file", "")
    pieces = [Piece("", shown.as_posix(), is_raw=False), *unpack(file.read_bytes())]
    for piece in pieces:
        member = _label(piece.member, rules)
        if piece.member.endswith(IMAGE_TEXT):
            yield Finding(label, member, "words inside a picture", "file", "")
        if piece.problem:
            yield Finding(label, member, f"unreadable: {piece.problem}", "file", "")
        for hit in _hits(piece, rules):
            line = piece.text.count("\n", 0, hit.place) + 1
            yield Finding(label, member, hit.rule, f"line {line}", _mask(hit.value))


def _hits(piece: Piece, rules: _Rules) -> Iterator[_Hit]:
    yield from _canary_hits(piece.text, rules.canaries)
    found = [*_part_hits(piece.text, rules)]
    if piece.is_raw:
        found += [*_pattern_hits(piece.text, STRUCTURES), *_drawing_hits(piece.text)]
    # What identifies a person cannot be allowed.
    yield from (hit for hit in found if hit.rule == IDENTITY or hit.value not in rules.allowed)


def _part_hits(text: str, rules: _Rules) -> Iterator[_Hit]:
    """Search a text part by part; each reaches into the next, so that nothing is cut in two."""
    cuts = [0, *(match.start() for match in _PART.finditer(text) if match.start()), len(text)]
    for start, end in itertools.pairwise(cuts):
        for hit in rules.identifiers_in(text[start : end + _REACH]):
            if start + hit.place < end:
                yield _Hit(hit.rule, hit.value, start + hit.place)


def _mask(value: str) -> str:
    return f"{value[:1]}… ({len(value)} characters)"


def _label(name: str, rules: _Rules) -> str:
    """Return a name that is fit to print: a file name can itself be the leak."""
    is_clean = next(_hits(Piece("", name, is_raw=False), rules), None) is None
    return name if is_clean else _mask(name)


def _folded_canaries(canaries: Iterable[str]) -> tuple[str, ...]:
    folded = tuple(_fold(one) for one in canaries)
    if any(len(one) < SHORTEST_CANARY for one in folded):
        message = f"A planted value needs {SHORTEST_CANARY} characters or more to be told apart."
        raise DisclosureError(message)
    return folded


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _canary_hits(text: str, canaries: Collection[str]) -> Iterator[_Hit]:
    if not canaries:
        return
    # Mark-up inside a name (Sm<b>ith</b>) hides it from a search, not from a reader.
    folded, bare = _fold(text), _fold(re.sub(r"<[^>]*>", "", text))
    for canary in canaries:
        if canary in folded or canary in bare:
            yield _Hit("planted value", canary, max(0, text.casefold().find(canary)))


def _pattern_hits(text: str, patterns: Iterable[Pattern]) -> Iterator[_Hit]:
    folded = text.lower()
    for pattern in patterns:
        if pattern.needs and not any(one in folded for one in pattern.needs):
            continue
        for match in pattern.expression.finditer(text):
            if pattern.holds(match):
                yield _Hit(pattern.rule, match[0], match.start())


def _name_hits(text: str, names: re.Pattern[str] | None) -> Iterator[_Hit]:
    for match in names.finditer(text) if names else ():
        yield _Hit("name of the user or computer", match[0], match.start())


def _drawing_hits(text: str) -> Iterator[_Hit]:
    for match in _DRAWING.finditer(text) if "<svg" in text.lower() else ():
        if len(re.findall(r"<\w", match[0])) > MOST_SVG_ELEMENTS:
            yield _Hit("drawing that keeps every point", "<svg", match.start())


def names_of_machine() -> list[str]:
    """Return the names of the user and of the computer that this process runs for."""
    return [Path.home().name, platform.node(), platform.node().partition(".")[0]]


def _name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    telling = {
        re.escape(name)
        for name in names
        if len(name) >= SHORTEST_NAME and name.casefold() not in EVERYDAY_NAMES
    }
    if not telling:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(telling))})(?!\w)", re.IGNORECASE)
