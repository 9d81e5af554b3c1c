"""Which lines below the headings are rows, and do the totals that a file states agree with them?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csa.errors import SourceError
from csa.layouts.words import Patterns
from csa.settings.layouts import Layout

NUMBER = re.compile(r"\d{1,3}(,\d{3})+|\d+(\.0+)?")


class Lines:
    """Tells rows from other lines, and counts them.

    Parameters
    ----------
    layout : Layout
        How totals, sub-totals and notes begin.
    where : str
        How messages call the sheet and file.

    Attributes
    ----------
    rows, others : int
        Rows, and lines with something in them that are no rows.
    """

    def __init__(self, layout: Layout, *, where: str) -> None:
        self.rows = self.others = 0
        self._layout, self._where = layout, where
        self._totals, self._notes = Patterns(layout.totals), Patterns(layout.notes)
        self._subtotals = Patterns(layout.subtotals)
        self._before = 0

    def is_row(self, line: int, cells: Sequence[str]) -> bool:
        """Return whether a line is a row; a total must agree with the rows above it.

        Raises
        ------
        SourceError
            If it does not.
        """
        first = next((cell for cell in cells if cell), "")
        if not first:
            self.others += 1
            return False
        if self._totals.fit(first):
            self._check(line, cells, {self.rows})
        elif self._subtotals.fit(first):
            self._check(line, cells, {self.rows, self.rows - self._before})
            self._before = self.rows
        elif not self._notes.fit(first):
            self.rows += 1
            return True
        self.others += 1
        return False

    def _check(self, line: int, cells: Sequence[str], counted: set[int]) -> None:
        stated = [int(float(cell.replace(",", ""))) for cell in cells if NUMBER.fullmatch(cell)]
        if stated and not counted & set(stated):
            raise SourceError(
                f"Line {line} of {self._where} states a total of {stated[0]}, but {max(counted)} "
                f"rows stand above it. Ask whether the file is whole; if the total counts "
                f"something else, name its line under notes of {self._layout.path}."
            )
