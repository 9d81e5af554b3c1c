"""The documentation site is one folder of pages that need no network and lead to each other."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from builders import ROOT, run
from selectolax.lexbor import LexborHTMLParser

import csa
from csa.schemas import TABLES

FRONT = "docs/index.html"
# What a browser fetches by itself; links to elsewhere are followed by people.
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, LexborHTMLParser]:
    """Every page of the site, by its path."""
    return {
        path.relative_to(site).as_posix(): LexborHTMLParser(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def links(page: LexborHTMLParser) -> list[str]:
    found = (one.attributes.get("href") or "" for one in page.css("a"))
    return [unquote(one) for one in found if one and not re.match(r"\w+:", one)]


def resolved(name: str, link: str) -> tuple[str, str]:
    """Return the page and the anchor that a link of a page leads to."""
    path, _, anchor = link.partition("#")
    here = Path("/") / name
    there = (here.parent / path).resolve() if path else here
    return there.relative_to("/").as_posix(), anchor


def test_every_link_lands(site: Path, pages: dict[str, LexborHTMLParser]) -> None:
    ids = {name: {one.id for one in page.css("[id]")} for name, page in pages.items()}
    lost = [
        (name, link)
        for name, page in pages.items()
        for link in links(page)
        for target, anchor in [resolved(name, link)]
        if not (site / target).is_file() or (anchor and anchor not in ids.get(target, {anchor}))
    ]
    assert lost == []


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, LexborHTMLParser]) -> None:
    asked = [
        (name, one.attributes.get(key))
        for name, page in pages.items()
        for tag, key in FETCHED.items()
        for one in page.css(tag)
        if re.match(r"(\w+:)?//", one.attributes.get(key) or "")
    ]
    assert asked == []
    styles = "".join(one.read_text(encoding="utf-8") for one in site.rglob("*.css"))
    assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", styles)


def test_every_guide_is_reached_from_the_front_page(pages: dict[str, LexborHTMLParser]) -> None:
    found, new = set(), {FRONT}
    while new:
        found |= new
        new = {resolved(name, link)[0] for name in new for link in links(pages[name])}
        new = {one for one in new if one in pages} - found
    guides = {f"docs/{path.stem}.html" for path in (ROOT / "docs").glob("*.md")}
    assert guides | {"README.html", "CONTRIBUTING.html", "CHANGELOG.html"} <= found
    assert "docs/index.html" in links(pages["index.html"])


def test_it_holds_every_table_verb_and_command(pages: dict[str, LexborHTMLParser]) -> None:
    data = [page for name, page in pages.items() if name.startswith("docs/made/data/")]
    headings = {one.text().rstrip("#¶") for page in data for one in page.css("h2")}
    assert headings == set(TABLES)
    verbs = {one.id for one in pages["docs/made/desk.html"].css("dt[id]")}
    assert {f"csa.{name}" for name in csa.__all__} <= verbs
    commands = pages["docs/made/commands.html"].body.text()
    assert "csa design-evaluation" in commands
    assert "<!-- made" not in pages["docs/assurance.html"].html


def test_a_broken_link_stops_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](nowhere.md)\n", encoding="utf-8")
    conf = shutil.copytree(
        ROOT / "docs", tmp_path / "conf", ignore=shutil.ignore_patterns("_site", "made", "*.md")
    )
    made = tmp_path / "conf" / "generator" / "__init__.py"
    made.write_text("PARTS = {}\ndef write(folder): pass\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-c", str(conf), ".", "site"]
    done = run(command, cwd=tmp_path, expected=1)
    assert "nowhere.md" in done.stderr


def test_the_command_of_the_makefile_is_the_one_tested() -> None:
    planned = run(["make", "--dry-run", "docs"], cwd=ROOT).stdout
    assert "-m sphinx -q -W --keep-going -c docs . docs/_site" in planned
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"docs/_site/", "docs/made/"} <= {*ignored}
