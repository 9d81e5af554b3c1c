"""The documentation site in a browser: readable by all, on a screen and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

WIDTHS = {"wide": 1200, "phone": 390}
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", ["docs/index", "docs/made/methods/shares"])
def test_pages_are_accessible_fit_their_screen_and_ask_for_nothing(
    browser: Browser, site: Path, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in GRAVE] == []
    page.close()


def test_the_search_finds_a_column_without_a_network(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto(f"{(site / 'search.html').as_uri()}?q=repeat_caller")
    found = page.locator("#search-results a").first
    found.wait_for()
    assert "Incidents and people" in page.locator("#search-results").inner_text()
    page.close()
