"""A project folder with two districts, two priorities and tiny notebooks that draw exhibits."""

from __future__ import annotations

import base64
import io
import json
from hashlib import sha256
from pathlib import Path

import nbformat
import pandas as pd
from PIL import Image

from csa.disclosure.ledger.release import LEDGER_COLUMNS
from csa.settings import Settings, load_settings

CONFIG = {
    "partnership": """
[partnership]
name = "Northshire"
slug = "northshire"
body = "Northshire Community Safety Partnership"
code = "E22000001"
force = "northshire"
force_name = "Northshire Police"

[[district]]
code = "E07000001"
slug = "easton"
name = "Easton"

[[district]]
code = "E07000002"
slug = "weston"
name = "Weston & Hill"
""",
    "priorities": """
[[priority]]
id = "violence"
number = 1
label = "Violence and abuse"
short_label = "Violence"
[[priority.subtheme]]
id = "all-violence"
label = "Violence"
rules = [{unit = "crime"}]

[[priority]]
id = "theft"
number = 2
label = "Theft & burglary"
short_label = "Theft"
[[priority.subtheme]]
id = "all-theft"
label = "Theft"
rules = [{unit = "crime"}]
""",
    "breaks": "",
    "vocabulary": "",
    "disclosure": """
base = 5
minimum_base_for_percent = 20
small_base = 50
minimum_group = 10
[public_dimensions]
crime = []
""",
    "sources": "",
}

EXHIBIT = """
class Exhibit:
    def __init__(self, name, *, editions=("partner", "public"), figures=1, promised=None, text=""):
        self.name, self.editions, self.figures = name, editions, figures
        self.promised = figures if promised is None else promised
        self.text = text

    def _repr_mimebundle_(self, include=None, exclude=None):
        figure = (
            '<figure><img src="data:image/png;base64,PNG" alt="Recorded crime by month, rising">'
            "<figcaption>Recorded crime</figcaption></figure>"
        )
        table = (
            '<details><summary>Data behind this chart</summary><div class="table-scroll" '
            f'role="group" tabindex="0" aria-label="Crime"><table id="{self.name}-N"><caption>'
            'Crime by month</caption><thead><tr><th scope="col">Month</th>'
            '<th scope="col">Crimes</th></tr>'
            '</thead><tbody><tr><th scope="row">April</th>'
            '<td class="num" data-key="0">1,250</td></tr></tbody></table></div></details>'
        )
        html = (
            f'<section class="exhibit" data-exhibit="{self.name}">'
            f'<p class="exhibit-title">{self.name}</p>'
            f"<p>Recorded crime rose to 1,250. {self.text}</p>"
            + "".join(figure + table.replace("-N", str(n)) for n in range(self.figures))
            + '<p class="source">Source: police.</p></section>'
        )
        facts = {
            "name": self.name, "title": self.name.title(), "editions": list(self.editions),
            "numbers": {"crime|easton|2016-04|": 1250}, "unavailable": False,
            "statements": [
                {"text": f"Recorded crime rose to 1,250. {self.text}", "values": {"after": 1250}}
            ],
            "figures": self.promised, "tables": self.figures,
        }
        return {"text/html": html, "text/plain": self.name,
                "application/vnd.csa.exhibit+json": facts}
"""


def png() -> str:
    """Return a tiny picture, as a page embeds it."""
    file = io.BytesIO()
    Image.new("P", (8, 8), 1).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def notebook(
    cells: list[str],
    *,
    title: str,
    order: int = 10,
    per: str = "area",
    extra: str = "",
    **placed: object,
) -> nbformat.NotebookNode:
    """Return a chapter: cells that start with # are Markdown, the others code.

    ``placed`` are its page and editions, where they are not the usual ones.
    """
    v4 = nbformat.v4
    priority = 'priority: str = "violence"\n' if per == "priority" else ""
    parameters = v4.new_code_cell(
        'district: str = "easton"\nyear: str = "2016-17"\nto: str = "2017-01"\n'
        f'edition: str = "officer"\n{priority}{extra}',
        metadata={"tags": ["parameters"]},
    )
    setup = v4.new_code_cell(EXHIBIT.replace("PNG", png()))
    body = [
        v4.new_markdown_cell(text) if text.startswith("#") else v4.new_code_cell(text)
        for text in cells
    ]
    first = v4.new_markdown_cell(f"# {title}")
    return v4.new_notebook(
        cells=[first, parameters, setup, *body],
        metadata={
            "csa": {"title": title, "order": order, "per": per, **placed},
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        },
    )


