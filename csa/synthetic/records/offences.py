"""Which offences are recorded in the synthetic partnership, and what is each like?

Codes, groups and subgroups are the Home Office's of 2016; descriptions are in plain words. Shares,
detection and flags are invented.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd


class Offence(NamedTuple):
    """One offence: category, code, group, subgroup, description and share of its category."""

    category: str
    code: str
    group: str
    subgroup: str
    description: str
    share: float


class Profile(NamedTuple):
    """What is usual for a category.

    ``per_1000`` crimes of a thousand at the start, ``growth`` a year, ``centre`` share in shopping
    and night-time centres, ``need`` how strongly deprivation pulls, ``span`` how the time committed
    is known, ``victim`` shares of person, business and state, ``detected`` share with a suspect.
    """

    per_1000: float
    growth: float
    centre: float
    need: float
    span: str
    victim: tuple[float, float, float]
    detected: float


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
OFFENCES = tuple(Offence(*told) for told in _TOLD["offences"])
PROFILES = {category: Profile(*told) for category, told in _TOLD["profiles"].items()}
# Flags that are "yes", by flag and category, and the share of rows whose flag nobody filled in.
FLAG_YES: dict[str, dict[str, float]] = _TOLD["flag_yes"]
UNKNOWN: dict[str, float] = _TOLD["unknown"]
# Score and days of harm by subgroup.
HARM: dict[str, tuple[int, int]] = _TOLD["harm"]

# A little more than a quarter of what happens at a moment happens at night, so that the share of
# the whole day stays.
AT_NIGHT, BY_DAY = 1.75, 0.7


def more_at_night(share: np.ndarray | float, night: np.ndarray) -> np.ndarray:
    """Return the shares in which alcohol plays a part, by whether it is night."""
    return np.asarray(share * np.where(night, AT_NIGHT, BY_DAY))


def offence_table() -> pd.DataFrame:
    """Return one row per offence: ``category, code, group, subgroup, description, share``."""
    return pd.DataFrame(OFFENCES)
