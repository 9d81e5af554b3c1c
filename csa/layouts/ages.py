"""How old was a person on the day of the crime, when the file has the date of birth?

The date goes no further than this: what leaves is the age in whole years.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csa.layouts.moments import whole_years
from csa.layouts.words import Patterns
from csa.reading.model import Context
from csa.reading.rows.columns import unmangled
from csa.reading.rows.values import Unreadable
from csa.settings.layout_tables import Age
from csa.settings.layouts import Layout

IMPOSSIBLE = "impossible_age"
Verdicts = list[tuple[int, str, str, str]]


class Ages:
    """Works out the ages of the rows of one sheet.

    Parameters
    ----------
    age : Age
        What the layout says of dates of birth.
    layout : Layout
        The layout.
    context : Context
        The crimes that the persons belong to.
    """

    def __init__(self, age: Age, layout: Layout, context: Context) -> None:
        self.heading = age.born
        self._blank = Patterns((*layout.blank, *age.blank))
        self._order = layout.date_order
        self._context = context
        self._rows: list[tuple[str, str]] = []

    def see(self, born: str, crime_ref: str) -> None:
        """Take the next row into account."""
        self._rows.append(("" if self._blank.fit(born) else born, crime_ref))

    def work_out(self, position: Sequence[int], verdicts: Verdicts) -> list[str]:
        """Return the age of each row as text, and forget the dates of birth."""
        rows, self._rows = self._rows, []
        days = self._days([reference for _, reference in rows])
        found = []
        for (born, _), day, number in zip(rows, days, position, strict=True):
            try:
                found.append(self._age(born, day))
            except Unreadable as problem:
                verdicts.append((number, "age", str(problem), self.heading))
                found.append("")
        return found

    def _age(self, born: str, day: date | None) -> str:
        if not born or day is None:
            return ""
        years = whole_years(born, day, order=self._order)
        if years < 0:
            raise Unreadable(IMPOSSIBLE)
        return str(years)

    def _days(self, references: Sequence[str]) -> list[date | None]:
        """Return the day of each crime: that of committing it, or of recording it."""
        pseudonyms = {
            one: self._context.pseudonym("crime", unmangled(one)) for one in set(references) if one
        }
        known = self._context.crimes.days(list(pseudonyms.values()))
        by_reference = dict(zip(pseudonyms, known, strict=True))
        return [by_reference.get(one) for one in references]
