"""Whatever is typed, and whatever stands where a file should be: a sentence and its exit code."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from csa import cli
from csa.commands.endings import run
from csa.store.catalogue import VERSION
from csa.visible import UNSEEN

NOBODY = 65_534
NESTED = "[" * 100_000
ASSESS = ("assess", "--year", "2016-17", "--to", "2016-06")
CASES = ("cases", "--district", "redditch")
EVERY = (
    ("build",), ("status",), ASSESS, CASES, ("ledger",), ("ledger", "--adopt", "--yes"), ("demo",),
    ("fetch", "--dry-run"),
)  # fmt: skip
WORDS = (
    "",
    " ",
    "nonsense",
    "../..",
    "-",
    "x" * 5_000,
    "Ω",
    "\ud800",
    "%00",
    "a\nb",
    "\x1b[2J",
    "٢",
)
YEARS = ("2016", "2016-18", "2016-17 ", "2016-17\n", "２０１６-17", "0000-01", "9999-00", "2016/17")
MONTHS = (
    "2016-00",
    "2016-13",
    "0000-01",
    "9999-12",
    "２０１６-05",
    "2016-4",
    "2016-04-01",
    "9" * 5_000,
)
NUMBERS = ("0", "-1", "two", "1.5", "nan", "")
TYPED = [
    *((*ASSESS[:1], "--year", one) for one in (*WORDS, *YEARS)),
    *((*ASSESS[:3], "--to", one) for one in (*WORDS, *MONTHS)),
    *((*ASSESS, "--district", one) for one in WORDS),
    *((*ASSESS, "--edition", one) for one in (*WORDS, "officer")),
    *((*ASSESS, "--jobs", one) for one in NUMBERS),
    *(("cases", "--district", one) for one in WORDS),
    *((*CASES, "--to", one) for one in (*WORDS[1:], *MONTHS)),
    *(("fetch", "--dry-run", "--source", one) for one in WORDS),
    *(("fetch", "--dry-run", "--from", one) for one in (*WORDS, *MONTHS)),
    *(("fetch", "--dry-run", "--to", one) for one in (*WORDS, *MONTHS)),
    ("fetch", "--dry-run", "--from", "2020-02", "--to", "2020-01"),
    *(("demo", "--seed", one) for one in (*NUMBERS[1:], *WORDS)),
    *((one,) for one in WORDS),
    *(("build", one) for one in WORDS),
    *(("build", f"--{one}") for one in WORDS[2:]),
    ("build", "--year", "2016-17"),
    ("build", "--root"),
    ("status", "--quiet"),
    ("assess",),
    ("cases",),
    ("check",),
    ("check", "a", "b"),
    ("ledger", "--adopt", "yes"),
]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run a command; returns its exit code and the one sentence it ends in."""

    def call(*words: str, root: str | Path = "") -> tuple[int, str]:
        where = ("--root", str(root)) if root and words[:1] != ("check",) else ()
        code = run(cli.app, [*words, *where])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        if code:
            assert shown.err.startswith("csa: ")
            assert shown.err.count("\n") == 1
            assert not UNSEEN.search(shown.err.rstrip("\n"))
            assert len(shown.err) < 2_100
        return code, shown.err

    return call


Say = Callable[..., tuple[int, str]]


def test_nonsense_is_refused_before_anything_is_done(say: Say, project: Path) -> None:
    before = sorted(project.rglob("*"))
    for words in TYPED:
        code, said = say(*words, root=project)
        assert code in (2, 10, 14), (words, said)
        assert said.rstrip().endswith((".", "?")), said
    assert sorted(project.rglob("*")) == before


ROOTS = {
    "a file": lambda folder: folder / "file",
    "an empty folder": lambda folder: folder / "empty",
    "nothing": lambda folder: folder / "nothing",
    "a file among folders": lambda folder: folder / "file" / "x",
    "settings that are a file": lambda folder: folder / "settings",
    "a circle of links": lambda folder: folder / "circle",
    "no UTF-8": lambda folder: os.fsdecode(os.fsencode(folder) + b"/caf\xe9\xff"),
    "a name that acts": lambda folder: f"{folder}/\x1b]0;x\x07\n\u202e",
    "a long name": lambda folder: f"{folder}/{'x' * 300}",
    "a long path": lambda folder: f"{folder}{'/x' * 3_000}",
    "a device": lambda _: os.devnull,
    "an address": lambda _: "https://example.org/",
}


