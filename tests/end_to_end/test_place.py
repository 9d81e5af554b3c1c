"""``csa place``: a page for the officer alone, a published one of the release, or a sentence."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from builders import Project, run_csa

PLACE = "Redditch town centre"


def test_the_officers_page_is_its_owners_alone(tmp_path: Path, small_built: Path) -> None:
    desk = shutil.copytree(small_built, tmp_path / "project")
    asked = ("--theme", "asb", "--from", "2016-04", "--to", "2016-06")
    done = run_csa("place", PLACE, *asked, cwd=desk)
    page = Path(done.stdout.splitlines()[-1])
    assert page.parent == desk / "data" / "saved"
    assert [stat.S_IMODE(one.stat().st_mode) for one in (page.parent, page)] == [0o700, 0o600]
    text = page.read_text(encoding="utf-8")
    assert "Officer's view · unprotected: not for publication" in text.replace("&#39;", "'")
    captions = text.count("<caption>") + text.count("<figcaption>")
    assert text.casefold().count("unprotected: not for publication") >= captions > 5
    assert not (desk / "reports").exists(), "what is copied to a website holds no unprotected page"
    assert [*page.parent.iterdir()] == [page]


def test_a_published_page_needs_no_record(tmp_path: Path, small: Project) -> None:
    desk = tmp_path / "project"
    shutil.copytree(small.root, desk, ignore=shutil.ignore_patterns("data"))
    done = run_csa("place", PLACE, "--edition", "public", cwd=desk)
    text = Path(done.stdout.splitlines()[-1]).read_text(encoding="utf-8")
    assert "The neighbourhoods of Redditch town centre" in text
    assert 'class="unprotected"' not in text
    assert "Where exactly" not in text


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (["Reditch town centre"], 10, "Did you mean"),
        ([PLACE, "--theme", "burglery"], 10, "Did you mean"),
        ([PLACE, "--from", "2019-01", "--to", "2019-02"], 17, "2015-04 to 2016-06"),
        ([PLACE, "--edition", "partner", "--theme", "asb"], 14, "officer's edition"),
    ],
)
def test_a_mistake_ends_in_a_sentence(
    small_built: Path, asked: list[str], code: int, words: str
) -> None:
    done = run_csa("place", *asked, cwd=small_built, expected=code)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
