"""Fires as the fire and rescue service records them, whatever their motive."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from csa.reading.model import AGREEMENT, CATEGORY, MOMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import month_of
from csa.reading.rows.location import LOCATION_COLUMNS, read_partner_location
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import FIRE_CLASSES, FIRE_MOTIVES

DELIBERATE = "deliberate_"
MANY = 10_000


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read fires. Deliberate includes suspected; a motive that is not known does not.

    Where a layout has no motives, nobody knows which fires were deliberate.
    """
    called = block.moment("call_datetime", required=True)
    month = month_of(called)
    block.check_month(month, column="call_datetime")
    kind = block.choice("incident_class", FIRE_CLASSES, required=True, reason="unknown_category")
    motive = block.choice("motive", FIRE_MOTIVES, required=block.has("motive"))
    incident = block.reference("incident_ref", context.pseudonym)
    block.reject(np.asarray(incident.is_null()), column="incident_ref", reason="missing")
    deliberate = [text and text.startswith(DELIBERATE) for text in motive.to_pylist()]
    columns = {
        "incident_id": incident,
        "month": month,
        "called_at": called,
        "called_until": block.latest("call_datetime", called),
        "incident_class": kind,
        "motive": motive,
        "is_deliberate": pa.array(deliberate, pa.bool_()),
        "bucket": pa.array(map(bucket, kind.to_pylist(), deliberate), pa.string()),
        "fatalities": block.whole("fatalities", low=0, high=MANY),
        "injuries": block.whole("injuries", low=0, high=MANY),
        "attack_on_crew": block.flag("attack_on_crew"),
        "hoax": block.flag("hoax"),
        **read_listed(block, SOURCE, context),
        **read_partner_location(block, context),
    }
    return {"fire": Part(np.ones(len(block), dtype=bool), columns)}


def bucket(incident_class: str | None, deliberate: bool | None) -> str | None:
    """Return the group that a fire is reported in; none where its motive was not sent."""
    if deliberate is None:
        return None
    if not deliberate:
        return "not_deliberate"
    if incident_class == "primary_vehicle":
        return "deliberate_vehicle"
    is_primary = (incident_class or "").startswith("primary")
    return "deliberate_primary" if is_primary else "deliberate_secondary"


SOURCE = Source(
    name="fire",
    label="Fires",
    patterns=("fire/*-deliberate-fires.csv",),
    publisher="The fire and rescue service",
    licence=AGREEMENT,
    open=False,
    units=("fire",),
    columns=(
        Column("incident_ref", distinct=True, domain="fire"),
        Column("call_datetime", distinct=True, kind=MOMENT),
        Column("incident_class", kind=CATEGORY),
        Column("motive"),
        Column("property_type", listed="property_type"),
        Column("location_type", listed="location_type"),
        Column("fatalities"),
        Column("injuries"),
        Column("attack_on_crew"),
        Column("hoax"),
        *LOCATION_COLUMNS,
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-deliberate-fires$",
    identity="incident_ref",
    one_row=True,
    needs_key=True,
    needs=("incident_ref", "call_datetime", "incident_class"),
    counts_by="motive",
    version=3,
)
