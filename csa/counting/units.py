"""What is counted: incidents, people and searches, and what each is called."""

from __future__ import annotations

from csa.schemas import SERVICE_NOUNS, SERVICES

INCIDENT_UNITS = ("crime", "asb", "fire", "environment")
PEOPLE = ("victim", "suspect", "harmed", "named", "followed", "one_case")
COUNTED_TABLES = (
    "crime", "asb", "fire", "environment", "victim", "suspect", "stop_search", *SERVICES,
)  # fmt: skip
UNIT_NOUNS = {
    "crime": "recorded crimes",
    "asb": "anti-social behaviour incidents",
    "fire": "deliberate fires",
    "environment": "environmental reports",
    "victim": "victims",
    "suspect": "suspects",
    "stop_search": "stops and searches",
    **SERVICE_NOUNS,
}