@pytest.mark.parametrize("root", ROOTS.values(), ids=ROOTS)
def test_a_root_that_is_none_is_refused_by_every_command(
    root: Callable[[Path], object], say: Say, tmp_path: Path
) -> None:
    for name in ("file", "settings/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    for words in EVERY:
        code, said = say(*words, root=str(root(tmp_path)))
        assert code == 10
        assert "--root" in said
    assert say("check", str(root(tmp_path)))[0] == 16


# What stands where a file or folder should be


def put(kind: str) -> Callable[[Path], None]:
    """Return how to put this in place of whatever is there."""

    def change(path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "circle":
            path.symlink_to(path.name)
        else:
            path.write_bytes(kind.encode("latin-1"))

    return change


BYTES = bytes(range(256)).decode("latin-1")
SETTINGS = ("partnership", "priorities", "breaks", "disclosure", "sources", "vocabulary", "fetch")
CSA = '"metadata": {"csa": {"title": "x", "order": 1, "per": "area"}}'
OTHER_INPUTS = json.dumps({"version": VERSION, "inputs": 5})
DAMAGED = [
    *(
        (f"config/{name}.toml", kind, ("fetch", "--dry-run"), 10)
        for name in SETTINGS
        for kind in ("folder", "pipe", BYTES, "\0", "= =", "x = " + NESTED, "x = 1e999", "[x]\n[x]")
    ),
    *(
        ("data/processed/catalogue.json", kind, words, 17)
        for kind in (BYTES, "", "{", "5", "null", "[1]", NESTED, OTHER_INPUTS)
        for words in (("build",), ("status",), CASES)
    ),
    *(("data/processed", kind, ("build",), 17) for kind in ("file", "circle")),
    *(("data/processed", kind, ("status",), 17) for kind in ("file", "circle", "pipe")),
    *(("data/raw", kind, ("build",), 11) for kind in ("file", "circle", "pipe")),
    *(("data", kind, words, code) for kind in ("file", "circle")
      for words, code in ((("build",), 11), (("status",), 17), (CASES, 17), (("demo",), 11))),
    *(("data/restricted", kind, CASES, 17) for kind in ("file", "pipe")),
    ("data/restricted", "circle", CASES, 10),  # a link, which may lead to what others read
    *(("reports", kind, ASSESS, 17) for kind in ("file", "circle", "pipe")),
    *(("notebooks", kind, ASSESS, 15) for kind in ("file", "circle", "pipe", "folder")),
    *(
        ("notebooks/strategic_assessment.ipynb", kind, ASSESS, 15)
        for kind in (
            "folder", "pipe", "circle", BYTES, "", "5", NESTED, "{" + CSA + "}",
            '{"cells": 5, ' + CSA + "}", '{"cells": [5], ' + CSA + "}",
            '{"cells": [{"cell_type": "code", "source": 5}], ' + CSA + "}",
            '{"metadata": {"csa": {"title": "x"}}}', '{"metadata": {"csa": 5}}',
        )
    ),
    *(
        ("reports/ledger/chain.jsonl", kind, ("ledger",), 14)
        for kind in (BYTES, "5", "{}", "[]", "null", NESTED, '{"number": 1}')
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "words", "code"),
    DAMAGED,
    ids=[f"{name} {kind[:12]!r} {words[0]}" for name, kind, words, _ in DAMAGED],
)
def test_what_is_no_file_or_a_damaged_one_is_named(
    name: str, kind: str, words: tuple[str, ...], code: int, say: Say, project: Path
) -> None:
    put(kind)(project / name)
    found, said = say(*words, root=project)
    assert found == code, said
    assert said.rstrip().endswith("."), said


def test_odd_files_beside_the_settings_are_nobodys_concern(say: Say, project: Path) -> None:
    names = ("~$priorities.toml", "._breaks.toml", "priorities (2).toml", "\x1b[2J.toml", "places")
    for name in names:
        (project / "config" / name).write_bytes(b"\xff\0")
    (project / "config" / os.fsdecode(b"\xe9.toml")).write_bytes(b"")
    os.mkfifo(project / "config" / "pipe.toml")
    for words in (("status",), ("build",), ("ledger",), (*ASSESS, "--dry-run")):
        assert say(*words, root=project)[0] == 0


def test_a_set_that_was_altered_beyond_reading_is_a_fault_of_the_set(
    say: Say, small: object, tmp_path: Path
) -> None:
    published = small.published  # type: ignore[attr-defined]
    for name, kind, code in (
        ("manifest.json", BYTES, 16),
        ("manifest.json", NESTED, 16),
        ("manifest.json", '{"partnership": 1, "inputs": 2, "editions": 3}', 16),
        ("release/release.json", BYTES, 14),
        ("release/release.json", "[]", 14),
        ("release/cells.parquet", "", 14),
        ("release", "file", 14),
    ):
        folder = tmp_path / "set"
        shutil.copytree(published, folder)
        put(kind)(folder / name)
        assert say("check", str(folder))[0] == code, name
        shutil.rmtree(folder)


def test_a_raw_file_and_a_project_are_named_in_utf_8(say: Say, project: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    folder = project / "data" / "raw" / "police_uk" / odd
    folder.mkdir(parents=True)
    (folder / "2016-05-west-mercia-street.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    code, said = say("build", root=project)
    assert code == 11
    assert r"police_uk/caf\udce9/2016-05-west-mercia-street.csv" in said
    code, said = say("status", root=project.rename(project.with_name(odd)))
    assert code == 10
    assert "not in UTF-8" in said


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_pipe_that_lacks_a_character_gets_the_nearest(encoding: str, built: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "csa", "status", "--root", built],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    shown = done.stdout.decode(encoding).replace("·", ".")
    assert "# ok, / partial, ? suspicious, . missing" in shown
    assert "###........." in shown
    assert done.stderr == b""


# Where somebody may not read or write

FORBIDDEN = {
    "the root": (".", 0o000, ("status",), 10),
    "the settings": ("config", 0o000, ("status",), 10),
    "a settings file": ("config/partnership.toml", 0o000, ("status",), 10),
    "the raw files": ("data/raw", 0o000, ("build",), 11),
    "a source": ("data/raw/police", 0o000, ("build",), 11),
    "a raw file": ("data/raw/police/2016-06-crimes.csv", 0o000, ("build",), 11),
    "the tables": ("data/processed", 0o000, ("status",), 17),
    "the tables, for a build": ("data/processed", 0o000, ("build",), 17),
    "the catalogue": ("data/processed/catalogue.json", 0o000, ("status",), 17),
    "the notebooks": ("notebooks", 0o000, ASSESS, 15),
    "a notebook": ("notebooks/strategic_assessment.ipynb", 0o000, ASSESS, 15),
    "a ledger": ("reports/ledger/chain.jsonl", 0o000, ("ledger",), 17),
    "a folder for reports": ("reports", 0o555, ASSESS, 17),
    "a folder for tables": ("data/processed", 0o555, ("build",), 17),
    "a folder for lists": ("data", 0o555, CASES, 17),
    "a folder for raw files": ("data/raw", 0o555, ("fetch",), 18),
}


@contextmanager
def owned_by_nobody(folder: Path) -> Iterator[None]:
    """Let a folder, and us, belong to a user who may not do everything."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def ordinary(built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the project of an ordinary user, whatever rights the tests have."""
    for module in ("csa.report.run.release", "csa.fetch.transport", "requests"):
        importlib.import_module(module)  # while it can be read
    assert run(cli.app, [*ASSESS, "--dry-run", "--root", str(built)]) == 0
    folder = Path(tempfile.mkdtemp())
    root = folder / "project"
    shutil.copytree(built, root)
    put("{}")(root / "reports" / "ledger" / "chain.jsonl")
    for name in ("CSA_PERSON_KEY", "CSA_RELEASE_KEY"):
        if Path(os.environ[name]).is_file():
            shutil.copy(os.environ[name], folder / name)
        monkeypatch.setenv(name, str(folder / name))
    with owned_by_nobody(folder) if os.geteuid() == 0 else nullcontext():
        yield root
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
@pytest.mark.parametrize(("name", "mode", "words", "code"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_may_not_be_read_or_written_is_named(
    name: str, mode: int, words: tuple[str, ...], code: int, say: Say, ordinary: Path
) -> None:
    (ordinary / name).chmod(mode)
    found, said = say(*words, root=ordinary)
    assert found == code, said
