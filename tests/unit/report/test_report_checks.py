"""Each fault of a page is found, and a sound page has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import pytest
import tinycss2

from csa.report.checks.page import ROUNDING_NOTE, Frame, check_page
from csa.report.checks.reading import ShownPage
from csa.report.pages.export import CONTENT_POLICY, TEMPLATE
from csa.report.pages.facts import digest_of

STYLE = "a { color: #000; }"
TABLE = (
    '<div class="table-scroll" tabindex="0"><table><caption>Crime</caption>'
    '<thead data-kinds="text count"><tr><th scope="col">Month</th><th scope="col">Crimes</th></tr>'
    '</thead><tbody><tr><th scope="row">May</th><td class="num">5</td></tr></tbody></table></div>'
)
FIGURE = '<figure><img src="data:image/png;base64,AA" alt="Crime by month, rising"></figure>'
SOUND = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<title>Easton</title><style>{STYLE}</style></head><body>"
    '<header><p class="synthetic">Synthetic data</p></header><nav><a href="#one">One</a>'
    '<a href="index.html">All</a></nav><main><h1>Easton</h1><h2 id="one">One</h2>'
    f'<section class="exhibit" id="one--crime">{FIGURE}{TABLE}</section>'
    f"<p>Reported errors: 5 a month.</p></main><footer>{escape(ROUNDING_NOTE)}</footer>"
    "</body></html>"
)


def problems(html: str, **changes: bool) -> list[str]:
    due = {"synthetic": True, "unapproved": False} | changes
    frame = Frame(CONTENT_POLICY, digest_of(STYLE), pages=frozenset(["index.html"]), **due)
    return check_page(ShownPage(html), frame)


def test_sound_page_has_no_problem() -> None:
    assert problems(SOUND) == []


LABELLED = SOUND.replace('<td class="num">', '<td class="num" data-label="Crimes">')


def test_a_cell_may_bear_the_name_of_its_heading_and_no_other() -> None:
    assert problems(LABELLED) == []
    assert problems(LABELLED.replace('label="Crimes"', 'label="405 victims"')) == [
        "one--crime: a cell of a table bears another name than its heading"
    ]


REPORTED = "<p>Reported"
UNREAD = "it is not written as a browser reads it"
NOBODY_SEES = "it holds a comment, or something else that no reader sees"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (REPORTED, "<script>1</script><p>Reported", "it holds the element script"),
        (REPORTED, "<iframe></iframe><p>Reported", "it holds the element iframe"),
        (REPORTED, "<svg><desc>405</desc></svg><p>Reported", "it holds the element svg"),
        (REPORTED, "<noscript>405</noscript><p>Reported", "it holds the element noscript"),
        (REPORTED, "<template>405</template><p>Reported", "it holds the element template"),
        (REPORTED, "<!-- 405 --><p>Reported", NOBODY_SEES),
        (REPORTED, "<?note 405?><p>Reported", NOBODY_SEES),
        ("</html>", "</html><!-- 405 -->", NOBODY_SEES),
        ("<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "405">', "it does not begin as a page of today"),
        ('class="num"', 'class="num" class="405"', UNREAD),
        ("</h1>", '</h1 data-n="405">', UNREAD),
        (REPORTED, "<tr>405</tr><p>Reported", UNREAD),
        (REPORTED, '<p onclick="x()">Reported', "the element p has the attribute onclick"),
        (REPORTED, '<p style="width: 405px">Reported', "the element p has the attribute style"),
        (REPORTED, '<p data-n="405">Reported', "the element p has the attribute data-n"),
        (REPORTED, '<p title="405">Reported', "the element p has the attribute title"),
        (REPORTED, "<p hidden>Reported", "the element p has the attribute hidden"),
        (REPORTED, '<p class="n405">Reported', "the element p has an attribute class"),
        (">5</td>", ">5<strong>6</strong></td>", "the element strong stands inside td"),
        ('id="one"', 'id="one-405"', "the id one-405 has a number that its words have not"),
        ("<title>", '<meta name="victims" content="405"><title>', "its head states something"),
        ("a { color", ".exhibit::after { content: '405'; } a { color", "its style sheet is not"),
        ("a { color", ":root { --n: 405; } a { color", "its style sheet is not"),
        ("a { color", "@import 'x'; a { color", "its style sheet is not"),
        ("</head>", "<style>p { color: #405; }</style></head>", "its style sheet is not"),
        ('src="data', 'src="https://example.org/data', "the element img has an attribute src"),
        ('src="data:image/png', 'src="data:text/html', "the element img has an attribute src"),
        ('href="index', 'href="//example.org/index', "the element a has an attribute href"),
        ('href="#one"', 'href="javascript:x()"', "the element a has an attribute href"),
        ('href="#one"', 'href="#two"', "a link leads nowhere: #two"),
        ("index.html", "weston.html", "a link leads nowhere: weston.html"),
        ('lang="en-GB"', 'lang="en"', "its language is not en-GB"),
        ("<title>Easton</title>", "<title> </title>", "it has no title"),
        ("default-src 'none'", "default-src *", "it does not state the content policy"),
        ('name="viewport"', 'name="view"', "it does not adapt to narrow screens"),
        ("<h1>Easton</h1>", "<p>Easton</p>", "it has 0 first-level headings"),
        ("<h1>Easton</h1>", "<h1>Easton</h1><h1>B</h1>", "it has 2 first-level headings"),
        (REPORTED, "<h4>Deep</h4><p>Reported", "a heading of level 4 follows one of level 2"),
        (' alt="Crime by month, rising"', "", "one--crime: an image has no alternative text"),
        ("Crime by month, rising", "chart", "one--crime: an image has no alternative text"),
        (TABLE, "", "one--crime: a figure has no table of its data after it"),
        (FIGURE, FIGURE * 2, "one--crime: a figure has no table of its data after it"),
        ("<caption>Crime</caption>", "", "one--crime: a table has no caption"),
        (' tabindex="0"', "", "one--crime: a table cannot be scrolled on a narrow screen"),
        ("text count", "text", "one--crime: a table does not say of each column what it holds"),
        (
            'scope="col">C',
            'scope="col" data-of="405">C',
            "one--crime: a column of a table is worked",
        ),
        (
            'class="num"',
            'colspan="40"',
            "one--crime: a cell of a table is not as wide as the table",
        ),
        (">5</td>", ">5</td><td>6</td>", "one--crime: a row of a table has more or fewer cells"),
        (REPORTED, '<p class="unprotected">Reported', "it shows an unprotected exhibit"),
        ("Reported errors: 5", "KeyError: 'A. Person'", "it shows the message of an error"),
        ("Reported", "Traceback (most recent call last)", "it shows the message of an error"),
        ("<h2 id", '<h2 id="one">One</h2><h2 id', "the id one is given 2 times"),
        ("Each may differ", "Some", "it does not say in plain words that counts are rounded"),
        ("</section>", "", UNREAD),
        ("</h1>", "", UNREAD),
        ("Reported", "x" * 3_000_000, "it has 3,0"),
    ],
)
def test_fault_is_found(old: str, new: str, problem: str) -> None:
    assert old in SOUND
    found = problems(SOUND.replace(old, new, 1))
    assert any(one.startswith(problem) or f": {problem}" in one for one in found), found


def test_style_sheet_of_the_template_states_nothing_and_loads_nothing() -> None:
    sheet = (TEMPLATE / "style.css").read_text(encoding="utf-8")
    tokens = list(walked(tinycss2.parse_component_value_list(sheet)))
    assert not [one for one in tokens if one.type in ("comment", "url", "error")]
    assert {one.lower_value for one in tokens if one.type == "at-keyword"} == {"media", "page"}
    words = {one.value for one in tokens if one.type == "string"}
    # Names of fonts, and the mark of a figure that was restated.
    assert words == {"Liberation Sans", "DejaVu Sans", "DejaVu Sans Condensed", "\xa0r"}


def walked(tokens: Iterable[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from walked(
            getattr(token, "content", None) or getattr(token, "arguments", None) or ()
        )


@pytest.mark.parametrize(
    ("due", "problem"),
    [
        ({"synthetic": False}, "its banner 'synthetic' is not due"),
        ({"unapproved": True}, "its banner 'unapproved' is missing"),
    ],
)
def test_banners_are_there_exactly_when_due(due: dict[str, bool], problem: str) -> None:
    assert problems(SOUND, **due) == [problem]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "notice"),
        ("ink", "shade"),
        ("ink", "focus"),
        ("quiet", "paper"),
        ("quiet", "shade"),
        ("link", "paper"),
        ("visited", "paper"),
        ("paper", "band"),
        ("paper", "ink"),
    ],
)
def test_colours_of_the_template_meet_wcag_aa(text: str, ground: str) -> None:
    style = (TEMPLATE / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", style))
    # 21:1 for black on white is the definition's own example.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(colours[text], colours[ground]) >= 4.5
