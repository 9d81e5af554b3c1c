"""Crimes and anti-social behaviour as data.police.uk publishes them.

Rows of other districts are not kept: they are counted by district, month and type, for comparison.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.reading.model import OGL, Column, Context, Part, Source
from csa.reading.reference.forces import check_force
from csa.reading.rows.block import Block
from csa.reading.rows.columns import constant, plain, spread
from csa.reading.rows.location import read_open_location
from csa.reading.rows.values import parse_month
from csa.schemas import ASB_CATEGORY, CRIME_CATEGORIES, RETIRED_CATEGORIES

PUBLISHER = "data.police.uk"
LSOA_NUMBER = re.compile(r" \d{3}[A-Z]$")
ATTRIBUTION = "Source: data.police.uk. Contains public sector information licensed under the " + OGL
PLACE_COLUMNS = (
    Column("Crime ID", distinct=True),
    Column("Month"),
    Column("Reported by"),
    Column("Longitude", distinct=True),
    Column("Latitude", distinct=True),
    Column("Location", distinct=True),
    Column("LSOA code"),
    Column("LSOA name", required=False),
)


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read street rows: ASB rows go to ``asb``, all others to ``crime``, and none elsewhere."""
    month, category = _check(block)
    is_asb = pc.fill_null(pc.equal(plain(category), ASB_CATEGORY), False)
    shared = {"month": month, **read_open_location(block, context)}
    asb = np.asarray(is_asb)
    return {
        "crime": Part(~asb, {**shared, **_crime(block, category)}),
        "asb": Part(asb, {**shared, "reported_to": constant("police", len(block))}),
        "peer_count": _elsewhere(block, month, category),
    }


def _elsewhere(block: Block, month: pa.Array, category: pa.Array) -> Part:
    """Count the rows of other districts, each of them named in the name of its LSOA."""
    codes, names = block.coded("LSOA name")
    districts = [LSOA_NUMBER.sub("", name) if LSOA_NUMBER.search(name) else None for name in names]
    named = np.array([*(one is not None for one in districts), False])
    return Part(
        named[codes] & block.outside,
        {"name": spread(codes, districts), "month": month, "category": category},
        elsewhere=True,
        counted=True,
    )


def _check(block: Block) -> tuple[pa.Array, pa.Array]:
    """Return month and category of every row, once these and the force are checked."""
    month = block.read("Month", parse_month, required=True)
    block.check_month(month, column="Month")
    check_force(block, "Reported by")
    category = block.choice(
        "Crime type",
        (*CRIME_CATEGORIES, *RETIRED_CATEGORIES, ASB_CATEGORY),
        required=True,
        reason="unknown_category",
    )
    return month, category


def _crime(block: Block, category: pa.Array) -> dict[str, pa.Array]:
    return {
        "crime_id": block.text("Crime ID"),
        "category": category,
        "status": constant("recorded", len(block)),
        "outcome": block.text("Last outcome category"),
        "reporting_force": block.text("Reported by"),
    }


SOURCE = Source(
    name="police_uk_street",
    label="Street-level crime and anti-social behaviour (data.police.uk)",
    patterns=("police_uk/**/*-street.csv",),
    publisher=PUBLISHER,
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("crime", "asb"),
    columns=(
        *PLACE_COLUMNS,
        Column("Crime type"),
        Column("Last outcome category"),
    ),
    read=read,
    needs_lookups=False,
    file_name=r"(?P<month>\d{4}-\d{2})-(?P<who>.+)-street$",
    identity="Crime ID",
    one_row=True,
    version=2,
)
