"""The command line: what it offers, what it hands on, how it ends."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import ROOT
from typer.testing import CliRunner

from csa import cli
from csa.errors import DisclosureError, SettingsError
from csa.report.handouts import Handout


@pytest.fixture
def assessed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `csa assess` hands to the batch, which is not run."""
    given: dict[str, Any] = {}

    def pretend(settings: Any, **options: Any) -> Any:
        given.update(options, root=settings.root)
        return SimpleNamespace(
            outcomes=(), plan=SimpleNamespace(tasks=(), editions=()), exit_code=given.get("code", 0)
        )

    monkeypatch.setattr("csa.report.run.batch.run_assessment", pretend)
    return given


def call(*words: str) -> Any:
    return CliRunner().invoke(cli.app, [*words, "--root", str(ROOT)], catch_exceptions=False)


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(cli.app, ["--help"]).output
    for name in (
        "new",
        "demo",
        "fetch",
        "build",
        "status",
        "assess",
        "check",
        "cases",
        "ledger",
        "layout",
    ):
        assert name in shown


def test_assess_hands_on_what_was_asked_for(assessed: dict[str, Any]) -> None:
    words = ["--district", "redditch", "--district", "bromsgrove", "--edition", "public"]
    result = call(
        "assess", "--year", "2016-17", "--to", "2017-01", *words, "--jobs", "3", "--partial"
    )
    assert result.exit_code == 0
    assert assessed["root"] == ROOT
    assert (assessed["year"], assessed["to"]) == ("2016-17", "2017-01")
    assert assessed["districts"] == ["redditch", "bromsgrove"]
    assert assessed["editions"] == ("public",)
    assert assessed["jobs"] == 3
    assert assessed["partial"] is True
    assert assessed["keep_going"] is assessed["dry_run"] is False


def test_assess_makes_both_editions_unless_one_is_named(assessed: dict[str, Any]) -> None:
    call("assess", "--year", "2016-17")
    assert assessed["editions"] == ("partner", "public")
    assert assessed["to"] is None
    assert not assessed["districts"]


def test_assess_ends_with_the_code_of_what_went_wrong(assessed: dict[str, Any]) -> None:
    assessed["code"] = 15
    assert call("assess", "--year", "2016-17", "--quiet").exit_code == 15


@pytest.mark.parametrize("edition", ["officer", "Partner", ""])
def test_only_published_editions_can_be_asked_for(edition: str) -> None:
    with pytest.raises(SettingsError, match="partner, public"):
        call("assess", "--year", "2016-17", "--edition", edition)


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_number_of_jobs_is_at_least_one(jobs: str) -> None:
    assert call("assess", "--year", "2016-17", "--jobs", jobs).exit_code == 2


def test_a_monitor_is_the_officers_and_says_what_it_says_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {}

    def pretend(district: str, **options: Any) -> Handout:
        asked.update(options, district=district)
        return Handout("District monitor of Redditch", ("As usual.",), tmp_path / "page.html")

    monkeypatch.setattr("csa.handouts.write_monitor", pretend)
    shown = call("monitor", "redditch", "--to", "2017-01-31", "--weeks", "4").stdout
    assert shown.splitlines() == [
        "District monitor of Redditch", "As usual.", str(tmp_path / "page.html")
    ]  # fmt: skip
    assert (asked["district"], asked["until"], asked["weeks"]) == ("redditch", "2017-01-31", 4)


def test_no_published_edition_has_a_monitor() -> None:
    with pytest.raises(DisclosureError, match="a release holds whole months"):
        call("monitor", "redditch", "--edition", "public")
    with pytest.raises(SettingsError, match="Did you mean 'Redditch'"):
        call("monitor", "reditch", "--edition", "public")
