"""Ambulance calls to incidents of crime and disorder."""

from __future__ import annotations

import pyarrow as pa

from csa.reading.model import CATEGORY, MOMENT, Column
from csa.reading.rows.block import Block
from csa.schemas import AMBULANCE_CALLS
from csa.sources.services.incidents import Columns, Kind, incident_source


def _details(block: Block, called: pa.Array) -> Columns:
    kind = block.choice("category", AMBULANCE_CALLS, required=True, reason="unknown_category")
    return {"called_at": called, "category": kind}


SOURCE = incident_source(
    Kind(
        name="ambulance",
        table="ambulance",
        moment="called_at",
        columns=(
            Column(
                "incident_ref", required=False, distinct=True, domain="ambulance",
                headed=r"(cad|incident|call) (no|number|ref|id)",
            ),
            Column(
                "called_at", distinct=True, kind=MOMENT,
                headed=r"(call (connect|start|received)|time of call|called).*",
            ),
            Column(
                "category", kind=CATEGORY, values=AMBULANCE_CALLS,
                headed=r"chief complaint|(ampds|mpds|dispatch) (code|card|protocol).*",
            ),
        ),
        details=_details,
        publisher="The ambulance service",
        law="Crime and Disorder (Prescribed Information) Regulations 2007 (SI 2007/1831)",
        identity="incident_ref",
    )
)  # fmt: skip
