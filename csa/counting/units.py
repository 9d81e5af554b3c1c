"""What is counted: incidents, people and searches, and what each is called."""

from __future__ import annotations

INCIDENT_UNITS = ("crime", "asb", "fire", "environment")
PEOPLE = ("victim", "suspect", "harmed", "named", "followed", "one_case")
UNIT_NOUNS = {
    "crime": "recorded crimes",
    "asb": "anti-social behaviour incidents",
    "fire": "deliberate fires",
    "environment": "environmental reports",
    "victim": "victims",
    "suspect": "suspects",
    "stop_search": "stops and searches",
}
