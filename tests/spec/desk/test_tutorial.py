"""The tutorial is short, runs, and says what its cells show."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT
from typer.main import get_command

import csa
from csa.cli import app
from csa.present.exhibit import Exhibit
from csa.settings import load_settings
from csa.store import build

NOTEBOOK = json.loads((ROOT / "notebooks" / "tutorial.ipynb").read_text(encoding="utf-8"))
CELLS = [(cell["cell_type"], "".join(cell["source"])) for cell in NOTEBOOK["cells"]]
TEXT = "\n".join(source for kind, source in CELLS if kind == "markdown")
# In a terminal, by the README: everything is installed, written and read; then JupyterLab.
TO_START = ("make assessment", "make lab")
MOST_COMMANDS = 10
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# The tutorial speaks of the synthetic partnership; the small one has fewer names and months.
NAMES = {
    "Church Hill": "Redditch North",
    "Matchborough,": "Redditch South,",
    "Matchborough Centre": "Redditch town centre",
    "2016-10": "2016-04",
    "2016-11": "2016-05",
    "2016-12": "2016-06",
}


@dataclass(frozen=True)
class Shown:
    """What a cell gave, all that is to be read of it, and the text that follows."""

    code: str
    given: Any
    read: str
    text: str


@pytest.fixture(scope="module")
def shown(synthetic_built: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Shown]:
    """Every cell, run in its order in a project that may be written to."""
    root = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(synthetic_built / "config", root / "config")
    (root / "data").mkdir()
    for name in ("raw", "processed"):
        (root / "data" / name).symlink_to(synthetic_built / "data" / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSA_ROOT", str(root))
        return list(run_cells())


def run_cells() -> Iterator[Shown]:
    known: dict[str, Any] = {}
    for number, (kind, source) in enumerate(CELLS):
        if kind == "code":
            out = io.StringIO()
            with redirect_stdout(out):
                given = run(source, known)
            (text,) = CELLS[number + 1][1:] if CELLS[number + 1][0] == "markdown" else ("",)
            yield Shown(source, given, f"{out.getvalue()}\n{as_read(given)}", text)


def run(source: str, known: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; returns what its last line gives."""
    *lines, last = ast.parse(source).body
    is_shown = isinstance(last, ast.Expr)
    exec(compile(ast.Module(lines if is_shown else [*lines, last], []), "cell", "exec"), known)
    return eval(ast.unparse(last), known) if is_shown else None


def as_read(given: Any) -> str:
    """Return what stands in an exhibit."""
    if not isinstance(given, Exhibit):
        return repr(given)
    return "\n".join((given.title, given.sentence, given.data.to_string()))


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, without those of code that it quotes."""
    prose = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    return {one.replace(",", "") for one in NUMBER.findall(prose)}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_a_profile_is_reached_within_ten_commands(shown: list[Shown]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in (*TO_START, "notebooks/tutorial.ipynb"):
        assert command in readme
    # What the project of these cells was made with.
    planned = subprocess.run(
        ["make", "--dry-run", "assessment"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.findall(r"csa (demo|build|assess)\b", planned.stdout) == ["demo", "build", "assess"]
    (reached,) = [n for n, one in enumerate(shown) if "place_profile(" in one.code]
    assert len(TO_START) + reached + 1 <= MOST_COMMANDS
    assert "rose from 42 to 96" in shown[reached].given.sentence


def test_every_number_of_the_text_is_one_that_the_cell_above_shows(shown: list[Shown]) -> None:
    for cell in shown:
        assert numbers(cell.text) - numbers(cell.read) == set(), cell.code
    everything = set().union(*(numbers(cell.read) for cell in shown))
    assert {"42", "96"} <= numbers(CELLS[0][1]) <= everything


def test_what_is_planted_is_named_and_told(shown: list[Shown]) -> None:
    rows, rest, when = (
        next(one for one in shown if words in one.code)
        for words in ("csa.load(", "against_rest(", ".when()")
    )
    assert "96 of 3,089 rows" in rows.read
    assert rest.given.data.set_index("name").loc["The rest of Redditch", "reading"] == "fell"
    assert "in the early evening" in when.given.sentence


def test_what_is_saved_lies_where_only_its_owner_reads_it(shown: list[Shown]) -> None:
    folder = shown[-1].given.parent
    assert folder.parts[-2:] == ("data", "saved")
    names = {"evenings.xlsx", "matchborough.docx", "incidents.xlsx"}
    assert {one.name for one in folder.iterdir()} == names


def test_it_is_no_chapter() -> None:
    assert "csa" not in NOTEBOOK["metadata"]


def test_own_figures_and_own_words(
    small_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    shutil.copytree(small_built, root)
    monkeypatch.setenv("CSA_ROOT", str(root))
    (figures,), (layout,) = (as_small(one) for one in (blocks("csv"), blocks("toml")))
    files = re.findall(r"`((?:data/raw|config)/[\w/.-]+\.(?:csv|toml))`", TEXT)
    write(root / files[0], figures)
    write(root / files[1], layout)
    counted, profiled = as_small(blocks("python"))
    build(load_settings(root))
    table = run(counted, {"csa": csa}).data
    assert str(table.iloc[-1, -1]) == "41 to 45"
    path = root / files[2]
    old, new = re.findall(r"`(label = .+?)`", TEXT)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    write(path, text.replace(old, new))
    assert "Young people out late" in run(profiled, {"csa": csa}).title


def as_small(texts: list[str]) -> list[str]:
    """Return texts with the names and months of the small partnership."""
    for name, ours in NAMES.items():
        texts = [one.replace(name, ours) for one in texts]
    return texts


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_commands_of_the_text_are_commands() -> None:
    named = re.findall(r"^csa ([\w-]+)", TEXT, re.MULTILINE)
    assert {"place", "assess"} <= {*named} <= {*get_command(app).commands}
