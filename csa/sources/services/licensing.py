"""Applications and reviews of premises licences, as counts."""

from __future__ import annotations

from csa.sources.services.counts import counts_source

SOURCE = counts_source(
    "licensing",
    label="Licensing",
    publisher="The licensing authorities",
    law="Licensing Act 2003",
)
