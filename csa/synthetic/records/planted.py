"""What has been planted in the synthetic partnership for an analyst to find?

The numbers hold for every seed: planted rows are drawn to an exact count, and the background is
kept out of the cells that are stated exactly. ``docs/synthetic_partnership.md`` tells the same in
words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FIRST_MONTH = "2013-04"
LAST_MONTH = "2017-01"

# Recorded crimes (status recorded) by district: April to January, then February and March.
RECORDED: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        "bromsgrove": ((3420, 652), (3441, 661), (3487, 719), (3772, 0)),
        "redditch": ((4241, 806), (4262, 822), (4385, 915), (4955, 0)),
        "wyre-forest": ((4790, 903), (4802, 918), (4871, 1006), (5392, 0)),
    }
)


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


PLANTED: Mapping[str, Planted] = MappingProxyType(
    {
        "hotspot-persistent": Planted(
            "persistent hotspot of criminal damage",
            unit="crime",
            where="Batchley & Brockhill",
            district="redditch",
            since="2013-04",
            until="2017-01",
            numbers={"a month": 8, "rows": 368},
            point=(402_650, 267_900),
            radius_m=250,
        ),
        "hotspot-emerging": Planted(
            "emerging hotspot of criminal damage",
            unit="crime",
            where="Church Hill",
            district="redditch",
            since="2016-02",
            until="2017-01",
            numbers={"a month": 10, "rows": 120},
            point=(406_500, 268_600),
            radius_m=250,
        ),
        "hotspot-former": Planted(
            "former hotspot of criminal damage",
            unit="crime",
            where="Greenlands",
            district="redditch",
            since="2013-04",
            until="2015-03",
            numbers={"a month": 10, "rows": 240},
            point=(405_800, 265_200),
            radius_m=250,
        ),
        "youth-asb": Planted(
            "youth anti-social behaviour rising",
            unit="asb",
            where="Matchborough Centre",
            district="redditch",
            since="2016-02",
            until="2017-01",
            numbers={
                "2013-04/2014-01": 34,
                "2014-02/2015-01": 40,
                "2015-02/2016-01": 42,
                "2016-02/2017-01": 96,
            },
            point=(407_250, 266_450),
            radius_m=350,
        ),
        "night-time-violence": Planted(
            "violence of the night-time economy",
            unit="crime",
            where="Redditch, Kidderminster and Bromsgrove town centres",
            since="2013-04",
            until="2017-01",
            numbers={
                "redditch": 644,
                "wyre-forest": 644,
                "bromsgrove": 276,
                "percent Friday and Saturday 22:00 to 02:59": 75,
            },
        ),
        "shoplifting-series": Planted(
            "shoplifting series by five suspects",
            unit="suspect",
            where="Kidderminster town centre",
            district="wyre-forest",
            since="2016-05",
            until="2016-12",
            numbers={"crimes": 120, "suspects": 5, "most by one suspect": 44},
        ),
        "domestic-repeats": Planted(
            "repeat victims of domestic violence",
            unit="victim",
            where="Redditch",
            district="redditch",
            since="2016-02",
            until="2017-01",
            numbers={"crimes": 459, "victims": 250},
        ),
        "hate-complaint": Planted(
            "one complaint that drives a rise in hate crime",
            unit="crime",
            where="Bromsgrove",
            district="bromsgrove",
            since="2016-04",
            until="2017-01",
            numbers={"2015-04/2016-01": 58, "2016-04/2017-01": 69, "of one complaint": 10},
        ),
        "suspects-harmed": Planted(
            "people suspected of a crime who were harmed by another in the same year",
            unit="suspect",
            where="all districts",
            since="2016-02",
            until="2017-01",
            numbers={"bromsgrove": 230, "redditch": 270, "wyre-forest": 300},
        ),
        "recording-break": Planted(
            "public order offences recorded 1.6 times as often",
            unit="crime",
            where="all districts",
            since="2015-04",
            until="2017-01",
            numbers={"percent of the earlier level": 160},
        ),
        "fire-gap": Planted(
            "no fire file received",
            unit="fire",
            where="all districts",
            since="2015-08",
            until="2015-08",
        ),
        "small-cells": Planted(
            "counts that need protection",
            unit="crime",
            where="Wyre Forest",
            district="wyre-forest",
            since="2016-04",
            until="2017-01",
            numbers={"flag_cse yes": 3, "hate strand transgender": 2},
        ),
        "near-repeat-burglary": Planted(
            "near-repeat burglary of dwellings",
            unit="crime",
            where="Bromsgrove",
            district="bromsgrove",
            since="2013-04",
            until="2017-01",
            numbers={"first burglaries": 46, "near repeats": 46, "days": 10, "metres": 150},
        ),
        "project-works": Planted(
            "a project that lowers anti-social behaviour",
            unit="asb",
            where="Oldington and Foley Park",
            district="wyre-forest",
            since="2016-02",
            until="2017-01",
            numbers={"2014-02/2015-01": 262, "2015-02/2016-01": 258, "2016-02/2017-01": 142},
        ),
        "project-without-effect": Planted(
            "a project without effect on shoplifting",
            unit="crime",
            where="Redditch town centre",
            district="redditch",
            since="2016-02",
            until="2017-01",
            numbers={"percent of the expected level": 100},
        ),
    }
)

NTE_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "redditch": "redditch-town-centre",
        "wyre-forest": "kidderminster-town-centre",
        "bromsgrove": "bromsgrove-town-centre",
    }
)
