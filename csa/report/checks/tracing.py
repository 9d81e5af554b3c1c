"""Can every number on a page be traced to the release it was drawn from?

A count of a table must be the cell, or the sum of cells, that it names; a percentage, rate or
change must follow from counts that are published, those of its own row where it says so; a number
in a sentence from the counts of its exhibit. What follows from nothing is a leak or a mistake, and
either stops the publication.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from csa.present.numbers import bounded_percent, round_text, table_text
from csa.present.tables import BOUND, HOMES, OF_WORDS, RESIDENTS, RESIDENTS_A_YEAR
from csa.report.checks.binding import Place, cells_named, count_fault, displayed_value, single_cell
from csa.report.checks.figures import (
    UNKNOWN,
    UNTRACED,
    as_count,
    changes_in,
    cited_sums,
    is_percent_of_change,
    is_share,
    leading_sums,
    pairwise,
    rests_of,
    sums_of,
)
from csa.report.checks.published import Published
from csa.report.checks.reading import Shown, ShownCell, ShownExhibit, ShownPage, ShownTable
from csa.report.checks.wording import results_in
from csa.report.checks.worked import (
    NEARLY,
    SMALLEST_BASE,
    Ratio,
    combined,
    is_said,
    per_residents,
    ratio_fault,
)

# Words that may state results; all others hold names, dates and constants of method.
TELLING = ("title", "headline", "sentence", "alt")
EVER = (RESIDENTS, HOMES)
_SIGNS = "+-\N{MINUS SIGN}"


@dataclass
class Trace:
    """What was found on one page.

    Attributes
    ----------
    faults : list of str
        One sentence for each number that cannot be traced, naming exhibit and place.
    displayed : dict of str to set of int
        The counts that tables show by themselves, by key of the cell; ``<5`` counts as 0.
    places, links : collection of str
        The ids on the page, and where its links lead.
    """

    faults: list[str] = field(default_factory=list)
    displayed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    places: Collection[str] = ()
    links: Collection[str] = ()

    def as_told(self) -> dict[str, Any]:
        """Return what was found as JSON takes it."""
        displayed = {key: sorted(values) for key, values in self.displayed.items()}
        return {
            "faults": self.faults,
            "displayed": displayed,
            "places": sorted(self.places),
            "links": sorted(self.links),
        }


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
    trace = Trace(places=page.places, links=page.links)
    stated = {str(one["id"]): one for one in entries}
    shown = Counter(exhibit.id for exhibit in page.exhibits)
    for name in sorted(
        one for one in {*shown, *stated} if (shown[one], one in stated) != (1, True)
    ):
        trace.faults.append(f"the exhibit {name} is not once on the page and in the manifest")
    for exhibit in page.exhibits:
        if exhibit.id in stated:
            area = page.heading.partition(":")[0]
            tracer = _Tracer(exhibit, stated[exhibit.id], published, area=area)
            trace.faults += [f"{exhibit.name} ({exhibit.id}): {fault}" for fault in tracer.faults()]
            for key, value in tracer.displayed():
                trace.displayed[key].add(value)
    for words in page.words:
        for number in published.results_in(words.text):
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
        yield from self._record_faults()
        recorded = self._stated["worked"]
        for table, worked in itertools.zip_longest(self._shown.tables, recorded):
            left = iter(worked or ())
            yield from self._table_faults(table or ShownTable(), left)
            if [*left]:
                yield "the manifest records figures that its tables do not show"
        for words in self._shown.words:
            for number in self._published.results_in(words.text):
                if fault := self._word_fault(words, number):
                    yield f"its {words.kind} {fault}"

    def displayed(self) -> Iterator[tuple[str, int]]:
        """Yield key and value of each cell of the release that a table shows by itself."""
        for cell, _ in self._cells(BOUND):
            key, value = single_cell(cell, self._published), displayed_value(cell.text)
            if key and value is not None:
                yield key, value

    def _ledger_faults(self) -> Iterator[str]:
        for key, value in self._numbers.items():
            if key not in self._published.cells or self._published.value(key) != value:
                yield f"another value than the ledger's for {key}"

    def _record_faults(self) -> Iterator[str]:
        said = [" ".join(one["text"].split()) for one in self._stated["statements"]]
        if self._shown.of_kind("headline", "sentence") != said:
            yield "its sentences are not those that the manifest records"
        for one in self._stated["statements"]:
            for name, value in one["values"].items():
                if not is_said(value, one["text"]):
                    yield f"the manifest binds {name}, which the sentence does not state"
        title = " ".join(self._stated["title"].split()).casefold()
        # One that stands in the heading above it is not said again.
        if [one.casefold() for one in self._shown.of_kind("title")] != [*filter(None, [title])]:
            yield "its title is not the one that the manifest records"

    def _table_faults(self, table: ShownTable, worked: Iterator[str]) -> Iterator[str]:
        for column, label in enumerate(table.labels):
            for number in self._published.results_in(label):
                yield f"the heading of column {column + 1} states {number}, {UNTRACED}"
        for row in table.rows:
            for column, cell in enumerate(row):
                fault = self._cell_fault(table, row, column=column, worked=worked)
                if fault:
                    where = f"row '{row[0].text}', column '{table.label(column)}'"
                    yield f"{where}: {f'shows {cell.text}, ' * fault.startswith('which')}{fault}"

    def _cell_fault(
        self, table: ShownTable, row: Sequence[ShownCell], *, column: int, worked: Iterator[str]
    ) -> str:
        cell, kind = row[column], table.kind(column)
        shows = kind in (*BOUND, *OF_WORDS) and self._published.results_in(cell.text)
        if cell.key and not shows:
            return "names cells of the release and shows no count"
        if kind in BOUND:
            place = Place(self._area, (row[0].text, table.label(column)))
            return count_fault(cell, self._published, stated=self._numbers, place=place)
        ratio = self._ratio(table, row, column)
        recorded = next(worked, "") if kind not in OF_WORDS and not table.ratios[column] else ""
        numbers = self._published.results_in(cell.text)
        if not numbers:
            return ""
        if ratio:
            fault = ratio_fault(cell.text, ratio)
            return fault if not fault.startswith("percent") else f"shows {cell.text}; {fault}"
        if kind in OF_WORDS:
            return "" if self._is_named(cell, numbers) else f"states {numbers[0]}, {UNTRACED}"
        if "%" in cell.text and "." in cell.text:
            return f"shows {cell.text}; percentages are whole, or they give counts away"
        return "" if cell.text == recorded else "which is not what the exhibit worked out"

    def _is_named(self, cell: ShownCell, numbers: Sequence[str]) -> bool:
        """Say whether words are a class, or state the counts of the cells that they name."""
        values = {
            table_text(one.value, protected=one.is_protected)
            for one in cells_named(cell.key, self._published)
        }
        return self._published.is_label(cell.text) or set(numbers) <= values

    def _ratio(self, table: ShownTable, row: Sequence[ShownCell], column: int) -> Ratio | None:
        """Return what a figure is worked out of, as its column names it; None without the parts."""
        named = table.ratios[column] if column < len(table.ratios) else ""
        if not named:
            return None
        part, _, whole = named.partition("/")
        columns = [int(one) for one in re.findall(r"\d+", named)]
        values = [displayed_value(one.text) for one in row]
        if any(one >= len(row) or values[one] is None for one in columns):
            return None
        if whole in (*EVER, RESIDENTS_A_YEAR):
            cells = cells_named(row[columns[0]].key, self._published)
            people = self._published.people_at(cells, homes=whole == HOMES) or 0
            return per_residents(combined(part, values), people, cells, yearly=whole not in EVER)
        is_counted = any(table.kind(one) in BOUND for one in columns)
        divided = combined(whole, values) if whole else None
        return Ratio(combined(part, values), divided, is_counted=is_counted)

    def _word_fault(self, words: Shown, number: str) -> str:
        if words.kind not in TELLING:
            return "" if self._is_size(words.text, number) else f"states {number}, {UNTRACED}"
        number = number.lstrip("£")
        if number.strip(_SIGNS) in self._table_numbers:
            return ""
        if number.endswith("%"):
            fault = "" if number in self._bounds else self._share_fault(number.strip(_SIGNS))
            return fault and f"states {number}{fault}"
        if "." in number:
            return "" if number in self._bound else f"states {number}, {UNTRACED}"
        return "" if self._is_traced(number) else f"states {number}, {UNTRACED}"

    def _is_size(self, text: str, number: str) -> bool:
        """Say whether a caption begins with the number of rows of its table."""
        sizes = {str(len(table.rows)) for table in self._shown.tables}
        return number in sizes and text.startswith(f"The {number} ")

    def _share_fault(self, number: str) -> str:
        printed = number.rstrip("%")
        if "." in printed:
            return "; percentages are whole, or they give counts away"
        if not printed.isdigit() or not (
            is_share(printed, self._all_counts, self._all_counts)
            or is_percent_of_change(printed, self._changes)
        ):
            return ", which is no percentage of counts published here"
        return ""

    def _is_traced(self, number: str) -> bool:
        value = as_count(number)
        return value is not None and (
            value in self._counts
            or value in self._sums
            or value in self._leading
            or value in self._cited
            or value in self._differences
            or value in self._rests
            or value in self._of_rows
            or value in self._published.known
        )

    def _cells(self, kinds: Sequence[str]) -> Iterator[tuple[ShownCell, str]]:
        for table in self._shown.tables:
            for row in table.rows:
                for column, cell in enumerate(row):
                    if table.kind(column) in kinds:
                        yield cell, table.kind(column)

    @cached_property
    def _bounds(self) -> Collection[str]:
        """The words for next to none and next to all of any count published here."""
        wholes = [one for one in self._all_counts if one >= SMALLEST_BASE]
        return NEARLY | {
            str(bounded_percent(percent, whole, protected=True))
            for percent in (0, 100)
            for whole in wholes
        }

    @cached_property
    def _bound(self) -> set[str]:
        """The rates and ratios that sentences were given, as they are printed."""
        values = (one for said in self._stated["statements"] for one in said["values"].values())
        return {
            round_text(one, decimals=places)
            for one in values
            if isinstance(one, float)
            for places in (1, 2)
        }

    @cached_property
    def _of_rows(self) -> set[int]:
        """How many rows a table has, and how many have the same words, or others, in a column."""
        found: set[int] = set()
        for table in self._shown.tables:
            size = len(table.rows)
            for column in range(len(table.labels)):
                texts = Counter(row[column].text for row in table.rows if len(row) > column)
                if table.kind(column) in (*OF_WORDS, *BOUND):
                    found |= {size, *texts.values(), *(size - one for one in texts.values())}
        return found

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
    def _table_numbers(self) -> set[str]:
        """The numbers that columns of numbers show; decimals also rounded to a whole number."""
        found = {
            number.strip(_SIGNS)
            for table in self._shown.tables
            for row in table.rows
            for column, cell in enumerate(row)
            if table.kind(column) not in OF_WORDS or table.ratios[column]
            for number in results_in(cell.text)
        }
        decimal = [
            float(one.replace(",", "")) for one in found if re.fullmatch(r"[\d,]+\.\d+", one)
        ]
        return found | {f"{end(one):,}" for one in decimal for end in (math.floor, math.ceil)}

    @cached_property
    def _column_sums(self) -> list[int]:
        sums = []
        for table in self._shown.tables:
            for column in range(len(table.kinds)):
                if table.kind(column) in (*BOUND, "number"):
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
    def _rests(self) -> set[int]:
        cells = self._published.cells
        return rests_of([cells[key] for key in self._numbers if key in cells])

    @cached_property
    def _cited(self) -> set[int]:
        """What the cells come to that sentences name for their numbers."""
        return cited_sums(self._stated["statements"], self._published.cells)

    @cached_property
    def _changes(self) -> list[tuple[int, int]]:
        return changes_in(words.text for words in self._shown.words)

    @cached_property
    def _differences(self) -> set[int]:
        found = {as_count(cell.text) for cell, _ in self._cells(("change",))}
        if len(self._counts) <= 12:
            found |= pairwise(sorted(self._counts))
        found |= {abs(after - before) for before, after in self._changes}
        return {value for value in found if value is not None}
