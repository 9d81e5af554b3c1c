"""How is what several files say of the same areas put together?

Files may each hold a part of the areas, or repeat each other; two that contradict each other are
refused, for nothing says which of them is right.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from csa.errors import SourceError
from csa.reading.reference.frames import Frame
from csa.reading.reference.issues import refuse_both

SEPARATOR = "\x1f"
AGAIN = "rows that only repeat others count once"
Piece = tuple[Frame, pd.DataFrame]


def each_once(
    frame: Frame, rows: pd.DataFrame, *, keys: Sequence[str], figure: str
) -> pd.DataFrame:
    """Return the rows of one file, each figure once.

    Rows of the file that only repeat figures count as superseded in its account.

    Parameters
    ----------
    frame : Frame
        The file.
    rows : DataFrame
        Rows of a table read from it, indexed by the file's row.
    keys : sequence of str
        Columns that name what a figure is of; the first one is the area.
    figure : str
        Column of the figure.

    Raises
    ------
    SourceError
        If two figures of one thing differ, naming the rows.
    """
    repeated = rows[rows.duplicated(list(keys), keep=False)]
    figures = repeated.groupby(list(keys), dropna=False)[figure].transform("nunique")
    differing = repeated[figures > 1]
    if len(differing):
        one = differing.iloc[0]
        same = (repeated[list(keys)] == one[list(keys)]).all(axis=1)
        numbers = ", ".join(str(number) for number in repeated.index[same])
        raise SourceError(
            f"{frame.file.name} gives {one[keys[0]]} different figures of one kind, in rows "
            f"{numbers}. Ask for the file again."
        )
    is_repeat = rows.duplicated(list(keys))
    _supersede(frame, rows, is_repeat)
    return rows[~is_repeat]


def join_files(
    pieces: Sequence[Piece],
    *,
    claims: Sequence[str],
    compared: Sequence[str],
    said: str,
    wholly: bool = False,
) -> pd.DataFrame:
    """Put the rows of several files together; what two of them say alike counts once.

    Parameters
    ----------
    pieces : sequence of (Frame, DataFrame)
        Files, and the rows of a table read from each, indexed by the file's row.
    claims : sequence of str
        Columns that name what a file speaks for; the first one is the area. Without any, each file
        speaks for all there is.
    compared : sequence of str
        Columns in which the rows for one claim must be alike in all files.
    said : str
        What is wrong with two files that contradict each other.
    wholly : bool
        Whether files that share a claim must share all of them.

    Raises
    ------
    SourceError
        If two files contradict each other, naming both.
    """
    kept: list[tuple[Frame, pd.Series]] = []
    joined = []
    for frame, rows in sorted(pieces, key=lambda one: (len(one[0].file.name), one[0].file.name)):
        claimed = _claimed(rows, claims)
        digests = _digests(rows, claimed, compared)
        is_repeat = pd.Series(data=False, index=rows.index)
        for other, known in kept:
            _refuse_contradiction(other, known, frame, digests, said=said, wholly=wholly)
            is_repeat |= claimed.isin(known.index)
        _supersede(frame, rows, is_repeat)
        kept.append((frame, digests))
        joined.append(rows[~is_repeat])
    return pd.concat(joined, ignore_index=True)


def _claimed(rows: pd.DataFrame, claims: Sequence[str]) -> pd.Series:
    """Return what each row speaks for, as one value."""
    texts = [rows[name].astype("str") for name in claims]
    if not texts:
        return pd.Series("", index=rows.index)
    return texts[0].str.cat(texts[1:], sep=SEPARATOR) if len(texts) > 1 else texts[0]


def _digests(rows: pd.DataFrame, claimed: pd.Series, compared: Sequence[str]) -> pd.Series:
    """Return by claim a number that is the same for the same rows, in whatever order."""
    texts = rows[list(compared)].astype("object").fillna("").astype("str")
    hashes = pd.util.hash_pandas_object(texts, index=False)
    return hashes.set_axis(rows.index).groupby(claimed).sum()


def _refuse_contradiction(
    other: Frame, known: pd.Series, frame: Frame, digests: pd.Series, *, said: str, wholly: bool
) -> None:
    shared = digests.index[digests.index.isin(known.index)]
    differing = list(shared[digests[shared] != known[shared]])
    if wholly and len(shared):
        differing += list(digests.index.symmetric_difference(known.index))
    if differing:
        areas = sorted({claim.split(SEPARATOR)[0] for claim in differing if claim})
        more = f" and {len(areas) - 1} more" if len(areas) > 1 else ""
        refuse_both(
            other.file.name,
            frame.file.name,
            f"{said} for {areas[0]}{more}" if areas else said,
        )


def _supersede(frame: Frame, rows: pd.DataFrame, is_repeat: pd.Series) -> None:
    """Account for the rows of a file that say nothing new in any of the table's rows."""
    idle = is_repeat.groupby(rows.index).all()
    frame.supersede(frame.data.index.to_series().isin(idle.index[idle]), AGAIN)
