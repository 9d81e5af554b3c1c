"""What does every processed table look like?

One contract per table: its columns, their kind and the values they may take. The Arrow schema
that files are written with and the pandera schema that frames are checked against both come
from it.
"""

from __future__ import annotations

from csa.schemas.contracts import TABLES, check_table, contract, schema, to_frame
from csa.schemas.fields import DISTINCT, TIME_ZONE, Contract, Field
from csa.schemas.values import (
    AGE_BANDS,
    ASB_CATEGORIES,
    ASB_CATEGORY,
    ASB_QUALIFIERS,
    COORDINATE_QUALITIES,
    COVERAGE_STATUSES,
    CRIME_CATEGORIES,
    CRIME_FLAGS,
    CRIME_STATUSES,
    DENOMINATORS,
    ENVIRONMENT_CATEGORIES,
    ETHNICITIES,
    FIRE_BUCKETS,
    FIRE_CLASSES,
    FIRE_MOTIVES,
    HARM_SCHEMES,
    HATE_STRANDS,
    NOT_LISTED,
    RELATIONSHIPS,
    RESIDENTS_15_TO_24,
    RETIRED_CATEGORIES,
    SEXES,
    SUSPECT_STATUSES,
    VICTIM_TYPES,
)

__all__ = [
    "AGE_BANDS",
    "ASB_CATEGORIES",
    "ASB_CATEGORY",
    "ASB_QUALIFIERS",
    "COORDINATE_QUALITIES",
    "COVERAGE_STATUSES",
    "CRIME_CATEGORIES",
    "CRIME_FLAGS",
    "CRIME_STATUSES",
    "DENOMINATORS",
    "DISTINCT",
    "ENVIRONMENT_CATEGORIES",
    "ETHNICITIES",
    "FIRE_BUCKETS",
    "FIRE_CLASSES",
    "FIRE_MOTIVES",
    "HARM_SCHEMES",
    "HATE_STRANDS",
    "NOT_LISTED",
    "RELATIONSHIPS",
    "RESIDENTS_15_TO_24",
    "RETIRED_CATEGORIES",
    "SEXES",
    "SUSPECT_STATUSES",
    "TABLES",
    "TIME_ZONE",
    "VICTIM_TYPES",
    "Contract",
    "Field",
    "check_table",
    "contract",
    "schema",
    "to_frame",
]
