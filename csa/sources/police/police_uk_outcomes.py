"""Outcomes of crimes as data.police.uk publishes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from csa.reading.model import OGL, Column, Context, Part, Source
from csa.reading.reference.forces import check_force
from csa.reading.rows.block import Block
from csa.reading.rows.location import read_open_location
from csa.reading.rows.values import parse_month
from csa.sources.police.police_uk_street import ATTRIBUTION, PLACE_COLUMNS, PUBLISHER


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read outcome rows. A crime may have several; the month is the outcome's, not the crime's."""
    month, outcome_type = _check(block)
    columns = {
        "crime_id": block.text("Crime ID"),
        "outcome_month": month,
        "outcome_type": outcome_type,
        "district": read_open_location(block, context)["district"],
    }
    return {"outcome": Part(np.ones(len(block), dtype=bool), columns)}


def _check(block: Block) -> tuple[pa.Array, pa.Array]:
    """Return month and outcome of every row, once these and the force are checked."""
    month = block.read("Month", parse_month, required=True)
    block.check_month(month, column="Month")
    check_force(block, "Reported by")
    return month, block.text("Outcome type", required=True)


SOURCE = Source(
    name="police_uk_outcomes",
    label="Outcomes of crimes (data.police.uk)",
    patterns=("police_uk/**/*-outcomes.csv",),
    publisher=PUBLISHER,
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("outcome",),
    columns=(*PLACE_COLUMNS, Column("Outcome type")),
    read=read,
    needs_lookups=False,
    file_name=r"(?P<month>\d{4}-\d{2})-(?P<who>.+)-outcomes$",
    identity="Crime ID",
)
