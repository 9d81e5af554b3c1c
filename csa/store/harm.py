"""Which offence codes of the recorded crimes have a harm weight?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from csa.priorities import is_counted
from csa.reading.reference.harm_weights import TABLE, normal_code
from csa.schemas import TABLES
from csa.store.catalogue import Catalogue
from csa.store.parts import load_rows

CODE = "ho_offence_code"


def match_offences(folder: Path, catalogue: Catalogue) -> pd.DataFrame:
    """Build the table ``harm_match``.

    Parameters
    ----------
    folder : Path
        The folder of processed tables.
    catalogue : Catalogue
        What was built.

    Returns
    -------
    DataFrame
        One row per scheme (in its latest edition) and offence code of a recorded crime:
        ``scheme, edition, offence_code`` (missing where none was recorded), ``crimes``,
        ``is_matched``. Codes are the same whatever their case and zeros in front; nothing else is
        guessed.
    """
    counts = _count_codes(folder, catalogue)
    weights = pd.concat(
        load_rows(folder, TABLE, part).to_pandas() for part in catalogue.tables[TABLE]
    )
    pieces = []
    for scheme, rows in weights.groupby("scheme", sort=True):
        latest = rows[rows["edition"] == rows["edition"].max()]
        known = set(latest["offence_code"])
        found = counts.assign(scheme=scheme, edition=int(latest["edition"].iloc[0]))
        pieces.append(found.assign(is_matched=found["offence_code"].isin(known)))
    fields = TABLES["harm_match"].fields
    table = pd.concat(pieces)[list(fields)]
    return table.astype({"crimes": "Int64", "edition": "Int64", "is_matched": "boolean"})


def _count_codes(folder: Path, catalogue: Catalogue) -> pd.DataFrame:
    columns, parts = [CODE, "status"], catalogue.tables.get("crime", [])
    frames = [load_rows(folder, "crime", part, columns).to_pandas() for part in parts]
    rows = pd.concat([pd.DataFrame(columns=columns), *frames])
    codes = rows.loc[is_counted(rows, table="crime"), CODE].map(normal_code, na_action="ignore")
    counts = codes.value_counts(dropna=False).sort_index()
    return counts.rename_axis("offence_code").rename("crimes").reset_index()
