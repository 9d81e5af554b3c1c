"""Whom is an area like, how does it stand among them, and how deprived is its ground?

Pure functions of published figures. Which figures, and of which year, is said by whoever asks.
"""

from csa.measures.peers.deprivation import deprivation_without_crime, fifths
from csa.measures.peers.standing import (
    ABOVE,
    BELOW,
    CONFIDENCES,
    FAR_ABOVE,
    FAR_BELOW,
    PEERS,
    WITHIN,
    Standing,
    funnel_limits,
    funnel_place,
    nearest_neighbours,
    overdispersion,
    standardise,
    standing,
    winsorise,
)

__all__ = [
    "ABOVE",
    "BELOW",
    "CONFIDENCES",
    "FAR_ABOVE",
    "FAR_BELOW",
    "PEERS",
    "WITHIN",
    "Standing",
    "deprivation_without_crime",
    "fifths",
    "funnel_limits",
    "funnel_place",
    "nearest_neighbours",
    "overdispersion",
    "standardise",
    "standing",
    "winsorise",
]
