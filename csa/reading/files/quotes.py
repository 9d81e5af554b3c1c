"""Where does a quoted field reach beyond the end of a line, and does it swallow rows?

A quote opens a field only where the field starts, as CSV parsers have it: the mark of inches in
``5" pipe`` opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

QUOTE = b'"'
COMMA = b","
OPENING = COMMA + QUOTE


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
    opened = None
    for _, start, inside in _turns(lines.split(b"\n")):
        opened = start if inside else None
    return opened


def quoted_lines(lines: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line (from 0) of every record that takes up several lines.

    Examples
    --------
    >>> list(quoted_lines([b"a,b", b'1,"two', b'three"']))
    [(1, 2)]
    """
    first = 0
    for number, _, inside in _turns(lines):
        if inside:
            first = number
        else:
            yield first, number


def _turns(lines: Sequence[bytes]) -> Iterator[tuple[int, int, bool]]:
    """Yield number and first byte of each line after which a quote is open, or is so no longer."""
    start, inside = 0, False
    for number, line in enumerate(lines):
        if QUOTE in line and _ends_inside(line, inside=inside) is not inside:
            inside = not inside
            yield number, start, inside
        start += len(line) + 1


def _ends_inside(line: bytes, *, inside: bool) -> bool:
    position = 0 if inside else _after_opening(line, 0)
    while position >= 0:
        position = _after_quote(line, position)
        if position < 0:
            return True
        position = _after_opening(line, position)
    return False


def _after_opening(line: bytes, position: int) -> int:
    """Return the position after the next quote that opens a field; -1 if there is none."""
    if position == 0 and line.startswith(QUOTE):
        return 1
    found = line.find(OPENING, position)
    return -1 if found < 0 else found + len(OPENING)


def _after_quote(line: bytes, position: int) -> int:
    """Return the position after the closing quote; -1 if there is none. Doubled ones are text."""
    while True:
        found = line.find(QUOTE, position)
        if found < 0:
            return -1
        if not line.startswith(QUOTE, found + 1):
            return found + 1
        position = found + 2


def swallows_rows(record: Sequence[bytes], fields: int) -> bool:
    """Return whether the lines of one record are rows of their own.

    A text of several lines, such as an address, has few commas in each. Where every line has as
    many fields as a row, a stray quote in one row is closed by one in a later row.

    Parameters
    ----------
    record : sequence of bytes
        The lines of the record.
    fields : int
        Fields of a row.
    """
    first, *inner, last = record
    fewest = min(_count_fields(first, 0), _count_fields(last, _after_quote(last, 0)))
    return all(count >= fields for count in (fewest, *(line.count(COMMA) + 1 for line in inner)))


def _count_fields(line: bytes, position: int) -> int:
    """Return the fields of a line if only quotes from a position on that close in it count."""
    commas = line.count(COMMA)
    while True:
        start = _after_opening(line, position)
        end = _after_quote(line, start) if start >= 0 else -1
        if end < 0:
            return commas + 1
        commas -= line.count(COMMA, start, end)
        position = end
