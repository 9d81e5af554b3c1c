"""Where are the settings of a project, and what do they say?"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from csa.errors import SettingsError
from csa.settings.checks import check_settings
from csa.settings.files import read_model, read_toml
from csa.settings.judged import CommissionersPlan, HarmFile, Judged, Outlook, Risk
from csa.settings.layouts import FOLDER, Layout, digest_of, open_lines
from csa.settings.membership import Membership
from csa.settings.models import (
    BreaksFile,
    Disclosure,
    DutiesFile,
    PartnershipFile,
    PrioritiesFile,
    Settings,
    SourcesFile,
    VocabularyFile,
)
from csa.settings.plan import ActionsFile, Plan, ProposalsFile
from csa.settings.projects import Programme
from csa.visible import is_utf8, visible

MODELS: Mapping[str, type[BaseModel]] = {
    "config/partnership.toml": PartnershipFile,
    "config/priorities.toml": PrioritiesFile,
    "config/breaks.toml": BreaksFile,
    "config/disclosure.toml": Disclosure,
    "config/sources.toml": SourcesFile,
    "config/vocabulary.toml": VocabularyFile,
    "config/duties.toml": DutiesFile,
    "config/proposals.toml": ProposalsFile,
    "config/plan.toml": Plan,
    "config/membership.toml": Membership,
    "config/harm.toml": HarmFile,
    "config/projects.toml": Programme,
    "config/risk.toml": Risk,
    "config/outlook.toml": Outlook,
    "config/pcc.toml": CommissionersPlan,
    "config/actions.toml": ActionsFile,
}
PARTNERSHIP, PRIORITIES, BREAKS, DISCLOSURE, SOURCES, VOCABULARY, *OPTIONAL = MODELS
DUTIES, PROPOSALS, PLAN, MEMBERSHIP, HARM, PROJECTS, RISK, OUTLOOK, PCC, ACTIONS = OPTIONAL
# Tables written [[table]], one for each thing that has a name of its own.
TABLES = (
    "district", "place", "priority", "priority.subtheme", "break", "duty", "proposal",
    "owner", "outcome", "indicator", "action", "allocation", "evaluation", "member", "group",
    "criterion", "score", "pestelo", "emerging", "theme",
)  # fmt: skip
CHECKOUT = Path(__file__).resolve().parents[2]
LAYOUT_TABLES = ("allowed", "table", "table.only", "table.leave_out")


def find_root(start: Path | None = None) -> Path:
    """Return the project folder: the one that holds ``config/partnership.toml``.

    ``start``, or else the environment variable ``CSA_ROOT``, names it outright. Without either
    it is the nearest at or above the working folder; the folder this package was installed from
    (an editable install) is tried last, so that notebooks work from wherever they are opened, and
    is then named.

    Raises
    ------
    SettingsError
        If there is none.
    """
    named = os.environ.get("CSA_ROOT")
    start = start or (Path(named) if named else None)
    try:
        here = (start or Path.cwd()).resolve()
    except (OSError, RuntimeError):  # a folder that is gone, or links that lead round in a circle
        raise SettingsError(
            f"The folder {start or 'that this is run in'} does not exist. Name a project folder "
            "with --root."
        ) from None
    if not is_utf8(here):
        raise SettingsError(
            f"The path of {here} is not in UTF-8. Rename the folder, or name another with --root."
        )
    found = (here if is_project(here) else None) if start else project_above(here)
    if found:
        return found
    if not start and is_project(CHECKOUT):
        _tell_elsewhere(here)
        return CHECKOUT
    raise SettingsError(
        f"{here} holds no {PARTNERSHIP}. Run csa inside a project folder, or name one with --root "
        "(in a notebook root=...); csa new begins one."
    )


def is_project(folder: Path) -> bool:
    """Return whether a folder is that of a project."""
    return os.path.lexists(folder / PARTNERSHIP)


def project_above(here: Path) -> Path | None:
    """Return the nearest project folder at or above a folder, if there is one."""
    return next((folder for folder in (here, *here.parents) if is_project(folder)), None)


@cache
def _tell_elsewhere(here: Path) -> None:
    """Say once which project is read by whoever works in none."""
    sys.stderr.write(visible(f"{here} is in no project: csa reads the one in {CHECKOUT}.") + "\n")


def load_settings(root: Path | str | None = None) -> Settings:
    """Read and check every file under ``config/``.

    Parameters
    ----------
    root : Path or str, optional
        The project folder; by default the nearest one (see :func:`find_root`).

    Raises
    ------
    SettingsError
        If a file is missing, is not TOML, or has a key or value that is not allowed, or one that
        no processed table can hold; the message names file, table and setting.
    """
    folder = find_root(Path(root) if root is not None else None)
    there = [name for name in MODELS if name not in OPTIONAL or os.path.lexists(folder / name)]
    documents = {name: read_toml(folder, name) for name in there}
    read: dict[str, Any] = {
        name: read_model(model, documents.get(name, {}), name, tables=TABLES)
        for name, model in MODELS.items()
    }
    settings = Settings(
        root=folder,
        partnership=read[PARTNERSHIP].partnership,
        districts=read[PARTNERSHIP].district,
        places=read[PARTNERSHIP].place,
        holidays=read[PARTNERSHIP].holidays,
        cases=read[PARTNERSHIP].cases,
        verdicts=read[PARTNERSHIP].verdicts,
        priorities=read[PRIORITIES].priority,
        breaks=read[BREAKS].breaks,
        disclosure=read[DISCLOSURE],
        sources={name: s.model_dump(exclude_unset=True) for name, s in read[SOURCES].root.items()},
        vocabulary=read[VOCABULARY].root,
        layouts=read_layouts(folder),
        duties=read[DUTIES].duty,
        proposals=read[PROPOSALS].proposal,
        actions=read[ACTIONS].action,
        plan=read[PLAN],
        harm=read[HARM].index,
        programme=read[PROJECTS],
        membership=read[MEMBERSHIP],
        judged=Judged(risk=read[RISK], outlook=read[OUTLOOK], pcc=read[PCC]),
        fingerprint=_fingerprint(folder, documents),
    )
    check_settings(settings)
    return settings


def read_layouts(folder: Path, *, within: str = "") -> tuple[Layout, ...]:
    """Read the layouts of partners' own files, by name; there need not be any.

    Parameters
    ----------
    folder : Path
        The project folder.
    within : str
        A folder within that of the layouts, such as that of the examples.

    Raises
    ------
    SettingsError
        If one is not valid.
    """
    return tuple(_read_layout(folder, path) for path in layout_files(folder, within))


def layout_files(folder: Path, within: str = "") -> list[Path]:
    """Return the settings files of a project's layouts, or of a folder within theirs."""
    return sorted(path for path in (folder / FOLDER / within).glob("*.toml") if path.is_file())


def _read_layout(folder: Path, path: Path) -> Layout:
    name = path.relative_to(folder).as_posix()
    read = read_model(Layout, read_toml(folder, name), name, tables=LAYOUT_TABLES)
    content = path.read_bytes()
    digest = digest_of(folder, read, content)
    unfinished = open_lines(content.decode("utf-8", "replace"))
    return read.model_copy(update={"name": path.stem, "digest": digest, "unfinished": unfinished})


def _fingerprint(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> str:
    digest = hashlib.sha256()
    files = [folder / name for name in documents]
    for path in [*files, *_place_files(folder), *layout_files(folder)]:
        digest.update(path.name.encode())
        if path == folder / DISCLOSURE:
            digest.update(_without_approval(documents[DISCLOSURE]))
        else:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _place_files(folder: Path) -> Iterable[Path]:
    found = sorted((folder / "config" / "places").glob("*.geojson"))
    return [path for path in found if path.is_file()]


def _without_approval(document: Mapping[str, Any]) -> bytes:
    """Return the settings of a file: to approve them changes nothing about them."""
    kept = {name: value for name, value in document.items() if name != "approval"}
    return json.dumps(kept, sort_keys=True).encode()
