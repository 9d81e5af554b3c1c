"""Requests to have a case of anti-social behaviour reviewed: the community trigger."""

from __future__ import annotations

import pyarrow as pa

from csa.reading.model import MOMENT, Column
from csa.reading.rows.block import Block
from csa.schemas import REVIEW_RESULTS
from csa.sources.services.incidents import Columns, Kind, incident_source


def _details(block: Block, applied: pa.Array) -> Columns:
    return {"reported_at": applied, "category": block.choice("result", REVIEW_RESULTS)}


SOURCE = incident_source(
    Kind(
        name="case_reviews",
        table="case_review",
        moment="applied_on",
        columns=(
            Column(
                "review_ref", required=False, distinct=True, domain="case_review",
                headed=r"(trigger|case review|review) (no|number|ref|reference|id)",
            ),
            Column(
                "applied_on", kind=MOMENT,
                headed=r"(date )?(of )?(trigger|review)?( )?(application|applied|activated).*",
            ),
            Column(
                "result", required=False, values=REVIEW_RESULTS,
                headed=r"(trigger|review|threshold) (outcome|result|met\??)",
            ),
        ),
        details=_details,
        publisher="The bodies that review cases",
        law="Anti-social Behaviour, Crime and Policing Act 2014, section 104",
        identity="review_ref",
    )
)  # fmt: skip
