"""Finished pages in a browser: readable by all, wide and narrow, alone and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders import EDITIONS, Project
from playwright.sync_api import Browser, Page

from csa.report.checks.limits import check_limits

pytestmark = pytest.mark.browser

WIDTHS = {"wide": 1200, "narrow": 390}
GRAVE = ("serious", "critical")
# The public edition is part of the partner edition: its longest page need not be seen again.
SEEN = (
    ("partner", "index"),
    ("partner", "redditch"),
    ("partner", "redditch-annex"),
    ("partner", "redditch-wards"),
    ("partner", "how-to-read"),
    ("partner", "north-worcestershire"),
    ("public", "index"),
    ("public", "redditch"),
    ("public", "redditch-note"),
    ("public", "north-worcestershire-return"),
)

MOST_SHEETS = {
    ("partner", "redditch"): 30,
    ("partner", "wyre-forest"): 30,
    ("partner", "north-worcestershire"): 40,
    ("public", "redditch"): 10,
    ("public", "north-worcestershire"): 10,
}
# Leaves what stands before the second section of the first chapter, or before the second chapter.
AFTER_SUMMARY = """() => {
    const main = document.querySelector('main');
    const ends = [main.querySelectorAll('h2')[1], main.querySelectorAll('h3')[1]];
    const after = [...main.children].filter(
        one => ends.some(end => one === end || end.compareDocumentPosition(one) & 4));
    [...after, document.querySelector('body > footer')].forEach(one => one.remove());
}"""


@dataclass
class Opened:
    """A page in the browser and what it did besides being shown."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def open_page(browser: Browser, project: Project, edition: str, name: str, width: int) -> Opened:
    # axe is a script: the page's own policy, which allows none, is put aside for it.
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    opened = Opened(page)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("console", lambda message: opened.messages.append(message.text))
    page.on("pageerror", lambda error: opened.messages.append(str(error)))
    page.goto((project.published / edition / f"{name}.html").as_uri())
    return opened


@pytest.fixture(params=SEEN, ids="-".join)
def shown(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Edition and name of a page."""
    return request.param


@pytest.fixture(params=WIDTHS)
def opened(
    browser: Browser, synthetic: Project, shown: tuple[str, str], request: pytest.FixtureRequest
) -> Iterator[Opened]:
    """A page at one width."""
    opened = open_page(browser, synthetic, *shown, WIDTHS[request.param])
    yield opened
    opened.page.close()


def test_page_is_accessible_fits_its_screen_and_asks_for_nothing(opened: Opened) -> None:
    page = opened.page
    assert [url for url in opened.requests if not url.startswith("data:")] == [page.url]
    assert opened.messages == []
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0
    violations = Axe().run(page).response["violations"]
    grave = {
        one["id"]: [node["target"] for node in one["nodes"]][:3]
        for one in violations
        if one["impact"] in GRAVE
    }
    assert grave == {}


def test_folded_tables_open_and_stay_accessible_on_a_narrow_screen(
    browser: Browser, synthetic: Project
) -> None:
    page = open_page(browser, synthetic, "partner", "redditch", WIDTHS["narrow"]).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["narrow"]
    violations = Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in GRAVE] == []
    page.close()


def test_every_link_of_the_contents_lands_on_its_heading(
    browser: Browser, synthetic: Project
) -> None:
    page = open_page(browser, synthetic, "partner", "redditch", WIDTHS["wide"]).page
    links = page.locator("nav.contents li a")
    count = links.count()
    assert count >= 6
    for number in range(count):
        link = links.nth(number)
        target = link.get_attribute("href").removeprefix("#")
        heading = page.locator(f"[id='{target}']")
        assert heading.count() == 1
        assert heading.evaluate("one => one.tagName") in ("H2", "H3", "H4")
        assert heading.inner_text().strip() == link.inner_text().strip()
    last = links.nth(count - 1)
    last.click()
    target = last.get_attribute("href").removeprefix("#")
    page.wait_for_function(
        "id => { const top = document.getElementById(id).getBoundingClientRect().top;"
        " return top > -2 && top < window.innerHeight }",
        arg=target,
    )
    page.close()


def test_index_leads_to_the_pages(browser: Browser, synthetic: Project) -> None:
    page = open_page(browser, synthetic, "public", "index", WIDTHS["wide"]).page
    page.get_by_role("link", name="Wyre Forest", exact=True).first.click()
    page.wait_for_url("**/wyre-forest.html")
    assert "Wyre Forest" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Summary and all areas").click()
    page.wait_for_url("**/index.html")
    page.get_by_role("link", name="Church Hill", exact=True).click()
    page.wait_for_url("**/redditch-wards.html#*")
    assert page.locator(":target").inner_text() == "Church Hill"
    page.close()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_picture_is_drawn_described_and_followed_by_its_table(
    browser: Browser, synthetic: Project, edition: str
) -> None:
    page = open_page(browser, synthetic, edition, "redditch", WIDTHS["wide"]).page
    pictures = page.evaluate(
        """[...document.querySelectorAll('img')].map(one => ({
            alt: one.alt,
            width: one.naturalWidth,
            shown: one.getBoundingClientRect().width,
            tables: one.closest('section.exhibit').querySelectorAll('table').length,
            pictures: one.closest('section.exhibit').querySelectorAll('img').length,
        }))"""
    )
    assert len(pictures) > 5
    for one in pictures:
        assert len(one["alt"]) > 20
        assert one["width"] >= one["shown"] > 200
        assert one["tables"] >= one["pictures"]
    page.close()


def test_keyboard_reaches_the_content_first(browser: Browser, synthetic: Project) -> None:
    page = open_page(browser, synthetic, "public", "redditch", WIDTHS["wide"]).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.close()


@pytest.mark.parametrize(("edition", "name"), MOST_SHEETS, ids="-".join)
def test_assessment_is_short_on_paper_and_its_summary_two_sheets(
    browser: Browser, synthetic: Project, edition: str, name: str
) -> None:
    page = open_page(browser, synthetic, edition, name, WIDTHS["wide"]).page
    assert 4 <= sheets_of(page) <= MOST_SHEETS[edition, name]
    page.evaluate(AFTER_SUMMARY)
    assert sheets_of(page) == 2
    page.close()


def test_pages_say_each_thing_once_and_districts_differ(synthetic: Project) -> None:
    assert check_limits(synthetic.published) == []


def test_a_ward_that_was_looked_up_prints_on_one_sheet(browser: Browser, small: Project) -> None:
    page = open_page(browser, small, "public", "redditch-wards", WIDTHS["wide"]).page
    wards = page.evaluate("[...document.querySelectorAll('main h3')].map(one => one.id)")
    assert len(wards) == 2
    assert sheets_of(page) >= len(wards)
    for ward in wards:
        page.goto(f"{page.url.partition('#')[0]}#{ward}")
        assert sheets_of(page) == 1
    page.close()


@pytest.mark.parametrize("name", ["bromsgrove", "redditch", "wyre-forest"])
def test_a_note_to_members_is_two_to_four_sheets(
    browser: Browser, synthetic: Project, name: str
) -> None:
    page = open_page(browser, synthetic, "public", f"{name}-note", WIDTHS["wide"]).page
    assert 2 <= sheets_of(page) <= 4
    page.close()


def sheets_of(page: Page) -> int:
    """Return how many sheets of A4 a page is printed on."""
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    return len(re.findall(rb"/Type /Page[\n /]", printed))
