"""Which files are for their owner alone, and how are they so from their first byte on?

What is opened by name keeps the rights it was made with, so an empty file is made first and filled
by whatever library writes it. On Windows a file has the rights of its folder; nothing is set there.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from csa.errors import SettingsError, StoreError
from csa.visible import visible

# A folder with this below it is a project; what lies in its data is nobody's to share.
PROJECT_MARK, PRIVATE = Path("config") / "partnership.toml", "data"
OWNER_FILE, OWNER_FOLDER, OTHERS = 0o600, 0o700, 0o077


def applies() -> bool:
    """Return whether this system has rights for an owner and for others."""
    return sys.platform != "win32"


def said_of_rights() -> tuple[str, ...]:
    """Say who can read what is written for its owner alone, where that cannot be kept to them."""
    if applies():
        return ()
    return (
        "On this system the files can be read by whoever can open their folder: keep the project "
        "in a folder that is yours alone, not on a drive that others share.",
    )


def is_shared(path: Path) -> bool:
    """Say whether a file lies in a project, outside its folder of data."""
    parents = path.resolve().parents
    root = next((folder for folder in parents if (folder / PROJECT_MARK).is_file()), None)
    return root is not None and root / PRIVATE not in parents


def own_folder(folder: Path) -> Path:
    """Return a folder that only its owner can open, made or tightened."""
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    _tighten(folder)
    return folder


def unlinked_folder(folder: Path) -> Path:
    """Return a folder that only its owner can open, which is where it seems to be.

    Raises
    ------
    SettingsError
        If it is a link, for what lies elsewhere may be anybody's, or lies where files are shared.
    """
    there = Path(os.path.realpath(folder))  # which a circle of links does not stop
    if folder.is_symlink() or is_shared(there / "any"):
        raise SettingsError(
            f"{folder.parent.name}/{folder.name} leads to {visible(there)}, where others may read "
            "what is kept from them here. Make it a folder of its own."
        )
    return own_folder(folder)


def own_file(path: Path) -> Path:
    """Return an empty file that only its owner can read, in place of one that was there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE))
    return path


def is_open_to_others(path: Path) -> bool:
    """Return whether others than the owner may read or change a file or folder."""
    return applies() and bool(path.lstat().st_mode & OTHERS)


def tighten(folder: Path) -> None:
    """Take a folder and all that lies in it from everybody but its owner.

    Raises
    ------
    StoreError
        If something in it belongs to somebody else.
    """
    for path in (folder, *folder.rglob("*")):
        _tighten(path)


def _tighten(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not is_open_to_others(path):
        return
    try:
        path.chmod(stat.S_IMODE(mode) & OWNER_FOLDER)
    except PermissionError:
        raise StoreError(
            f"{path} can be read by others and belongs to somebody else. Delete it, or let its "
            "owner take it from others (chmod go= on it)."
        ) from None
