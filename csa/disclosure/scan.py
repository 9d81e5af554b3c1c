"""Does a published file show a person, a place at a door, or the machine that made it?

Every text in every file, however wrapped, is compared with planted values and with patterns of
identifiers; pages are searched for parts that run code, carry data or call the network.
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csa.disclosure.identity import IdentityValues
from csa.disclosure.unpack import Piece, unpack
from csa.errors import DisclosureError

MOST_SVG_ELEMENTS = 500
SHORTEST_NAME = 4
SHORTEST_CANARY = 3
EVERYDAY_NAMES = frozenset({"root", "user", "home", "runner", "build", "admin", "localhost"})
EARLIEST_REPORT_YEAR = 2010
IMAGE_TEXT = "PNG text"


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
    Hashes of inputs are accepted where a ``manifest.json`` lists them under a ``sha256`` key.
    Pixels are not read: what is drawn inside an image has to be protected before it is drawn.
    """
    if not path.exists():
        message = f"There is nothing to scan at {path.name}; build the reports first."
        raise DisclosureError(message)
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    names = _machine_names() if machine_names is None else machine_names
    rules = _Rules(
        _folded_canaries(canaries),
        frozenset(allowed) | _declared(files),
        _name_pattern(names),
        identities or IdentityValues(),
    )
    base = path.parent if path.is_file() else path
    found = (one for file in files for one in _scan_file(file, file.relative_to(base), rules))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Rules:
    canaries: tuple[str, ...]
    allowed: frozenset[str]
    names: re.Pattern[str] | None
    identities: IdentityValues


@dataclass(frozen=True)
class _Hit:
    rule: str
    value: str
    place: int


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
    for value, place in rules.identities.found_in(piece.text):
        yield _Hit("value that identifies a person", value, place)
    found = [*_pattern_hits(piece.text, IDENTIFIERS), *_name_hits(piece.text, rules.names)]
    if piece.is_raw:
        found += [*_pattern_hits(piece.text, STRUCTURES), *_drawing_hits(piece.text)]
    yield from (hit for hit in found if hit.value not in rules.allowed)


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
    # Mark-up inside a name (Sm<b>ith</b>) hides it from a search, not from a reader.
    folded, bare = _fold(text), _fold(re.sub(r"<[^>]*>", "", text))
    for canary in canaries:
        if canary in folded or canary in bare:
            yield _Hit("planted value", canary, max(0, text.casefold().find(canary)))


def _pattern_hits(text: str, patterns: Iterable[_Pattern]) -> Iterator[_Hit]:
    for pattern in patterns:
        for match in pattern.expression.finditer(text):
            if pattern.holds(match):
                yield _Hit(pattern.rule, match[0], match.start())


def _name_hits(text: str, names: re.Pattern[str] | None) -> Iterator[_Hit]:
    for match in names.finditer(text) if names else ():
        yield _Hit("name of the user or computer", match[0], match.start())


def _drawing_hits(text: str) -> Iterator[_Hit]:
    for match in re.finditer(r"<svg\b.*?(?:</svg\s*>|\Z)", text, re.IGNORECASE | re.DOTALL):
        if len(re.findall(r"<\w", match[0])) > MOST_SVG_ELEMENTS:
            yield _Hit("drawing that keeps every point", "<svg", match.start())


def _machine_names() -> list[str]:
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


def _declared(files: Iterable[Path]) -> frozenset[str]:
    manifests = [file for file in files if file.name == "manifest.json"]
    return frozenset(one for file in manifests for one in _hashes(_json(file)))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except ValueError as error:
        message = f"{file.name} is not valid JSON, so its declared hashes cannot be read."
        raise DisclosureError(message) from error


def _hashes(node: Any, *, declared: bool = False) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _hashes(value, declared=declared or key == "sha256")
    elif isinstance(node, list):
        for value in node:
            yield from _hashes(value, declared=declared)
    elif declared:
        yield str(node)


