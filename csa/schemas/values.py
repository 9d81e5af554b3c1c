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
# By which districts are compared for likeness; see csa.sources.context.district_traits.
TRAITS = ("residents", "income_deprivation", "age_10_24", "density", "urban_share")
CRIME_STATUSES = ("recorded", "transferred", "cancelled")
# Home Office codes of offences and types of outcome.
OFFENCE_CODE = r"\d{1,5}[A-Za-z]{0,2}([./]\d{1,3}[A-Za-z]?)*"
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
DENOMINATORS = ("resident", "household")
# Where a suspect lives, how far from the crime, and the order of a person's records: the finest
# classes, which settings may put together.
RESIDENCE_CLASSES = (
    "same neighbourhood",
    "same ward",
    "same district",
    "elsewhere here",
    "outside",
)
JOURNEY_CLASSES = (
    "same neighbourhood", "under 1 km", "1 to 3 km", "3 to 5 km", "5 to 10 km", "10 km or more",
    "from outside",
)  # fmt: skip
ORDERS = ("1", "2", "3", "4", "5", "6 to 9", "10", "11 or more")
MERGEABLE = {
    "age_band": AGE_BANDS,
    "ethnicity": ETHNICITIES[:-1],
    "relationship": RELATIONSHIPS,
    "residence": RESIDENCE_CLASSES,
    "journey": JOURNEY_CLASSES,
    "nth": ORDERS,
}
KEPT_APART = ("unknown", "no person")
# By unit: the details that its owners publish of every incident.
_AREAS = ("priority", "subtheme", "district", "ward", "lsoa", "month")
PUBLIC_DETAILS = {
    "crime": ("category", *_AREAS, "outcome_group", "maturity"),
    "asb": ("category", *_AREAS),
    "fire": _AREAS,
    "environment": ("category", *_AREAS),
}
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
