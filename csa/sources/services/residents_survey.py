"""What residents said when they were asked, as counts with how many were asked."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "residents_survey",
    label="Survey of residents",
    publisher="The councils and the police and crime commissioner",
    law="Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007 "
    "(SI 2007/1830)",
)
