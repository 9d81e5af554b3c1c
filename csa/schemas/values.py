"""Which values may the columns of the processed tables take?"""

from __future__ import annotations

CRIME_CATEGORIES = (
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
ASB_CATEGORY = "Anti-social behaviour"
RETIRED_CATEGORIES = ("Public disorder and weapons", "Violent crime")
CRIME_STATUSES = ("recorded", "transferred", "cancelled")
HATE_STRANDS = ("disability", "race", "religion", "sexual orientation", "transgender")
ASB_CATEGORIES = ("Personal", "Nuisance", "Environmental")
ASB_QUALIFIERS = (
    "alcohol",
    "drugs",
    "youth",
    "mental health",
    "vehicles",
    "neighbour",
    "fireworks",
)
FIRE_CLASSES = (
    "primary_dwelling",
    "primary_other_building",
    "primary_vehicle",
    "primary_outdoor",
    "secondary",
    "chimney",
)
FIRE_MOTIVES = (
    "accidental",
    "deliberate_own",
    "deliberate_others",
    "deliberate_unknown_owner",
    "not_known",
)
FIRE_BUCKETS = (
    "deliberate_primary",
    "deliberate_vehicle",
    "deliberate_secondary",
    "not_deliberate",
)
ENVIRONMENT_CATEGORIES = (
    "fly_tipping",
    "graffiti",
    "litter",
    "dog_fouling",
    "abandoned_vehicle",
    "noise",
    "needles",
    "street_cleansing",
    "other",
)
AGE_BANDS = ("0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
ETHNICITIES = ("White", "Mixed", "Asian", "Black", "Other", "Not stated")
SEXES = ("F", "M", "other")
VICTIM_TYPES = ("person", "business", "state")
RELATIONSHIPS = (
    "partner_ex",
    "family",
    "acquaintance",
    "stranger",
    "neighbour",
    "professional",
)
SUSPECT_STATUSES = ("suspect", "arrested", "charged", "convicted", "eliminated")
COORDINATE_QUALITIES = ("exact", "street", "snap", "none")
# Of the residents aged 15 to 24 only the number is kept, for the vulnerable localities index:
# people are divided by AGE_BANDS alone.
RESIDENTS_15_TO_24 = "resident_15_24"
DENOMINATORS = ("resident", "household")
HARM_SCHEMES = ("cambridge_harm", "ons_severity")
# Stands for a text that is on no list of config/vocabulary.toml: it may hold a name.
NOT_LISTED = "not listed"
COVERAGE_STATUSES = ("ok", "partial", "missing")

CRIME_FLAGS = tuple(
    f"flag_{name}"
    for name in (
        "domestic",
        "hate",
        "cse",
        "alcohol",
        "drugs",
        "weapon",
        "nte",
        "business",
        "rural",
        "cyber",
        "youth",
    )
)
