"""How a command writes: results to standard output, progress to standard error."""

from __future__ import annotations

import json
import sys

from csa.visible import visible

LINE = 79


def put(text: str) -> None:
    """Write a result."""
    sys.stdout.write(f"{text}\n")


def say(text: str, *, quiet: bool) -> None:
    """Write a result, unless only errors are wanted."""
    if not quiet:
        put(text)


def tell(text: str) -> None:
    """Write a line of progress."""
    sys.stderr.write(f"{text}\n")


def overwrite(text: str) -> None:
    """Write one line of a terminal over and over; a new text takes the place of the old one."""
    for part in ("\r", visible(text)[:LINE].ljust(LINE), "\r"):
        sys.stderr.write(part)
    sys.stderr.flush()


def as_json_text(document: object) -> str:
    """Return JSON in which every character that is no plain one is an escape of JSON's own."""
    return json.dumps(document, indent=1).replace("\x7f", "\\u007f")
