"""Up to which month can data be, and what becomes of months beyond it?

The last possible month is declared, never taken from the clock: the same files are judged alike
on any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from csa.errors import SourceError
from csa.reading.model import Context, Part, ReadRows, Source
from csa.reading.rows.columns import as_mask, plain

if TYPE_CHECKING:
    from csa.reading.files.discovery import RawFile
    from csa.reading.rows.block import Block

FUTURE = "future_month"
MISMATCH = "month_mismatch"
MONTHS = ("month", "outcome_month")


def judged_by(source: Source, cut_off: str) -> Source:
    """Return the source so that it sets rows of months beyond the cut-off aside.

    Parameters
    ----------
    source : Source
        A source with one file per month.
    cut_off : str
        Last possible month, ``YYYY-MM``; empty where none is declared.
    """
    if not cut_off or not source.by_row:
        return source
    return replace(source, cut_off=cut_off, read=_reader(source.read, cut_off))


def _reader(read: ReadRows, cut_off: str) -> ReadRows:
    def judge(block: Block, context: Context) -> Mapping[str, Part]:
        parts = read(block, context)
        for part in parts.values():
            name = next((name for name in MONTHS if name in part.columns), None)
            if name is not None:
                later = pc.fill_null(pc.greater(plain(part.columns[name]), cut_off), False)
                _set_aside(block, part.rows & as_mask(later), name)
        return parts

    return judge


def _set_aside(block: Block, rows: np.ndarray, column: str) -> None:
    """Reject rows as of the future, also those that were rejected as of another month."""
    named = next((name for name, reason in block.reasons if reason == MISMATCH), column)
    mismatched = [n for n, (_, reason) in enumerate(block.reasons) if reason == MISMATCH]
    block.reason[rows & np.isin(block.reason, mismatched)] = 0
    block.reject(rows, column=named, reason=FUTURE)


def refuse_future_files(files: list[RawFile]) -> None:
    """Refuse files whose names give a month beyond the cut-off of their source.

    Raises
    ------
    SourceError
        Naming every such file.
    """
    late = [f for f in files if f.source.cut_off and f.month > f.source.cut_off]
    if late:
        raise SourceError(
            f"{', '.join(f.name for f in late)}: the name gives a month after the data cut-off "
            f"({late[0].source.cut_off}). Correct the name, or move data_cut_off in "
            "config/partnership.toml (cut_off of a source in config/sources.toml)."
        )
