"""Recorded crimes as the police extract gives them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.reading.model import AGREEMENT, CATEGORY, MOMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import month_of
from csa.reading.rows.lists import parse_list
from csa.reading.rows.location import LOCATION_COLUMNS, read_partner_location
from csa.reading.rows.values import FLAGS as FLAG_WORDS
from csa.reading.rows.values import parse_flag
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import (
    CRIME_CATEGORIES,
    CRIME_FLAGS,
    CRIME_STATUSES,
    HATE_STRANDS,
    OFFENCE_CODE,
)

OUTCOME_CODE = r"\d{1,2}[A-Za-z]?"
PLAIN_FLAGS = tuple(name for name in CRIME_FLAGS if name != "flag_hate")


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read recorded crimes; the month is that of recording."""
    recorded = block.moment("recorded_date", required=True)
    month = month_of(recorded)
    block.check_month(month, column="recorded_date")
    columns = {
        "crime_id": _reference(block, context, "crime_ref"),
        "complaint_id": _reference(block, context, "complaint_ref"),
        "month": month,
        "recorded_date": recorded,
        **_committed(block, recorded),
        "category": block.choice(
            "police_uk_category", CRIME_CATEGORIES, required=True, reason="unknown_category"
        ),
        **{name: block.flag(name) for name in PLAIN_FLAGS},
        "flag_hate": block.read("flag_hate", _is_hate, kind=pa.bool_()),
        "hate_strands": block.read("flag_hate", _strands),
        "status": block.choice("status", CRIME_STATUSES, required=True),
        **read_listed(block, SOURCE, context),
        **read_partner_location(block, context),
    }
    block.reject(np.asarray(pc.is_null(columns["crime_id"])), column="crime_ref", reason="missing")
    every = np.ones(len(block), dtype=bool)
    index = {"crime_id": columns["crime_id"], "month": month, "district": columns["district"]}
    index["outside"] = pa.array(block.outside)
    index["day"] = pc.coalesce(columns["committed_from"], recorded)
    return {"crime": Part(every, columns), "crime_index": Part(every, index, elsewhere=True)}


def _reference(block: Block, context: Context, name: str) -> pa.Array:
    return block.reference(name, context.pseudonym)


def _committed(block: Block, recorded: pa.Array) -> dict[str, pa.Array]:
    start, end = block.moment("committed_from"), block.moment("committed_to")
    block.check_order(start, end, column="committed_to")
    later = pc.greater(_day(start), _day(recorded))
    late = pc.fill_null(later, False)
    block.reject(np.asarray(late), column="committed_from", reason="after_recorded_date")
    return {"committed_from": start, "committed_to": end}


def _day(moments: pa.Array) -> pa.Array:
    return pc.local_timestamp(moments).cast(pa.date32(), safe=False)


def _is_hate(text: str) -> bool | None:
    if text.casefold() in FLAG_WORDS or text.casefold() == "unknown":
        return parse_flag(text)
    return bool(parse_list(text, HATE_STRANDS))


def _strands(text: str) -> str | None:
    if text.casefold() in FLAG_WORDS or text.casefold() == "unknown":
        return None
    return parse_list(text, HATE_STRANDS)


SOURCE = Source(
    name="police_crimes",
    label="Recorded crime (police extract)",
    patterns=("police/*-crimes.csv",),
    publisher="The police force",
    licence=AGREEMENT,
    open=False,
    units=("crime",),
    columns=(
        Column("crime_ref", distinct=True, domain="crime"),
        Column("recorded_date", kind=MOMENT),
        Column("committed_from", distinct=True, kind=MOMENT),
        Column("committed_to", distinct=True, kind=MOMENT),
        Column("ho_offence_code", listed="ho_offence_code", pattern=OFFENCE_CODE),
        Column("offence_group", listed="offence_group"),
        Column("offence_subgroup", listed="offence_subgroup"),
        Column("police_uk_category", kind=CATEGORY),
        *(Column(name) for name in CRIME_FLAGS),
        Column("complaint_ref", domain="complaint"),
        Column("status"),
        Column("outcome_code", listed="outcome", pattern=OUTCOME_CODE),
        *LOCATION_COLUMNS,
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-crimes$",
    identity="crime_ref",
    last_wins=True,
    needs_key=True,
    needs=("crime_ref", "recorded_date", "police_uk_category", "status"),
    version=4,
)
