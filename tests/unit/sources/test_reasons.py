"""Every reason for which a row can be set aside has plain words."""

from __future__ import annotations

import ast
from pathlib import Path

import csa
from csa.reading.rows.reasons import REASONS, in_words

READERS = [Path(csa.__file__).parent / name for name in ("reading", "sources")]
NOT_ROWS = {"blank"}  # blank lines are counted apart
# What a function is called that takes a reason, and which of its arguments by position it is.
BY_POSITION = {"Unreadable": 0, "_reject": 2, "quarantine_entry": 3}


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The module's own constants that are texts."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def reasons_in(tree: ast.Module, constants: dict[str, str]) -> set[str]:
    """The texts that a module gives as a reason, written out or by the name of a constant."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        position = BY_POSITION.get(name)
        if position is not None and len(node.args) > position:
            found.append(node.args[position])
        found += [word.value for word in node.keywords if word.arg in ("reason", "far")]
    texts = {one.value for one in found if isinstance(one, ast.Constant)}
    named = {one.id for one in found if isinstance(one, ast.Name)} & set(constants)
    return {text for text in texts if isinstance(text, str)} | {constants[name] for name in named}


def every_reason() -> set[str]:
    paths = [path for folder in READERS for path in folder.rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    constants: dict[str, str] = {}
    for tree in trees:
        constants |= constants_of(tree)
    return set().union(*(reasons_in(tree, constants) for tree in trees)) - NOT_ROWS


def test_every_reason_that_the_code_gives_has_words() -> None:
    given = every_reason()
    assert {"wrong_force", "left_out_by_correction", "future_month", "missing"} <= given
    assert given <= set(REASONS), sorted(given - set(REASONS))


def test_the_words_are_words() -> None:
    for reason in REASONS:
        assert "_" not in in_words(reason)
        assert in_words(reason) != reason
