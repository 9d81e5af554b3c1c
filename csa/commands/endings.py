"""How does a command end, whatever happens, and what reaches the terminal on the way?

Every character goes through one door: controls and what hides are shown as escapes, and characters
that a console does not have are written with those it has. Every end is one sentence and an exit
code; ``--debug`` shows where it came from.
"""

from __future__ import annotations

import codecs
import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import typer

from csa.errors import FAULT, INTERRUPTED, UNREAD, CsaError, StoreError
from csa.visible import nearest, visible, visible_lines

DEBUG = "--debug"
LONGEST_PURPOSE = 200
# Where a word that was typed is wrong; newer versions of typer have it under no other name.
UsageError: Any = typer.BadParameter.__bases__[0]


class _OutputError(Exception):
    """What was written could not be handed on."""


class Door:
    """A stream to a terminal, a pipe or a file, that nothing passes which acts or hides.

    Parameters
    ----------
    stream : text stream
        Where it goes; characters that its encoding lacks are replaced by those nearest to them.
    must : bool
        Whether to stop where nothing can be written; what only tells of progress goes on.
    """

    def __init__(self, stream: TextIO, *, must: bool) -> None:
        self._stream = stream
        self._must = must
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=f"{__name__}.nearest")

    def write(self, text: str) -> int:
        """Write text; a carriage return by itself may begin a line of a terminal again."""
        with self._handed_on():
            self._stream.write(text if text == "\r" else visible_lines(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        with self._handed_on():
            self._stream.flush()

    @contextlib.contextmanager
    def _handed_on(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as problem:  # a closed stream is an error of value
            if self._must:
                raise _OutputError(problem) from problem

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the stream."""
        return getattr(self._stream, name)


def run(app: typer.Typer, arguments: list[str]) -> int:
    """Run a command and return its exit code; no exception passes.

    Parameters
    ----------
    app : Typer
        The commands.
    arguments : list of str
        What was typed behind ``csa``.

    Returns
    -------
    int
        0, that of the mistake (see :mod:`csa.errors`), or 2 where the command was mistyped.
    """
    debug = DEBUG in arguments
    with _doors(debug=debug):
        try:
            code = _invoke(app, arguments)
            sys.stdout.flush()
        except _OutputError as problem:
            code = _unread(problem.args[0])
        except BaseException as problem:  # the net under every command: it shows, it never hides
            code = _end(problem, _named(app, arguments), debug=debug)
        return code


@contextlib.contextmanager
def _doors(*, debug: bool) -> Iterator[None]:
    """Send all output through the door, and records of a log, which are written there too."""
    codecs.register_error(f"{__name__}.nearest", _replace)
    with (
        contextlib.redirect_stdout(Door(sys.stdout or _nowhere(), must=True)),
        contextlib.redirect_stderr(Door(sys.stderr or _nowhere(), must=False)),
    ):
        # Libraries log what is no officer's concern; what is, we say ourselves.
        level = logging.WARNING if debug else logging.CRITICAL
        logging.basicConfig(level=level, format="%(message)s", force=True)
        yield


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - open to the very end


def _replace(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return nearest(problem.object[problem.start : problem.end]), problem.end


def _invoke(app: typer.Typer, arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("csa", sorted(arguments, key=lambda one: one != DEBUG)) as here:
            command.invoke(here)
    except typer.Exit as asked:
        return asked.exit_code
    return 0


def _named(app: typer.Typer, arguments: list[str]) -> tuple[str, str]:
    """Return the command that was asked for, and what it is for."""
    commands = getattr(typer.main.get_command(app), "commands", {})
    name = next((one for one in arguments if one in commands), "")
    purpose = commands[name].get_short_help_str(LONGEST_PURPOSE).rstrip(".") if name else ""
    return f"csa {name}".strip(), f"{purpose[:1].lower()}{purpose[1:]}"


def _end(problem: BaseException, command: tuple[str, str], *, debug: bool) -> int:
    """Say how a command ended and return its exit code."""
    if debug and not isinstance(problem, (UsageError, typer.Abort)):
        sys.stderr.write("".join(traceback.format_exception(problem)))
    sentence, code = _explained(problem, *command)
    sys.stderr.write(f"csa: {sentence}\n")
    return code


def _explained(problem: BaseException, name: str, purpose: str) -> tuple[str, int]:
    if isinstance(problem, CsaError):
        return str(problem), problem.exit_code
    if isinstance(problem, UsageError):
        said = visible(problem.format_message())
        return f"{said if said.endswith(('.', '?')) else f'{said}.'} See {name} --help.", 2
    if isinstance(problem, typer.Abort):
        return "Nothing was changed.", 1
    if isinstance(problem, KeyboardInterrupt):
        return f"{name} was interrupted. Run the same command again to go on.", INTERRUPTED
    if isinstance(problem, MemoryError):
        return (
            f"{name} needs more memory than this computer has free. Close other programs, or use "
            "a computer with more."
        ), StoreError.exit_code
    if isinstance(problem, OSError) and problem.errno is not None:  # libraries' own have none
        return (
            f"{name} stopped: {visible(problem.filename or 'a file')} cannot be read or written "
            f"({visible(os.strerror(problem.errno))}). Check permissions and free space."
        ), StoreError.exit_code
    return (
        f"{name} was to {purpose or 'run'} and met a fault of the program itself "
        f"({type(problem).__name__}); it is no mistake of yours. {name} {DEBUG} shows the details: "
        "pass them on to whoever looks after csa, without what is personal in them."
    ), FAULT


def _unread(problem: Exception) -> int:
    """End where standard output takes nothing more, and let nothing be written there later."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if isinstance(problem, BrokenPipeError):
        return UNREAD
    reason = visible(getattr(problem, "strerror", None) or problem)
    sys.stderr.write(f"csa: What the command says cannot be written ({reason}).\n")
    return StoreError.exit_code
