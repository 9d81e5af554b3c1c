"""Is each count of a page the cell, or the sum of cells, that the page says it is?

A count names the cells of the release that it is made of. Value, cells and place are read from the
finished page and held against the release; nothing is looked for among other cells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from csa.counting.families import LEVELS
from csa.present.origin import terms_of
from csa.report.checks.figures import as_count
from csa.report.checks.published import CellFacts, Published
from csa.report.checks.reading import ShownCell
from csa.report.checks.wording import results_in


@dataclass(frozen=True)
class Place:
    """Where on a page a count stands.

    Attributes
    ----------
    area : str
        The area that the page is about.
    labels : tuple of str
        Headings of the row and of the column.
    """

    area: str
    labels: tuple[str, ...]


def displayed_value(text: str) -> int | None:
    """Return the number a cell of a table shows, ``<5`` as 0; None where it shows none."""
    return 0 if text.startswith("<") and text[1:].isdigit() else as_count(text)


def single_cell(cell: ShownCell, published: Published) -> str:
    """Return the key of the one cell that is shown by itself, or nothing."""
    numbers = terms_of(cell.key)
    return published.key_of(numbers[0]) if len(numbers) == 1 else ""


def cells_named(key: str, published: Published) -> list[CellFacts]:
    """Return the cells that a page names, none if one of them is not in the release."""
    keys = [_term(number, published) for number in terms_of(key)]
    if any(sign < 0 or name not in published.cells for sign, name in keys):
        return []
    return [published.cells[name] for _, name in keys]


def count_fault(
    cell: ShownCell, published: Published, *, stated: Collection[str], place: Place
) -> str:
    """Say what is wrong with a count, or nothing.

    Parameters
    ----------
    cell : ShownCell
        Text and cells as the page shows them.
    published : Published
        The release.
    stated : collection of str
        Keys of the cells that the manifest lists for the exhibit.
    place : Place
        Where it stands.
    """
    value = displayed_value(cell.text)
    if value is None:
        return f"shows {cell.text}, which is no count" if results_in(cell.text) else ""
    if not cell.key:
        return f"shows {cell.text} and does not name the cell of the release that it is"
    terms = [_term(number, published) for number in terms_of(cell.key)]
    keys = [key for _, key in terms]
    if not all(keys):
        return f"shows {cell.text} and names a cell that the release does not hold"
    unlisted = sorted(set(keys) - set(stated))
    if unlisted:
        return f"shows {cell.text} of a cell that the exhibit does not list: {unlisted[0]}"
    cells = [published.cells[key] for key in keys]
    if _total(terms, published) != value:
        more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        return f"shows {cell.text}, which is not what the release holds for {keys[0]}{more}"
    if cell.text == "0" and any(one.is_protected for one in cells):
        return f"shows 0 for a protected count; it must read <{published.base}"
    if any(sign < 0 for sign, _ in terms):  # what is left of a whole lies elsewhere
        return ""
    return next(filter(None, (_place_fault(one, published, place=place) for one in cells)), "")


def _term(number: str, published: Published) -> tuple[int, str]:
    sign = -1 if number.startswith("-") else 1
    return sign, published.key_of(number.lstrip("-"))


def _total(terms: Sequence[tuple[int, str]], published: Published) -> int | None:
    values = [(sign, published.value(key)) for sign, key in terms]
    if any(value is None for _, value in values):
        return None
    return sum(sign * value for sign, value in values if value is not None)


def _place_fault(cell: CellFacts, published: Published, *, place: Place) -> str:
    """Say whether a count of one area stands beside another's name, or on another's page."""
    named = [label for label in place.labels if published.areas_called(label, level=cell.level)]
    for label in named:
        if cell.area not in published.areas_called(label, level=cell.level):
            return f"shows a count of {cell.area} beside the name {label}"
    if named or cell.level not in LEVELS or published.is_inside(cell.area, place.area):
        return ""
    return f"shows a count of {cell.area} on the page of {place.area}"
