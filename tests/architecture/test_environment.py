"""The conda environment and the package metadata name the same packages and versions."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Where conda-forge names a package otherwise than PyPI does.
CONDA_NAMES = {"pandera[geopandas]": "pandera-geopandas", "tzdata": "python-tzdata"}


def test_environment_yml_mirrors_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["lab"],
        *(one for one in project["dependency-groups"]["test"] if one.startswith("pytest>")),
    }
    names = {re.split(r"[<>=]", one)[0]: one for one in wanted}
    expected = {CONDA_NAMES.get(name, name) + text[len(name) :] for name, text in names.items()} | {
        f"python{project['project']['requires-python']}",
        "pip",
    }
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [one for one in environment["dependencies"] if isinstance(one, str)]
    assert set(conda) == expected
    assert conda == sorted(conda, key=lambda one: re.split(r"[<>=]", one)[0])
    assert environment["dependencies"][-1] == {"pip": ["-e ."]}
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_make_clean_leaves_raw_files_and_everything_published():
    done = subprocess.run(
        ["make", "--dry-run", "clean"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    removed = done.stdout.split()
    assert "data/processed" in removed
    assert not [one for one in removed if re.match(r"(\./)?(reports|data/raw|data/?$|\.$)", one)]
