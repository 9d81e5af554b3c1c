"""What was counted, in a few sums by which two counts can be compared?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.dimensions import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csa.counting.cells import Countable

# What tells a row from others, whatever its details are.
IDENTITY = (
    "crime_id", "incident_id", "report_id", "person_id", "recorded_date", "created_at",
    "called_at", "reported_at", "searched_at", "assaulted_on", "ward", "lsoa",
)  # fmt: skip
GROUP = ["unit", "detail", "theme", "district", "month"]
CONTENT = "content"
POINT = "point"
COORDINATES = ["easting", "northing"]
# How old a crime is changes with every period, and is no matter of the row.
LEFT_OUT = (*THEMES, "maturity")


def content_of(countables: Mapping[str, Countable], units: Iterable[str]) -> pd.DataFrame:
    """Sum up what is counted, by unit, detail, theme, district and month.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Rows as they are counted.
    units : iterable of str
        The units whose rows are records of their own.

    Returns
    -------
    DataFrame
        ``unit, detail, theme, district, month, content``: the sum of the hashes of the rows with
        the value of the detail. The empty detail is the rows alone, the empty theme all of them.
        It must not leave the process unmarked; see :mod:`csa.disclosure.ledger.counted_from`.
    """
    pieces = [_content(unit, countables[unit]) for unit in units if unit in countables]
    empty = pd.DataFrame(columns=GROUP).assign(content=np.zeros(0, dtype=np.uint64))
    return pd.concat([empty, *pieces], ignore_index=True).astype({CONTENT: np.uint64})


def _content(unit: str, countable: Countable) -> pd.DataFrame:
    rows = countable.rows[countable.rows["district"].notna()]
    row = _hash(rows, IDENTITY)
    details = {name: [name] for name in countable.domains if name in rows and name not in LEFT_OUT}
    details[POINT] = COORDINATES
    hashes = pd.DataFrame({"": row}, index=rows.index)
    for detail, columns in details.items():
        hashes[detail] = _mixed([row, _hash(rows, columns)])
    themes = _themes(countable, rows)
    places = rows[["district", "month"]].astype(str)
    every = themes.join(places, on="incident").join(hashes, on="incident")
    summed = every.drop(columns="incident").groupby(GROUP[2:], sort=True).sum().stack()
    table = summed.rename_axis([*GROUP[2:], "detail"]).rename(CONTENT).reset_index()
    return table.assign(unit=unit)[[*GROUP, CONTENT]]


def _hash(rows: pd.DataFrame, columns: Iterable[str]) -> np.ndarray:
    """Hash the values of each row; a column that is missing is one without values."""
    nothing = np.zeros(len(rows), dtype=np.uint64)
    return _mixed(
        [
            pd.util.hash_pandas_object(rows[name], index=False)
            .where(rows[name].notna().to_numpy(), np.uint64(0))
            .to_numpy()
            if name in rows
            else nothing
            for name in columns
        ]
    )


def _mixed(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return one hash of several, that of no other order and of no sum of theirs."""
    steps = np.arange(1, 2 * len(parts), 2, dtype=np.uint64)
    total = sum(step * part for step, part in zip(steps, parts, strict=True))
    mixed: np.ndarray = pd.util.hash_array(np.asarray(total, dtype=np.uint64))
    return mixed


def _themes(countable: Countable, rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``incident, theme`` for all rows and for each theme that a row belongs to."""
    members = countable.membership
    counted = members[members["counts_to_priority"].astype(bool)]
    pieces = [pd.DataFrame({"incident": rows.index, "theme": ""})]
    for name, part in (("priority", counted), ("subtheme", members)):
        pairs = part[["incident", name]].drop_duplicates()
        pieces.append(
            pairs.assign(theme=f"{name}=" + pairs[name].astype(str))[["incident", "theme"]]
        )
    every = pd.concat(pieces, ignore_index=True)
    return every[every["incident"].isin(rows.index)].astype({"incident": rows.index.dtype})
