"""The pages on methods: each public measure, its source, and what checks it that is not itself.

Which oracle checks a measure is read off the tests: the measures that a test in tests/oracle calls,
by itself or through what it is helped by.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import Any

import csa.measures
from generator.project import ROOT
from generator.text import first_line, heading

PREFIX = "csa.measures."
# Checks and rows of months that all measures share: no measures themselves.
SHARED = ("inputs", "months")


@dataclass(frozen=True)
class Check:
    """A test that holds a measure to something else.

    Attributes
    ----------
    told : str
        What all tests of its file hold measures to.
    says : str
        What it holds this one to.
    path : str
        The file, below the project.
    """

    told: str
    says: str
    path: str


def families() -> dict[str, list[ModuleType]]:
    """Return the modules of measures by family: a module by itself, or a package with its own."""
    found: dict[str, list[ModuleType]] = {}
    for one in pkgutil.walk_packages(csa.measures.__path__, PREFIX):
        family = one.name.removeprefix(PREFIX).partition(".")[0]
        if family not in SHARED:
            found.setdefault(family, []).append(importlib.import_module(one.name))
    return found


def public(modules: Iterable[ModuleType]) -> list[Any]:
    """Return the functions and results that modules define for others, functions first."""
    found = [
        one
        for module in modules
        for name, one in vars(module).items()
        if not name.startswith("_")
        and getattr(one, "__module__", "") == module.__name__
        and (inspect.isfunction(one) or inspect.isclass(one))
    ]
    return sorted(found, key=inspect.isclass)


def pages() -> dict[str, str]:
    """Return a page for each family, and the one that lists them all."""
    every = families()
    told = {f"methods/{name}.rst": _family(modules) for name, modules in every.items()}
    return {"methods.rst": _front(every), **told}


def _front(every: Mapping[str, list[ModuleType]]) -> str:
    functions = filter(inspect.isfunction, (one for each in every.values() for one in public(each)))
    rows = [
        line
        for one in functions
        for line in (
            f"   * - :func:`~{full_name(one)}`",
            f"     - {_plain(first_line(one.__doc__))}",
            f"     - {_plain(source_of(one)) or 'defined here'}",
            f"     - {_briefly(one)}",
        )
    ]
    lines = [
        heading("Methods"),
        "",
        "How every figure is worked out. Each measure is a function of plain tables; its page has "
        "what goes in and comes out, an example that the tests run, where the method comes from, "
        "and which oracle checks it: a result that was worked out without this project.",
        "",
        ".. toctree::",
        "   :hidden:",
        "",
        *(f"   methods/{name}" for name in every),
        "",
        ".. list-table::",
        "   :header-rows: 1",
        "   :widths: auto",
        "",
        "   * - Measure",
        "     - What it does",
        "     - Source",
        "     - Oracle",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _family(modules: list[ModuleType]) -> str:
    first, _, rest = inspect.getdoc(modules[0]).partition("\n")
    parts = [heading(first), rest.strip()]
    for one in public(modules):
        kind = "autofunction" if inspect.isfunction(one) else "autoclass"
        parts.append(f".. {kind}:: {full_name(one)}")
        if inspect.isfunction(one):
            parts.append(indent(_checked(one), "   "))
    return "\n\n".join([*filter(None, parts), ""])


def _checked(function: Any) -> str:
    """Return what a measure is held to, a line for each file of tests."""
    told: dict[tuple[str, str], list[str]] = {}
    for one in checks().get(full_name(function), []):
        told.setdefault((one.told, one.path), []).append(one.says)
    if told:
        lines = [
            f"- {_plain(what)} ({_plain('; '.join(says))}; ``{path}``)"
            for (what, path), says in told.items()
        ]
        return "\n".join(["**Held to**", "", *lines])
    if through := through_others().get(full_name(function), []):
        names = ", ".join(f":func:`~{name}`" for name in through)
        return f"**Held to** no oracle of its own, but to those of what is made of it: {names}."
    files = ", ".join(f"``{path}``" for path in tested().get(full_name(function), []))
    return f"**Held to** no oracle: {f'expected by hand, {files}' if files else 'by use alone'}."


def _briefly(function: Any) -> str:
    found = checks().get(full_name(function), [])
    if found:
        return f"{len(found)} {'test' if len(found) == 1 else 'tests'}"
    return "through others" if full_name(function) in through_others() else "none"


def full_name(thing: Any) -> str:
    """Return the name by which a thing is imported from where it is defined."""
    return f"{thing.__module__}.{thing.__qualname__}"


def source_of(function: Any) -> str:
    """Return the reference that a docstring gives for its method."""
    _, _, after = inspect.getdoc(function).partition("References\n----------\n")
    return " ".join(after.partition("\n\n")[0].split())


@lru_cache
def checks() -> dict[str, list[Check]]:
    """Return the oracle tests of each measure."""
    found: dict[str, list[Check]] = {}
    for path in sorted((ROOT / "tests" / "oracle").rglob("test_*.py")):
        tree = _tree(path)
        told = first_line(ast.get_docstring(tree))
        for name, (used, docstring) in _uses(path).items():
            if name.startswith("test_"):
                says = first_line(docstring) or name.removeprefix("test_").replace("_", " ")
                says = says[:1].upper() + says[1:].rstrip(".")
                check = Check(told.rstrip("."), says, path.relative_to(ROOT).as_posix())
                for measure in used:
                    found.setdefault(measure, []).append(check)
    return found


@lru_cache
def tested() -> dict[str, list[str]]:
    """Return the files in which tests expect something of a measure that was worked out by hand."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").glob("[!o]*/**/test_*.py")):
        if "csa.measures" in path.read_text(encoding="utf-8"):
            used = {name for names, _ in _uses(path).values() for name in names}
            for measure in used:
                found.setdefault(measure, []).append(path.relative_to(ROOT).as_posix())
    return found


