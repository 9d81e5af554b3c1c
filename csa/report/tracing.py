"""Can every number on a page be traced to the release it was drawn from?

A count of a table must be the cell, or the sum of cells, that it names; a percentage, rate or
change must follow from counts that are published, those of its own row where it says so; a number
in a sentence from the counts of its exhibit. What follows from nothing is a leak or a mistake, and
either stops the publication.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from csa.report.binding import Place, count_fault, displayed_value, single_cell
from csa.report.figures import (
    UNKNOWN,
    Published,
    as_count,
    is_rate,
    is_share,
    leading_sums,
    pairwise,
    sums_of,
)
from csa.report.readback import Shown, ShownCell, ShownExhibit, ShownPage, ShownTable
from csa.report.wording import results_in

COUNTS = ("count", "protected")
COMPUTED = ("rate", "interval")
MINUS = "\N{MINUS SIGN}"
_PRINTED = re.compile(rf"(?P<sign>[+\-{MINUS}]?)(?P<digits>[\d,]+)%?(?: \([a-z ]+\))?")
_FROM_TO = re.compile(r"\bfrom ([\d,]+) to ([\d,]+)\b")


@dataclass
class Trace:
    """What was found on one page.

    Attributes
    ----------
    faults : list of str
        One sentence for each number that cannot be traced, naming exhibit and place.
    displayed : dict of str to set of int
        The counts that tables show by themselves, by key of the cell; ``<5`` counts as 0.
    """

    faults: list[str] = field(default_factory=list)
    displayed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def trace_page(
    page: ShownPage, entries: Sequence[Mapping[str, Any]], published: Published
) -> Trace:
    """Trace every number of a page.

    Parameters
    ----------
    page : ShownPage
        The page as a reader sees it.
    entries : sequence of mappings
        What the manifest says of its exhibits.
    published : Published
        The release.

    Returns
    -------
    Trace
        Faults, and the counts displayed.
    """
    trace = Trace()
    stated = {str(one["id"]): one for one in entries}
    shown = [exhibit.id for exhibit in page.exhibits]
    for name in sorted(set(shown) ^ set(stated)):
        trace.faults.append(f"the exhibit {name} is not both on the page and in the manifest")
    for exhibit in page.exhibits:
        if exhibit.id in stated:
            area = page.heading.partition(":")[0]
            tracer = _Tracer(exhibit, stated[exhibit.id], published, area=area)
            trace.faults += [f"{exhibit.name} ({exhibit.id}): {fault}" for fault in tracer.faults()]
            for key, value in tracer.displayed():
                trace.displayed[key].add(value)
    for words in page.words:
        for number in results_in(published.without_names(words.text)):
            trace.faults.append(
                f"the text outside the exhibits states {number}; only exhibits state results, "
                "because their numbers are traced to the release"
            )
    return trace


class _Tracer:
    """Traces the numbers of one exhibit."""

    def __init__(
        self,
        shown: ShownExhibit,
        stated: Mapping[str, Any],
        published: Published,
        *,
        area: str,
    ) -> None:
        self._shown, self._stated, self._published = shown, stated, published
        self._area = area
        self._numbers: Mapping[str, int | None] = stated["numbers"]

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the exhibit."""
        yield from self._ledger_faults()
        yield from self._sentence_faults()
        for table in self._shown.tables:
            for row in table.rows:
                yield from self._row_faults(table, row)
        for words in self._shown.words:
            yield from self._word_faults(words)

    def displayed(self) -> Iterator[tuple[str, int]]:
        """Yield key and value of each cell of the release that a table shows by itself."""
        for cell, _ in self._cells(COUNTS):
            key, value = single_cell(cell, self._published), displayed_value(cell.text)
            if key and value is not None:
                yield key, value

    def _ledger_faults(self) -> Iterator[str]:
        for key, value in self._numbers.items():
            if key not in self._published.cells or self._published.value(key) != value:
                yield f"another value than the ledger's for {key}"

    def _sentence_faults(self) -> Iterator[str]:
        said = [" ".join(one["text"].split()) for one in self._stated["statements"]]
        if self._shown.of_kind("sentence") != said:
            yield "its sentences are not those that the manifest records"

    def _row_faults(self, table: ShownTable, row: Sequence[ShownCell]) -> Iterator[str]:
        values = [
            displayed_value(cell.text) if table.kind(column) in COUNTS else None
            for column, cell in enumerate(row)
        ]
        for column, cell in enumerate(row):
            where = f"row '{row[0].text}', column '{_label(table, column)}'"
            if table.kind(column) in COUNTS:
                place = Place(self._area, (row[0].text, _label(table, column)))
                fault = count_fault(cell, self._published, stated=self._numbers, place=place)
            else:
                fault = self._ratio_fault(table, column, text=cell.text, values=values)
                fault = fault or self._cell_fault(cell, table=table, column=column, values=values)
            if fault:
                yield f"{where}: {fault}"

    def _ratio_fault(
        self, table: ShownTable, column: int, *, text: str, values: Sequence[int | None]
    ) -> str:
        """Work a percentage or change out anew from the counts of its row that it names."""
        named = table.ratios[column] if column < len(table.ratios) else ""
        found = _PRINTED.fullmatch(text)
        parts = [_combined(one, values) for one in named.split("/") if one]
        if not parts or not found or None in parts:
            return ""
        part, *whole = (one for one in parts if one is not None)
        sign = -1 if found["sign"] in ("-", MINUS) else 1
        is_right = (
            is_share(found["digits"], [abs(part)], whole)
            if whole
            else abs(part) == as_count(found["digits"])
        )
        if is_right and (sign * part >= 0 or as_count(found["digits"]) == 0):
            return ""
        return f"shows {text}, which does not follow from the counts of its row"

    def _cell_fault(
        self, cell: ShownCell, *, table: ShownTable, column: int, values: Sequence[int | None]
    ) -> str:
        kind, label = table.kind(column), _label(table, column)
        counts = [value for value in values if value is not None]
        if kind == "change":
            return self._change_fault(cell.text, counts)
        if kind == "rate" and "per 1,000" in label.lower():
            return self._rate_fault(cell.text, counts)
        if kind in ("number", "share", *COMPUTED):
            return (
                ""
                if "%" not in cell.text or kind == "share"
                else "a percentage in a column of numbers"
            )
        return self._text_fault(cell.text, counts)

    def _change_fault(self, text: str, counts: Sequence[int]) -> str:
        value = as_count(text)
        if value is None or not counts or value in pairwise(counts):
            return ""
        return f"shows {text}, which is not the difference of the counts beside it"

    def _rate_fault(self, text: str, counts: Sequence[int]) -> str:
        printed = text.replace(",", "")
        if not re.fullmatch(r"\d+(\.\d+)?", printed):
            return ""
        parts = counts or [*self._counts]
        if is_rate(printed, parts, self._published.residents):
            return ""
        return f"shows {text}, which is no rate of the counts beside it"

    def _text_fault(self, text: str, counts: Sequence[int]) -> str:
        for number in results_in(self._published.without_names(text)):
            if number.endswith("%"):
                fault = self._share_fault(number, counts)
                if fault:
                    return fault
            elif "." not in number and not self._is_traced(number):
                return f"shows {number}, which cannot be traced to the ledger"
        return ""

    def _share_fault(self, number: str, counts: Sequence[int]) -> str:
        printed = number.rstrip("%")
        if "." in printed:
            return f"shows {number}; percentages are whole, or they give counts away"
        near = [*counts, *pairwise(counts)] if counts else []
        wholes = [*near, *self._column_sums, *self._table_counts]
        if is_share(printed, near, wholes) or is_share(printed, near, self._all_counts):
            return ""
        if not near and is_share(printed, self._all_counts, self._all_counts):
            return ""
        return f"shows {number}, which is no percentage of counts published here"

    def _word_faults(self, words: Shown) -> Iterator[str]:
        for number in results_in(self._published.without_names(words.text)):
            if number.endswith("%"):
                if number in self._table_numbers:
                    continue
                fault = self._share_fault(number, [])
                if fault:
                    yield f"its {words.kind} {fault.replace('shows', 'states', 1)}"
            elif "." not in number and not self._is_traced(number):
                yield (
                    f"its {words.kind} states {number}, which is no published count, sum or "
                    "difference; bind it to a ledger cell, or declare the wording in "
                    "csa/report/wording.py if it is no result"
                )

    def _is_traced(self, number: str) -> bool:
        value = as_count(number)
        return (
            value is None
            or number in self._table_numbers
            or value in self._counts
            or value in self._sums
            or value in self._leading
            or value in self._differences
        )

    def _cells(self, kinds: Sequence[str]) -> Iterator[tuple[ShownCell, str]]:
        for table in self._shown.tables:
            for row in table.rows:
                for column, cell in enumerate(row):
                    if table.kind(column) in kinds:
                        yield cell, table.kind(column)

    @cached_property
    def _counts(self) -> set[int]:
        return {value for value in self._numbers.values() if value is not None}

    @cached_property
    def _sums(self) -> set[int]:
        cells = self._published.cells
        return sums_of([cells[key] for key in self._numbers if key in cells])

    @cached_property
    def _all_counts(self) -> list[int]:
        return sorted(self._counts | self._sums)

    @cached_property
    def _table_counts(self) -> set[int]:
        values = {displayed_value(cell.text) for cell, _ in self._cells(COUNTS)}
        return {value for value in values if value is not None}

    @cached_property
    def _table_numbers(self) -> set[str]:
        texts = [cell.text for table in self._shown.tables for row in table.rows for cell in row]
        found = {number.lstrip("+") for text in texts for number in results_in(text)}
        decimal = [float(one.replace(",", "")) for one in found if "." in one and "%" not in one]
        return found | {f"{end(one):,}" for one in decimal for end in (math.floor, math.ceil)}

    @cached_property
    def _column_sums(self) -> list[int]:
        sums = []
        for table in self._shown.tables:
            for column in range(len(table.kinds)):
                if table.kind(column) in (*COUNTS, "number"):
                    values = [
                        displayed_value(row[column].text) for row in table.rows if len(row) > column
                    ]
                    sums.append(sum(value for value in values if value is not None))
        return sums

    @cached_property
    def _leading(self) -> set[int]:
        by_family: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for key in self._numbers:
            cell = self._published.cells.get(key)
            if cell and cell.value is not None and UNKNOWN not in cell.axes:
                by_family[(*cell.family, cell.axes[1])].append(cell.value)
        return {
            *self._column_sums,
            *(s for values in by_family.values() for s in leading_sums(values)),
        }

    @cached_property
    def _differences(self) -> set[int]:
        found = {as_count(cell.text) for cell, _ in self._cells(("change",))}
        if len(self._counts) <= 12:
            found |= pairwise(sorted(self._counts))
        for words in self._shown.words:
            # Both ends are counts that are traced themselves.
            for before, after in _FROM_TO.findall(words.text):
                found.add(abs((as_count(after) or 0) - (as_count(before) or 0)))
        return {value for value in found if value is not None}


def _label(table: ShownTable, column: int) -> str:
    return table.labels[column] if column < len(table.labels) else str(column + 1)


def _combined(columns: str, values: Sequence[int | None]) -> int | None:
    """Add up the counts of some columns, given as in ``2-1``; None where one is not shown."""
    total = 0
    for sign, number in re.findall(r"([+-]?)(\d+)", columns):
        value = values[int(number)] if int(number) < len(values) else None
        if value is None:
            return None
        total += -value if sign == "-" else value
    return total
