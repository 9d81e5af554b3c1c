"""Only what a module imports can change what it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from csa import code
from csa.code import code_digest, imported_by

FILES = {
    "__init__": "from csa.labels import TITLE",
    "counts": '"""Counts."""\nfrom csa.rules import BASE\n\ndef count() -> int:\n    return BASE\n',
    "rules": "BASE = 5\n",
    "labels": "from csa.counts import count\nTITLE = 'Crimes'\n",
    "types": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from csa.labels import TITLE\n"
    ),
    "room.__init__": "",
    "room.late": "def draw():\n    from csa.labels import TITLE\n    return TITLE\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return how to change a module of a tiny package, in place of this one."""

    def write(name: str, text: str) -> None:
        path = tmp_path / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for kept in (code._paths, code._module):
            kept.cache_clear()

    monkeypatch.setattr(code, "FOLDER", tmp_path)
    for name, text in FILES.items():
        write(name, text)
    yield write
    for kept in (code._paths, code._module):
        kept.cache_clear()


def test_what_is_imported_is_followed_wherever_it_is_imported(package) -> None:
    assert imported_by("csa.labels") == {"csa.labels", "csa.counts", "csa.rules"}
    assert "csa.rules" in imported_by("csa.room.late")
    assert imported_by("csa.types") == {"csa.types"}  # what only type checkers read


def test_a_changed_label_leaves_what_does_not_import_it_as_it_is(package) -> None:
    before = code_digest("csa.counts"), code_digest("csa.labels")
    package("labels", FILES["labels"].replace("Crimes", "Offences"))
    assert code_digest("csa.counts") == before[0]
    assert code_digest("csa.labels") != before[1]


def test_a_changed_rule_changes_everything_that_imports_it(package) -> None:
    before = {name: code_digest(name) for name in ("csa.counts", "csa.labels", "csa.room.late")}
    package("rules", "BASE = 6\n")
    assert all(code_digest(name) != digest for name, digest in before.items())


def test_comments_and_layout_change_nothing(package) -> None:
    before = code_digest("csa.counts")
    text = FILES["counts"].replace("Counts.", "What is counted.").replace(":\n", ":  # why\n\n")
    package("counts", text)
    assert code_digest("csa.counts") == before


def test_a_module_that_is_not_there_is_refused(package) -> None:
    with pytest.raises(LookupError, match=r"csa\.gone"):
        code_digest("csa.gone")


def test_a_release_is_made_by_no_code_that_draws() -> None:
    made_by = imported_by("csa.report.run.release")
    drawing = ("csa.exhibits", "csa.present", "csa.findings", "csa.report.pages")
    assert not [name for name in made_by if name.startswith(drawing)]
    assert {"csa.measures.hotspots", "csa.disclosure.rounding.solve"} <= made_by
