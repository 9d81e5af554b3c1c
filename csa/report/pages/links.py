"""Where does the evidence of a finding stand?

An exhibit names the exhibit behind a finding and the priority in whose chapter it stands. Where
that is depends on the edition: in the annex, on the same page, or nowhere; then there is no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csa.report.pages.layout import Page
from csa.report.run.plan import HOW_TO_READ

_EVIDENCE = re.compile(
    r'<a class="evidence" data-exhibit="([^"]*)" data-priority="([^"]*)">(.*?)</a>', re.DOTALL
)
Name = tuple[str, str, str]  # area, priority and name of an exhibit


@dataclass(frozen=True)
class Places:
    """Where the exhibits of one edition stand.

    Attributes
    ----------
    exhibits : mapping of Name to list of (str, str)
        File and id of each exhibit of a name, those of an annex first.
    topics : mapping of str to str
        Where each topic of "How to read this" stands.
    """

    exhibits: Mapping[Name, list[tuple[str, str]]] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Places:
        """Gather them from the pages of an edition."""
        exhibits: dict[Name, list[tuple[str, str]]] = {}
        topics = {}
        for page in sorted(pages, key=lambda page: page.kind != "annex"):
            for block, exhibit in page.exhibits:
                name = (page.area, block.priority, exhibit.name)
                exhibits.setdefault(name, []).append((page.file, block.id))
                if page.kind == HOW_TO_READ:
                    topics[exhibit.name] = f"{page.file}#{block.id}"
        return cls(exhibits, topics)

    def resolved(self, html: str, *, area: str, at: str, own: str = "") -> str:
        """Turn what names evidence into links, and leave out what has none in this edition.

        Parameters
        ----------
        html : str
            An exhibit.
        area : str
            The area that it is about.
        at, own : str
            File of the page it is placed on, and its id there: no link leads to itself.
        """

        def link(found: re.Match[str]) -> str:
            name, priority, words = found.groups()
            where = [one for one in self.exhibits.get((area, priority, name), ()) if one[1] != own]
            if not where:
                return ""
            file, place = where[0]
            href = f"#{place}" if file == at else f"{file}#{place}"
            return f'<a class="evidence" href="{href}">{words}</a>'

        return _EVIDENCE.sub(link, html)
