"""The layers hold, and the rules of the house that a program can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "csa").rglob("*.py"))
LONGEST_MODULE = 400
MOST_MODULES = 20
LONGEST_BODY = 60


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def test_imports_run_downward_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "8 kept, 0 broken" in done.stdout


def test_every_layer_and_module_is_named_in_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {one.strip() for layer in layers for one in layer.split("|")}
    found = {
        f"csa.{path.stem}" for path in (ROOT / "csa").iterdir() if not path.name.startswith("_")
    }
    assert found == named


def test_modules_are_short_and_say_what_they_are_for() -> None:
    too_long = {
        name_of(path): length
        for path in MODULES
        if (length := path.read_text(encoding="utf-8").count("\n")) > LONGEST_MODULE
    }
    assert too_long == {}
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree(path))] == []


def test_no_folder_holds_more_than_twenty_modules_and_each_says_what_is_in_it() -> None:
    for folder in {path.parent for path in MODULES}:
        modules = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
        assert len(modules) <= MOST_MODULES, name_of(folder)
        assert ast.get_docstring(tree(folder / "__init__.py")), name_of(folder)


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "helpers", "common", "misc"}
    assert [name_of(path) for path in MODULES if path.stem in empty] == []


def test_no_function_is_long() -> None:
    found = {
        f"{name_of(path)}: {function.name}": length
        for path in MODULES
        for function in functions(path)
        if (length := body_length(function)) > LONGEST_BODY
    }
    assert found == {}


def body_length(function: ast.FunctionDef) -> int:
    """Return the lines of a function without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_no_error_is_swallowed_and_no_assert_guards() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert) or (isinstance(node, ast.ExceptHandler) and hides(node))
    ]
    assert found == []


def hides(handler: ast.ExceptHandler) -> bool:
    """Say whether an error would vanish here."""
    return handler.type is None or all(isinstance(one, ast.Pass) for one in handler.body)


def test_no_machine_or_registry_is_named_in_the_project() -> None:
    words = re.compile(r"/(?:root|home|Users)/|pythonhosted|files\.pypi")
    folders = ("csa", "config", "docs", "notebooks")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in SUFFIXES]
    found = [name_of(path) for path in files if words.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 100
    assert found == []


SUFFIXES = {".py", ".toml", ".md", ".ipynb", ".css", ".j2"}


def test_contributing_lists_every_folder_of_tests_and_every_recipe() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name[0] not in "_."}
    assert [name for name in sorted(folders) if f"`{name}`" not in text] == []
    recipes = (ROOT / "tests" / "recipes" / "test_one_place.py").read_text(encoding="utf-8")
    for named in re.findall(r"`(test_\w+)`", text):
        assert f"def {named}(" in recipes, named
