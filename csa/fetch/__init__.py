"""Official open data, brought from their publishers into ``data/raw``."""

from __future__ import annotations

from csa.fetch.outcome import FetchReport, Outcome
from csa.fetch.progress import ProgressLines
from csa.fetch.run import Wanted, fetch

__all__ = ["FetchReport", "Outcome", "ProgressLines", "Wanted", "fetch"]
