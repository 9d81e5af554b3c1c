"""Which type of crime do offence codes, subgroups and titles stand for, as the tables say?

``config/offences`` holds the Home Office's list of notifiable offences, each code with its group,
its subgroup and its type on data.police.uk, and titles that forces write. What is in neither is
not mapped, and counted as such.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from csa.layouts.words import folded
from csa.settings.files import decoded

CODES, TITLES = "config/offences/codes.csv", "config/offences/titles.csv"
# By column of recorded crimes, the column of the tables that gives it.
GIVEN = {"police_uk_category": "category", "offence_group": "group", "offence_subgroup": "subgroup"}


def offence_words(root: Path) -> dict[str, str]:
    """Return the type of crime of each title, offence and subgroup that has only one.

    Parameters
    ----------
    root : Path
        The project folder; tables that are not there say nothing.
    """
    found: dict[str, set[str]] = {}
    for file, key in ((TITLES, "title"), (CODES, "offence"), (CODES, "subgroup")):
        for row in _rows(root / file):
            found.setdefault(folded(row[key]), set()).add(row["category"])
    return {text: next(iter(types)) for text, types in found.items() if text and len(types) == 1}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        yield from csv.DictReader(io.StringIO(decoded(path.read_bytes(), path.name), newline=""))
