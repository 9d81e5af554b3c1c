"""What is handed out to a group is two sheets of a place, and four at most of six weeks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from csa.handouts import write_monitor, write_profile
from csa.report.handouts import STYLES
from csa.report.pages.export import TEMPLATE

pytestmark = pytest.mark.browser
YOUTH = {"theme": "youth-anti-social-behaviour", "since": "2016-02", "until": "2017-01"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, synthetic_built: Path) -> Path:
    """The synthetic partnership with a folder of reports of its own."""
    root = tmp_path_factory.mktemp("sheets") / "project"
    for name in ("config", "notebooks"):
        shutil.copytree(synthetic_built / name, root / name)
    (root / "data").symlink_to(synthetic_built / "data")
    return root


@pytest.mark.parametrize(
    ("place", "asked"), [("matchborough-centre", YOUTH), ("redditch-town-centre", {})]
)
def test_it_is_two_sheets(
    project: Path, browser: Browser, place: str, asked: dict[str, str]
) -> None:
    made = write_profile(place, root=str(project), **asked)
    assert sheets(browser, made.page) == 2


@pytest.mark.parametrize("until", ["2017-01", "2016-03-20"])
def test_six_weeks_are_four_sheets_at_most(project: Path, browser: Browser, until: str) -> None:
    made = write_monitor("redditch", until=until, root=str(project))
    assert sheets(browser, made.page) <= 4


@pytest.mark.parametrize("kind", ["district_monitor", "place_profile"])
@pytest.mark.parametrize("height", [300, 620, 1200])
def test_a_map_its_caption_and_its_table_lie_apart(
    browser: Browser, kind: str, height: int
) -> None:
    """However tall the map is, nothing is printed over its caption."""
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' width='650' height='{height}'></svg>"
    page = browser.new_page(viewport={"width": 680, "height": 1000})
    page.emulate_media(media="print")
    styles = "".join((TEMPLATE / name).read_text(encoding="utf-8") for name in STYLES)
    page.set_content(
        f'<style>{styles}</style><main class="{kind}"><div class="exhibit"><div class="keyed">'
        f'<figure><img src="data:image/svg+xml,{quote(picture)}"><figcaption>Map</figcaption>'
        '</figure><div class="table-scroll"><table><caption>Places</caption><tbody><tr>'
        "<th>1</th><td>around the town centre</td></tr></tbody></table></div></div></div></main>"
    )
    picture_box, under, table = (
        page.locator(name).bounding_box() for name in ("img", "figcaption", "table")
    )
    page.close()
    assert picture_box
    assert under
    assert table
    assert picture_box["y"] + picture_box["height"] <= under["y"] + 1
    assert table["x"] >= picture_box["x"] + picture_box["width"]


def sheets(browser: Browser, path: Path) -> int:
    """Return on how many sheets a page prints."""
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    return len(re.findall(rb"/Type /Page[\n /]", printed))