@lru_cache
def through_others() -> dict[str, list[str]]:
    """Return, of measures without a test, the tested ones that are made of them."""
    found: dict[str, list[str]] = {}
    for modules in families().values():
        for module in modules:
            for name, (used, _) in _uses(Path(module.__file__)).items():
                maker = f"{module.__name__}.{name}"
                for measure in used if maker in checks() else ():
                    if measure != maker and measure not in checks():
                        found.setdefault(measure, []).append(maker)
    return found


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@lru_cache
def _uses(path: Path) -> dict[str, tuple[frozenset[str], str]]:
    """Return the measures that each function of a file uses, and what it says of itself."""
    tree = _tree(path)
    imported = dict(_imported(tree, path.parent))
    own = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    module = _module_of(path)

    def used(name: str, seen: frozenset[str]) -> set[str]:
        names = {one.id for one in ast.walk(own[name]) if isinstance(one, ast.Name)}
        names |= {one.arg for one in ast.walk(own[name]) if isinstance(one, ast.arg)}
        found = set().union(*(imported.get(one, ()) for one in names))
        for other in (names & set(own)) - seen:
            found |= used(other, seen | {other})
            found |= {f"{module}.{other}"} if module.startswith(PREFIX) else set()
        return found

    return {
        name: (frozenset(used(name, frozenset({name}))), ast.get_docstring(one) or "")
        for name, one in own.items()
    }


def _imported(tree: ast.Module, folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the names that a file imports, each with the measures that stand behind it."""
    for one in ast.walk(tree):
        if not isinstance(one, ast.ImportFrom) or not one.module:
            continue
        sibling = folder / f"{one.module}.py"
        for alias in one.names:
            name = alias.asname or alias.name
            if one.module.startswith("csa.measures"):
                yield name, _defined(one.module, alias.name)
            elif sibling.exists():
                yield name, set().union(*dict(_imported(_tree(sibling), folder)).values())


def _defined(module: str, name: str) -> set[str]:
    thing = getattr(importlib.import_module(module), name)
    return {full_name(thing)} if hasattr(thing, "__qualname__") else set()


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _plain(text: str) -> str:
    return text.replace("*", "\\*").replace("|", "\\|").replace("_", "\\_")
