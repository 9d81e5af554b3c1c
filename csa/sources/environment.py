"""Environmental reports as the district councils record them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from csa.reading.model import AGREEMENT, CATEGORY, MOMENT, Column, Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import month_of
from csa.reading.rows.location import LOCATION_COLUMNS, read_partner_location
from csa.reading.rows.vocabulary import read_listed
from csa.schemas import ENVIRONMENT_CATEGORIES


def read(block: Block, context: Context) -> Mapping[str, Part]:
    """Read environmental reports."""
    reported = block.moment("reported_at", required=True)
    month = month_of(reported)
    block.check_month(month, column="reported_at")
    report = block.reference("report_ref", context.pseudonym)
    block.reject(np.asarray(report.is_null()), column="report_ref", reason="missing")
    columns = {
        "report_id": report,
        "month": month,
        "reported_at": reported,
        "reported_until": block.latest("reported_at", reported),
        "category": block.choice(
            "report_type", ENVIRONMENT_CATEGORIES, required=True, reason="unknown_category"
        ),
        "land": block.choice("land", ("public", "private")),
        "on_behalf": block.choice("on_behalf", ("public", "officer")),
        **read_listed(block, SOURCE, context),
        **read_partner_location(block, context),
    }
    return {"environment": Part(np.ones(len(block), dtype=bool), columns)}


SOURCE = Source(
    name="environment",
    label="Environmental reports to the councils",
    patterns=("environment/*-environment.csv",),
    publisher="The district councils",
    licence=AGREEMENT,
    open=False,
    units=("environment",),
    columns=(
        Column("report_ref", distinct=True, domain="environment"),
        Column("reported_at", distinct=True, kind=MOMENT),
        Column("report_type", kind=CATEGORY),
        Column("size", listed="size"),
        Column("land"),
        Column("on_behalf"),
        Column("action", listed="action"),
        *LOCATION_COLUMNS,
    ),
    read=read,
    file_name=r"(?P<month>\d{4}-\d{2})-(?P<who>.+)-environment$",
    identity="report_ref",
    one_row=True,
    needs_key=True,
    needs=("report_ref", "reported_at", "report_type"),
    version=3,
    per_district=True,
)
