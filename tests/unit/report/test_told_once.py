"""What a page tells once, and where it links to."""

from __future__ import annotations

import re

import pytest

from csa.exhibits.wording.standing import standing
from csa.present.exhibit import Exhibit
from csa.report.pages.feet import Once, tell_once
from csa.report.pages.layout import Block, Page
from csa.report.pages.links import Places
from csa.report.pages.outputs import Exhibit as Shown

PERIOD = "April 2016 to January 2017"
ROUNDED = standing("rounding", "Counts are rounded.")
ONCE = Once(period=PERIOD, sources=frozenset(["Crime (Police)"]), topics={"rounding": "r.html#r"})
FACTS = {"name": "", "editions": ["partner"]}


def block(*notes: str, source: str = "Crime (Police)", period: str = PERIOD) -> Block:
    """Return an exhibit as a notebook shows it."""
    made = Exhibit(
        name="x", title="X", source=source, period=period, editions=("partner",), notes=notes
    )
    html = made._repr_html_()
    return Block(html, "one", exhibit=Shown(FACTS, html))


def told(*blocks: Block, once: Once = ONCE) -> tuple[list[str], dict[str, str]]:
    """Return the words below the title of each exhibit, and the notes of the page."""
    made, notes = tell_once(blocks, once)
    feet = [one.html.partition("X</p>")[2].removesuffix("</section>") for one in made]
    return [re.sub(r"<[^>]+>", " ", foot).strip() for foot in feet], dict(notes)


def test_an_exhibit_of_the_pages_own_period_and_sources_has_no_foot() -> None:
    assert told(block(), block(period=f"{PERIOD}, year to date")) == (["", ""], {})


def test_another_period_is_told_at_the_exhibit() -> None:
    assert told(block(period="July 2015"))[0] == ["Period: July 2015."]


def test_a_note_of_several_exhibits_stands_once_and_one_of_its_own_stays() -> None:
    feet, notes = told(block("Shared.", "Own."), block("Shared."), block("Shared.", "Shared."))
    assert feet == ["Own.   Notes:  a .", "Notes:  a .", "Notes:  a ."]
    assert notes == {"a": "Shared."}


def test_letters_go_on_after_the_alphabet() -> None:
    many = block(*(f"Note {n}." for n in range(28)))
    assert list(told(many, many)[1])[-3:] == ["z", "aa", "ab"]


def test_a_source_that_the_page_does_not_list_is_a_note() -> None:
    feet, notes = told(block(source="The authors"), block(source="The authors"))
    assert feet == ["Notes:  a ."] * 2
    assert notes == {"a": "Source: The authors."}


def test_an_annex_names_the_source_at_each_table() -> None:
    feet, _ = told(block(), once=Once(period=PERIOD, with_sources=True))
    assert feet == ["Source: Crime (Police)."]


def test_a_standing_note_is_linked_where_it_is_told_and_a_plain_note_where_it_is_not() -> None:
    assert told(block(ROUNDED))[0] == ["How to read this:  rounding ."]
    assert told(block(ROUNDED), once=Once(period=PERIOD, with_sources=True))[0] == [
        "Counts are rounded.   Source: Crime (Police)."
    ]


def page(name: str, *, kind: str = "assessment", priority: str = "") -> Page:
    html = f'<section class="exhibit" data-exhibit="{name}"></section>'
    shown = Block(
        html, kind, id=f"{kind}--{name}", priority=priority, exhibit=Shown({"name": name}, html)
    )
    return Page("easton", "partner", (shown,), kind)


@pytest.mark.parametrize(
    ("evidence", "priority", "expected"),
    [
        (
            "wards",
            "theft",
            "easton-annex.html#annex--wards",
        ),
        ("change", "", "#assessment--change"),
        ("wards", "violence", ""),
        ("nowhere", "", ""),
    ],
)
def test_evidence_is_linked_to_where_it_stands_or_not_at_all(
    evidence: str, priority: str, expected: str
) -> None:
    places = Places.of([page("change"), page("wards", kind="annex", priority="theft")])
    marked = (
        f'<a class="evidence" data-exhibit="{evidence}" data-priority="{priority}">Evidence</a>'
    )
    link = f'<a class="evidence" href="{expected}">Evidence</a>' if expected else ""
    assert places.resolved(marked, area="easton", at="easton.html") == link
    assert places.resolved(marked, area="weston", at="weston.html") == ""


def test_no_link_leads_to_the_exhibit_itself_and_the_annex_comes_first() -> None:
    places = Places.of([page("change"), page("change", kind="annex")])
    marked = '<a class="evidence" data-exhibit="change" data-priority="">Evidence</a>'
    own = places.resolved(marked, area="easton", at="easton-annex.html", own="annex--change")
    assert 'href="easton.html#assessment--change"' in own
    assert "easton-annex" in places.resolved(marked, area="easton", at="easton.html")
