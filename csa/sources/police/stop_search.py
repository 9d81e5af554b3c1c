"""Stops and searches as data.police.uk publishes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow.compute as pc

from csa.reading.model import OGL, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import constant, month_of
from csa.reading.rows.location import read_open_location
from csa.sources.police.police_uk_street import ATTRIBUTION, PUBLISHER

TEXTS = {
    "operation": "Policing operation",
    "gender": "Gender",
    "age_range": "Age range",
    "self_defined_ethnicity": "Self-defined ethnicity",
    "officer_defined_ethnicity": "Officer-defined ethnicity",
    "legislation": "Legislation",
    "object_of_search": "Object of search",
    "outcome": "Outcome",
}
FLAGS = {
    "part_of_operation": "Part of a policing operation",
    "outcome_linked_to_object": "Outcome linked to object of search",
    "more_than_outer_clothing_removed": "Removal of more than just outer clothing",
}


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read stop and search rows. A row without coordinates has no district."""
    searched_at = block.moment("Date", required=True)
    month = month_of(searched_at)
    block.check_month(month, column="Date")
    place = read_open_location(block, context)
    ours = ("", context.settings.partnership.force)
    if block.file.who not in ours:
        block.outside |= np.asarray(pc.is_null(place["district"]))
    columns = {
        "month": month,
        "searched_at": searched_at,
        "type": block.text("Type", required=True),
        **{ours: block.text(theirs) for ours, theirs in TEXTS.items()},
        **{ours: block.flag(theirs) for ours, theirs in FLAGS.items()},
        "force": constant(block.file.who or None, len(block)),
        **place,
    }
    return {"stop_search": Part(np.ones(len(block), dtype=bool), columns)}


SOURCE = Source(
    name="stop_search",
    label="Stop and search (data.police.uk)",
    patterns=("stop_search/**/*-stop-and-search.csv", "police_uk/**/*-stop-and-search.csv"),
    publisher=PUBLISHER,
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("stop_search",),
    columns=(
        Column("Type"),
        Column("Date", distinct=True),
        Column("Latitude"),
        Column("Longitude"),
        *(Column(theirs) for theirs in TEXTS.values()),
        *(Column(theirs) for theirs in FLAGS.values()),
        Column("LSOA code", required=False),
        Column("LSOA name", required=False),
        Column("Location", required=False),
    ),
    read=read,
    needs_lookups=False,
    file_name=r"(?P<month>\d{4}-\d{2})-(?P<who>.+)-stop-and-search$",
)
