"""Which rows did a source send in more than one of its files, and which of them counts?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from csa.reading.model import Source
from csa.store.catalogue import content_id
from csa.store.entries import Entry, count_not_located
from csa.store.laid_out import recount, remember_other_months
from csa.store.parts import PartWriter, load_rows, part_path


@dataclass(frozen=True)
class Identity:
    """What makes rows of several files of one source the same.

    Attributes
    ----------
    table : str
        The table with the columns.
    columns : tuple of str
        The columns; a row without a value in the first is never the same as another.
    latest : bool
        Whether the row counts in the latest of the files, or in the first.
    """

    table: str
    columns: tuple[str, ...]
    latest: bool = True


# The police know most about a crime in their latest extract. data.police.uk publishes a crime in
# its month, so a second month is the mistake. Incidents are not listed: their numbers start anew
# in many systems, and a file holds only those that happened in its month.
IDENTITIES: Mapping[str, Identity] = {
    "police_crimes": Identity("crime_index", ("crime_id",)),
    "police_victims": Identity("victim", ("crime_id", "person_id")),
    "police_suspects": Identity("suspect", ("crime_id", "person_id")),
    "police_uk_street": Identity("crime", ("crime_id",), latest=False),
}


def find_lost_rows(folder: Path, entries: list[Entry], source: Source) -> dict[str, np.ndarray]:
    """Find the rows of each file that count in another file of the source.

    Parameters
    ----------
    folder : Path
        The folder of processed tables.
    entries : list of dict
        The source's inputs of the catalogue, in the order in which they were issued.
    source : Source
        Its identity among :data:`IDENTITIES` says whether the first or the latest counts.

    Returns
    -------
    dict of str to ndarray of int
        Row numbers by the id of the file's part; files that lose none are left out.
    """
    rule = IDENTITIES.get(source.name)
    if rule is None or len(entries) < 2:
        return {}
    pieces = [
        _keys(folder, entry["part"], rule).assign(file=position)
        for position, entry in enumerate(entries)
        if rule.table in entry["tables"]
    ]
    if len(pieces) < 2:
        return {}
    rows = pd.concat(pieces, ignore_index=True)
    files = rows.groupby("key", sort=False)["file"]
    counting = files.transform("max" if rule.latest else "min")
    lost = rows[rows["file"] != counting]
    return {
        entries[int(position)]["part"]: np.sort(mine["row_number"].to_numpy(dtype=np.int64))
        for position, mine in lost.groupby("file")
    }


def _keys(folder: Path, part: str, rule: Identity) -> pd.DataFrame:
    """Return a 64-bit key and the row number of every row that has an identity."""
    columns = list(rule.columns)
    frame = load_rows(folder, rule.table, part, [*columns, "row_number"]).to_pandas()
    frame = frame[frame[columns[0]].notna()]
    key = pd.util.hash_pandas_object(frame[columns].fillna(""), index=False)
    return pd.DataFrame({"key": key, "row_number": frame["row_number"]})


def without_rows(folder: Path, entry: Entry, lost: np.ndarray, *, source: Source) -> Entry:
    """Write a file's tables again without some rows, under an id of their own.

    Returns
    -------
    dict
        The file's entry with its account and profiles put right.
    """
    part = content_id(entry["part"], lost.tolist())
    writer = PartWriter(folder, part)
    for table in entry["tables"]:
        writer.add(table, pq.read_table(part_path(folder, table, entry["part"])))
    tables = writer.finish(lost)
    fewer = _rows(entry["tables"], source) - _rows(tables, source)
    rule = IDENTITIES.get(source.name)
    which = "earlier" if rule and not rule.latest else "later"
    remark = f"{fewer} rows are also in {which} files, where they count"
    changed = {
        **entry,
        "part": part,
        "tables": tables,
        "accepted": entry["accepted"] - fewer,
        "superseded": entry["superseded"] + fewer,
        "note": "; ".join(text for text in (entry["note"], remark if fewer else "") if text),
    }
    changed["not_located"] = count_not_located(tables, source)
    changed["profiles"] = writer.profiles
    remember_other_months(changed, folder)
    if "layout" in changed:
        recount(changed, source, folder)
    return changed


def _rows(tables: dict[str, list[list[Any]]], source: Source) -> int:
    return sum(count for unit in source.units for _, _, count in tables.get(unit, []))
