"""Was it said already?

A finding is told where the page begins, and the exhibits behind it would tell it again. On a page
that is read from its beginning to its end a paragraph stands once: one whose every sentence was
told before is left out of later exhibits. So is a title that begins with the words of the heading
above it, and a headline that is its exhibit's title. A headline that was told before stays: it
leads to the evidence. What is left out of an exhibit is left out of its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csa.report.pages.layout import Block
    from csa.report.pages.outputs import Exhibit

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z'])")
_PARAGRAPH = re.compile(r'<p(?: class="(point-headline)")?>(.*?)</p>', re.DOTALL)
_TITLE = re.compile(r'<p class="exhibit-title">.*?</p>', re.DOTALL)


def say_once(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of a page in order, their exhibits without what was said before."""
    told: set[str] = set()
    heading = ""
    for block in blocks:
        if block.exhibit is None:
            yield block
        else:
            exhibit = _Exhibit(block.exhibit, heading, told).left
            yield replace(block, exhibit=exhibit, html=exhibit.html)
        heading = block.text if block.level else ""


@dataclass
class _Exhibit:
    """An exhibit under a heading, on a page that has told something already."""

    given: Exhibit
    heading: str
    told: set[str]
    kept: list[bool] = field(default_factory=list)

    @property
    def left(self) -> Exhibit:
        """What is left of it; what it tells is told from now on."""
        html = _PARAGRAPH.sub(self._kept, self.given.html)
        facts = dict(self.given.facts)
        facts["statements"] = [
            one for one, keep in zip(facts["statements"], self.kept, strict=False) if keep
        ]
        if self.heading and self.title.casefold().startswith(self.heading.casefold()):
            html, facts["title"] = _TITLE.sub("", html, count=1), ""
        return replace(self.given, html=html, facts=facts)

    @property
    def title(self) -> str:
        return _plain(str(self.given.facts["title"]))

    def _kept(self, found: re.Match[str]) -> str:
        words = [_plain(one) for one in SENTENCE.split(unescape(found[2]))]
        is_told = words == [self.title] if found[1] else self.told.issuperset(words)
        self.told.update(words)
        self.kept.append(not is_told)
        return "" if is_told else found[0]


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
