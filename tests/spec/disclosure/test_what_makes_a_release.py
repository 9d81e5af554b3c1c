"""What is said anew stands beside the release; what is counted or protected anew makes another."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from small_partnership import TO, YEAR

from csa.counting.assessment import Wanted
from csa.counting.families import Count
from csa.disclosure.ledger.release import read_release
from csa.disclosure.ledger.words import words_beside
from csa.errors import DisclosureError
from csa.report.pages.facts import read_facts
from csa.report.run.release import make_release
from csa.report.run.words import freeze_words
from csa.settings import load_settings
from csa.store import Store

FEW = Wanted((Count("crime", by=("priority",)), Count("victim", by=("priority",))), tables=False)
PROPOSED = 'what = "Light the underpass"'
SAID = {
    "what a priority is called": ("priorities", r'(?m)^label = "[^"]+"', 'label = "Another name"'),
    "a caveat": ("breaks", r'caveat = "[^"]+"', 'caveat = "Counted in another way."'),
    "a proposal": ("proposals", r'what = "[^"]+"', PROPOSED),
    "a limit of what is called clear": (
        "partnership",
        r"slight_percent += 5",
        "slight_percent = 6",
    ),
}
COUNTED = {
    "a rule": ("priorities", r"flag_domestic = \[true\]", "flag_hate = [true]"),
    "a threshold": ("disclosure", r"minimum_group = 10 ", "minimum_group = 15 "),
    "a holiday": ("partnership", r"days_added = \[", "days_added = [2016-06-10, "),
}  # fmt: skip


class Closed(Store):
    """Records that nobody may read."""

    def load(self, table, **asked):
        assert table == "coverage", "counted again"
        return super().load(table, **asked)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory, small_built: Path) -> Path:
    """The small partnership with a release of few counts and its words; only to be copied."""
    root = tmp_path_factory.mktemp("frozen") / "project"
    shutil.copytree(small_built, root)
    _freeze(root, Store)
    return root


@pytest.fixture
def project(tmp_path, frozen: Path) -> Path:
    return Path(shutil.copytree(frozen, tmp_path / "project"))


def _release(root: Path) -> Path:
    return root / "reports" / ".staging" / YEAR / "release"


def _freeze(root: Path, store: type[Store]):
    settings = load_settings(root)
    folder = _release(root)
    folder.mkdir(parents=True, exist_ok=True)
    entry = make_release(settings, store(settings), year=YEAR, to=TO, folder=folder, wanted=FEW)
    freeze_words(settings, Store(settings), release=folder)
    return entry


def _change(root: Path, name: str, old: str, new: str) -> None:
    path = root / "config" / f"{name}.toml"
    text, changed = re.subn(old, new, path.read_text(encoding="utf-8"), count=1)
    assert changed, f"{old} is not in {name}"
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("what", SAID)
def test_what_is_said_otherwise_is_not_counted_again(project: Path, what: str) -> None:
    before = read_facts(_release(project))
    _change(project, *SAID[what])
    _freeze(project, Closed)
    assert read_facts(_release(project)).digest == before.digest


@pytest.mark.parametrize("what", COUNTED)
def test_what_is_counted_or_protected_otherwise_makes_another_release(
    project: Path, what: str
) -> None:
    before = read_facts(_release(project)).digest
    _change(project, *COUNTED[what])
    _freeze(project, Store)
    assert read_facts(_release(project)).digest != before


def test_a_proposal_is_drawn_from_the_words_frozen_beside_the_release(project: Path) -> None:
    before = read_facts(_release(project)).words
    _change(project, *SAID["a proposal"])
    _freeze(project, Closed)
    assert read_facts(_release(project)).words != before
    said = read_release(_release(project)).reference["proposal"]["what"]
    assert "Light the underpass" in set(said)


def test_words_that_were_changed_after_they_were_frozen_are_refused(project: Path) -> None:
    words = words_beside(_release(project))
    (words / "commentary.parquet").write_bytes((words / "proposal.parquet").read_bytes())
    with pytest.raises(DisclosureError, match="have been changed since they were frozen"):
        read_release(_release(project))
    _freeze(project, Closed)  # made anew
    assert "text" in read_release(_release(project)).reference["commentary"]
