"""Suspects of recorded crimes as the police extract gives them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from csa.reading.model import AGREEMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.people import PERSON_COLUMNS, find_crimes, read_person
from csa.schemas import SUSPECT_STATUSES

FLAGS = ("iom_flag", "yot_flag", "alcohol", "drugs")


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read suspects; month and district are those of the crime."""
    columns = {
        **find_crimes(block, context),
        "person_id": block.reference("suspect_ref", context.pseudonym),
        "status": block.choice("status", SUSPECT_STATUSES),
        **read_person(block),
        **{name: block.flag(name) for name in FLAGS},
    }
    return {"suspect": Part(np.ones(len(block), dtype=bool), columns)}


SOURCE = Source(
    name="police_suspects",
    label="Suspects (police extract)",
    patterns=("police/*-suspects.csv",),
    publisher="The police force",
    licence=AGREEMENT,
    open=False,
    units=("suspect",),
    columns=(
        Column("crime_ref", distinct=True, domain="crime"),
        Column("suspect_ref", distinct=True, domain="person"),
        Column("status"),
        *PERSON_COLUMNS,
        *(Column(name) for name in FLAGS),
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-suspects$",
    identity="suspect_ref",
    needs_key=True,
    version=2,
    needs=("crime_ref", "suspect_ref"),
    follows="police_crimes",
)
