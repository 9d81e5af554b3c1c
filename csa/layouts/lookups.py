"""What do texts mean, as a look-up file beside the settings says?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from csa.errors import SettingsError
from csa.settings.files import decoded
from csa.settings.layout_tables import LookUp

Known = dict[str, str]


def read_look_up(root: Path, look_up: LookUp, fold: Callable[[str], str], *, path: str) -> Known:
    """Return what each text of a look-up file means.

    Parameters
    ----------
    root : Path
        The project folder, which the file's name starts from.
    look_up : LookUp
        The file and its two columns.
    fold : callable
        How texts are compared.
    path : str
        How messages call the layout.

    Raises
    ------
    SettingsError
        If the file or a column is not there, or a text means two things.
    """
    rows = list(csv.DictReader(io.StringIO(_text(root, look_up, path), newline="")))
    for column in (look_up.key, look_up.take):
        if not rows or column not in rows[0]:
            raise SettingsError(f"{path}: {look_up.file} has no column '{column}', or no rows.")
    known: Known = {}
    for row in rows:
        key, value = fold(row[look_up.key] or ""), (row[look_up.take] or "").strip()
        if key and known.setdefault(key, value) != value:
            raise SettingsError(
                f"{path}: {look_up.file} gives two meanings to one text of '{look_up.key}'. Leave "
                "one of them."
            )
    return known


def _text(root: Path, look_up: LookUp, path: str) -> str:
    try:
        content = (root / look_up.file).read_bytes()
    except OSError:
        raise SettingsError(
            f"{path}: the look-up file {look_up.file} is not there. Its name starts from the "
            "project folder."
        ) from None
    return decoded(content, look_up.file)
