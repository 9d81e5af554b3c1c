"""Notebooks stay thin, runnable by hand and free of outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 8
FORBIDDEN = (
    ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda, ast.With, ast.If,
)  # fmt: skip


def _code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _source(cell):
    return "".join(cell["source"])


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_there_are_notebooks():
    assert {"strategic_assessment", "priority_profile", "explore"} <= {p.stem for p in NOTEBOOKS}


def test_no_outputs_or_counts_are_kept(notebook):
    for cell in _code(notebook):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_first_cell_is_the_only_main_heading(notebook):
    headings = [
        (number, line)
        for number, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "markdown"
        for line in cell["source"]
        if line.startswith("# ")
    ]
    assert [number for number, _ in headings] == [0]


def test_parameters_are_literals_with_a_type_and_a_comment(notebook):
    (cell,) = [c for c in _code(notebook) if "parameters" in c["metadata"].get("tags", [])]
    assert notebook["cells"].index(cell) == 1
    for line in _source(cell).strip().splitlines():
        assert "#" in line
    for statement in ast.parse(_source(cell)).body:
        assert isinstance(statement, ast.AnnAssign)
        assert isinstance(statement.value, ast.Constant)


def test_only_csa_is_imported_and_only_once(notebook):
    imports = [
        node
        for cell in _code(notebook)
        for node in ast.walk(ast.parse(_source(cell)))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert len(imports) == 1
    assert [name.name for name in imports[0].names] == ["csa"]


def test_cells_are_short_and_hold_no_logic(notebook):
    for cell in _code(notebook):
        assert len([line for line in _source(cell).splitlines() if line.strip()]) <= LONGEST_CELL
        for node in ast.walk(ast.parse(_source(cell))):
            assert not isinstance(node, FORBIDDEN), ast.dump(node)
        for word in (".groupby(", ".loc[", "print(", "\n%", "/Users", "C:\\"):
            assert word not in _source(cell)


def test_every_cell_has_an_id_of_its_own(notebook):
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
