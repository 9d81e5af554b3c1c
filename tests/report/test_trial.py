"""One exhibit through counting, protection and the checks of its page, without a set."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_partnership import TO, YEAR

from csa.disclosure.ledger.history import read_history
from csa.errors import SettingsError
from csa.report.trial import FOLDER, Asked, try_exhibit
from csa.settings import load_settings
from csa.store import Store


@pytest.fixture
def project(small_built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_built, tmp_path / "project"))


def tried(root: Path, name: str, **asked: str):
    settings = load_settings(root)
    question = Asked(name, "redditch", YEAR, to=TO, **asked)
    return try_exhibit(settings, Store(settings), question, folder=root / "reports" / FOLDER)


def test_an_exhibit_is_counted_protected_and_shown_on_a_page_without_faults(
    project: Path,
) -> None:
    trial = tried(project, "time.week", priority="violence-and-abuse")
    assert trial.faults == ()
    assert trial.page is not None
    html = trial.page.read_text(encoding="utf-8")
    assert 'data-exhibit="week"' in html
    assert not trial.exhibit.officer
    # Hours of a sensitive priority are rounded to a multiple of five.
    assert {n % 5 for n in trial.exhibit.numbers.values() if n is not None} == {0}
    assert not read_history(project / "reports").entries  # nothing is published


def test_an_exhibit_that_is_not_available_says_why_and_has_no_page(project: Path) -> None:
    trial = tried(project, "time.season", priority="theft-and-acquisitive-crime")
    assert "needs four years of months" in trial.exhibit.unavailable
    assert (trial.page, trial.faults) == (None, ())


def test_an_exhibit_that_does_not_exist_is_refused_with_those_that_do(
    project: Path,
) -> None:
    with pytest.raises(SettingsError, match=r"'time\.weak' is no exhibit.*time\.week"):
        tried(project, "time.weak", priority="violence-and-abuse")
