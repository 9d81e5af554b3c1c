"""What stands in the notebooks of a new project: the shipped ones, with its own parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from csa.settings.texts import quoted
from csa.starting.plan import Plan
from csa.starting.settings_files import demo_partnership
from csa.starting.shipped import NOTEBOOKS, shipped

PARAMETER = re.compile(r'(?m)^(\w+): str = "[^"\n]*"(  # .*)$')
# Of whatever was received; a new project has nothing yet.
LATEST = {
    "year": "  # assessment year, such as 2025-26; empty for the latest received",
    "to": "  # last month, such as 2025-08; empty for the last one received",
}


def notebook_files(plan: Plan) -> dict[str, str]:
    """Return the text of every notebook of a new project, by its name."""
    return {name: _as_text(_with(notebook, plan)) for name, notebook in _shipped()}


def _shipped() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the notebooks that are for any partnership."""
    for path in sorted(shipped(NOTEBOOKS).glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if not notebook["metadata"].get("csa_demo"):
            yield path.name, notebook


def _with(notebook: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Return a notebook with the parameters of a project."""
    return {**notebook, "cells": [_cell(cell, plan) for cell in notebook["cells"]]}


def _cell(cell: dict[str, Any], plan: Plan) -> dict[str, Any]:
    if "parameters" not in cell["metadata"].get("tags", []):
        return cell
    district = plan.districts[0]
    values = {"district": district.slug, "place": next(iter(district.wards), "")}
    whole = demo_partnership()["partnership"]["slug"]

    def changed(found: re.Match[str]) -> str:
        name, comment = found[1], found[2].replace(whole, plan.slug)
        if name in LATEST:
            return f'{name}: str = ""{LATEST[name]}'
        return f"{name}: str = {quoted(values[name])}{comment}" if name in values else found[0]

    source = PARAMETER.sub(changed, "".join(cell["source"]))
    return {**cell, "source": source.splitlines(keepends=True)}


def _as_text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
