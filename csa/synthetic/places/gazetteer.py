"""Which places does the synthetic partnership have?

District and ward names are real and their positions roughly true; outlines are drawn by hand on a
kilometre grid and belong to no map. How many small areas a ward has and how deprived it is are
invented.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple


class WardSeed(NamedTuple):
    """A ward: name, centre in kilometres (EPSG:27700), 2011 small areas, deprivation (mean 0)."""

    name: str
    x: float
    y: float
    lsoas: int
    deprivation: float


Corner = tuple[float, float]
SPLITS_PER_DISTRICT = 2

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WARDS = {slug: tuple(WardSeed(*told) for told in wards) for slug, wards in _TOLD["wards"].items()}
RURAL_WARDS = frozenset(_TOLD["rural"]["wards"])
RESIDENTS: dict[str, int] = _TOLD["residents"]
# White, Mixed, Asian, Black, Other.
ETHNIC_SHARES: dict[str, tuple[float, ...]] = _TOLD["ethnic_shares"]
# Where shops and bars draw people, beside where people live. Weight within the district.
CENTRES: dict[str, dict[str, float]] = _TOLD["centres"]


def _corners(told: list[str | Corner]) -> tuple[Corner, ...]:
    """Return corners, with each run that two districts share in the place of its name."""
    shared = _TOLD["shared_corners"]
    runs = (shared[one] if isinstance(one, str) else [one] for one in told)
    return tuple((x, y) for run in runs for x, y in run)


OUTLINES = {slug: _corners(told) for slug, told in _TOLD["outlines"].items()}
