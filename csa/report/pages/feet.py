"""What stands below an exhibit on a page, and what is told once for the whole page?

In a notebook an exhibit has its notes, source and period beside it. On a page a period is told only
where it is not the page's own, a source only where the page's foot does not list it or in an annex,
and a note that several exhibits have stands once, at the end of the page, with a letter. Notes that
stand in "How to read this" are linked there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import count, product
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csa.report.pages.layout import Block

NOTE_ID = "note-{}"
_FOOT = re.compile(
    r'(?:<ul class="notes">(?P<notes>(?:<li[^>]*>[^<]*</li>)+)</ul>)?'
    r'<p class="source">Source: (?P<source>[^<]*?)(?: Period: (?P<period>[^<]*?)\.?)?</p>'
    r"</section>\Z"
)
_NOTE = re.compile(r'<li(?: data-topic="([^"]*)")?>([^<]*)</li>')
_SO_FAR = ", year to date"


@dataclass(frozen=True)
class Foot:
    """Notes, source and period of one exhibit, as HTML.

    Attributes
    ----------
    notes : tuple of (str, str)
        Each note with its topic, which is empty for those of the exhibit itself.
    source, period : str
        As the exhibit states them.
    """

    notes: tuple[tuple[str, str], ...]
    source: str
    period: str


@dataclass(frozen=True)
class Once:
    """What a page tells once, and where it is told.

    Attributes
    ----------
    period : str
        The page's own period.
    sources : frozenset of str
        Sources that the page lists at its end, as exhibits name them.
    topics : mapping of str to str
        Where the topics of standing notes are told.
    with_sources : bool
        Whether exhibits name their source all the same.
    """

    period: str
    sources: frozenset[str] = frozenset()
    topics: Mapping[str, str] = field(default_factory=dict)
    with_sources: bool = False


def tell_once(blocks: Sequence[Block], once: Once) -> tuple[list[Block], list[tuple[str, str]]]:
    """Leave out of exhibits what their page tells once.

    Parameters
    ----------
    blocks : sequence of Block
        The page.
    once : Once
        What it tells once.

    Returns
    -------
    blocks : list of Block
        The same with what is left of each foot.
    notes : list of (str, str)
        Letter and text of the notes that several exhibits have.
    """
    parted = [_parted(block.html, once) if block.exhibit else None for block in blocks]
    times = Counter(
        note for _, foot in filter(None, parted) for note in dict.fromkeys(_own_notes(foot, once))
    )
    shared = dict(zip((one for one in times if times[one] > 1), _letters(), strict=False))
    told = [
        replace(block, html=f"{both[0]}{_foot_html(both[1], once, shared)}</section>")
        if both
        else block
        for block, both in zip(blocks, parted, strict=True)
    ]
    return told, [(letter, text) for text, letter in shared.items()]


def _parted(html: str, once: Once) -> tuple[str, Foot] | None:
    """Part an exhibit from its foot; None where it has none that is known."""
    found = _FOOT.search(html)
    if not found:
        return None
    notes = tuple((text, topic) for topic, text in _NOTE.findall(found["notes"] or ""))
    foot = Foot(notes, found["source"], (found["period"] or "").removesuffix(_SO_FAR))
    if not once.with_sources:
        foot = _without_known(foot, once.sources)
    return html[: found.start()], foot


def _without_known(foot: Foot, known: Collection[str]) -> Foot:
    """Leave out a source that the page lists; one that it does not list becomes a note."""
    if set(unescape(foot.source).removesuffix(".").split("; ")) <= set(known):
        return replace(foot, source="")
    return replace(foot, source="", notes=(*foot.notes, (f"Source: {foot.source}", "")))


def _own_notes(foot: Foot, once: Once) -> Iterator[str]:
    return (text for text, topic in foot.notes if topic not in once.topics)


def _foot_html(foot: Foot, once: Once, shared: Mapping[str, str]) -> str:
    own = list(dict.fromkeys(_own_notes(foot, once)))
    items = "".join(f"<li>{one}</li>" for one in own if one not in shared)
    letters = [letter for text, letter in shared.items() if text in own]
    line = [
        f"Source: {foot.source}" if foot.source else "",
        f"Period: {foot.period}." if foot.period and foot.period != once.period else "",
        _listed("Notes", ((f"#{NOTE_ID.format(one)}", one) for one in letters)),
        _listed("How to read this", _topics(foot, once)),
    ]
    said = " ".join(filter(None, line))
    notes = f'<ul class="notes">{items}</ul>' if items else ""
    return notes + (f'<p class="source">{said}</p>' if said else "")


def _topics(foot: Foot, once: Once) -> Iterator[tuple[str, str]]:
    for topic in dict.fromkeys(topic for _, topic in foot.notes if topic in once.topics):
        yield once.topics[topic], topic.replace("_", " ")


def _listed(what: str, links: Iterable[tuple[str, str]]) -> str:
    shown = ", ".join(f'<a href="{link}">{text}</a>' for link, text in links)
    return f"{what}: {shown}." if shown else ""


def _letters() -> Iterator[str]:
    """Yield a, b, … z, aa, ab, as an ordered list in letters has them."""
    return ("".join(one) for size in count(1) for one in product(ascii_lowercase, repeat=size))
