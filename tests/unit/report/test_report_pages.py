"""Merging chapters into a page, and choosing what an edition shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csa.errors import NotebookError
from csa.report.pages.layout import Page, make_pages
from csa.report.pages.outputs import EXHIBIT_TYPE, OutputError, read_exhibit
from csa.report.run.plan import Chapter, Task


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def exhibit(name: str, *editions: str, html: str = "") -> dict[str, Any]:
    facts = {
        "name": name,
        "title": name,
        "editions": list(editions or ("partner", "public")),
        "numbers": {},
        "statements": [],
        "figures": 0,
        "tables": html.count("<table"),
        "unavailable": False,
    }
    body = f'<section class="exhibit" data-exhibit="{name}">{html}</section>'
    data = {"text/html": body, EXHIBIT_TYPE: facts}
    output = {"output_type": "execute_result", "data": data}
    return {"cell_type": "code", "source": name, "outputs": [output]}


def task(
    *, name: str = "change", priority: str | None = None, title: str = "Change", **placed: Any
) -> Task:
    per = "priority" if priority else "area"
    path = Path(f"{name}.ipynb")
    chapter = Chapter(name=name, path=path, title=title, order=1, per=per, **placed)
    return Task("easton", chapter, title, priority)


def pages(*cells: dict[str, Any], edition: str = "public") -> list[Page]:
    return make_pages([(task(), {"cells": list(cells)})], area="easton", edition=edition)


def page(*cells: dict[str, Any], edition: str = "public") -> Page:
    # Another chapter keeps the page, whatever is left of this one.
    last = (task(name="last"), {"cells": [markdown("# Last"), exhibit("last")]})
    chapters = [(task(), {"cells": list(cells)}), last]
    (made,) = make_pages(chapters, area="easton", edition=edition)
    return replace(made, blocks=made.blocks[:-2])


def shown(made: Page) -> list[str]:
    return [b.exhibit.name if b.exhibit else b.text for b in made.blocks]


def test_headings_move_down_a_level_and_never_below_six() -> None:
    made = page(markdown("# One\n\n## Two\n\n### Three\n\n###### Six\n\nText."))
    assert [block.level for block in made.blocks] == [2, 3, 4, 6, 0]


def test_hash_inside_a_code_fence_is_no_heading() -> None:
    made = page(markdown("# One\n\n```\n# not a heading\n```"))
    assert [block.level for block in made.blocks] == [2, 0]


def test_section_whose_exhibits_are_all_left_out_goes_with_its_text() -> None:
    cells = [
        markdown("# One\n\nAbout."),
        markdown("## Kept\n\nWords."),
        exhibit("both"),
        markdown("## Gone\n\nWho is suspected."),
        exhibit("suspects", "partner"),
        markdown("### Gone too"),
        exhibit("ages", "partner"),
    ]
    assert shown(page(*cells)) == ["One", "About.", "Kept", "Words.", "both"]
    assert len(page(*cells, edition="partner").blocks) == 10


def test_section_that_keeps_one_exhibit_stays_without_the_other() -> None:
    cells = [markdown("# One"), exhibit("a", "partner"), exhibit("b")]
    assert shown(page(*cells)) == ["One", "b"]


def test_heading_with_nothing_under_it_is_left_out_and_a_text_section_stays() -> None:
    made = page(markdown("# One\n\n## Empty\n\n## Method\n\nHow we count."))
    assert shown(made) == ["One", "Method", "How we count."]


def test_chapter_with_nothing_for_the_edition_is_left_out_whole() -> None:
    assert page(markdown("# One"), exhibit("a", "partner")).blocks == ()


def test_chapters_go_to_the_pages_and_editions_that_they_name() -> None:
    cells = {"cells": [markdown("# One"), exhibit("a")]}
    chapters = [
        (task(name="summary"), cells),
        (task(name="tables", page="annex", editions=("partner",)), cells),
        (task(name="more-tables", page="annex", editions=("partner",)), cells),
        (task(name="ward-pages", page="wards"), cells),
        (task(name="reading", page="how-to-read"), cells),
    ]
    made = {
        edition: {
            one.file: [block.id for block in one.chapters]
            for one in make_pages(chapters, area="easton", edition=edition)
        }
        for edition in ("partner", "public")
    }
    assert made["partner"] == {
        "easton.html": ["summary"],
        "easton-annex.html": ["tables", "more-tables"],
        "easton-wards.html": ["ward-pages"],
        "how-to-read.html": ["reading"],
    }
    assert made["public"] == {
        name: chapters for name, chapters in made["partner"].items() if "annex" not in name
    }


def test_page_of_which_an_edition_shows_no_exhibit_is_none() -> None:
    cells = [markdown("# One\n\nWords."), markdown("## Who"), exhibit("a", "partner")]
    assert pages(*cells, markdown("## Method\n\nHow we count.")) == []
    assert len(pages(*cells, edition="partner")) == 1


def test_same_exhibit_and_heading_twice_get_ids_of_their_own() -> None:
    table = '<table id="t"></table><p aria-describedby="t u"></p>'
    first = markdown("# One\n\n## Where")
    second = markdown("## Where")
    made = page(first, exhibit("map", html=table), second, exhibit("map", html=table))
    assert [block.id for block in made.blocks] == [
        "change",
        "change--where",
        "change--exhibit--map",
        "change--where-2",
        "change--exhibit--map-2",
    ]
    assert 'id="change--exhibit--map-2--t"' in made.blocks[-1].html
    expected = 'aria-describedby="change--exhibit--map-2--t change--exhibit--map-2--u"'
    assert expected in made.blocks[-1].html


def test_priority_chapter_is_headed_by_its_priority() -> None:
    one = task(name="profile", priority="theft", title="Theft & <burglary>")
    notebook = {"cells": [markdown("# Priority profile"), exhibit("x")]}
    (made,) = make_pages([(one, notebook)], area="easton", edition="partner")
    assert made.blocks[0].id == "profile-theft"
    assert made.blocks[0].html == "Theft &amp; &lt;burglary&gt;"
    assert [block.text for block in made.chapters] == ["Theft & <burglary>"]


def test_markup_in_markdown_is_shown_as_text() -> None:
    made = page(markdown("# One\n\n<script>alert(1)</script> and <b onclick=x>b</b>"))
    html = "".join(block.html for block in made.blocks)
    assert "<script" not in html
    assert "<b " not in html


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("## Second first", "must start with its only first-level heading"),
        ("# One\n\n# Two\n\nText.", "must start with its only first-level heading"),
        ("# One\n\nTwo\n---\n\nText.", "the contents list would miss it: Two"),
    ],
)
def test_headings_that_the_contents_would_miss_are_refused(source: str, message: str) -> None:
    with pytest.raises(NotebookError, match=message):
        page(markdown(source))


def test_output_without_facts_is_never_published() -> None:
    bare = {"output_type": "display_data", "data": {"text/html": "<p>14 victims</p>"}}
    cell = {"cell_type": "code", "source": "x", "outputs": [bare]}
    with pytest.raises(OutputError, match="not an exhibit"):
        page(markdown("# One"), cell)


def test_editions_that_are_not_a_list_show_the_exhibit_to_nobody() -> None:
    cell = exhibit("x")
    output = cell["outputs"][0]
    output["data"][EXHIBIT_TYPE]["editions"] = "public and partner"
    assert not read_exhibit(output).is_for("public")


def test_an_annex_lists_what_it_cannot_show_by_reason_in_one_section() -> None:
    def lost(name: str, reason: str) -> dict[str, Any]:
        cell = exhibit(name)
        facts = cell["outputs"][0]["data"][EXHIBIT_TYPE]
        facts |= {"unavailable": True, "reason": reason}
        return cell

    cells = [
        markdown("# One"),
        markdown("## Seen"), exhibit("seen"),
        markdown("## Victims"), lost("ages", "No victims."), lost("harmed again", "No victims."),
        markdown("## When"), lost("hours", "Months alone are known."),
    ]  # fmt: skip
    (made,) = make_pages([(task(page="annex"), {"cells": cells})], area="easton", edition="partner")
    assert shown(made)[:-1] == ["One", "Seen", "seen", "Not available"]
    assert made.blocks[-1].html == (
        "<ul><li>ages; harmed again: no victims.</li><li>hours: months alone are known.</li></ul>"
    )


def test_a_chapter_of_an_annex_without_anything_to_show_keeps_its_heading() -> None:
    cell = exhibit("ages")
    cell["outputs"][0]["data"][EXHIBIT_TYPE] |= {"unavailable": True, "reason": "None."}
    annex = task(page="annex"), {"cells": [markdown("# One\n\n## Victims"), cell]}
    last = task(name="last", page="annex"), {"cells": [markdown("# Last"), exhibit("last")]}
    (made,) = make_pages([annex, last], area="easton", edition="partner")
    assert shown(made)[:2] == ["One", "Not available"]


def test_wards_without_a_figure_are_one_list_and_not_a_box_each() -> None:
    cells = [markdown("# Ward by ward"), exhibit("Hill ward"), exhibit("Vale ward")]
    for cell in cells[1:]:
        facts = {"unavailable": True, "reason": "Nothing was received."}
        cell["outputs"][0]["data"][EXHIBIT_TYPE] |= facts
    (made,) = make_pages([(task(page="wards"), {"cells": cells})], area="easton", edition="public")
    assert shown(made)[:-1] == ["Ward by ward", "Not available"]
    assert made.blocks[-1].html == ("<ul><li>Hill ward; Vale ward: nothing was received.</li></ul>")


def test_open_place_keeps_no_section_but_for_the_document() -> None:
    place = markdown("the date of the meeting") | {"metadata": {"tags": ["open"]}}
    gone = [markdown("## Gone\n\nOf it."), exhibit("b", "partner"), place]
    made = page(markdown("# One"), exhibit("a"), place, *gone)
    assert [(block.is_open, block.text) for block in made.blocks if not block.exhibit] == [
        (False, "One"),
        (True, "the date of the meeting"),
        (True, "Gone"),
        (True, "the date of the meeting"),
    ]
    assert [block.text for block in made.contents] == ["One"]
