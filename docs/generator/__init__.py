"""The pages of the documentation site that follow from the project: nothing in them is typed twice.

Here: the desk's verbs, commands, and how pages hang together. Methods, tables and assurance have a
module each. Text that people wrote is in docs/*.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import typer.main

import csa
from csa.cli import app
from generator import assurance, dictionary, methods
from generator.project import ROOT
from generator.text import heading, in_code, table

# Guides in reading order; those that are not named here follow.
GUIDES = (
    "desk", "place_profile", "district_monitor", "another_partnership", "raw_formats", "layouts",
    "fetching", "priorities", "plan", "projects", "peers", "findings", "verdicts",
    "disclosure_control", "pseudonymisation", "synthetic_partnership",
)  # fmt: skip
ELSEWHERE = ("index", "assurance")
# What the verbs of the desk give.
GIVEN = (
    "csa.present.exhibit.Exhibit",
    "csa.exhibits.desk.AreaDesk",
    "csa.officer.area.OfficerDesk",
    "csa.officer.places.DrawnPlace",
    "csa.officer.handouts.place.PlaceProfile",
    "csa.officer.handouts.monitor.DistrictMonitor",
)


def write(folder: Path) -> None:
    """Write every page; those that did not change are left alone, so that little is read anew."""
    pages = {
        "commands.md": commands(),
        "desk.rst": desk(),
        **dictionary.pages(),
        **methods.pages(),
    }
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for left in {*folder.rglob("*.*")} - {folder / name for name in pages}:
        left.unlink()


def contents() -> str:
    """Return the trees of pages, by which the site's side bar is made."""
    every = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
    guides = dict.fromkeys((*GUIDES, *(one for one in every if one not in ELSEWHERE)))
    trees = [
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```"])
        for caption, names in (
            ("Start", ("README <../README>",)),
            ("Guides", guides),
            ("Look up", ("made/commands", "made/desk", "made/data", "made/methods")),
            ("Answer for it", ("assurance", "../CONTRIBUTING", "../CHANGELOG")),
        )
    ]
    return "\n\n".join(trees)


def desk() -> str:
    """Return the page of what a notebook may ask for."""
    verbs = [f".. autofunction:: csa.{name}" for name in csa.__all__]
    given = [f".. autoclass:: {name}\n   :members:" for name in GIVEN]
    return "\n\n".join(
        [
            heading("Verbs of the desk"),
            "What a notebook asks for after ``import csa``. The examples are run by the tests; "
            "where they show dots, each partnership has numbers of its own. :doc:`/docs/desk` "
            "goes question by question.",
            *verbs,
            heading("What they give", "-"),
            *given,
            "",
        ]
    )


def commands() -> str:
    """Return the page of commands, as their help has them."""
    found = typer.main.get_command(app).commands
    parts = ["# Commands", "Every command ends in one sentence and an exit code of its kind."]
    for name in found:
        parts += [f"## csa {name}", *_command(found[name])]
    return "\n\n".join([*parts, "## Exit codes", assurance.exit_codes(), ""])


def _command(command: object) -> list[str]:
    rows = [
        (in_code(_spelt(one)), one.help or "", in_code(one.default) if _has_default(one) else "")
        for one in command.params
        if not getattr(one, "hidden", False)
    ]
    told = command.help.replace("\b", "").strip()
    return [told, table(("Write", "To", "Without it"), rows)] if rows else [told]


def _spelt(parameter: object) -> str:
    if parameter.param_type_name == "argument":
        return parameter.name.upper()
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


def _has_default(parameter: object) -> bool:
    default = parameter.default
    return bool(default) and isinstance(default, str | int) and not isinstance(default, bool)


PARTS: Mapping[str, Callable[[], str]] = {"contents": contents, **assurance.PARTS}
