"""Each fault of a page is found, and a sound page has none."""

from __future__ import annotations

import re
from html import escape

import pytest

from csa.report.checks import ROUNDING_NOTE, check_page
from csa.report.export import CONTENT_POLICY, TEMPLATE

TABLE = (
    '<div class="table-scroll" tabindex="0"><table><caption>Crime</caption>'
    "<tr><td>5</td></tr></table></div>"
)
FIGURE = '<figure><img src="data:image/png;base64,AA" alt="Crime by month, rising"></figure>'
SOUND = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Easton</title><style>a { color: #000; }</style></head><body>"
    '<header><p class="synthetic">Synthetic data</p></header><nav><a href="#one">One</a>'
    '<a href="index.html">All</a></nav><main><h1>Easton</h1><h2 id="one">One</h2>'
    f'<section class="exhibit">{FIGURE}{TABLE}</section><p>Reported errors: 5 a month.</p>'
    f"</main><footer>{escape(ROUNDING_NOTE)}</footer></body></html>"
)


def problems(html: str, **changes: bool) -> list[str]:
    options = {"synthetic": True, "unapproved": False} | changes
    return check_page(html, policy=CONTENT_POLICY, pages=frozenset(["index.html"]), **options)


def test_sound_page_has_no_problem() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<p>Reported", "<script>1</script><p>Reported", "it holds the element script"),
        ("<p>Reported", "<iframe></iframe><p>Reported", "it holds the element iframe"),
        ("<p>Reported", '<p onclick="x()">Reported', "the element p has the event handler onclick"),
        ("<p>Reported", '<p style="background: url(x)">Reported', "the style of p loads something"),
        ('src="data', 'src="https://example.org/data', "the element img points outside the page"),
        ('src="data:image/png', 'src="data:text/html', "the element img points outside the page"),
        ('href="index', 'href="//example.org/index', "the element a points outside the page"),
        ('href="#one"', 'href="javascript:x()"', "the element a points outside the page"),
        ('href="#one"', 'href="#two"', "a link leads nowhere: #two"),
        ("index.html", "weston.html", "a link leads nowhere: weston.html"),
        ("a { color", "@import 'x'; a { color", "its style sheet loads something"),
        ('lang="en-GB"', 'lang="en"', "its language is not en-GB"),
        ("<title>Easton</title>", "<title> </title>", "it has no title"),
        ("default-src 'none'", "default-src *", "it does not state the content policy"),
        ('name="viewport"', 'name="view"', "it does not adapt to narrow screens"),
        ("<h1>Easton</h1>", "<p>Easton</p>", "it has 0 first-level headings"),
        ("<h1>Easton</h1>", "<h1>Easton</h1><h1>B</h1>", "it has 2 first-level headings"),
        ("<p>Reported", "<h4>Deep</h4><p>Reported", "a heading of level 4 follows one of level 2"),
        (' alt="Crime by month, rising"', "", "an image has no alternative text, or next to none"),
        ("Crime by month, rising", "chart", "an image has no alternative text, or next to none"),
        (TABLE, "", "1 figures have no table of their data after them"),
        (FIGURE, FIGURE * 2, "1 figures have no table of their data after them"),
        ("<caption>Crime</caption>", "", "1 tables have no caption"),
        (' tabindex="0"', "", "1 tables cannot be scrolled on a narrow screen"),
        ("<p>Reported", '<p class="unprotected">Reported', "it shows an unprotected exhibit"),
        ("Reported errors: 5", "KeyError: 'A. Person'", "it shows the message of an error"),
        ("Reported", "Traceback (most recent call last)", "it shows the message of an error"),
        ("<p>Reported", '<p class="jp-CodeCell">Reported', "it shows code"),
        ("<h1>", '<h1 id="one">', "the id one is given 2 times"),
        ("Each may differ", "Some", "it does not say in plain words that counts are rounded"),
        ("</section>", "", "the element section is never closed"),
        ("</h1>", "", "the element main is not closed where it should be"),
        ("Reported", "x" * 3_000_000, "it has 3,0"),
    ],
)
def test_fault_is_found(old: str, new: str, problem: str) -> None:
    assert old in SOUND
    found = problems(SOUND.replace(old, new))
    assert any(one.startswith(problem) for one in found), found


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
