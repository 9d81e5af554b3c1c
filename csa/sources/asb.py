"""Anti-social behaviour incidents as police, councils and housing providers record them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from csa.reading.model import AGREEMENT, CATEGORY, MOMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import month_of
from csa.reading.rows.lists import parse_list
from csa.reading.rows.location import LOCATION_COLUMNS, read_partner_location
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import ASB_CATEGORIES, ASB_QUALIFIERS

QUALIFIER_FLAGS = ("alcohol", "drugs", "youth")
NONE = "none"


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read ASB incidents. Where qualifiers were recorded, one that is not listed is a no."""
    created, closed = block.moment("created_at", required=True), block.moment("closed_at")
    block.check_order(created, closed, column="closed_at")
    month = month_of(created)
    block.check_month(month, column="created_at")
    columns = {
        "incident_id": block.reference("incident_ref", context.pseudonym),
        "month": month,
        "created_at": created,
        "created_until": block.latest("created_at", created),
        "closed_at": closed,
        "category": block.choice(
            "nsir_category", ASB_CATEGORIES, required=True, reason="unknown_category"
        ),
        "qualifiers": block.read("qualifiers", _qualifiers),
        **{f"flag_{name}": _has(block, name) for name in QUALIFIER_FLAGS},
        "caller_id": block.reference("caller_ref", context.pseudonym),
        "risk": block.choice("risk", ("standard", "medium", "high")),
        "repeat_caller": block.flag("repeat_caller"),
        **read_listed(block, SOURCE, context),
        **read_partner_location(block, context),
    }
    return {"asb": Part(np.ones(len(block), dtype=bool), columns)}


def _qualifiers(text: str) -> str | None:
    return None if text.casefold() == NONE else parse_list(text, ASB_QUALIFIERS)


def _has(block: Block, name: str) -> pa.Array:
    def parse(text: str) -> bool:
        return name in (_qualifiers(text) or "").split(";")

    return block.read("qualifiers", parse, kind=pa.bool_())


SOURCE = Source(
    name="asb",
    label="Anti-social behaviour incidents",
    patterns=("asb/*-asb.csv",),
    publisher="The police force, councils and housing providers",
    licence=AGREEMENT,
    open=False,
    units=("asb",),
    columns=(
        Column("incident_ref", distinct=True, domain="asb"),
        Column("created_at", distinct=True, kind=MOMENT),
        Column("closed_at", distinct=True, kind=MOMENT),
        Column("nsir_category", kind=CATEGORY),
        Column("qualifiers"),
        Column("caller_ref", distinct=True, domain="person"),
        Column("risk"),
        Column("repeat_caller"),
        Column("source", listed="reported_to"),
        *LOCATION_COLUMNS,
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-asb$",
    identity="incident_ref",
    one_row=True,
    needs_key=True,
    needs=("created_at", "nsir_category"),
    version=3,
)
