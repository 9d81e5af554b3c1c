"""Victims of recorded crimes as the police extract gives them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from csa.reading.model import AGREEMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.people import PERSON_COLUMNS, find_crimes, read_person
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import RELATIONSHIPS, VICTIM_TYPES


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read victims; month and district are those of the crime."""
    columns = {
        **find_crimes(block, context),
        "person_id": block.reference("victim_ref", context.pseudonym),
        "victim_type": block.choice("victim_type", VICTIM_TYPES),
        **read_person(block),
        "disability": block.flag("disability"),
        "vulnerable": block.flag("vulnerable"),
        "relationship": block.choice("relationship_to_suspect", RELATIONSHIPS),
        "support_referred": block.flag("support_referred"),
        **read_listed(block, SOURCE, context),
    }
    return {"victim": Part(np.ones(len(block), dtype=bool), columns)}


SOURCE = Source(
    name="police_victims",
    label="Victims (police extract)",
    patterns=("police/*-victims.csv",),
    publisher="The police force",
    licence=AGREEMENT,
    open=False,
    units=("victim",),
    columns=(
        Column("crime_ref", distinct=True, domain="crime"),
        Column("victim_ref", distinct=True, domain="person"),
        Column("role", listed="role"),
        Column("victim_type"),
        *PERSON_COLUMNS,
        Column("disability"),
        Column("vulnerable"),
        Column("relationship_to_suspect"),
        Column("injury", listed="injury"),
        Column("support_referred"),
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-victims$",
    identity="victim_ref",
    needs_key=True,
    version=3,
    needs=("crime_ref", "victim_ref"),
    follows="police_crimes",
)