ASSESSMENT = [
    "## What changed\n\nRecorded crime against\u202e the year before.\x9b\u200b",
    'Exhibit("change")',
    "## Suspects\n\nWho is suspected.",
    'Exhibit("suspects", editions=("partner",))',
    "### Their ages",
    'Exhibit("suspect-ages", editions=("partner",))',
    "## Where",
    'Exhibit("map", figures=2, text=f"{district} {year} {to} {edition}")',
]
ANNEX = ["## Evidence", 'Exhibit("evidence", text=district)']
READING = ["## Rounding", 'Exhibit("rounding")']
PROFILE = ["## This priority", 'Exhibit("profile", text=f"{district} {priority}")']


def write_chapter(root: Path, name: str, node: nbformat.NotebookNode) -> Path:
    """Write a notebook into a project folder and return its path."""
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(node, path)
    return path


def make_project(root: Path, *, chapters: bool = True) -> Settings:
    """Write the settings and, unless told not to, four chapters; return the settings."""
    config = root / "config"
    config.mkdir(parents=True)
    for name, text in CONFIG.items():
        (config / f"{name}.toml").write_text(text, encoding="utf-8")
    if chapters:
        write_chapter(root, "strategic_assessment", notebook(ASSESSMENT, title="Assessment"))
        profile = notebook(PROFILE, title="Priority profile", order=20, per="priority")
        write_chapter(root, "priority_profile", profile)
        annex = notebook(ANNEX, title="Annex", order=30, page="annex", editions=["partner"])
        write_chapter(root, "annex", annex)
        reading = {"order": 40, "per": "partnership", "page": "how-to-read"}
        write_chapter(root, "how_to_read", notebook(READING, title="How to read this", **reading))
    return load_settings(root)


def release_facts(**changes: object) -> dict[str, object]:
    """Return what a release says about itself."""
    return {
        "year": "2016-17",
        "period": {"start": "2016-04", "end": "2017-01"},
        "synthetic": {"seed": 2017},
        "approval": {
            "settings": "0123456789abcdef",
            "approved": True,
            "role": "Data controller",
            "date": "2026-04-01",
        },
        "sources": [
            {
                "name": "Recorded crime",
                "publisher": "Northshire Police",
                "licence": "Open Government Licence v3.0",
                "attribution": "Contains police data.",
            }
        ],
        "inputs": [{"path": "police/2016-04-crimes.csv", "sha256": "0" * 64}],
    } | changes


def make_release(
    settings: Settings, *, year: str, to: str | None, folder: Path, **changes: object
) -> None:
    """Freeze a release of one public cell."""
    cells = dict.fromkeys(LEDGER_COLUMNS, "") | {
        "key": "crime|easton|2016-04|", "area": "easton", "period": "2016-04", "measure": "crime",
        "class": "public", "value": 1250, "printed_bound": 0,
    }  # fmt: skip
    pd.DataFrame([cells]).to_parquet(folder / "cells.parquet", index=False)
    links = pd.DataFrame(columns=["kind", "relation", "parent", "child"], dtype="str")
    links.to_parquet(folder / "relations.parquet", index=False)
    (folder / "reference").mkdir(exist_ok=True)
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}
    facts = {"base": 5, "files": files} | release_facts(**changes)
    (folder / "release.json").write_text(json.dumps(facts), encoding="utf-8")
