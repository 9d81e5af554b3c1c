"""Which places does the synthetic partnership have?

District and ward names are real and their positions roughly true; outlines are drawn by hand on a
kilometre grid and belong to no map. How many small areas a ward has and how deprived it is are
invented.
"""

from __future__ import annotations

from typing import NamedTuple


class WardSeed(NamedTuple):
    """A ward: name, centre in kilometres (EPSG:27700), 2011 small areas, deprivation (mean 0)."""

    name: str
    x: float
    y: float
    lsoas: int
    deprivation: float


# Corners in kilometres, anticlockwise or clockwise as drawn. A run of corners that two districts
# share is written once, so that they meet without gap or overlap.
_REDDITCH_BROMSGROVE = ((400.0, 264.8), (401.2, 268.9), (404.6, 270.0), (408.0, 269.6))
_BROMSGROVE_WYRE_FOREST = ((389.2, 281.5), (391.4, 278.4), (391.8, 273.6), (390.6, 270.6))

OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "redditch": (
        *_REDDITCH_BROMSGROVE,
        (408.6, 266.4),
        (407.6, 264.2),
        (404.0, 262.8),
        (402.2, 260.5),
        (399.6, 260.6),
    ),
    "bromsgrove": (
        *_REDDITCH_BROMSGROVE,
        (408.6, 272.6),
        (410.4, 278.0),
        (406.5, 278.9),
        (402.8, 276.4),
        (400.2, 278.4),
        (400.4, 280.4),
        (397.4, 282.4),
        *_BROMSGROVE_WYRE_FOREST,
        (392.0, 268.2),
        (395.6, 265.4),
    ),
    "wyre-forest": (
        *_BROMSGROVE_WYRE_FOREST,
        (388.2, 269.6),
        (386.0, 273.0),
        (383.4, 272.6),
        (382.2, 269.4),
        (379.0, 269.6),
        (375.4, 268.8),
        (371.8, 270.0),
        (373.0, 276.0),
        (375.4, 278.6),
        (376.4, 281.6),
        (380.8, 283.0),
        (385.2, 281.3),
    ),
}

