"""JupyterLab leaves nothing of what a notebook showed in a project's files."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from builders import ROOT, run
from small_partnership import TO

from csa import lab

SWITCH = "etc/jupyter/jupyter_server_config.d/csa.json"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def save(notebook: dict[str, Any], path: Path, *, server: Path) -> str:
    """Return what the contents API of a server in some folder would write."""
    manager = SimpleNamespace(root_dir=str(server))
    model = {"type": "notebook", "content": notebook, "format": "json"}
    api_path = f"/{path.relative_to(server).as_posix()}"
    lab.keep_no_outputs(model=model, path=api_path, contents_manager=manager, extra="ignored")
    return written(model["content"])


def written(notebook: dict[str, Any]) -> str:
    return f"{nbformat.writes(nbformat.from_dict(notebook))}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, small_built: Path) -> Path:
    """The small partnership with its first notebook set to its months, and run."""
    root = tmp_path_factory.mktemp("desk") / "project"
    shutil.copytree(small_built, root)
    explore = root / "notebooks" / "explore.ipynb"
    explore.write_text(explore.read_text(encoding="utf-8").replace("2017-01", TO), encoding="utf-8")
    shutil.copyfile(explore, root / "before.json")
    jupyter = Path(sys.executable).parent / "jupyter-execute"
    run([str(jupyter), "--inplace", "--allow-errors", str(explore)], cwd=explore.parent)
    return root


def test_a_notebook_that_was_run_is_saved_as_it_was(project: Path) -> None:
    path = project / "notebooks" / "explore.ipynb"
    ran = json.loads(path.read_text(encoding="utf-8"))
    outputs = [one for cell in ran["cells"] for one in cell.get("outputs", ())]
    shown = json.dumps(outputs)
    # The run did show rows: frames and exhibits, and no error.
    assert "crime_id" in shown
    assert "Unprotected" in shown
    assert not [one for one in outputs if one["output_type"] == "error"]
    kept = save(ran, path, server=project)
    assert kept == (project / "before.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("start", ["", "project", "project/notebooks"])
def test_wherever_jupyterlab_is_started(project: Path, start: str) -> None:
    path = project / "notebooks" / "explore.ipynb"
    ran = json.loads(path.read_text(encoding="utf-8"))
    assert "crime_id" not in save(ran, path, server=project.parent / start)


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("notebooks/explore-Copy1.ipynb", False),
        ("Untitled.ipynb", False),
        ("notebooks/mine/today.ipynb", False),
        ("notebooks/data/today.ipynb", False),
        ("data/restricted/today.ipynb", True),
        ("../elsewhere.ipynb", True),
    ],
)
def test_outputs_are_kept_in_private_folders_alone(project: Path, name: str, is_kept: bool) -> None:
    ran = json.loads((project / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    path = (project / name).resolve()
    assert ("crime_id" in save(ran, path, server=project.parent)) == is_kept


def test_widgets_and_what_a_run_leaves_in_cells_go_too() -> None:
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"a": "crime_id"}}}
    cell = {
        "cell_type": "code", "id": "a", "source": "x", "execution_count": 3,
        "metadata": {"tags": ["parameters"], "execution": {"shell.execute_reply": "10:00"},
                     "collapsed": True, "scrolled": True},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "crime_id"}],
    }  # fmt: skip
    text = {"cell_type": "markdown", "id": "b", "source": "# Heading", "metadata": {}}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    bare = lab.without_outputs(
        {
            "nbformat": 4, "nbformat_minor": 5, "cells": [cell, text],
            "metadata": {
                "csa": {"order": 10}, "widgets": state, "kernelspec": kernel,
                "language_info": {"name": "python", "version": "3.12.1"},
            },
        }
    )  # fmt: skip
    assert bare["cells"] == [
        {**cell, "metadata": {"tags": ["parameters"]}, "outputs": [], "execution_count": None},
        text,
    ]
    assert bare["metadata"] == {
        "csa": {"order": 10}, "kernelspec": lab.KERNEL, "language_info": {"name": "python"},
    }  # fmt: skip


def test_other_files_are_saved_as_they_are(project: Path) -> None:
    model = {"type": "file", "content": "crime_id", "format": "text"}
    manager = SimpleNamespace(root_dir=str(project))
    lab.keep_no_outputs(model=model, path="notes.txt", contents_manager=manager)
    assert model["content"] == "crime_id"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_saving_a_notebook_of_the_project_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert save(json.loads(text), path, server=ROOT) == text


def test_the_extension_is_on_wherever_the_package_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shipped == {"csa/lab.json": SWITCH}
    switch = (ROOT / "csa" / "lab.json").read_text(encoding="utf-8")
    assert json.loads(switch) == {"ServerApp": {"jpserver_extensions": {lab.__name__: True}}}
    assert (Path(sys.prefix) / SWITCH).read_text(encoding="utf-8") == switch
    hooks: list[object] = []
    server = SimpleNamespace(contents_manager=SimpleNamespace(register_pre_save_hook=hooks.append))
    (point,) = lab._jupyter_server_extension_points()
    assert point == {"module": lab.__name__}
    lab._load_jupyter_server_extension(server)
    assert hooks == [lab.keep_no_outputs]
