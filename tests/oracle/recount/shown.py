"""What stands on a page: each figure of its tables, with what the page says of how exact it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from bs4 import BeautifulSoup, Tag

PROMISE = re.compile(r"may differ from the true number by up to (\d+)")
FURTHER = re.compile(r"('[^;.]+') by up to (\d+)")
CHAPTER = re.compile(r"^(?:priority-profile|annex(?!-area))-")
SPAN = re.compile(r": ([A-Z][a-z]+ \d{4}) to ([A-Z][a-z]+ \d{4})\b")


@dataclass(frozen=True)
class Table:
    """One table of a page.

    Attributes
    ----------
    chapter, exhibit, name : str
        Chapter, exhibit and table; ``name`` is that of the table within its exhibit.
    labels, kinds : list of str
        Headings of the columns, and of what kind their figures are.
    rows : list of list of str
        The words of every cell.
    words : str
        All words of the exhibit, and of the notes that it links to.
    """

    chapter: str
    exhibit: str
    name: str
    labels: list[str]
    kinds: list[str]
    worked: list[str]
    rows: list[list[str]]
    words: str

    def figures(self) -> Iterator[tuple[str, str, str]]:
        """Yield heading of the row, heading of the column and figure."""
        for row in self.rows:
            for label, text in zip(self.labels[1:], row[1:], strict=True):
                yield row[0], label, text

    def promise(self, label: str) -> int:
        """Return how far the page says that a rounded count of a column may be from the truth."""
        for named, bound in FURTHER.findall(self.words):
            if f"'{label}'" in named:
                return int(bound)
        found = PROMISE.search(self.words)
        return int(found[1]) if found else 0


class Page:
    """All that an area's readers get: the files of its pages, and of how they are read."""

    def __init__(self, *htmls: str) -> None:
        self.soups = [BeautifulSoup(html, "html.parser") for html in htmls]
        for soup in self.soups:
            for drawing in soup.find_all(["img", "svg"]):
                drawing.decompose()
        # By what links name them, last to first: where two are called the same, the first is meant.
        self.targets = [
            {str(tag["id"]): tag for tag in reversed(soup.find_all(id=True))} for soup in self.soups
        ]
        self.tables = [
            table
            for soup, targets in zip(self.soups, self.targets, strict=True)
            for section in soup.select("section.exhibit")
            for table in _tables(section, self._words(section, targets))
        ]

    def _words(self, section: Tag, own: dict[str, Tag]) -> str:
        """Return the words of an exhibit with those of the notes that it links to."""
        links = [str(link["href"]).partition("#") for link in section.select("p.source a")]
        found = (
            one.get(place) for file, _, place in links for one in (self.targets if file else [own])
        )
        return " ".join(_text(tag) for tag in (section, *filter(None, found)))

    @property
    def months(self) -> list[str]:
        """The months of the period, as its first table states them."""
        named = ("year_to_date", "year_so_far")
        found = SPAN.search(next(t.words for t in self.tables if t.exhibit in named))
        first, last = (pd.Period(pd.Timestamp(text), freq="M") for text in found.groups())
        return [str(month) for month in pd.period_range(first, last)]


def _tables(section: Tag, words: str) -> Iterator[Table]:
    for table in section.find_all("table"):
        head = table.find("thead")
        yield Table(
            chapter=CHAPTER.sub("", section["id"].split("--")[0]),
            exhibit=section["data-exhibit"],
            name=table["id"].split("--")[-1],
            labels=[_text(cell) for cell in head.find_all("th")],
            kinds=head["data-kinds"].split(),
            worked=[cell.get("data-of", "") for cell in head.find_all("th")],
            rows=[
                [_text(cell) for cell in row.find_all(["th", "td"])]
                for row in table.find("tbody").find_all("tr")
            ],
            words=words,
        )


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split()).replace("\N{MINUS SIGN}", "-")


def number(text: str) -> float | None:
    """Return the number that a cell begins with; None where it states none."""
    found = re.match(r"[+-]?[\d,]+(?:\.\d+)?", text)
    return float(found[0].replace(",", "").lstrip("+")) if found else None
