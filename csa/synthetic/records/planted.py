"""What has been planted in the synthetic partnership for an analyst to find?

The numbers hold for every seed: planted rows are drawn to an exact count, and the background is
kept out of the cells that are stated exactly. ``docs/synthetic_partnership.md`` tells the same in
words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

FIRST_MONTH = "2013-04"
LAST_MONTH = "2017-01"


@dataclass(frozen=True)
class Planted:
    """One planted finding.

    Attributes
    ----------
    kind : str
        What it is, in the words of the documentation.
    district : str or None
        Slug of the district, None when it is in all three.
    unit : str
        crime, asb, fire, victim or suspect.
    where : str
        Place or ward in words.
    since, until : str
        First and last month in which it is planted.
    numbers : Mapping
        Exact counts, by what is counted.
    point : tuple of int or None
        Easting and northing of its centre in metres.
    radius_m : int or None
        Radius within which it lies.
    """

    kind: str
    unit: str
    where: str
    since: str
    until: str
    district: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    point: tuple[int, int] | None = None
    radius_m: int | None = None


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PLANTED: Mapping[str, Planted] = MappingProxyType(
    {
        name: Planted(**told | {"point": tuple(told["point"]) if "point" in told else None})
        for name, told in _TOLD["planted"].items()
    }
)
# Recorded crimes (status recorded) by district: April to January, then February and March.
RECORDED: Mapping[str, Sequence[tuple[int, int]]] = MappingProxyType(_TOLD["recorded"])

NTE_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "redditch": "redditch-town-centre",
        "wyre-forest": "kidderminster-town-centre",
        "bromsgrove": "bromsgrove-town-centre",
    }
)