def _always(_match: re.Match[str]) -> bool:
    return True


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Test the check digit, eleven less the weighted sum modulo eleven (NHS Data Dictionary)."""
    digits = [int(digit) for digit in re.sub(r"\D", "", match[0])]
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[-1]


def _is_before_reports(match: re.Match[str]) -> bool:
    return int(match["year"]) < EARLIEST_REPORT_YEAR


@dataclass(frozen=True)
class _Pattern:
    rule: str
    expression: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = _always


IDENTIFIERS = (
    _Pattern(
        "postcode",
        re.compile(
            r"(?<![A-Za-z0-9])(?:[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKMNPR-Y]?(?:\s?\d[ABD-HJLNP-UW-Z]{2})"
            r"|(?i:[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKMNPR-Y]? \d[ABD-HJLNP-UW-Z]{2}))(?![A-Za-z0-9])"
        ),
    ),
    _Pattern("persistent id", re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{64}(?![0-9A-Za-z])")),
    _Pattern("crime reference", re.compile(r"(?<![\d/])\d{2}[A-Z]{0,2}/\d{4,6}/\d{2}(?![\d/])")),
    _Pattern(
        "date of birth",
        re.compile(
            r"(?i:birth|born|\bdob\b|d\.o\.b).{0,30}?"
            r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
        ),
    ),
    _Pattern(
        "date of birth",
        re.compile(
            r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?P<year>19\d\d|20\d\d)(?![\d/])"
        ),
        _is_before_reports,
    ),
    _Pattern(
        "National Insurance number",
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r" ?\d\d ?\d\d ?\d\d ?[A-D]\b"
        ),
    ),
    _Pattern(
        "NHS number",
        re.compile(r"(?<![\w.#])[4679]\d\d([ -]?)\d{3}\1\d{4}(?![\w.])"),
        _is_nhs_number,
    ),
    _Pattern(
        "coordinates",
        re.compile(
            r"(?<![\d.])(?:(?:49|5\d|60)\.\d{4,}[^\d.]{1,20}?-?\d\.\d{4,}"
            r"|-?\d\.\d{4,}[^\d.]{1,20}?(?:49|5\d|60)\.\d{4,})(?!\d)"
        ),
    ),
    _Pattern(
        "coordinates",
        re.compile(r"(?i:\b(?:lat|lon|lng|latitude|longitude)\b)\W{1,6}\d{1,2}\.\d{4,}"),
    ),
    _Pattern(
        "grid reference",
        re.compile(
            r"(?<![\w.,])[1-6]\d{5}(?:\.\d+)?\s?[,;|\s/]\s?[1-9]\d{5}(?:\.\d+)?(?![\d.,]\d|\w)"
        ),
    ),
    _Pattern(
        "grid reference",
        re.compile(r"\b[HJNOST][A-HJ-Z] ?\d{5} ?\d{5}\b"),
    ),
    _Pattern(
        "folder of the computer",
        re.compile(
            r"(?<![\w.])/(?:home|Users|root|tmp|mnt|media)/[\w.-]+"
            r"|\b[A-Za-z]:[\\/]+(?i:users|documents and settings)[\\/]+[^\\/\s\"'<>]+"
            r"|\bfile:/{2,3}[^\s\"'<>]+"
        ),
    ),
    _Pattern("network folder", re.compile(r"(?<![:\w\\])\\\\[A-Za-z0-9][\w.-]*\\+[\w$.-]+")),
    _Pattern(
        "IP address",
        re.compile(
            r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
        ),
    ),
    _Pattern("spreadsheet part", re.compile(r"\Axl/(?:comments|threadedComments|pivotCache)\w*")),
    _Pattern(
        "author in document properties",
        re.compile(r"<(?:dc:creator|cp:lastModifiedBy)>[^<\s][^<]*"),
    ),
)

STRUCTURES = (
    _Pattern("script", re.compile(r"<script\b|\bjavascript:", re.IGNORECASE)),
    _Pattern(
        "embedded page", re.compile(r"\bsrcdoc\s*=|<(?:iframe|object|embed)\b", re.IGNORECASE)
    ),
    _Pattern("encoded data", re.compile(r"[\"']bdata[\"']\s*:")),
    _Pattern(
        "interactive figure",
        re.compile(r"application/vnd\.(?:plotly|vega|vegalite|bokeh)[\w.+-]*", re.IGNORECASE),
    ),
    _Pattern("event handler", re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)),
    _Pattern(
        "outside address",
        re.compile(
            r"(?:\b(?:src|srcset|href|action|poster|data)\s*=\s*[\"']?|url\(\s*[\"']?|@import\s+[\"'])"
            r"\s*(?:https?:)?//[^\s\"'<>)]+",
            re.IGNORECASE,
        ),
    ),
    _Pattern("hidden sheet", re.compile(r"<sheet\b[^>]*\bstate=[\"'](?:veryHidden|hidden)[\"']")),
)
