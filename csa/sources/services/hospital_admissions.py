"""Hospital admissions for assault, drugs, alcohol and domestic abuse, as counts."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "hospital_admissions",
    label="Hospital admissions",
    publisher="NHS bodies",
    law="Crime and Disorder (Prescribed Information) Regulations 2007 (SI 2007/1831)",
)
