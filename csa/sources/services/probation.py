"""Orders, releases and recalls, as counts."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "probation",
    label="Probation",
    publisher="The probation service",
    law="Crime and Disorder Act 1998, section 115",
)
