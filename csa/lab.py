"""Why does no notebook of a project keep what it showed?

An exhibit or a frame at the officer's desk holds unprotected rows, and the notebooks of a project
are files that are shared. JupyterLab saves by itself, every two minutes, with all that a notebook
shows. So whatever JupyterLab writes into a project has its outputs taken out first; they stay on
the screen. This is an extension of Jupyter's server: it is on wherever this package is installed,
however and from wherever JupyterLab is started.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csa.private import is_shared

# What JupyterLab adds to a cell or a notebook as it runs; the state of widgets holds data too.
OF_A_RUN = ("collapsed", "execution", "jupyter", "scrolled", "trusted", "widgets")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook as it is shared: its cells, and nothing that a run left in them."""
    about = _without(notebook.get("metadata", {}))
    if about.get("kernelspec", {}).get("name") == KERNEL["name"]:
        about |= {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    cells = [_bare(cell) for cell in notebook.get("cells", [])]
    return {**notebook, "cells": cells, "metadata": about}


def _bare(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {**cell, "metadata": _without(cell.get("metadata", {}))}
    return kept | {"outputs": [], "execution_count": None} if "outputs" in cell else kept


def _without(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name not in OF_A_RUN}


def keep_no_outputs(
    *, model: dict[str, Any], path: str, contents_manager: Any, **_: object
) -> None:
    """Take the outputs out of a notebook before Jupyter's server writes it into a project.

    Parameters
    ----------
    model : dict
        What is to be saved, as the server's contents API has it; changed in place.
    path : str
        Where to, below the server's own folder.
    contents_manager : ContentsManager
        What saves it.
    """
    where = Path(contents_manager.root_dir, path.strip("/"))
    if model.get("type") == "notebook" and is_shared(where):
        model["content"] = without_outputs(model["content"])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter's server that this module extends it."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Have every notebook pass :func:`keep_no_outputs` on its way to a file."""
    server.contents_manager.register_pre_save_hook(keep_no_outputs)
