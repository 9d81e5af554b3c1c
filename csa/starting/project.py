"""How does a new project reach the disk: whole, or not at all, and over nothing?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from csa.errors import FetchError, SettingsError
from csa.fetch import Wanted as Fetched
from csa.fetch import fetch
from csa.fetch.settings import load_fetch_settings
from csa.moving import put_in_place
from csa.settings import Settings, load_settings
from csa.starting.districts import Known, read_districts
from csa.starting.notebooks import notebook_files
from csa.starting.plan import Wanted, plan_of
from csa.starting.settings_files import settings_files
from csa.starting.shipped import CONFIG, NOTEBOOKS, shipped

IGNORED = ".gitignore"
IGNORING = """\
# What was received and what is made of it stays here: it may name people.
data/
reports/
.ipynb_checkpoints/
"""
LOOKUPS = Path("data") / "raw" / "lookups"
RAW_FOLDERS = ("police_uk", "boundaries", "lookups", "population", "deprivation")
OF_DISTRICTS = "lookup_partnerships"


@dataclass(frozen=True)
class Begun:
    """A new project: its settings, and what whoever began it should know, a sentence each."""

    settings: Settings
    remarks: tuple[str, ...] = ()


def begin(wanted: Wanted, *, tell: Callable[[str], None]) -> Begun:
    """Make the project of a partnership.

    Parameters
    ----------
    wanted : Wanted
        The folder, the districts, and whatever else was said.
    tell : callable
        Is given a line of progress.

    Raises
    ------
    SettingsError
        If the folder has settings or notebooks, or the partnership cannot be told.
    FetchError
        If a look-up is needed, is not at hand and cannot be fetched.
    """
    with _new_project(wanted.folder) as staging:
        known = _known(wanted, staging, tell)
        plan = plan_of(wanted, known)
        shutil.rmtree(staging / CONFIG, ignore_errors=True)
        for folder, files in ((CONFIG, settings_files(plan)), (NOTEBOOKS, notebook_files(plan))):
            for name, text in files.items():
                _write(staging / folder / name, text)
        for name in RAW_FOLDERS:
            (staging / "data" / "raw" / name).mkdir(parents=True, exist_ok=True)
        _check(staging)
    return Begun(load_settings(wanted.folder), plan.remarks)


def _check(staging: Path) -> None:
    """Read the settings before they are in their place, where nobody can look at them."""
    try:
        load_settings(staging)
    except SettingsError as problem:
        raise SettingsError(
            f"With these names the settings would not do, and nothing is written: {problem}"
        ) from None


def begin_demo(folder: Path) -> Begun:
    """Make a project with the settings and notebooks of the synthetic partnership.

    Raises
    ------
    SettingsError
        If the folder has settings or notebooks.
    """
    with _new_project(folder) as staging:
        for name in (CONFIG, NOTEBOOKS):
            shutil.copytree(shipped(name), staging / name)
    return Begun(load_settings(folder))


def _known(wanted: Wanted, staging: Path, tell: Callable[[str], None]) -> dict[str, Known]:
    """Return the districts of the look-ups that are at hand, or else of the one that is fetched."""
    folder = wanted.lookups or wanted.folder / LOOKUPS
    if wanted.lookups and not wanted.lookups.is_dir():
        raise SettingsError(f"There is no folder {wanted.lookups} (--lookups).")
    known = read_districts(folder)
    if known or not wanted.needs_lookups:
        return known
    if wanted.lookups:
        raise SettingsError(
            f"{wanted.lookups} holds no look-up of districts, with columns such as LAD24CD and "
            "LAD24NM. Name another folder, or leave --lookups out to have one fetched."
        )
    tell("Fetching the look-up of districts, partnerships and police forces ...")
    shutil.copytree(shipped(CONFIG), staging / CONFIG)
    settings = load_settings(staging)
    report = fetch(settings, Fetched(names=(OF_DISTRICTS,)))
    shutil.rmtree(staging / "data" / "raw" / ".fetch", ignore_errors=True)
    for failed in report.failures:
        (source,) = (
            one for one in load_fetch_settings(settings).datasets if one.name == OF_DISTRICTS
        )
        raise FetchError(
            f"No look-up of districts is in {folder}, and it could not be fetched: "
            f"{failed.reason} By hand: download '{source.title}' from {source.page} as CSV into "
            "any folder, as it is, and run csa new again with --lookups and that folder. Or give "
            "every district as 'Name=E07000001', and the force, such as --police north-wales."
        )
    return read_districts(staging / LOOKUPS)


@contextmanager
def _new_project(folder: Path) -> Iterator[Path]:
    """Give a folder to write a project into, and put all of it in its place at the end."""
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} is a file. Name a folder.")
    for name in (CONFIG, NOTEBOOKS):
        if os.path.lexists(folder / name):
            raise SettingsError(
                f"{folder} has a {name} already, and nothing is written over. Name another folder."
            )
    name = f".{folder.name}-{os.getpid()}-new"
    staging = folder / name if folder.exists() else folder.with_name(name)
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        yield staging
        _write(staging / IGNORED, IGNORING)
        _put(staging, folder)
    except OSError as problem:
        raise SettingsError(f"{folder} cannot be written ({problem.strerror}).") from problem
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _put(staging: Path, folder: Path) -> None:
    """Put a project in its place, its settings last: they make the folder a project."""
    if not folder.exists():
        put_in_place(staging, folder)
        return
    _fill(staging / "data", folder / "data")
    if not (folder / IGNORED).exists():
        put_in_place(staging / IGNORED, folder / IGNORED)
    put_in_place(staging / NOTEBOOKS, folder / NOTEBOOKS)
    try:
        put_in_place(staging / CONFIG, folder / CONFIG)
    except OSError:
        shutil.rmtree(folder / NOTEBOOKS)
        raise


def _fill(made: Path, there: Path) -> None:
    """Put files where there are none."""
    for path in sorted(made.rglob("*")):
        place = there / path.relative_to(made)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.exists():
            put_in_place(path, place)
