"""Which project are these pages of?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from csa.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


@lru_cache
def settings() -> Settings:
    """Return the settings of the project, read once."""
    return load_settings(ROOT)
