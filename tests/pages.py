"""Published pages as their readers get them: exhibits, sentences and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class ShownExhibit:
    """One exhibit on a page."""

    section: Tag

    @property
    def id(self) -> str:
        """Where links point to."""
        return str(self.section["id"])

    @property
    def name(self) -> str:
        """Name of the exhibit."""
        return str(self.section["data-exhibit"])

    @property
    def sentences(self) -> list[str]:
        """The sentences that state findings: paragraphs without a class of their own, or points."""
        found = self.section.select(":scope > p:not([class]), .point > p")
        return [text_of(one) for one in found]

    @property
    def unavailable(self) -> str:
        """Why nothing is shown; empty when something is."""
        found = self.section.find("p", class_="unavailable")
        return text_of(found) if found else ""

    @property
    def text(self) -> str:
        """Every word of it."""
        return text_of(self.section)

    def rows(self, table: int = 0) -> dict[str, list[str]]:
        """Return the cells of each row of a table, by the row's heading."""
        body = self.section.find_all("table")[table].find("tbody")
        return {
            text_of(row.find("th")): [text_of(cell) for cell in row.find_all("td")]
            for row in body.find_all("tr")
        }


class ShownPage:
    """A page and what is on it."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.soup = BeautifulSoup(html, "html.parser")

    @cached_property
    def text(self) -> str:
        """Every word a reader sees."""
        return text_of(self.soup.body)

    @cached_property
    def exhibits(self) -> list[ShownExhibit]:
        """The exhibits in order."""
        return [ShownExhibit(one) for one in self.soup.find_all("section", class_="exhibit")]

    def exhibit(self, name: str, *, chapter: str = "") -> ShownExhibit:
        """Return the first exhibit of a name, in a chapter if one is named."""
        return next(e for e in self.exhibits if e.name == name and e.id.startswith(chapter))

    def unavailable(self, *names: str) -> list[str]:
        """Return why exhibits of these names show nothing; all of them must show nothing."""
        found = [one.unavailable for one in self.exhibits if one.name in names]
        assert found
        assert all(found), names
        return found


def text_of(tag: Tag) -> str:
    """Return the words of an element on one line."""
    return " ".join(tag.get_text(" ").split()).replace("\N{MINUS SIGN}", "-")


def numbers_in(text: str) -> list[str]:
    """Return the numbers written in a text, without their signs and thousands separators."""
    return [found.replace(",", "").rstrip(".") for found in NUMBER.findall(text)]


def numbers_bound(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield every number, as a sentence may write it, that a statement's values account for."""
    for value in values.values():
        if isinstance(value, str):
            yield from numbers_in(value)
            continue
        if value is None:
            continue
        size = abs(value)
        for scale in (1, 100):  # a share is written as a percentage
            yield str(int(size * scale + 0.5))
            yield f"{size * scale:.1f}"
            yield f"{size * scale:.2f}"
            if 0 < size * scale < 1:
                yield "1"  # "less than 1%"
            if 99 < size * scale < 100:
                yield "99"  # "more than 99%"
        if value == 0:
            yield "5"  # a protected zero reads "fewer than 5"
