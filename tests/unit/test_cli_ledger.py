"""csa ledger: what was published so far, and how to go on when the release key is lost."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from builders import tiny_project
from typer.testing import CliRunner

from csa import cli
from csa.disclosure.ledger.chain import Entry
from csa.disclosure.ledger.history import open_history, read_history
from csa.errors import DisclosureError

OLD, NEW = b"old key " * 4, b"new key " * 4


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that published one release, with a key that is lost."""
    root = tiny_project(tmp_path / "project")
    folder = root / "reports" / "ledger"
    content = {"cells.parquet": b"cells", "relations.parquet": b"relations"}
    (folder / "0001").mkdir(parents=True)
    for name, text in content.items():
        (folder / "0001" / name).write_bytes(text)
    entry = Entry(
        number=1, year="2016-17", period="2016-04/2017-01", base=5, plan="p", values="v",
        inputs="i", settings="s", code="c",
        files={name: hashlib.sha256(text).hexdigest() for name, text in content.items()},
        previous="",
    )  # fmt: skip
    (folder / "chain.jsonl").write_text(f"{json.dumps(entry.signed(OLD).as_stated())}\n")
    monkeypatch.setattr("csa.disclosure.ledger.history.release_secret", lambda _: NEW)
    return root


def call(root: Path, *words: str, **options: object):
    return CliRunner().invoke(
        cli.app, ["ledger", *words, "--root", str(root)], catch_exceptions=False, **options
    )


def test_releases_are_listed_with_their_hashes(project: Path) -> None:
    [entry] = read_history(project / "reports").entries
    shown = call(project).output
    assert "2016-17  2016-04/2017-01" in shown
    assert entry.release[:12] in shown


def test_the_refusal_names_the_command_that_helps(project: Path) -> None:
    with pytest.raises(DisclosureError, match="csa ledger --adopt"):
        open_history(project / "reports", secret=NEW)


@pytest.mark.parametrize("answer", ["n\n", "", "\n"])
def test_nothing_happens_without_a_yes(project: Path, answer: str) -> None:
    result = call(project, "--adopt", input=answer)
    assert result.exit_code == 1
    assert "No published figure and no hash changes" in result.output
    with pytest.raises(DisclosureError, match="another release key"):
        open_history(project / "reports", secret=NEW)


@pytest.mark.parametrize(("words", "answer"), [(("--adopt",), "y\n"), (("--adopt", "--yes"), "")])
def test_an_adopted_ledger_goes_on_with_the_new_key(
    project: Path, words: tuple[str, ...], answer: str
) -> None:
    [before] = read_history(project / "reports").entries
    result = call(project, *words, input=answer)
    assert result.exit_code == 0
    assert "is signed with the release key there is now" in result.output
    [after] = open_history(project / "reports", secret=NEW).entries
    assert (after.release, after.files) == (before.release, before.files)
    again = call(project, "--adopt", "--yes")
    assert "nothing was changed" in again.output


def test_a_ledger_without_releases_cannot_be_adopted(project: Path) -> None:
    (project / "reports" / "ledger" / "chain.jsonl").unlink()
    shutil.rmtree(project / "reports" / "ledger" / "0001")
    assert "holds no release yet" in call(project).output
    with pytest.raises(DisclosureError, match="holds no release yet"):
        call(project, "--adopt", "--yes")


def test_a_changed_ledger_is_neither_listed_nor_adopted(project: Path) -> None:
    (project / "reports" / "ledger" / "0001" / "cells.parquet").write_bytes(b"other cells")
    for words in ((), ("--adopt", "--yes")):
        with pytest.raises(DisclosureError, match="was changed since release 1"):
            call(project, *words)
