"""How are tables and headings written in Markdown and in reStructuredText?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MARKS = re.compile(r"([\\|*_<>\[\]])")


def plain(text: object) -> str:
    """Return text of which nothing is taken for mark-up, on one line."""
    return MARKS.sub(r"\\\1", " ".join(str(text).split()))


def in_code(text: object) -> str:
    """Return a name as code."""
    return f"`{text}`".replace("|", "\\|")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |" for line in lines)


def heading(text: str, mark: str = "=") -> str:
    """Return a heading in reStructuredText."""
    return f"{text}\n{mark * len(text)}"


def first_line(docstring: str | None) -> str:
    """Return what a module, function or test says of itself in a line."""
    return (docstring or "").strip().partition("\n")[0]
