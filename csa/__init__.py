"""The Strategic Assessment workbench: what a notebook imports, and nothing else."""

from __future__ import annotations

from csa.explore import load
from csa.explore import open_area as open  # noqa: A004  the notebook's verb is csa.open

__all__ = ["load", "open"]
__version__ = "0.1.0"
