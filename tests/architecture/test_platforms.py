"""What is said of Windows and macOS holds in every module, though tests run on neither.

`make check` also checks the types as each system has them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "csa"
# What Windows lacks in os and signal, and modules that it does not have.
LACKING = {
    *{"fork", "forkpty", "setsid", "setpgid", "getpgid", "killpg", "nice", "mkfifo", "mknod"},
    *{"getuid", "geteuid", "getgid", "getegid", "chown", "lchown", "fchown", "fchmod"},
    *{"sched_getaffinity", "statvfs", "fstatvfs", "uname", "pread", "pwrite", "renameat2"},
    *{"SIGHUP", "SIGKILL", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "alarm", "setitimer"},
    *{"SIG_BLOCK", "SIG_SETMASK", "pthread_sigmask"},
}
UNIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
# Moved by a library's own means, they would not wait for whoever holds a file.
MOVES = {"rename", "replace", "renames", "move"}


def is_guard(test: ast.expr) -> bool:
    """Tell whether a condition asks for the system, or whether it has what follows."""
    text = ast.unparse(test)
    return "sys.platform" in text or text.startswith("hasattr(os,")


def outside_guards(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node that runs on any system."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.If, ast.IfExp)) and is_guard(node.test):
            continue
        if isinstance(node, ast.FunctionDef) and _leaves_at_once(node):
            continue
        yield node
        yield from outside_guards(node)


def _leaves_at_once(function: ast.FunctionDef) -> bool:
    first = [one for one in function.body if isinstance(one, ast.If) and is_guard(one.test)]
    return any(isinstance(one.body[-1], ast.Return) for one in first)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its path."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }


def test_nothing_is_called_that_windows_lacks(trees: dict[str, ast.Module]) -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees.items()
        for node in outside_guards(tree)
        if is_lacking(node)
    ]
    assert not found


def is_lacking(node: ast.AST) -> bool:
    """Tell whether Windows has not what a node names."""
    if isinstance(node, ast.Attribute):
        return ast.unparse(node.value) in {"os", "signal"} and node.attr in LACKING
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return bool(UNIX_MODULES & {getattr(node, "module", None), *(n.name for n in node.names)})
    return False


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of methods, each with the method's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node


def test_text_is_written_with_the_same_line_ends_everywhere(trees: dict[str, ast.Module]) -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in trees.items()
        for method, call in calls(tree)
        if method == "write_text" and not {"encoding", "newline"} <= {k.arg for k in call.keywords}
    ]
    assert not found


def test_files_take_their_place_where_a_held_one_is_waited_for(
    trees: dict[str, ast.Module],
) -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in trees.items()
        for method, call in calls(tree)
        if name != "moving.py" and method in MOVES and moves_a_file(call)
    ]
    assert not found


def moves_a_file(call: ast.Call) -> bool:
    """Tell whether a call may move a file: a text's or a frame's has other arguments."""
    if ast.unparse(call.func.value) in {"os", "shutil"}:
        return True
    return (
        len(call.args) == 1
        and not call.keywords
        and isinstance(call.func.value, (ast.Name, ast.Attribute))
        and isinstance(call.args[0], (ast.Name, ast.Attribute, ast.BinOp))
    )


def test_the_guards_are_seen() -> None:
    source = "import os\nif sys.platform != 'win32':\n    os.setsid()\nos.fork()\n"
    seen = [node.attr for node in outside_guards(ast.parse(source)) if hasattr(node, "attr")]
    assert seen == ["fork"]