WARDS: dict[str, tuple[WardSeed, ...]] = {
    "bromsgrove": (
        WardSeed("Alvechurch", 404.6, 272.4, 3, -0.8),
        WardSeed("Beacon", 398.5, 276.0, 2, 0.9),
        WardSeed("Catshill", 396.1, 274.2, 3, 0.4),
        WardSeed("Charford", 395.8, 269.3, 4, 1.2),
        WardSeed("Drakes Cross and Walkers Heath", 406.2, 276.8, 3, -0.3),
        WardSeed("Furlongs", 393.0, 277.8, 2, -0.9),
        WardSeed("Hagley", 391.9, 281.0, 4, -1.0),
        WardSeed("Hillside", 401.0, 275.0, 3, -0.2),
        WardSeed("Hollywood and Majors Green", 408.4, 277.5, 3, -0.5),
        WardSeed("Linthurst", 398.9, 272.8, 2, -1.0),
        WardSeed("Marlbrook", 397.7, 274.5, 2, -0.6),
        WardSeed("Norton", 397.1, 272.6, 2, 0.0),
        WardSeed("St Johns", 396.6, 271.1, 3, 0.3),
        WardSeed("Sidemoor", 395.5, 272.0, 3, 0.9),
        WardSeed("Slideslow", 397.3, 270.1, 3, -0.5),
        WardSeed("Stoke Heath", 394.9, 268.6, 2, -0.4),
        WardSeed("Stoke Prior", 395.8, 267.1, 2, -0.1),
        WardSeed("Tardebigge", 400.2, 268.8, 2, -0.7),
        WardSeed("Uffdown", 397.0, 280.0, 2, -0.8),
        WardSeed("Waseley", 398.4, 277.4, 2, 0.6),
        WardSeed("Whitford", 394.6, 270.4, 3, 0.5),
        WardSeed("Woodvale", 393.8, 273.4, 1, -0.9),
        WardSeed("Wythall South", 407.4, 274.6, 2, -0.6),
    ),
    "redditch": (
        WardSeed("Abbey", 404.9, 268.8, 4, 0.8),
        WardSeed("Astwood Bank and Feckenham", 401.8, 262.4, 4, -0.9),
        WardSeed("Batchley & Brockhill", 402.6, 268.2, 6, 1.3),
        WardSeed("Central", 403.9, 267.2, 4, 1.1),
        WardSeed("Church Hill", 406.7, 268.7, 6, 1.2),
        WardSeed("Crabbs Cross", 403.2, 264.7, 4, -0.3),
        WardSeed("Greenlands", 405.8, 265.2, 6, 1.4),
        WardSeed("Headless Cross and Oakenshaw", 404.3, 265.6, 5, 0.0),
        WardSeed("Lodge Park", 405.2, 267.1, 4, 0.6),
        WardSeed("Matchborough", 407.1, 266.0, 4, 0.8),
        WardSeed("West", 402.1, 266.2, 3, -0.6),
        WardSeed("Winyates", 407.0, 267.4, 5, 1.0),
    ),
    "wyre-forest": (
        WardSeed("Aggborough and Spennells", 383.8, 274.8, 5, -0.5),
        WardSeed("Areley Kings", 380.1, 270.4, 4, 0.5),
        WardSeed("Bewdley and Arley", 377.2, 277.8, 4, -0.4),
        WardSeed("Blakedown and Chaddesley", 388.4, 275.2, 3, -1.0),
        WardSeed("Broadwaters", 384.0, 278.0, 6, 1.3),
        WardSeed("Cookley", 385.2, 280.0, 2, -0.3),
        WardSeed("Franche", 382.3, 278.1, 4, 0.1),
        WardSeed("Greenhill", 384.0, 276.9, 5, 1.2),
        WardSeed("Habberley and Blakebrook", 381.5, 276.9, 4, 0.5),
        WardSeed("Lickhill", 380.3, 272.9, 4, 0.2),
        WardSeed("Mitton", 381.8, 271.8, 5, 0.4),
        WardSeed("Offmore and Comberton", 384.9, 276.0, 5, 0.3),
        WardSeed("Oldington and Foley Park", 382.0, 274.5, 4, 1.6),
        WardSeed("Rock", 374.4, 272.4, 2, -0.6),
        WardSeed("Sutton Park", 382.1, 275.8, 4, 0.0),
        WardSeed("Wolverley", 381.8, 280.4, 1, -0.6),
        WardSeed("Wribbenhall", 379.3, 277.0, 3, -0.2),
    ),
}

RURAL_WARDS = frozenset(
    {
        "Alvechurch",
        "Astwood Bank and Feckenham",
        "Bewdley and Arley",
        "Blakedown and Chaddesley",
        "Cookley",
        "Furlongs",
        "Linthurst",
        "Rock",
        "Stoke Prior",
        "Tardebigge",
        "Uffdown",
        "Wolverley",
        "Woodvale",
        "Wythall South",
    }
)

RESIDENTS: dict[str, int] = {"bromsgrove": 94_700, "redditch": 84_300, "wyre-forest": 98_100}
ETHNIC_SHARES: dict[str, tuple[float, ...]] = {
    # White, Mixed, Asian, Black, Other (invented, in the range of the region's districts)
    "bromsgrove": (0.952, 0.015, 0.024, 0.006, 0.003),
    "redditch": (0.914, 0.021, 0.047, 0.013, 0.005),
    "wyre-forest": (0.968, 0.011, 0.014, 0.004, 0.003),
}
SPLITS_PER_DISTRICT = 2

# Where shops and bars draw people, beside where people live. Weight within the district.
CENTRES: dict[str, dict[str, float]] = {
    "bromsgrove": {"bromsgrove-town-centre": 1.0, "rubery-centre": 0.25},
    "redditch": {
        "redditch-town-centre": 1.0,
        "church-hill-centre": 0.06,
        "matchborough-centre": 0.06,
    },
    "wyre-forest": {"kidderminster-town-centre": 1.0, "stourport-town-centre": 0.3},
}
