"""What is handed out to a group is two sheets of a place, and four at most of six weeks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from csa.handouts import write_monitor, write_profile

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


def sheets(browser: Browser, path: Path) -> int:
    """Return on how many sheets a page prints."""
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    return len(re.findall(rb"/Type /Page[\n /]", printed))
