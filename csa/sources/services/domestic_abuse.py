"""Referrals for domestic abuse and cases at MARAC, as counts."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "domestic_abuse",
    label="Domestic abuse: referrals and MARAC",
    publisher="Domestic abuse services and the MARAC",
    law="Domestic Abuse Act 2021; multi-agency risk assessment conferences (SafeLives' standard)",
)
