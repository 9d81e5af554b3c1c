"""What is sent to a small project, and what must become of it: the shape of the tables of cases.

Each case puts a few files below ``data/raw`` and builds. The row account is that of the first file;
it starts as five clean rows, unless the case says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Content = str | bytes | Callable[[Path], None]
SOURCES = {
    "asb": "asb",
    "environment": "environment",
    "fire": "fire",
    "police": "police_crimes",
    "police_uk": "police_uk_street",
}
OK = {("asb", "redditch", "2016-04"): ("ok", 5)}


@dataclass
class Sent:
    """What is sent, and what must become of it.

    Attributes
    ----------
    name : str
        What is special about it.
    files : dict of str to str, bytes or callable
        The content of each file, or what makes it.
    accepted, superseded, out_of_area, blank, not_located : int
        The row account of the first file.
    inner_lines : int
        Line ends inside quoted text.
    reasons : dict of (str, str) to list of int
        Rows set aside, by column and reason.
    coverage : dict of (str, str, str) to (str, int)
        Status and rows of a unit, district and month; rows are ``None`` where it is missing.
    values : tuple, optional
        A table, a column and the values that it must hold, in the order of the rows.
    note : sequence of str
        Parts of the first file's note.
    left_out : sequence of str
        What is said of files that are left out.
    unrecognised : sequence of str
        Files that no source reads.
    others : dict of str to (int, int)
        Rows accepted and superseded of the other files.
    error : sequence of str
        Parts of the sentence, if the build is refused.
    sources : str
        More of ``config/sources.toml``.
    by_build : bool
        Whether it takes a whole build to tell.
    """

    name: str
    files: Mapping[str, Content]
    accepted: int = 5
    superseded: int = 0
    out_of_area: int = 0
    blank: int = 0
    not_located: int = 0
    inner_lines: int = 0
    reasons: Mapping[tuple[str, str], list[int]] = field(default_factory=dict)
    coverage: Mapping[tuple[str, str, str], tuple[str, int | None]] = field(default_factory=dict)
    values: tuple[str, str, list[object]] | None = None
    note: Sequence[str] = ()
    left_out: Sequence[str] = ()
    unrecognised: Sequence[str] = ()
    others: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    error: Sequence[str] = ()
    sources: str = ""
    by_build: bool = False

    @property
    def of_one_file(self) -> bool:
        """Whether it is about nothing but the rows of one file, so that nothing need be built."""
        around = (self.coverage, self.others, self.left_out, self.unrecognised, self.sources)
        return len(self.files) == 1 and not self.by_build and not any(around)


def refused(name: str, files: Mapping[str, Content], *error: str) -> Sent:
    return Sent(name, files, error=error)
