"""One fact has one verdict, on whatever page it stands.

Verdicts are read off the finished pages: two counts beside each other, and the word behind them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from csa.measures.verdicts import FELL, NO_CLEAR_CHANGE, ROSE, SLIGHTLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag
    from builders import Project

WORDS = {ROSE, FELL, ROSE + SLIGHTLY, FELL + SLIGHTLY, NO_CLEAR_CHANGE}
CELLS = "data-key"


def verdicts_of(row: Tag) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the cells of each pair of counts in a row, and the word that follows them."""
    counts: list[str] = []
    for cell in row.find_all(["td", "th"]):
        text = cell.get_text(" ", strip=True)
        if text in WORDS and len(counts) > 1:
            yield (counts[0], counts[1]), text
            counts = []
        elif cell.get(CELLS):
            counts.append(str(cell[CELLS]))


def told_twice(pages: Iterator[str]) -> tuple[int, dict[tuple[str, str], dict[str, str]]]:
    """Count the facts on some pages; return those with more than one word, with their rows."""
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for page in pages:
        for row in BeautifulSoup(page, "html.parser").find_all("tr"):
            for fact, word in verdicts_of(row):
                told[fact][word] = row.get_text(" | ", strip=True)
    return len(told), {fact: words for fact, words in told.items() if len(words) > 1}


def test_no_two_pages_tell_a_fact_with_different_verdicts(synthetic: Project) -> None:
    number, twice = told_twice(html for _, _, html in synthetic.pages())
    assert number > 1000
    assert not twice


def test_a_fact_that_is_told_twice_is_found() -> None:
    row = '<tr><td data-key="7">19</td><td data-key="8">38</td><td>+19</td><td>{}</td></tr>'
    number, twice = told_twice(iter([row.format(ROSE), row.format(NO_CLEAR_CHANGE)]))
    assert number == 1
    assert set(twice["7", "8"]) == {ROSE, NO_CLEAR_CHANGE}
