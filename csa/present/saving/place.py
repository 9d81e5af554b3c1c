"""Where may a file be saved, and how is it there as a whole or not at all?

A bare name goes to ``data/saved`` of the project, which is nobody's to share. What is unprotected
goes to no other folder of a project: these are files that are shared.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csa.errors import SettingsError, StoreError, did_you_mean
from csa.moving import put_in_place
from csa.private import is_shared, own_file, unlinked_folder
from csa.settings.reading import find_root

if TYPE_CHECKING:
    from collections.abc import Collection

SAVED = Path("data") / "saved"


def choose_place(name: str | Path, *, endings: Collection[str], unprotected: bool) -> Path:
    """Return where a file of this name is saved.

    Parameters
    ----------
    name : str or Path
        A name, or a path.
    endings : collection of str
        What it may end in.
    unprotected : bool
        Whether it holds figures that are not for release.

    Raises
    ------
    SettingsError
        If it ends in something else, or would lie where files are shared.
    """
    path = Path(name)
    if path.suffix.lower() not in endings:
        raise SettingsError(
            f"'{path.name}' cannot be saved as that.{did_you_mean(path.suffix, endings)} Let its "
            f"name end in {', '.join(endings)}."
        )
    if path.parent == Path() and not path.is_absolute():
        return saved_folder(find_root()) / path.name
    if unprotected and is_shared(path):
        raise SettingsError(
            f"'{path.name}' holds unprotected figures, and its folder is one that the project "
            "shares. Give the name alone, which saves it under data/saved, or a folder outside "
            "the project."
        )
    return path


def saved_folder(root: Path) -> Path:
    """Make ready ``data/saved`` of a project, for its owner alone.

    Raises
    ------
    SettingsError
        If it is a link, for what lies elsewhere may be anybody's, or lies where files are shared.
    """
    return unlinked_folder(root / SAVED)


def save_file(path: Path, content: bytes) -> Path:
    """Write a file that only its owner can read, under another name until it is whole.

    Raises
    ------
    StoreError
        If its folder is not there or cannot be written; the message says why.
    """
    temporary = path.with_name(f".{path.stem}.tmp{path.suffix}")
    try:
        own_file(temporary).write_bytes(content)
        put_in_place(temporary, path)
    except OSError as problem:
        raise StoreError(
            f"{path} cannot be written ({problem.strerror or problem}). Close the file where it is "
            "open, or save it in another folder."
        ) from None
    finally:
        temporary.unlink(missing_ok=True)
    return path
