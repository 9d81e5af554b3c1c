"""Hate incidents that were reported to councils, schools, landlords or reporting centres."""

from __future__ import annotations

import pyarrow as pa

from csa.reading.model import MOMENT, Column
from csa.reading.rows.block import Block
from csa.reading.rows.lists import parse_list
from csa.schemas import HATE_KINDS, HATE_STRANDS
from csa.sources.services.incidents import Columns, Kind, incident_source


def _details(block: Block, reported: pa.Array) -> Columns:
    return {
        "reported_at": reported,
        "hate_strands": block.read("strands", lambda text: parse_list(text, HATE_STRANDS)),
        "category": block.choice("category", HATE_KINDS),
        "police_informed": block.flag("police_informed"),
    }


SOURCE = incident_source(
    Kind(
        name="hate_incidents",
        table="hate_incident",
        moment="reported_at",
        columns=(
            Column(
                "incident_ref", required=False, distinct=True, domain="hate_incident",
                headed=r"hate (incident|report) (no|number|ref|reference|id)",
            ),
            Column(
                "reported_at", distinct=True, kind=MOMENT,
                headed=r"(date )?(hate incident )?reported.*|date of report",
            ),
            Column("strands", headed=r"(hate |monitored )?strands?|protected characteristics?"),
            Column("category", required=False, values=HATE_KINDS, headed=r"type of hate incident"),
            Column("police_informed", required=False, headed=r"(reported to )?police( informed)?"),
        ),
        details=_details,
        publisher="Councils and reporting centres",
        law="Crime and Disorder (Prescribed Information) Regulations 2007 (SI 2007/1831)",
        identity="incident_ref",
    )
)  # fmt: skip
