"""How harmful is one offence of each kind, by the published weights?

Both schemes are published as spreadsheets with titles above the table and notes below it. A line
of the table needs a code, or a weight, to count as a row; any other line is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import Account, Reference
from csa.reading.reference.figures import AGAIN
from csa.reading.reference.frames import new_account, quarantine_entry
from csa.reading.reference.grids import Grid, Line, read_grid
from csa.reading.reference.issues import find_later, refuse_both, supersede_all
from csa.reading.rows.values import Unreadable, parse_number
from csa.schemas import TABLES

TABLE = "harm_weight"
CODE = ("(home office |ho )?(offence |crime )?(code|class)( code)?", ".*offence code.*")
OFFENCE = (
    "(offence|crime)( (description|name|title))?",
    "description( of offence)?",
    "offence .*",
)


@dataclass(frozen=True)
class Scheme:
    """One published scheme of weights.

    Attributes
    ----------
    name : str
        Its name in the table ``harm_weight``.
    unit : str
        What a weight is: a ``score``, or ``days`` of the sentence that is the starting point.
    weight : tuple of str
        Regular expressions of the weight's column name, the preferred one first.
    """

    name: str
    unit: str
    weight: tuple[str, ...]

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns wanted and what they may be called."""
        return {"weight": self.weight, "offence_code": CODE, "offence": OFFENCE}


def read_weights(files: list[RawFile], scheme: Scheme) -> Reference:
    """Read the table ``harm_weight`` of one scheme.

    A repeated row counts once; of two rows of a file for one offence with different weights the
    second is set aside.

    Raises
    ------
    SourceError
        If a file does not name its year, or holds no table of weights, or two files of an edition
        give one offence different weights.
    """
    accounts, quarantine, rows = [], [], []
    later, seen = find_later(files), Seen()
    for file in sorted(files, key=lambda one: (len(one.name), one.name)):
        grid = read_grid(file, scheme.columns)
        known = Seen() if file.name in later else seen
        reading = _Reading(scheme, new_account(file), edition=_edition(file), seen=known)
        reading.read(grid)
        if not reading.account.rows:
            raise SourceError(f"{file.name} has a header row but no weights. Ask for it again.")
        accounts.append(reading.account)
        if file.name in later:
            supersede_all(reading.account, later[file.name].name)
            continue
        quarantine += reading.quarantine
        rows += [{**row, "source": file.stem} for row in reading.rows]
    contract = TABLES[TABLE]
    table = pd.DataFrame(rows, columns=list(contract.fields)).astype({"weight": "float64"})
    ordered = table.sort_values(list(contract.order), kind="stable", ignore_index=True)
    return Reference({TABLE: ordered}, accounts, quarantine)


# By edition, code and offence: its weight, and the file that gives it.
Seen = dict[tuple[int, str, str], tuple[float, str]]


class _Reading:
    """The lines of one file as they are judged."""

    def __init__(
        self,
        scheme: Scheme,
        account: Account,
        *,
        edition: int,
        seen: Seen,
    ) -> None:
        self.scheme = scheme
        self.account = account
        self.edition = edition
        self.rows: list[dict[str, object]] = []
        self.quarantine: list[dict[str, object]] = []
        self._seen = seen

    def read(self, grid: Grid) -> None:
        """Judge every line below the header; titles and notes count as blank."""
        self.account.lines = grid.physical_lines
        self.account.blank = grid.header
        for number, line in enumerate(grid.lines[grid.header + 1 :], start=1):
            code = normal_code(grid.cell(line, "offence_code"))
            weight = grid.cell(line, "weight")
            if _is_text(line, code, weight):
                self.account.blank += 1
                continue
            self.account.rows += 1
            self._take(number, code, offence=grid.cell(line, "offence"), text=weight)
        if self.account.blank:
            self.account.remark("lines of titles, notes and nothing count as blank")

    def _take(self, number: int, code: str, *, offence: str, text: str) -> None:
        if not code or not text:
            self._reject(number, "offence_code" if not code else "weight", "missing")
            return
        try:
            weight = parse_number(text)
        except Unreadable as problem:
            self._reject(number, "weight", str(problem))
            return
        if weight < 0:
            self._reject(number, "weight", "out_of_range")
            return
        key = (self.edition, code, offence)
        if key in self._seen:
            self._repeat(number, key, weight)
            return
        self._seen[key] = weight, self.account.path
        self.account.accepted += 1
        self.rows.append(
            {
                "scheme": self.scheme.name,
                "edition": self.edition,
                "offence_code": code,
                "offence": offence or None,
                "weight": weight,
                "unit": self.scheme.unit,
            }
        )

    def _repeat(self, number: int, key: tuple[int, str, str], weight: float) -> None:
        before, where = self._seen[key]
        if before == weight:
            self.account.superseded += 1
            self.account.remark(AGAIN)
        elif where == self.account.path:
            self._reject(number, "weight", "conflicting_weight")
        else:
            refuse_both(where, self.account.path, f"give offence {key[1]} different weights")

    def _reject(self, number: int, column: str, reason: str) -> None:
        self.account.quarantined += 1
        self.quarantine.append(quarantine_entry(self.account, number, column, reason))


def normal_code(text: str) -> str:
    """Return a Home Office offence code as it is compared: upper case, no zeros in front.

    Examples
    --------
    >>> normal_code(" 008n"), normal_code("105A")
    ('8N', '105A')
    """
    return re.sub(r"\s+", "", text).upper().lstrip("0")


def _is_text(line: Line, code: str, weight: str) -> bool:
    """Return whether a line is a title or a note: at most one cell of it has any text."""
    filled = sum(bool(cell) for cell in line)
    return not filled or (filled == 1 and not weight) or not (code or weight)


def _edition(file: RawFile) -> int:
    match = re.search(r"(?<!\d)(20\d\d)(?!\d)", file.file_name)
    if not match:
        raise SourceError(
            f"{file.name} does not name the year of its edition. Put it into the file's name, "
            "such as 2020."
        )
    return int(match[1])
