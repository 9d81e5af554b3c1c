"""However a command ends: one sentence, an exit code of its kind, and no traceback."""

from __future__ import annotations

import errno
import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from builders import ROOT

from csa import cli
from csa.__main__ import main as begin
from csa.commands.endings import Door, run
from csa.errors import (
    CheckError,
    CsaError,
    DisclosureError,
    FetchError,
    GeographyError,
    NotebookError,
    SchemaError,
    SettingsError,
    SourceError,
    StoreError,
    TotalsError,
)

Ended = Callable[..., tuple[int, str, str]]
MISTAKES = {
    SettingsError: 10, SourceError: 11, SchemaError: 12, GeographyError: 13, DisclosureError: 14,
    NotebookError: 15, CheckError: 16, StoreError: 17, FetchError: 18, TotalsError: 19,
}  # fmt: skip
OTHERS = {
    "fault": (KeyError("Jane Doe"), 70, ["fault of the program", "KeyError", "csa build --debug"]),
    "library": (OSError("Jane Doe"), 70, ["fault of the program", "OSError"]),
    "deep": (RecursionError("Jane Doe"), 70, ["fault of the program"]),
    "left": (SystemExit("Jane Doe"), 70, ["fault of the program"]),
    "folder": (
        PermissionError(errno.EACCES, "Jane Doe", "data/raw"),
        17,
        ["data/raw", "ermission"],
    ),
    "disk": (OSError(errno.ENOSPC, "Jane Doe"), 17, ["No space left on device"]),
    "child": (BrokenPipeError(errno.EPIPE, "Jane Doe"), 17, ["Broken pipe"]),
    "memory": (MemoryError("Jane Doe"), 17, ["memory"]),
    "stopped": (KeyboardInterrupt(), 130, ["interrupted", "again"]),
    "answered no": (typer.Abort(), 1, ["Nothing was changed"]),
}


@pytest.fixture
def ended(capsys: pytest.CaptureFixture[str]) -> Ended:
    """What becomes of a command 'build' that does this."""

    def call(action: Callable[[], object], *words: str) -> tuple[int, str, str]:
        app = typer.Typer()
        app.callback()(cli.choose)

        @app.command()
        def build() -> None:
            """Read the raw files. And more."""
            action()

        code = run(app, list(words or ("build",)))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def raising(problem: BaseException) -> Callable[[], object]:
    def fail() -> None:
        raise problem

    return fail


@pytest.mark.parametrize(("error", "code"), MISTAKES.items())
def test_each_kind_of_mistake_has_its_exit_code_and_one_sentence(
    error: type[CsaError], code: int, ended: Ended
) -> None:
    assert ended(raising(error("It is broken. Mend it."))) == (
        code, "", "csa: It is broken. Mend it.\n",
    )  # fmt: skip


@pytest.mark.parametrize(("problem", "code", "said"), OTHERS.values(), ids=OTHERS)
def test_what_nobody_foresaw_ends_in_one_sentence_too(
    problem: BaseException, code: int, said: list[str], ended: Ended
) -> None:
    found, out, err = ended(raising(problem))
    assert (found, out) == (code, "")
    assert err.count("\n") == 1
    assert [word for word in said if word not in err] == []
    assert "Traceback" not in err
    assert "Jane Doe" not in err  # a message may hold a value


def test_a_fault_says_what_the_command_was_about(ended: Ended) -> None:
    assert "csa build was to read the raw files and met" in ended(raising(KeyError()))[2]


@pytest.mark.parametrize("words", [("--debug", "build"), ("build", "--debug")])
def test_debug_shows_where_it_came_from_before_the_sentence(
    words: tuple[str, ...], ended: Ended
) -> None:
    code, _, err = ended(raising(KeyError("\x1b[31m")), *words)
    assert code == 70
    assert err.startswith("Traceback")
    assert "test_endings.py" in err
    assert err.splitlines()[-1].startswith("csa: csa build was to")
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "--nope"), "No such option: --nope. See csa build --help."),
        (("status",), "No such command 'status'. See csa --help."),
        (("build", "a\x1b[31m\u202e"), r"a\x1b[31m\u202e"),
    ],
)
def test_a_mistyped_command_is_one_sentence(
    words: tuple[str, ...], said: str, ended: Ended
) -> None:
    code, out, err = ended(lambda: None, *words)
    assert (code, out) == (2, "")
    assert err.startswith("csa: ")
    assert err.count("\n") == 1
    assert said in err


def test_whatever_is_written_passes_the_door(ended: Ended) -> None:
    def write() -> None:
        sys.stdout.write("one\x1b[2J\n\u202etwo\n")
        sys.stderr.write("\r\x9b\n")
        logging.getLogger("library").warning("three\x1b[1m")

    shown = "one\\x1b[2J\n\\u202etwo\n"
    assert ended(write) == (0, shown, "\\r\\x9b\n")
    assert ended(write, "build", "--debug") == (0, shown, "\\r\\x9b\nthree\\x1b[1m\n")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850", "utf-8"])
def test_a_pipe_of_any_encoding_takes_every_text(encoding: str) -> None:
    there = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    text = "■ Tŷ Ŵyl – 50% ◧ 日 \udcff\n"
    with_door(there, text)
    shown = there.buffer.getvalue().decode(encoding)
    assert "\n" in shown
    if encoding == "utf-8":
        assert shown == "■ Tŷ Ŵyl – 50% ◧ 日 \\udcff\n"
    else:
        assert shown.replace("–", "-").replace("■", "#") == "# Ty Wyl - 50% / \\u65e5 \\udcff\n"


def with_door(stream: io.TextIOWrapper, text: str) -> None:
    app = typer.Typer()

    @app.command()
    def build() -> None:
        door = Door(stream, must=True)
        door.write(text)
        door.flush()

    assert run(app, []) == 0


# Through a real process


def csa(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "csa", *words], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]


@pytest.mark.skipif(os.name != "posix", reason="Pipes and /dev/full are of POSIX systems")
def test_a_reader_that_went_away_is_no_event() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = csa("--help", stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")
def test_output_on_a_full_disk_is_missed() -> None:
    with Path("/dev/full").open("wb") as full:
        done = csa("--help", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 17
    assert done.stderr == (
        b"csa: What the command says cannot be written (No space left on device).\n"
    )


def test_output_that_nobody_takes_stops_nothing() -> None:
    closed = f"import sys; sys.stdout = sys.stderr = None; sys.argv = ['csa', '--nope']; {RUN}"
    assert subprocess.run([sys.executable, "-c", closed], cwd=ROOT, check=False).returncode == 2


def test_ctrl_c_while_the_libraries_load_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupting:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "csa.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "csa.cli")
    monkeypatch.setattr("sys.meta_path", [Interrupting, *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        begin()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "csa: csa was interrupted before it began.\n"


RUN = "from csa.__main__ import main; main()"
