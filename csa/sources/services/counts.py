"""How are counts that another service made read: by month, area and measure?

A count that the service withheld stays a range (``<5``, ``5-9``, ``*``): it is never taken for
zero, nor for any number within.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa

from csa.reading.files.spans import read_month
from csa.reading.model import AGREEMENT, CATEGORY, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import plain
from csa.reading.rows.location import PLACE_IF_KNOWN, read_partner_location
from csa.reading.rows.values import WHOLE, Unreadable, parse_moment, parse_whole
from csa.schemas import MOST_COUNTED, SERVICE_COUNTS

MONTH_FORMS = ("YYYY-MM", "Mmm-YY", "Mmm YY", "Mmm YYYY", "Mmm-YYYY")
WITHHELD = frozenset({"*", "c", "[c]", "x", "[x]", "..", "suppressed"})
BELOW = re.compile(r"(?:<|under|fewer than|less than)\s*(\d+)", re.IGNORECASE)
UP_TO = re.compile(r"(?:<=|≤)\s*(\d+)")
BETWEEN = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)", re.IGNORECASE)
NO_DISTRICT = "figures are for no district of their own and stand on no page"
KEY = ("month", "measure", "district", "ward", "lsoa")


def read_range(text: str) -> tuple[int, int | None]:
    """Return the least and the most that a count can be; nothing for the most where it is open.

    Raises
    ------
    Unreadable
        If the text is no count and no range.

    Examples
    --------
    >>> read_range("12"), read_range("<5"), read_range("5 to 9"), read_range("*")
    ((12, 12), (0, 4), (5, 9), (0, None))
    """
    if WHOLE.fullmatch(text):
        return parse_whole(text), parse_whole(text)
    if text.casefold() in WITHHELD:
        return 0, None
    if below := BELOW.fullmatch(text):
        return 0, max(int(below[1]) - 1, 0)
    if up_to := UP_TO.fullmatch(text):
        return 0, int(up_to[1])
    if between := BETWEEN.fullmatch(text):
        least, most = int(between[1]), int(between[2])
        if least <= most:
            return least, most
    raise Unreadable("not_a_count")


def _bound(text: str, *, most: bool) -> int | None:
    found = read_range(text)[most]
    if found is not None and not 0 <= found <= MOST_COUNTED:
        raise Unreadable("out_of_range")
    return found


def _exact(text: str) -> int | None:
    least, most = read_range(text)
    return least if least == most else None


def _month(text: str) -> str:
    found = next(filter(None, (read_month(text, form) for form in MONTH_FORMS)), "")
    if found:
        return found
    try:
        return parse_moment(text).strftime("%Y-%m")
    except Unreadable:
        raise Unreadable("bad_month") from None


def _columns(block: Block, context: Context, measures: Mapping[str, str]) -> dict[str, pa.Array]:
    month = block.read("month", _month, required=True)
    block.check_month(month, column="month")
    months = block.whole("months", low=1, high=12)
    return {
        "month": month,
        "months": months.fill_null(1),
        "measure": block.choice(
            "measure", measures, required=bool(measures), reason="unknown_category"
        ),
        "at_least": block.read("count", partial(_bound, most=False), kind=pa.int64()),
        "at_most": block.read("count", partial(_bound, most=True), kind=pa.int64()),
        "count": block.read("count", _exact, kind=pa.int64(), required=True),
        "base": block.whole("base", low=0, high=MOST_COUNTED),
        **read_partner_location(block, context),
    }


def _reject_twice(block: Block, columns: Mapping[str, pa.Array]) -> None:
    """Reject a second figure of the same month, area and measure: nobody knows which one holds."""
    key = pd.DataFrame({name: plain(columns[name]).to_pylist() for name in KEY})
    key = key[block.accepted & ~block.outside]
    again = np.zeros(len(block), dtype=bool)
    again[key.index[key.duplicated()]] = True
    block.reject(again, column="measure", reason="figure_twice")


def counts_source(
    name: str,
    *,
    label: str,
    publisher: str,
    law: str,
    table: str = "",
    measures: Mapping[str, str] | None = None,
    lines: Mapping[str, str] | None = None,
) -> Source:
    """Return the source of one service's counts: one file a month, a row for each figure.

    Parameters
    ----------
    name, label, publisher, law : str
        As of any source.
    table : str
        The table it fills; by default that of its name.
    measures : mapping, optional
        What is counted, in words, by the name that rows have; by default that of its table.
    lines : mapping, optional
        Of own figures: the line that each measure has on pages; the others have none.
    """
    table, kinds = table or name, SERVICE_COUNTS[name] if measures is None else measures

    def read(block: Block, context: Context) -> Mapping[str, Part]:
        columns = _columns(block, context, kinds)
        _reject_twice(block, columns)
        if lines is not None:
            told = plain(columns["measure"]).to_pylist()
            columns["line"] = pa.array([lines.get(text or "") for text in told], pa.string())
        nowhere = np.asarray(columns["district"].is_null())
        block.remark(nowhere & ~block.outside, NO_DISTRICT)
        return {table: Part(np.ones(len(block), dtype=bool), columns)}

    folder = name.replace("_", "-")
    told = [Column("measure", kind=CATEGORY, values=tuple(kinds), headed=r"measure|indicator")]
    return Source(
        name=name,
        label=label,
        patterns=(f"{folder}/*-{folder}.csv",),
        publisher=publisher,
        licence=AGREEMENT,
        open=False,
        units=(table,),
        columns=(
            Column("month", headed=r"(month|period|quarter)( ending)?"),
            Column("months", required=False),
            *(told if kinds else []),
            Column("count", headed=r"(count|number|total)( of .*)?|n"),
            Column("base", required=False, headed=r"(base|sample)( size)?|asked|respondents"),
            *PLACE_IF_KNOWN,
        ),
        read=read,
        file_name=rf"(?P<month>\d{{4}}-\d{{2}})-{folder}$",
        needs=("month", *(["measure"] if kinds else []), "count"),
        law=law,
    )
