"""The frozen release: what has been published, and nothing else.

A release is a folder: ``cells.parquet`` (published values by key), ``relations.parquet``,
``counted_from.parquet`` (keyed marks of the rows), ``reference/*.parquet`` (public tables the
pages draw on: areas, boundaries, population, coverage) and ``release.json``. True counts, random
targets and the key never enter it. What pages say beside the numbers is frozen next to it, see
:mod:`csa.disclosure.ledger.words`, and read with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.cells import cells_of, in_order
from csa.counting.keys import expand_dims
from csa.counting.places.months import PLACE_LEVEL
from csa.counting.tables.names import ACCOUNTS, TOLD
from csa.counting.tables.variation import VARIATION
from csa.disclosure.ledger.frozen import FrozenTables, file_hashes, read_stated
from csa.disclosure.ledger.words import read_words, words_beside
from csa.errors import DisclosureError
from csa.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from csa.counting.families import Count

CELLS_FILE = "cells.parquet"
RELATIONS_FILE = "relations.parquet"
ROWS_FILE = "counted_from.parquet"
RELEASE_FILE = "release.json"
REFERENCE_FOLDER = "reference"
LEDGER_COLUMNS = [
    "key", "area", "dims", "period", "measure", "class", "value", "printed_bound",
    "by", "level", "reason", "mark",
]  # fmt: skip


@dataclass(frozen=True)
class Release:
    """Everything a page may draw on.

    Attributes
    ----------
    cells : DataFrame
        One row per cell, columns ``LEDGER_COLUMNS``; ``mark`` is ``r`` where the value was revised
        since it was first published.
    reference : mapping of name to DataFrame
        Public tables.
    about : mapping
        Year, periods, protection, data labels, reading order, inputs and their hashes, and under
        ``looked_for`` every family and table that would be there, had its source been received.
    """

    cells: pd.DataFrame
    reference: Mapping[str, pd.DataFrame]
    about: Mapping[str, Any]

    _frames: dict[Count, pd.DataFrame] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _present: dict[Count, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        """Say in a line of what it is."""
        return f"<{type(self).__name__} of {self.about.get('year', 'no year')}>"

    @cached_property
    def _families(self) -> dict[Any, pd.DataFrame]:
        return dict(iter(self.cells.groupby(["measure", "by"], sort=False)))

    def frame(self, count: Count) -> pd.DataFrame:
        """Return the cells of one family in reading order, a text column for each dimension."""
        if count not in self._frames:
            cells = expand_dims(cells_of(self.breakdown(count), count), count.by)
            order = self.about.get("order", {}).get(count.unit, {})
            self._frames[count] = in_order(cells, order)
        return self._frames[count].copy(deep=False)

    def breakdown(self, count: Count) -> pd.DataFrame:
        """Return the cells of a unit by some dimensions, of areas of any level."""
        return self._families.get((count.unit, count.dimensions), self.cells[:0])

    def _has(self, count: Count) -> bool:
        """Say whether it has any cell of a family; nothing is laid out."""
        if count not in self._present:
            self._present[count] = len(cells_of(self.breakdown(count), count)) > 0
        return self._present[count]

    @property
    def has_lookups(self) -> bool:
        """Whether wards and neighbourhoods are known; without look-ups only districts are."""
        found = self.reference.get("geography")
        if found is None:
            return "geography" not in self.about.get("looked_for", ())
        return len(found) > 0

    def table(self, name: str) -> pd.DataFrame:
        """Return a public table, or none of its rows where the source was not received."""
        found = self.reference.get(name)
        if found is None:
            return pd.DataFrame(columns=[*TABLES[name].fields] if name in TABLES else [])
        return found

    def at_places(self, count: Count) -> pd.DataFrame:
        """Return the cells of a unit that are counted of named places."""
        cells = self.breakdown(count)
        return cells[cells["level"] == PLACE_LEVEL]

    def variation(self, unit: str, level: str) -> pd.DataFrame:
        """Return how much the months of a unit vary beyond chance, at one level of areas."""
        known = self.reference.get(VARIATION)
        if known is None:
            return pd.DataFrame()
        return known[(known["measure"] == unit) & (known["level"] == level)]

    def find(self, keys: Iterable[str]) -> pd.DataFrame:
        """Return the cells of some keys."""
        return self.cells[self.cells["key"].isin(list(keys))]

    def predates(self, counts: Iterable[Count], tables: Iterable[str]) -> bool:
        """Say whether it was made before some families or tables were looked for.

        What is not there although it was looked for was not received.
        """
        known = self.about.get("looked_for")
        if known is None:
            return False
        absent = [one.family for one in counts if not self._has(one)]
        counted = set(tables) - {*TOLD, *ACCOUNTS}  # words are as new as who draws them
        absent += [name for name in counted if name not in self.reference]
        return not set(absent) <= set(known)


def write_release(
    release: Release,
    *,
    relations: pd.DataFrame,
    counted_from: pd.DataFrame,
    folder: Path,
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> None:
    """Freeze a release in a new folder.

    Parameters
    ----------
    release : Release
        What to freeze.
    relations : DataFrame
        Sums and subsets among its cells.
    counted_from : DataFrame
        Keyed marks of the rows it was counted from, see :mod:`csa.disclosure.ledger.counted_from`.
    folder : Path
        Where to.
    complete : callable
        Is given what the release says about itself, with ``files``, the SHA-256 of each by name,
        and returns it with what can only be said then.

    Raises
    ------
    DisclosureError
        If a protected cell carries a value that is no multiple of the base: it was not protected.
    """
    _refuse_unprotected(release.cells, base=int(release.about["base"]))
    (folder / REFERENCE_FOLDER).mkdir(parents=True)
    cells = release.cells[LEDGER_COLUMNS].sort_values("key", ignore_index=True)
    cells.to_parquet(folder / CELLS_FILE, index=False, compression="zstd")
    ordered = relations.sort_values(list(relations.columns), ignore_index=True)
    ordered.to_parquet(folder / RELATIONS_FILE, index=False, compression="zstd")
    counted_from.to_parquet(folder / ROWS_FILE, index=False, compression="zstd")
    for name, table in sorted(release.reference.items()):
        table.to_parquet(folder / REFERENCE_FOLDER / f"{name}.parquet", index=False)
    about = complete({**release.about, "files": file_hashes(folder)})
    text = json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / RELEASE_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def _refuse_unprotected(cells: pd.DataFrame, *, base: int) -> None:
    hidden = cells[~cells["class"].isin(["public", "structural"]) & cells["value"].notna()]
    if (hidden["value"] % base != 0).any():
        raise DisclosureError(
            "A count about people or sensitive offences was about to be frozen unrounded. "
            "Nothing was published."
        )


def read_release(folder: Path) -> Release:
    """Read a frozen release, and the words frozen beside it.

    Raises
    ------
    DisclosureError
        If there is none, or a file of either is not the one that was frozen.
    """
    path = folder / RELEASE_FILE
    if not path.is_file():
        raise DisclosureError(
            f"There is no release in {folder}. Run csa assess to make one; partner and public "
            "pages are drawn from a release and from nothing else."
        )
    if not is_intact(folder):
        raise DisclosureError(
            f"The release in {folder} has been changed since it was frozen. Make it anew with "
            "csa assess."
        )
    words, told = read_words(words_beside(folder))
    return Release(
        cells=pd.read_parquet(folder / CELLS_FILE),
        reference=FrozenTables([*sorted((folder / REFERENCE_FOLDER).iterdir()), *words]),
        # Releases of an earlier version do not say what was looked for.
        about={"looked_for": [], **told, **read_about(folder), "words": told},
    )


def read_about(folder: Path) -> dict[str, Any]:
    """Return what the release in a folder says about itself; nothing if there is no whole one."""
    return read_stated(folder / RELEASE_FILE)


def is_intact(folder: Path) -> bool:
    """Say whether a folder holds a release with exactly the files that were frozen."""
    stated = read_about(folder).get("files")
    return bool(stated) and file_hashes(folder) == stated
