"""Young people who come before the youth justice system, as counts."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "youth_justice",
    label="Youth justice",
    publisher="The youth offending team",
    law="Crime and Disorder Act 1998, sections 39 and 115",
)
