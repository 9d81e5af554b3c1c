"""The profile of a place is two sheets of paper, whatever it is of."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from csa.handouts import write_profile

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
    _, path = write_profile(place, root=str(project), **asked)
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type /Page[\n /]", printed)) == 2
