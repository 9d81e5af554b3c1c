"""Is an assessment short, and is each thing said once?

What a reader would lay aside: too many words, a sentence or a caption that stands twice on a page,
an empty section, and districts whose pages say the same but for their names and numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from csa.disclosure.ledger.release import read_release
from csa.report.checks.page import heading_level
from csa.report.checks.reading import ShownPage
from csa.report.pages.manifest import read_manifest

MOST_WORDS = 8_000
MOST_WORDS_OF_ALL = 10_600  # of the partnership: 40 sheets for a district's 30
MOST_WORDS_OF_NOTE = 2_100  # four sheets
MOST_ALIKE = 0.60
MOST_OF_A_SUMMARY = 0.50  # of the sentences of a summary fewer may be those of another
LEAST_OF_A_SUMMARY = 12  # sentences; of fewer, those that any summary has are most
SECTION = 3  # level of the headings that part a chapter; the summary is the first of the first
PROSE = ("headline", "sentence")
ASSESSMENT, NOTE = "assessment", "note"
LEAST_PROSE = 400  # words; of fewer, those that any page has are most
_LEAST_WORDS = 4  # fewer are no sentence but a label
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z'])")
_NUMBER = re.compile(r"[<+\N{MINUS SIGN}-]?\d[\d,.]*%?")
_MASK = "_"


def check_limits(folder: Path) -> list[str]:
    """Hold the pages of a published year against what a reader can take.

    Parameters
    ----------
    folder : Path
        A folder such as ``reports/2016-17``, with its release and editions.

    Returns
    -------
    list of str
        One sentence for each fault, file first. An annex may be long and repeat itself.

    Raises
    ------
    CheckError, DisclosureError
        If the folder is not a set of reports, or its release was changed.
    """
    manifest = read_manifest(folder)
    geography = read_release(folder / "release").reference.get("geography", pd.DataFrame())
    names = {str(one) for name in geography if name.endswith("_name") for one in geography[name]}
    found: list[str] = []
    for edition, stated in sorted(manifest["editions"].items()):
        held = [name for name in sorted(stated) if stated[name].get("page") != "annex"]
        pages = {name: ShownPage((folder / edition / name).read_text("utf-8")) for name in held}
        long = {name for name in held if stated[name].get("page") == ASSESSMENT}
        districts = {
            name: pages[name]
            for name in sorted(long)
            if not pages[name].heading.startswith(f"{manifest['partnership']}:")
        }
        for name, page in pages.items():
            faults = [*repetition_faults(page), *emptiness_faults(page)]
            if name in long:
                most = MOST_WORDS if name in districts else MOST_WORDS_OF_ALL
                faults += [
                    *length_faults(page, most=most),
                    *silence_faults(stated[name]["exhibits"]),
                ]
            elif stated[name].get("page") == NOTE:
                faults += length_faults(page, most=MOST_WORDS_OF_NOTE, what=NOTE)
            found += [f"{edition}/{name}: {one}" for one in faults]
        alike = (*likeness_faults(districts, names), *summary_faults(districts, names))
        found += [f"{edition}/{one}" for one in alike]
    return found


def length_faults(
    page: ShownPage, *, most: int = MOST_WORDS, what: str = ASSESSMENT
) -> Iterator[str]:
    """Say by how many words a page is too long; tables count too, what is folded away does not."""
    folded = (node.text(separator=" ") for node in page.named("details"))
    words, unseen = (sum(len(text.split()) for text in texts) for texts in (_texts(page), folded))
    words -= unseen
    if words > most:
        article = "an" if what == ASSESSMENT else "a"
        yield f"it has {words:,} words; {article} {what} may have {most:,}"


def silence_faults(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Say which exhibits of an assessment, as the manifest records them, have nothing to say."""
    for one in entries:
        if one["unavailable"] is True:
            yield f"the exhibit {one['id']} cannot be shown; say why in 'What we cannot say'"
        elif one.get("for_finding") and not one.get("findings"):
            yield f"the exhibit {one['id']} is evidence of no finding"


