"""Does a column of dates keep to one form, or did the days and months change places half way?

Read in the wrong order, the days up to the twelfth of a month become another day in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csa.layouts.moments import FIGURES
from csa.settings.layouts import Layout
from csa.visible import MOST_OF_A_NAME, visible

MONTHS = 12
FEWEST = 3  # one or two may be slips of the pen, and are set aside
SHARE = 0.05
FEWEST_MANGLED = 8
LASTING = 5  # dates in a row, none of them against it, that speak for a change half way
ISO_DAY = slice(8, 10)


class Orders:
    """Sees the different dates of each heading.

    Parameters
    ----------
    layout : Layout
        Whether the day or the month stands first.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._counts: dict[str, dict[str, int]] = {}
        self._since: dict[str, int] = {}

    def see(self, heading: str, text: str) -> None:
        """Take one more date into account."""
        counts = self._counts.setdefault(
            heading, dict.fromkeys(("first", "second", "either", "cell", "late cell"), 0)
        )
        kind = _kind(text)
        counts[kind] += 1
        ours, other = self._sides
        if kind == other or (kind == "either" and heading in self._since):
            self._since[heading] = self._since.get(heading, 0) + 1
        elif kind == ours:
            self._since.pop(heading, None)

    @property
    def _sides(self) -> tuple[str, str]:
        """Which figure is the day as the layout says, and which one were it the other way."""
        return ("first", "second") if self._layout.date_order == "day" else ("second", "first")

    def problem(self) -> str:
        """Return what is wrong with the dates of a column, as the end of a sentence, or nothing."""
        return next(self._problems(), "")

    def _problems(self) -> Iterator[str]:
        ours, other = self._sides
        for heading, counts in self._counts.items():
            name = visible(heading, MOST_OF_A_NAME)
            figures = counts["first"] + counts["second"] + counts["either"]
            turned = self._since.get(heading, 0) >= LASTING
            if turned or counts[other] >= max(FEWEST, figures * SHARE):
                found = "all" if not counts[ours] else f"{counts[other]:,} of {figures:,}"
                month = "month" if ours == "first" else "day"
                yield (
                    f"'{name}' has the {month} first in {found} of its different dates, and "
                    f"{self._layout.path} reads them with the {self._layout.date_order} first. "
                    + ("Correct date_order." if not counts[ours] else "Ask for one form of dates.")
                )
            elif _is_mangled(counts):
                yield (
                    f"'{name}' has days up to the twelfth as dates, and all later ones as text: a "
                    "program exchanged days and months where it could. Ask for the file as it was "
                    "before a spreadsheet opened it."
                )


def _kind(text: str) -> str:
    """Return which of two figures must be the day, or that a spreadsheet gave a date of its own."""
    figures = FIGURES.fullmatch(text)
    if figures is None:
        is_late = text[:4].isdigit() and text[ISO_DAY].isdigit() and int(text[ISO_DAY]) > MONTHS
        return "late cell" if is_late else "cell"
    if int(figures["one"]) > MONTHS:
        return "first"
    return "second" if int(figures["two"]) > MONTHS else "either"


def _is_mangled(counts: Mapping[str, int]) -> bool:
    return (
        counts["cell"] >= FEWEST_MANGLED
        and counts["first"] + counts["second"] >= FEWEST_MANGLED
        and not counts["late cell"]
        and not counts["either"]
    )
