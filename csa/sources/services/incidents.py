"""How are incidents that another service recorded read, each kind from one short declaration?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from csa.reading.model import AGREEMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import month_of
from csa.reading.rows.location import PLACE_IF_KNOWN, read_partner_location
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import SERVICE_INCIDENTS

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Kind:
    """One kind of incident.

    Attributes
    ----------
    name : str
        Name of the source.
    table : str
        The table it fills.
    moment : str
        The raw column of the time that decides the month.
    columns : tuple of Column
        Its columns, without those of the place.
    details : callable
        Reads the columns of the table that are its own, given the block and the moments.
    publisher, law : str
        Who sends it, and by which law or standard.
    identity : str
        The column of the reference, which is hashed; empty where rows have none.
    """

    name: str
    table: str
    moment: str
    columns: tuple[Column, ...]
    details: Callable[[Block, pa.Array], Columns]
    publisher: str
    law: str
    identity: str = ""


def incident_source(kind: Kind) -> Source:
    """Return the source of one kind of incident: one file a month, a row for each."""

    def read(block: Block, context: Context) -> Mapping[str, Part]:
        when = block.moment(kind.moment, required=True)
        month = month_of(when)
        block.check_month(month, column=kind.moment)
        columns: Columns = {"month": month, **kind.details(block, when)}
        if kind.identity:
            columns["incident_id"] = block.reference(kind.identity, context.pseudonym)
        columns |= read_listed(block, source, context)
        columns |= read_partner_location(block, context)
        return {kind.table: Part(np.ones(len(block), dtype=bool), columns)}

    folder = kind.name.replace("_", "-")
    noun = SERVICE_INCIDENTS[kind.table]
    source = Source(
        name=kind.name,
        label=noun[:1].upper() + noun[1:],
        patterns=(f"{folder}/*-{folder}.csv",),
        publisher=kind.publisher,
        licence=AGREEMENT,
        open=False,
        units=(kind.table,),
        columns=(*kind.columns, *PLACE_IF_KNOWN),
        read=read,
        file_name=rf"(?P<month>\d{{4}}-\d{{2}})-{folder}$",
        identity=kind.identity,
        one_row=bool(kind.identity),
        needs_key=bool(kind.identity),
        needs=tuple(column.name for column in kind.columns if column.required),
        law=kind.law,
    )
    return source
