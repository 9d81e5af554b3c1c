"""How are columns of text kept, cleaned and hashed without touching each row?

Texts that recur stay coded: numbers that point into a list of different texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pandas.util import hash_array

from csa.reading.rows.values import Unreadable

ROW_HASH_BYTES = 8
SEPARATOR = "\x1f"
LONGEST_TEXT = 500
INVISIBLE = ("Cf", "Cs", "Co")
EXCEL_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+\d+")
EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)


def hash_rows(columns: Sequence[pa.Array]) -> np.ndarray:
    """Return a 64-bit hash of the texts of each row."""
    texts = [pc.cast(column, pa.string()) for column in columns]
    joined = pc.binary_join_element_wise(
        *texts, SEPARATOR, null_handling="replace", null_replacement=""
    )
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.combine_chunks()
    rows = joined.cast(pa.binary()).to_numpy(zero_copy_only=False)
    return np.asarray(hash_array(rows, categorize=False), dtype=np.uint64)


def hash_texts(hashes: np.ndarray) -> pa.Array:
    """Return hashes as text of 16 hexadecimal digits."""
    width = 2 * ROW_HASH_BYTES
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * width
    digits = hashes.astype(">u8").tobytes().hex().encode("ascii")
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(digits))


def unmangled(text: str) -> str:
    """Return a code unless a spreadsheet made it a number (``1.2E+05``) or an error (``#N/A``)."""
    if text.startswith("#") and EXCEL_ERROR.fullmatch(text):
        raise Unreadable("excel_error")
    if EXCEL_NUMBER.fullmatch(text):
        raise Unreadable("excel_number")
    return text


def clean(text: str | None) -> str | None:
    r"""Return a text without control characters, trimmed and bounded; ``None`` if nothing is left.

    Examples
    --------
    >>> clean("On\u200b or  near\tHigh Street ")
    'On or near High Street'
    """
    if not text:
        return None
    if not text.isprintable():
        visible = (c for c in text if unicodedata.category(c) not in INVISIBLE)
        text = "".join(c if c.isprintable() else " " for c in visible)
    return " ".join(text.split())[:LONGEST_TEXT] or None


def clean_all(values: pa.Array) -> pa.Array:
    """Return texts cleaned as by :func:`clean`, one by one only where something is to be done."""
    trimmed = pc.equal(pc.ascii_trim_whitespace(values), values)
    short = pc.less_equal(pc.binary_length(values), LONGEST_TEXT)
    tidy = pc.and_(pc.and_(pc.ascii_is_printable(values), trimmed), short)
    tidy = pc.and_not(tidy, pc.match_substring(values, "  "))
    tidy = as_mask(pc.fill_null(pc.and_(tidy, pc.not_equal(values, "")), True))
    texts = values.to_pylist()
    for position in np.flatnonzero(~tidy).tolist():
        texts[position] = clean(texts[position])
    return pa.array(texts, pa.string())


def spread(
    codes: np.ndarray, values: Sequence[Any] | pa.Array, kind: pa.DataType | None = None
) -> pa.Array:
    """Return the value of every code; null where the code is -1.

    Texts stay coded (a dictionary array), so that rows can be dropped before texts are repeated.
    """
    distinct: Any = values
    if not isinstance(values, pa.Array):
        distinct = pa.array(values, type=kind or pa.string())
    is_text = pa.types.is_string(distinct.type)
    if is_text:
        codes, distinct = _told_apart(codes, distinct)
    if not len(distinct):
        return pa.nulls(len(codes), distinct.type)
    where = pa.array(codes.astype(np.int32, copy=False), mask=codes < 0)
    if is_text:
        return pa.DictionaryArray.from_arrays(where, distinct)
    return distinct.take(where)


def _told_apart(codes: np.ndarray, texts: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return codes (-1 for none) into texts that are all there and all different."""
    unique = texts.dictionary_encode()
    if len(unique.dictionary) == len(texts):
        return codes, texts
    numbers = unique.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.append(numbers, np.int32(-1))[codes], unique.dictionary


def plain(values: pa.Array) -> pa.Array:
    """Return an array of values rather than of codes into a list of values."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def constant(text: str | None, length: int) -> pa.Array:
    """Return one text, coded, as often as there are rows."""
    return spread(np.full(length, -1 if text is None else 0, dtype=np.int32), [text or ""])


def coded(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return texts coded or plain, as the kind says; other values as they are."""
    if values.type == kind:
        return values
    return values.dictionary_encode() if pa.types.is_dictionary(kind) else plain(values)


def month_of(moments: pa.Array) -> pa.Array:
    """Return the month of local times as ``YYYY-MM``."""
    return pc.strftime(moments, format="%Y-%m")


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    combined = column.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined


def as_mask(values: pa.Array) -> np.ndarray:
    """Return yes and no without unknowns as an array of numpy."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)
