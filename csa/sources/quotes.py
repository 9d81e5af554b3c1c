"""Does a quoted field reach beyond the end of some lines?

A quote opens a field only where the field starts, as CSV parsers have it: the mark of inches in
``5" pipe`` opens nothing.
"""

from __future__ import annotations

QUOTE = b'"'
COMMA = b","


def open_line(lines: bytes) -> int | None:
    r"""Return where the line starts in which a quote was opened that is not closed.

    Parameters
    ----------
    lines : bytes
        Whole lines, from the start of a record.

    Returns
    -------
    int or None
        The byte position of that line; ``None`` if every quote is closed.

    Examples
    --------
    >>> open_line(b'a,b\n1,"two\n')
    4
    """
    if QUOTE not in lines:
        return None
    start, opened = 0, None
    for line in lines.split(b"\n"):
        if line.count(QUOTE) % 2:
            inside = _ends_inside(line, inside=opened is not None)
            if inside and opened is None:
                opened = start
            elif not inside:
                opened = None
        start += len(line) + 1
    return opened


def _ends_inside(line: bytes, *, inside: bool) -> bool:
    position = 0
    while True:
        if inside:
            position = _after_quote(line, position)
            if position < 0:
                return True
            inside = False
            position = _next_field(line, position)
        elif line.startswith(QUOTE, position):
            inside, position = True, position + 1
        else:
            position = _next_field(line, position)
        if not inside and position < 0:
            return False


def _next_field(line: bytes, position: int) -> int:
    found = line.find(COMMA, position)
    return -1 if found < 0 else found + 1


def _after_quote(line: bytes, position: int) -> int:
    """Return the position after the closing quote; -1 if there is none. Doubled ones are text."""
    while True:
        found = line.find(QUOTE, position)
        if found < 0:
            return -1
        if not line.startswith(QUOTE, found + 1):
            return found + 1
        position = found + 2
