"""What may be shown of a text that somebody else wrote: a file's name, a setting, a server's word?

Nothing in it may act on a terminal, turn the direction of a line, break it or be invisible; and no
name is longer than a reader follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 2_000
MOST_OF_A_NAME = 120
# Controls, marks of direction, and all that Unicode calls ignorable: it takes no room on a line.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
HIDDEN = re.compile(f"(?![\n\t])[{_UNSEEN}]")  # what a page or a table of data may not hold
FORMULA_STARTS = "=+-@"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# What the commands themselves write, for a console that lacks it.
PLAIN = str.maketrans(
    {"■": "#", "◧": "/", "·": ".", "×": "x", "−": "-", "–": "-", "—": "-", "…": "..."}
    | {"≤": "<=", "≥": ">=", "‘": "'", "’": "'", "“": '"', "”": '"'}
)


def visible(text: object, most: int = MOST) -> str:
    r"""Return a text as one line that shows all that is in it.

    Parameters
    ----------
    text : object
        What is to be shown.
    most : int
        Characters beyond which the middle is left out; what matters stands at either end.

    Returns
    -------
    str
        The text with each character that acts or hides written as an escape, such as ``\x1b``.
    """
    whole = str(text)
    if len(whole) > most:
        head = most * 2 // 3
        whole = f"{whole[:head]} … {whole[len(whole) - (most - head) :]}"
    return UNSEEN.sub(_escape, whole)


def visible_lines(text: str) -> str:
    """Return lines of our own making, shown in the same way; only their ends remain."""
    return "\n".join(UNSEEN.sub(_escape, line) for line in text.split("\n"))


def as_lines(lines: Iterable[object]) -> str:
    """Return one line for each of some texts, whatever line ends are in them."""
    return "\n".join(map(visible, lines))


def on_page(html: str) -> str:
    """Return a page with a mark in place of each character that acts or hides in a browser."""
    return HIDDEN.sub("\ufffd", html)


def without_hidden(text: str) -> str:
    """Return a text of the data without what hides in it; lines stay lines."""
    return HIDDEN.sub("", text)


def is_utf8(path: object) -> bool:
    """Return whether a path has a name that any table and message can hold."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def nearest(text: str) -> str:
    """Return a text in ASCII, for a console that lacks a character: nothing in it is lost."""
    letters = (
        unicodedata.normalize("NFD", one).encode("ascii", "ignore").decode() or _escaped(one)
        for one in text.translate(PLAIN)
    )
    return "".join(letters)


def spreadsheet_text(text: str) -> str:
    """Return a text that a spreadsheet shows as it stands and never takes for a formula.

    A plain number stays one, also a negative one. Wide and small forms of the signs begin a
    formula as well in some programs, and so does what a sheet trims or splits a cell at.
    """
    # A line end inside a cell would let a spreadsheet read what follows as a cell of its own.
    line = visible(" ".join(text.splitlines()))
    if NUMBER.fullmatch(line):
        return line
    first = unicodedata.normalize("NFKC", text.strip().lstrip("\0\ufeff'\"")[:1])
    acts = bool(first) and first in FORMULA_STARTS
    return f"'{line}" if acts or UNSEEN.match(text) else line


def _escape(found: re.Match[str]) -> str:
    return _escaped(found[0])


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