def repetition_faults(page: ShownPage) -> Iterator[str]:
    """Say which sentences and which captions stand twice on a page."""
    said = Counter(one for text in _said(page, "sentence", "note") for one in sentences(text))
    captions = Counter(
        one for exhibit in page.exhibits for one in dict.fromkeys(exhibit.of_kind("caption"))
    )
    for one, times in said.items():
        if times > 1:
            yield f"a sentence stands {times} times on it: {one[:80]}"
    for one, times in captions.items():
        # What is folded away is called the same everywhere.
        if times > 1 and not one.startswith("Data behind this"):
            yield f"a caption is used {times} times on it: {one[:80]}"


def emptiness_faults(page: ShownPage) -> Iterator[str]:
    """Say which headings have nothing under them, neither words nor a heading of a lower level."""
    heading, level, filled = "", 0, True
    for node in page.main:
        if found := heading_level(node):
            if not filled and found <= level:
                yield f"the section '{heading}' is empty"
            heading, level, filled = " ".join(node.text().split()), found, False
        else:
            filled = True
    if not filled:
        yield f"the section '{heading}' is empty"


def likeness_faults(
    pages: Mapping[str, ShownPage], names: Iterable[str], *, least: int = LEAST_PROSE
) -> Iterator[str]:
    """Say which pages are alike in more than is allowed of their prose.

    Parameters
    ----------
    pages : mapping of str to ShownPage
        The assessments of the districts, by name of the file.
    names : iterable of str
        Names of areas, wards, neighbourhoods and places, which are masked as numbers are.
    least : int
        Words of prose that both must have, so that there is anything to differ in.
    """
    masked = {
        page: _masked(_said(shown, *PROSE), frozenset(names)) for page, shown in pages.items()
    }
    for one, other in combinations(sorted(masked), 2):
        share = likeness(masked[one], masked[other])
        if share > MOST_ALIKE and min(map(_words, (masked[one], masked[other]))) >= least:
            yield f"{one}: {share:.0%} of its sentences are those of {other} with other numbers"


def summary_faults(pages: Mapping[str, ShownPage], names: Iterable[str]) -> Iterator[str]:
    """Say which summaries share half of their sentences or more.

    Parameters
    ----------
    pages, names
        As :func:`likeness_faults` takes them.
    """
    masked = {page: _masked(_of_summary(shown), frozenset(names)) for page, shown in pages.items()}
    for one, other in combinations(sorted(masked), 2):
        shorter = min(masked[one].total(), masked[other].total())
        shared = (masked[one] & masked[other]).total()
        if shorter >= LEAST_OF_A_SUMMARY and shared >= MOST_OF_A_SUMMARY * shorter:
            yield (
                f"{one}: {shared} of the {shorter} sentences of its summary are those of {other} "
                "with other numbers"
            )


def _of_summary(page: ShownPage) -> Iterator[str]:
    """Yield what is said before the second section of the page."""
    here: set[str | None] = set()
    sections = 0
    for node in page.main:
        sections += heading_level(node) == SECTION
        if sections > 1:
            break
        here.add(node.attributes.get("id"))
    return (text for one in page.exhibits if one.id in here for text in one.of_kind(*PROSE))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the words in sentences that two pages share, over those of the shorter page."""
    smaller = min(_words(one), _words(other))
    return _words(one & other) / smaller if smaller else 0.0


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without what is too short to be one."""
    return [one for one in _SENTENCE.split(text) if len(one.split()) >= _LEAST_WORDS]


def _masked(texts: Iterable[str], names: frozenset[str]) -> Counter[str]:
    longest = sorted(names, key=lambda name: (-len(name), name))
    name = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b") if longest else None
    plain = (name.sub(_MASK, text) if name else text for text in texts)
    return Counter(one for text in plain for one in sentences(_NUMBER.sub(_MASK, text)))


def _said(page: ShownPage, *kinds: str) -> Iterator[str]:
    return (text for exhibit in page.exhibits for text in exhibit.of_kind(*kinds))


def _texts(page: ShownPage) -> Iterator[str]:
    return (node.text(separator=" ") for node in page.main)


def _words(said: Counter[str]) -> int:
    return sum(len(text.split()) * times for text, times in said.items())
