"""What does the code say that something is made by, its comments and layout left aside?

A result that is kept depends on the module that made it and on every module that this one imports,
and on no other: a changed label of one exhibit leaves the counts and the other exhibits as they
are. Modules that are found by their place, as sources and rooms of exhibits are, are not imported
by name: whoever depends on one names it.
"""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = __package__ or "csa"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Module:
    """What a module says, as a digest, and the modules of this package that it imports."""

    digest: str
    imports: frozenset[str]


def code_digest(*modules: str) -> str:
    """Return the SHA-256 over what some modules and all that they import say.

    Parameters
    ----------
    *modules : str
        Their full names, for example ``csa.counting.assessment``.

    Raises
    ------
    LookupError
        If there is no such module.
    """
    found = {name: _module(name).digest for name in imported_by(*modules)}
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(found.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def imported_by(*modules: str) -> frozenset[str]:
    """Return some modules, all that they import, and the packages that these lie in."""
    found: set[str] = set()
    waiting = [*modules]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [*_module(name).imports, *_packages_of(name)]
    return frozenset(found)


def modules_below(package: str) -> list[str]:
    """Return the names of the modules in a package and below it, in order."""
    return sorted(name for name in _paths() if name.startswith(f"{package}."))


@functools.cache
def _paths() -> dict[str, Path]:
    return {_name(path): path for path in FOLDER.rglob("*.py")}


def _name(path: Path) -> str:
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join((PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)))


@functools.cache
def _module(name: str) -> Module:
    if name not in _paths():
        raise LookupError(f"There is no module {name}.")
    tree = ast.parse(_paths()[name].read_bytes())
    imports = frozenset(one for one in _imports(tree) if one in _paths() and one != PACKAGE)
    for node in ast.walk(tree):
        _drop_docstring(node)
    return Module(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), imports)


def _packages_of(name: str) -> Iterator[str]:
    # The package itself only hands out what notebooks import, each when it is first asked for.
    package = name.rpartition(".")[0]
    while package and package != PACKAGE:
        yield package
        package = package.rpartition(".")[0]


def _imports(tree: ast.AST) -> Iterator[str]:
    """Yield what is imported anywhere in a module, but for what only type checkers read."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
        else:
            waiting += _children(node)


def _children(node: ast.AST) -> Iterable[ast.AST]:
    is_for_types = (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
    return node.orelse if is_for_types and isinstance(node, ast.If) else ast.iter_child_nodes(node)


def _drop_docstring(node: ast.AST) -> None:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]
