"""Whatever is planted in a finished page turns the check red, and says on which page and where.

Each change is made in the text of a page of the small partnership, which is then judged as `csa
check` judges it. Nothing is built again.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from builders import Project

from csa.disclosure.ledger.release import read_release
from csa.report.checks.audit import Standard, standards
from csa.report.pages.manifest import read_manifest

AREA = "redditch"
VIOLENCE = "priority-profile-violence-and-abuse--exhibit--"
THEFT = "priority-profile-theft-and-acquisitive-crime--exhibit--"
ANNEX = "annex-"
HEADLINE = f"{ANNEX}violence-and-abuse--exhibit--headline"
NEIGHBOURHOODS = f"{ANNEX}theft-and-acquisitive-crime--exhibit--lsoa-map"
MONTHS = f"{VIOLENCE}months"
OVERALL = "strategic-assessment--exhibit--"
SENTENCE = r"(<p class=\"exhibit-title\">[^<]*</p><p>)"
CAPTION = "(</figcaption>)"
FIRST_CELL = r"(<tbody><tr><th scope=\"row\">[^<]*</th>)"
RATE = r"(<td class=\"num\">)\d+\.\d<"
NUMBER = r"(<td class=\"num\">)[\d,]+<"
COUNT = r"(data-key=\"[^\"]+\">)[\d,]+<"


@dataclass(frozen=True)
class Plant:
    """A change: within an exhibit, or anywhere, what a pattern finds first is replaced.

    Attributes
    ----------
    exhibit : str
        Id of the exhibit; empty for the page outside them.
    old, new : str
        A pattern, and what takes its place.
    said : str
        What the check says of it, after the page and the exhibit.
    """

    exhibit: str
    old: str
    new: str
    said: str

    def made_in(self, html: str) -> str:
        """Return the page with the change."""
        start = html.index(f'id="{self.exhibit}"') if self.exhibit else 0
        end = html.index("</section>", start) + len("</section>") if self.exhibit else len(html)
        changed, made = re.subn(self.old, self.new, html[start:end], count=1)
        assert made == 1, "nothing was planted"
        return html[:start] + changed + html[end:]


# What somebody planted once and the check did not see.
MISSED = {
    "comment": Plant(
        MONTHS, CAPTION, r"<!-- 405 victims -->\1", "it holds a comment"
    ),
    "data attribute": Plant(
        MONTHS, "<figcaption>", '<figcaption data-n="405">', "has the attribute data-n"
    ),
    "meta": Plant(
        "", "</head>", '<meta name="description" content="405 victims"></head>',
        "its head states something that no page needs",
    ),
    "content of a style": Plant(
        "", "</style>", ".exhibit::after { content: '405 victims'; }</style>",
        "its style sheet is not the one",
    ),
    "property of a style": Plant(
        "", "</style>", ":root { --victims: 405; }</style>", "its style sheet is not the one"
    ),
    "number in words": Plant(
        MONTHS, CAPTION, r": four hundred and five\1",
        "its caption states four hundred and five",
    ),
    "superscript": Plant(
        MONTHS, CAPTION, ": \u2074\u2070\u2075\\1", "caption states SUPERSCRIPT FOUR"
    ),
    "decimal that is none": Plant(
        MONTHS, CAPTION, r": 3.0\1", "its caption states 3.0"
    ),
    "interval": Plant(
        NEIGHBOURHOODS, r"\d+\.\d to \d+\.\d<", "4.0 to 5.0<", "shows 4.0 to 5.0, which is"
    ),
    "interval of people": Plant(
        f"{ANNEX}violence-and-abuse--exhibit--age-and-sex", r"\d+\.\d to \d+\.\d<",
        "4.0 to 5.0<", "shows 4.0 to 5.0, which",
    ),
    "rate a day": Plant(
        f"{ANNEX}theft-and-acquisitive-crime--exhibit--day-kinds", RATE, r"\g<1>4.5<",
        "shows 4.5, which does not follow",
    ),
    "wording once declared: neighbourhoods": Plant(
        MONTHS, CAPTION, r": 405 neighbourhoods\1", "its caption states 405"
    ),
    "wording once declared: times": Plant(
        MONTHS, CAPTION, r": 405 times\1", "its caption states 405"
    ),
    "wording once declared: more than": Plant(
        MONTHS, CAPTION, r": more than 37%\1", "its caption states more than 37%"
    ),
    "number in a cell of words": Plant(
        f"{VIOLENCE}subthemes", r"(<tbody><tr><th scope=\"row\">[^<]*)", r"\1 (405)", "states 405"
    ),
    "year that is none": Plant(MONTHS, CAPTION, r": 2005\1", "its caption states 2005"),
}  # fmt: skip
FOUND = {
    "exact count in a caption": Plant(
        MONTHS, CAPTION, r": 7 were serious\1", "its caption states 7"
    ),
    "second table with a total": Plant(
        HEADLINE, '<p class="source"',
        '<div class="table-scroll" role="group" tabindex="0" aria-label="All"><table><caption>All'
        '</caption><thead data-kinds="text count"><tr><th scope="col">What</th><th scope="col">All'
        '</th></tr></thead><tbody><tr><th scope="row">Violence</th><td class="num">1,307</td></tr>'
        '</tbody></table></div><p class="source"',
        "row 'Violence', column 'All': shows 1,307 and does not name the cell",
    ),
    "another count": Plant(HEADLINE, COUNT, r"\g<1>405<", "is not what the release"),
    "count without its cell": Plant(
        HEADLINE, r" data-key=\"[^\"]+\"(>[\d,]+<)", r"\1", "does not name the cell"
    ),
    "count of a cell unknown": Plant(
        HEADLINE, "data-key=\"[^\"]+\"", 'data-key="9999999"', "does not hold"
    ),
    "percentage with a decimal": Plant(
        f"{THEFT}subthemes", r">([+\u2212])(\d+)%", r">\1\2.0%", "percentages are whole"
    ),
    "change that does not follow": Plant(
        f"{THEFT}subthemes", r">([+\u2212])(\d+)%", r">\g<1>1\2%", "does not follow from"
    ),
    "district under another name": Plant(
        "", "<h1>Redditch:", "<h1>Bromsgrove:", "on the page of Bromsgrove"
    ),
    "count in a sentence": Plant(
        HEADLINE, SENTENCE, r"\g<1>There were 405 more. ", "sentence states 405"
    ),
    "number beside the exhibits": Plant(
        "", "</main>", "<p>There were 405 more.</p></main>", "outside the exhibits states 405"
    ),
    "sentence without a number": Plant(
        HEADLINE, SENTENCE, r"\g<1>All were children. ", "its sentences are not those"
    ),
    "title": Plant(
        HEADLINE, r"(exhibit-title\">)", r"\1Children: ", "its title is not the one"
    ),
    "exhibit of another page": Plant(
        "", "</main>", '<section class="exhibit" id="x--exhibit--y"></section></main>',
        "the exhibit x--exhibit--y is not once on the page",
    ),
}  # fmt: skip
OF_OUR_OWN = {
    "comment after the page": Plant("", r"\Z", "<!-- 405 -->", "it holds a comment"),
    "instruction": Plant("", "</main>", "<?victims 405?></main>", "it holds a comment"),
    "kind of the document": Plant(
        "", "<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "405">', "does not begin as a page of today"
    ),
    "attribute of an end tag": Plant("", "</h1>", '</h1 data-n="405">', "not written as a browser"),
    "attribute given twice": Plant(
        "", '<p class="edition">', '<p class="edition" class="n405">', "not written as a browser"
    ),
    "class": Plant("", '<p class="edition">', '<p class="n405">', "has an attribute class"),
    "style": Plant("", "<h1>", '<h1 style="width: 405px">', "has the attribute style"),
    "hidden element": Plant("", "</main>", "<p hidden>405</p></main>", "has the attribute hidden"),
    "identifier": Plant(
        HEADLINE, r"<table id=\"([^\"]+)\"", r'<table id="\1-405"', "has a number that"
    ),
    "drawing": Plant(
        "", "</main>", "<svg><title>405</title></svg></main>", "it holds the element svg"
    ),
    "template": Plant("", "</main>", "<template>405</template></main>", "the element template"),
    "noscript": Plant("", "</main>", "<noscript>405</noscript></main>", "the element noscript"),
    "title of an element": Plant("", "<h1>", '<h1 title="405 victims">', "has the attribute title"),
    "alternative text": Plant(
        MONTHS, r"alt=\"", 'alt="405 victims. ', "its alt states 405"
    ),
    "label that is heard": Plant(
        HEADLINE, r"aria-label=\"", 'aria-label="405 victims. ', "its label states 405"
    ),
    "title of the page": Plant("", "<title>", "<title>405 victims. ", "exhibits states 405"),
    "heading of a column": Plant(
        HEADLINE, "(<thead[^>]*><tr><th[^>]*>)", r"\g<1>405 ", "of column 1 states"
    ),
    "cell too many": Plant(
        HEADLINE, FIRST_CELL, r"\1<td>405</td>", "more or fewer cells than its heading"
    ),
    "kind of a column": Plant(
        HEADLINE, "text (?:count|protected)", "text number", "names cells of the"
    ),
    "note": Plant(
        MONTHS, "</section>", '<ul class="notes"><li>Of 405.</li></ul></section>',
        "note states 405",
    ),
    "source": Plant(
        HEADLINE, '"source">', '"source">Source: 405 officers. ', "source states 405"
    ),
    "note at the end of the page": Plant(
        "", '<li id="note-a">', '<li id="note-a">405 people. ', "text outside the exhibits states"
    ),
    "digits of another script": Plant(
        MONTHS, CAPTION, ": \u0664\u0660\u0665\\1", "states ARABIC-INDIC DIGIT FOUR"
    ),
    "digits in full width": Plant(
        MONTHS, CAPTION, ": \uff14\uff10\uff15\\1", "states FULLWIDTH DIGIT FOUR"
    ),
    "entities": Plant(MONTHS, CAPTION, r": &#52;&#x30;5\1", "its caption states 405"),
    "hidden space in a number": Plant(
        MONTHS, CAPTION, ": 4\u200b05\\1", "its caption states"
    ),
    "mark-up in a number": Plant(
        MONTHS, CAPTION, r": 4<em>0</em>5\1", "its caption states 405"
    ),
    "number joined to a word": Plant(
        MONTHS, CAPTION, r": n405x\1", "its caption states n405x"
    ),
    "one person": Plant(
        MONTHS, CAPTION, r": one woman of Lodge Park\1", "its caption states one"
    ),
    "a half": Plant(MONTHS, CAPTION, r": half of them\1", "its caption states half"),
    "rate of residents": Plant(
        f"{ANNEX}theft-and-acquisitive-crime--exhibit--ward-table", RATE, r"\g<1>4.5<",
        "shows 4.5, which does not follow",
    ),
    "plain number": Plant(
        f"{ANNEX}area--exhibit--profile", NUMBER, r"\g<1>405<", "is not what the exhibit worked out"
    ),
    "change of people": Plant(
        f"{VIOLENCE}subthemes", r"<td class=\"num\">([+\u2212]\d+|0)<", '<td class="num">+405<',
        "shows \\+405, which does not follow",
    ),
    "picture": Plant(
        MONTHS, "(data:image/png;base64,.{200})....", r"\1AAAA",
        "it is not the page that was published",
    ),
}  # fmt: skip
PLANTS = MISSED | FOUND | OF_OUR_OWN


@dataclass(frozen=True)
class Judged:
    """A page as published, what the manifest says of it, and what it is held against."""

    html: str
    stated: dict[str, Any]
    standard: Standard

    def faults(self, html: str = "") -> list[str]:
        """Return what is wrong with it, or with what was made of it."""
        return self.standard.judge(html or self.html, self.stated).faults


@pytest.fixture(scope="module")
def pages(small: Project) -> list[Judged]:
    """A page of an area for everybody, its annex, and the assessment, which partners alone have."""
    manifest = read_manifest(small.published)
    held = standards(manifest, read_release(small.published / "release"))
    named = (("public", AREA), ("partner", f"{AREA}-annex"), ("partner", AREA))
    return [
        Judged(
            small.page(edition, name),
            manifest["editions"][edition][f"{name}.html"],
            held[edition],
        )
        for edition, name in named
    ]


def test_pages_as_published_have_no_fault(pages: list[Judged]) -> None:
    assert [one.faults() for one in pages] == [[], [], []]


@pytest.mark.parametrize("name", PLANTS)
def test_planted_change_is_found_and_placed(name: str, pages: list[Judged]) -> None:
    plant = PLANTS[name]
    page = next(one for one in pages if f'id="{plant.exhibit}' in one.html)
    faults = page.faults(plant.made_in(page.html))
    told = [one for one in faults if re.search(plant.said, one)]
    assert told, faults
    if plant.exhibit and "the page" not in plant.said:
        assert any(plant.exhibit in one for one in told), told


def test_true_count_in_the_manifest_is_found(pages: list[Judged]) -> None:
    page = pages[1]
    changed = copy.deepcopy(page.stated)
    entry = next(one for one in changed["exhibits"] if one["id"] == HEADLINE)
    key = next(iter(entry["numbers"]))
    entry["numbers"][key] += 2
    (said,) = replace(page, stated=changed).faults()
    assert f"another value than the ledger's for {key}" in said
