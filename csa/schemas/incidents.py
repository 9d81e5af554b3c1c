"""What do the tables of incidents and of people look like?"""

from __future__ import annotations

from collections.abc import Mapping

from csa.schemas.fields import FLAG, KEY, MONTH_FIELD, TEXT, TIME, Contract, Field
from csa.schemas.values import (
    AGE_BANDS,
    ASB_CATEGORIES,
    ASB_QUALIFIERS,
    COORDINATE_QUALITIES,
    CRIME_CATEGORIES,
    CRIME_FLAGS,
    CRIME_STATUSES,
    ENVIRONMENT_CATEGORIES,
    ETHNICITIES,
    FIRE_BUCKETS,
    FIRE_CLASSES,
    FIRE_MOTIVES,
    HATE_STRANDS,
    OFFENCE_CODE,
    RELATIONSHIPS,
    RETIRED_CATEGORIES,
    SEXES,
    SUSPECT_STATUSES,
    VICTIM_TYPES,
)

LOCATION = {
    "district": TEXT,
    "ward": TEXT,
    "lsoa": TEXT,
    "lsoa_supplied": TEXT,
    "easting": Field("whole", low=0, high=700_000),
    "northing": Field("whole", low=0, high=1_300_000),
    "coord_quality": Field(values=COORDINATE_QUALITIES),
    "location_text": TEXT,
}
BOOKKEEPING = {
    "source": KEY,
    "file_id": KEY,
    "row_number": Field("whole", required=True, low=1),
    "row_hash": KEY,
}
PERSON = {
    "age": Field("whole", low=0, high=110),
    "age_band": Field(values=(*AGE_BANDS, "unknown"), required=True),
    "sex": Field(values=SEXES),
    "ethnicity_self": TEXT,
    "ethnicity": Field(values=ETHNICITIES, required=True),
    "ethnicity_seen": Field(values=ETHNICITIES),
}
INCIDENT_ORDER = ("district", "month")


def incident_table(fields: Mapping[str, Field]) -> Contract:
    """Return the contract of a table of rows that each have a place."""
    return Contract({**fields, **LOCATION, **BOOKKEEPING}, INCIDENT_ORDER)


def _rows(fields: Mapping[str, Field], order: tuple[str, ...] = INCIDENT_ORDER) -> Contract:
    return Contract({**fields, **BOOKKEEPING}, order)


INCIDENTS: Mapping[str, Contract] = {
    "crime": incident_table(
        {
            "crime_id": TEXT,
            "month": MONTH_FIELD,
            "recorded_date": TIME,
            "committed_from": TIME,
            "committed_to": TIME,
            "ho_offence_code": Field(listed="police_crimes.ho_offence_code", pattern=OFFENCE_CODE),
            "offence_group": Field(listed="police_crimes.offence_group"),
            "offence_subgroup": Field(listed="police_crimes.offence_subgroup"),
            "category": Field(values=CRIME_CATEGORIES + RETIRED_CATEGORIES, required=True),
            **dict.fromkeys(CRIME_FLAGS, FLAG),
            "hate_strands": Field(parts=HATE_STRANDS),
            "complaint_id": TEXT,
            "status": Field(values=CRIME_STATUSES, required=True),
            "outcome": TEXT,
            "reporting_force": TEXT,
        }
    ),
    "crime_index": Contract(
        {
            "crime_id": KEY,
            "month": MONTH_FIELD,
            "district": TEXT,
            "outside": Field("flag", required=True),
            "day": TIME,
            "row_number": Field("whole", required=True, low=1),
        },
        ("crime_id",),
    ),
    "asb": incident_table(
        {
            "incident_id": TEXT,
            "month": MONTH_FIELD,
            "created_at": TIME,
            "created_until": TIME,
            "closed_at": TIME,
            "category": Field(values=ASB_CATEGORIES),
            "flag_alcohol": FLAG,
            "flag_drugs": FLAG,
            "flag_youth": FLAG,
            "qualifiers": Field(parts=ASB_QUALIFIERS),
            "caller_id": TEXT,
            "risk": Field(values=("standard", "medium", "high")),
            "repeat_caller": FLAG,
            "reported_to": Field(listed="asb.source"),
        }
    ),
    "fire": incident_table(
        {
            "incident_id": KEY,
            "month": MONTH_FIELD,
            "called_at": TIME,
            "called_until": TIME,
            "incident_class": Field(values=FIRE_CLASSES, required=True),
            "motive": Field(values=FIRE_MOTIVES),
            "is_deliberate": FLAG,
            "bucket": Field(values=FIRE_BUCKETS),
            "property_type": Field(listed="fire.property_type"),
            "location_type": Field(listed="fire.location_type"),
            "fatalities": Field("whole", low=0),
            "injuries": Field("whole", low=0),
            "attack_on_crew": FLAG,
            "hoax": FLAG,
        }
    ),
    "environment": incident_table(
        {
            "report_id": KEY,
            "month": MONTH_FIELD,
            "reported_at": TIME,
            "reported_until": TIME,
            "category": Field(values=ENVIRONMENT_CATEGORIES, required=True),
            "size": Field(listed="environment.size"),
            "land": Field(values=("public", "private")),
            "on_behalf": Field(values=("public", "officer")),
            "action": Field(listed="environment.action"),
        }
    ),
    "victim": _rows(
        {
            "crime_id": KEY,
            "person_id": TEXT,
            "month": MONTH_FIELD,
            "district": TEXT,
            "role": Field(listed="police_victims.role"),
            "victim_type": Field(values=VICTIM_TYPES),
            **PERSON,
            "disability": FLAG,
            "vulnerable": FLAG,
            "relationship": Field(values=RELATIONSHIPS),
            "residence_lsoa": TEXT,
            "injury": Field(listed="police_victims.injury"),
            "support_referred": FLAG,
        }
    ),
    "suspect": _rows(
        {
            "crime_id": KEY,
            "person_id": TEXT,
            "month": MONTH_FIELD,
            "district": TEXT,
            "status": Field(values=SUSPECT_STATUSES),
            **PERSON,
            "residence_lsoa": TEXT,
            "iom_flag": FLAG,
            "yot_flag": FLAG,
            "alcohol": FLAG,
            "drugs": FLAG,
        }
    ),
    "outcome": _rows(
        {"crime_id": TEXT, "outcome_month": MONTH_FIELD, "outcome_type": KEY, "district": TEXT},
        ("district", "outcome_month"),
    ),
    "stop_search": incident_table(
        {
            "month": MONTH_FIELD,
            "searched_at": TIME,
            "type": KEY,
            "part_of_operation": FLAG,
            "operation": TEXT,
            "gender": TEXT,
            "age_range": TEXT,
            "self_defined_ethnicity": TEXT,
            "officer_defined_ethnicity": TEXT,
            "legislation": TEXT,
            "object_of_search": TEXT,
            "outcome": TEXT,
            "outcome_linked_to_object": FLAG,
            "more_than_outer_clothing_removed": FLAG,
            "force": TEXT,
        }
    ),
}
