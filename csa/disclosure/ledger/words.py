"""The frozen words: what a set of pages says beside its numbers, and nothing that is counted.

They stand in a folder beside that of the release: the tables of commentary, projects, proposals
and duties and of what became of the files received, and ``words.json``, which names the sources
and the raw files. A change of words leaves the release as it is; what is published states both.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.ledger.frozen import file_hashes, read_stated, sealed
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORDS = "words"
WORDS_FILE = "words.json"


def words_beside(release: Path) -> Path:
    """Return the folder of the words that belong to a release."""
    return release.with_name(WORDS)


def write_words(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], *, folder: Path, secret: bytes
) -> None:
    """Freeze words in a folder; earlier ones there are replaced.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        What is said.
    about : mapping
        Sources, raw files, and what the words were made from.
    folder : Path
        Where to.
    secret : bytes
        The release key, which seals them.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, table in sorted(tables.items()):
        table.to_parquet(folder / f"{name}.parquet", index=False)
    stated = sealed({**about, "files": file_hashes(folder)}, secret)
    text = json.dumps(stated, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / WORDS_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_words(folder: Path) -> tuple[list[Path], dict[str, Any]]:
    """Return the tables of frozen words, and what they say of themselves; there need not be any.

    Raises
    ------
    DisclosureError
        If a file of them is not the one that was frozen.
    """
    if not folder.exists():
        return [], {}
    if not are_intact(folder):
        raise DisclosureError(
            f"The words in {folder} have been changed since they were frozen. Make them anew with "
            "csa assess."
        )
    about = about_words(folder)
    return [folder / name for name in about["files"]], about


def about_words(folder: Path) -> dict[str, Any]:
    """Return what the words in a folder say of themselves; nothing if there are no whole ones."""
    return read_stated(folder / WORDS_FILE)


def are_intact(folder: Path) -> bool:
    """Say whether a folder holds words with exactly the files that were frozen."""
    stated = about_words(folder)
    return "files" in stated and file_hashes(folder) == stated["files"]
