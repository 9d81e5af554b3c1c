"""What does every processed table look like?

One contract per table: its columns, their kind and the values they may take. The Arrow schema
that files are written with and the pandera schema that frames are checked against both come
from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import pyarrow as pa

from csa.errors import SchemaError, StoreError

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

Kind = Literal["text", "month", "flag", "whole", "number", "time", "geometry"]
TIME_ZONE = "Europe/London"
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"

ARROW_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "month": pa.string(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "time": pa.timestamp("us", tz=TIME_ZONE),
}
PANDAS_TYPES: Mapping[str, str] = {
    "text": "str",
    "month": "str",
    "flag": "boolean",
    "whole": "Int64",
    "number": "float64",
    "time": f"datetime64[us, {TIME_ZONE}]",
}


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes
    ----------
    kind : str
        ``text``, ``month`` (``YYYY-MM``), ``flag`` (yes, no or unknown), ``whole``, ``number``,
        ``time`` (Europe/London) or ``geometry``.
    values : tuple of str
        The values allowed; empty when any text is.
    required : bool
        Whether every row has a value.
    low, high : float, optional
        Bounds of a number, both included.
    """

    kind: Kind = "text"
    values: tuple[str, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contract:
    """The columns of one table, in order.

    Attributes
    ----------
    fields : dict of str to Field
        Columns in order.
    order : tuple of str
        Columns the rows are sorted by, before their file and row number.
    """

    fields: Mapping[str, Field]
    order: tuple[str, ...] = ()

    @property
    def is_spatial(self) -> bool:
        """Whether the table has a geometry."""
        return "geometry" in self.fields

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the table without its geometry."""
        plain = [(name, f.kind) for name, f in self.fields.items() if f.kind != "geometry"]
        return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in plain])


TEXT = Field()
KEY = Field(required=True)
FLAG = Field("flag")
WHOLE = Field("whole")
NUMBER = Field("number")
TIME = Field("time")
MONTH_FIELD = Field("month", required=True)

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
HARM_SCHEMES = ("cambridge_harm", "ons_severity")
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
}
INCIDENT_ORDER = ("district", "month")


def _incident(fields: Mapping[str, Field]) -> Contract:
    return Contract({**fields, **LOCATION, **BOOKKEEPING}, INCIDENT_ORDER)


def _rows(fields: Mapping[str, Field], order: tuple[str, ...] = INCIDENT_ORDER) -> Contract:
    return Contract({**fields, **BOOKKEEPING}, order)


def _boundary() -> Contract:
    return Contract(
        {"code": KEY, "name": TEXT, "district": KEY, "geometry": Field("geometry", required=True)},
        ("code",),
    )


TABLES: Mapping[str, Contract] = {
    "crime": _incident(
        {
            "crime_id": TEXT,
            "month": MONTH_FIELD,
            "recorded_date": TIME,
            "committed_from": TIME,
            "committed_to": TIME,
            "ho_offence_code": TEXT,
            "offence_group": TEXT,
            "offence_subgroup": TEXT,
            "offence_description": TEXT,
            "category": Field(values=CRIME_CATEGORIES + RETIRED_CATEGORIES, required=True),
            **dict.fromkeys(CRIME_FLAGS, FLAG),
            "hate_strands": TEXT,
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
            "row_number": Field("whole", required=True, low=1),
        },
        ("crime_id",),
    ),
    "asb": _incident(
        {
            "incident_id": TEXT,
            "month": MONTH_FIELD,
            "created_at": TIME,
            "closed_at": TIME,
            "category": Field(values=ASB_CATEGORIES),
            "flag_alcohol": FLAG,
            "flag_drugs": FLAG,
            "flag_youth": FLAG,
            "qualifiers": TEXT,
            "caller_id": TEXT,
            "risk": Field(values=("standard", "medium", "high")),
            "repeat_caller": FLAG,
            "reported_to": TEXT,
        }
    ),
    "fire": _incident(
        {
            "incident_id": KEY,
            "month": MONTH_FIELD,
            "called_at": TIME,
            "incident_class": Field(values=FIRE_CLASSES, required=True),
            "motive": Field(values=FIRE_MOTIVES, required=True),
            "is_deliberate": Field("flag", required=True),
            "bucket": Field(values=FIRE_BUCKETS, required=True),
            "property_type": TEXT,
            "location_type": TEXT,
            "fatalities": Field("whole", low=0),
            "injuries": Field("whole", low=0),
            "attack_on_crew": FLAG,
            "hoax": FLAG,
        }
    ),
    "environment": _incident(
        {
            "report_id": KEY,
            "month": MONTH_FIELD,
            "reported_at": TIME,
            "category": Field(values=ENVIRONMENT_CATEGORIES, required=True),
            "size": TEXT,
            "land": Field(values=("public", "private")),
            "on_behalf": Field(values=("public", "officer")),
            "action": TEXT,
        }
    ),
    "victim": _rows(
        {
            "crime_id": KEY,
            "person_id": TEXT,
            "month": MONTH_FIELD,
            "district": TEXT,
            "role": TEXT,
            "victim_type": Field(values=VICTIM_TYPES),
            **PERSON,
            "disability": FLAG,
            "vulnerable": FLAG,
            "relationship": Field(values=RELATIONSHIPS),
            "residence_lsoa": TEXT,
            "injury": TEXT,
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
    "stop_search": _incident(
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
    "population": Contract(
        {
            "geo_code": KEY,
            "geo_level": Field(values=("lsoa21", "lsoa11", "district"), required=True),
            "year": Field("whole", required=True, low=1981),
            "sex": Field(values=("all", "F", "M"), required=True),
            "age_band": KEY,
            "denominator": Field(values=("resident", "household"), required=True),
            "n": Field("whole", required=True, low=0),
            "source": KEY,
        },
        ("geo_level", "geo_code", "year", "denominator", "sex", "age_band"),
    ),
    "population_group": Contract(
        {
            "geo_code": KEY,
            "geo_level": KEY,
            "year": Field("whole", required=True),
            "dimension": KEY,
            "category": KEY,
            "denominator": Field(values=("resident", "household"), required=True),
            "n": Field("whole", required=True, low=0),
            "source": KEY,
        },
        ("geo_level", "geo_code", "year", "dimension", "category"),
    ),
    "deprivation": Contract(
        {
            "lsoa": KEY,
            "vintage": Field("whole", required=True),
            "lsoa_vintage": Field("whole", required=True),
            **{
                f"{prefix}{figure}": NUMBER if figure == "score" else WHOLE
                for prefix in (
                    "",
                    "income_",
                    "employment_",
                    "education_",
                    "health_",
                    "crime_",
                    "housing_",
                    "environment_",
                    "children_and_young_people_",
                    "adult_skills_",
                    "geographical_barriers_",
                    "wider_barriers_",
                    "indoors_",
                    "outdoors_",
                )
                for figure in ("rank", "decile", "score")
            },
        },
        ("lsoa", "vintage"),
    ),
    "deprivation_district": Contract(
        {
            "district": KEY,
            "vintage": Field("whole", required=True),
            "measure": KEY,
            "value": NUMBER,
        },
        ("district", "vintage", "measure"),
    ),
    "geography": Contract(
        {
            "lsoa": KEY,
            "lsoa_name": TEXT,
            "ward": KEY,
            "ward_name": TEXT,
            "msoa": TEXT,
            "district": KEY,
            "district_name": TEXT,
            "rural_urban": TEXT,
        },
        ("district", "lsoa"),
    ),
    "lsoa_change": Contract(
        {"lsoa11": KEY, "lsoa21": KEY, "change": Field(values=("U", "S", "M", "X"))},
        ("lsoa11", "lsoa21"),
    ),
    "boundary_lsoa": _boundary(),
    "boundary_ward": _boundary(),
    "boundary_district": _boundary(),
    "recorded_crime": Contract(
        {
            "financial_year": KEY,
            "quarter": Field("whole", required=True, low=1, high=4),
            "area": KEY,
            "offence_code": TEXT,
            "offence_group": TEXT,
            "offence_subgroup": TEXT,
            "offence_description": TEXT,
            "category": TEXT,
            "n": Field("whole", required=True),
        },
        ("financial_year", "quarter", "area", "offence_code", "offence_description"),
    ),
    "offence_category": Contract(
        {
            "offence_code": KEY,
            "offence_group": TEXT,
            "offence_subgroup": TEXT,
            "offence_description": TEXT,
            "category": TEXT,
        },
        ("offence_code", "offence_description"),
    ),
    "harm_weight": Contract(
        {
            "scheme": Field(values=HARM_SCHEMES, required=True),
            "edition": Field("whole", required=True, low=2000),
            "offence_code": KEY,
            "offence": TEXT,
            "weight": Field("number", required=True, low=0),
            "unit": Field(values=("score", "days"), required=True),
            "source": KEY,
        },
        ("scheme", "edition", "offence_code", "offence"),
    ),
    "harm_match": Contract(
        {
            "scheme": Field(values=HARM_SCHEMES, required=True),
            "edition": Field("whole", required=True, low=2000),
            "offence_code": TEXT,
            "crimes": Field("whole", required=True, low=1),
            "is_matched": Field("flag", required=True),
        },
        ("scheme", "offence_code"),
    ),
    "project": Contract(
        {
            "project_id": KEY,
            "name": KEY,
            "lead": TEXT,
            "funder": TEXT,
            "year": TEXT,
            "priority_ids": TEXT,
            "pcc_themes": TEXT,
            "districts": TEXT,
            "place": TEXT,
            "target_group": TEXT,
            "allocated_gbp": NUMBER,
            "spent_gbp": NUMBER,
            "start": TEXT,
            "end": TEXT,
            "ring_fenced": FLAG,
            "in_allocation_total": FLAG,
        },
        ("project_id",),
    ),
    "project_output": Contract(
        {
            "project_id": KEY,
            "measure": KEY,
            "unit": TEXT,
            "target": NUMBER,
            "actual": NUMBER,
            "period": TEXT,
            "source": TEXT,
        },
        ("project_id", "measure", "period"),
    ),
    "commentary": Contract(
        {
            "key": KEY,
            "author_role": KEY,
            "date": TEXT,
            "expires": TEXT,
            "editions": TEXT,
            "districts": TEXT,
            "text": KEY,
            "path": KEY,
        },
        ("key", "path"),
    ),
    "coverage": Contract(
        {
            "source": KEY,
            "unit": KEY,
            "district": KEY,
            "month": MONTH_FIELD,
            "status": Field(values=COVERAGE_STATUSES, required=True),
            "rows": Field("whole", low=0),
            "suspicious": Field("flag", required=True),
            "doubt": TEXT,
            "note": TEXT,
        },
        ("source", "unit", "district", "month"),
    ),
    "revision": Contract(
        {
            "source": KEY,
            "month": MONTH_FIELD,
            "who": TEXT,
            "path": KEY,
            "accepted_before": Field("whole", required=True, low=0),
            "accepted": Field("whole", required=True, low=0),
        },
        ("source", "month", "path"),
    ),
    "account": Contract(
        {
            "source": KEY,
            "path": KEY,
            "file_id": KEY,
            "sha256": KEY,
            "bytes": Field("whole", required=True, low=0),
            **{
                name: Field("whole", required=True, low=0)
                for name in (
                    "lines",
                    "rows",
                    "accepted",
                    "quarantined",
                    "superseded",
                    "out_of_area",
                    "blank",
                    "not_located",
                )
            },
            "encoding": TEXT,
            "note": TEXT,
        },
        ("source", "path"),
    ),
    "quarantine": Contract(
        {
            "source": KEY,
            "file_id": KEY,
            "path": KEY,
            "row_number": Field("whole", required=True, low=1),
            "column": TEXT,
            "reason": KEY,
            "row_hash": TEXT,
        },
        ("source", "path", "row_number"),
    ),
}


def contract(table: str) -> Contract:
    """Return the contract of a table.

    Raises
    ------
    StoreError
        If there is no such table; the message lists those there are.
    """
    if table not in TABLES:
        known = ", ".join(sorted(TABLES))
        raise StoreError(f"There is no table '{table}'. Choose from: {known}.")
    return TABLES[table]


@lru_cache
def schema(table: str) -> DataFrameSchema:
    """Return the pandera schema of a table: columns in order, kinds, values and bounds."""
    import pandera.pandas as pandera

    columns = {
        name: pandera.Column(
            PANDAS_TYPES.get(field.kind),
            checks=_checks(field, pandera),
            nullable=not field.required,
        )
        for name, field in contract(table).fields.items()
    }
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, name=table)


def _checks(field: Field, pandera: Any) -> list[Any]:
    checks = []
    if field.values:
        checks.append(pandera.Check.isin(field.values))
    if field.kind == "month":
        checks.append(pandera.Check.str_matches(MONTH))
    if field.low is not None:
        checks.append(pandera.Check.ge(field.low))
    if field.high is not None:
        checks.append(pandera.Check.le(field.high))
    return checks


def check_table(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check a frame against the contract of its table and return it unchanged.

    Raises
    ------
    SchemaError
        If a column is missing, unexpected, of another kind or holds a value that is not allowed.
        The message names the columns and how many rows fail, never a value.
    """
    from pandera.errors import SchemaErrors

    try:
        schema(table).validate(pd.DataFrame(frame), lazy=True)
    except SchemaErrors as problem:
        failures = problem.failure_cases
        names = failures["column"].where(failures["column"].notna(), failures["failure_case"])
        found = names.astype(str) + " (" + failures["check"].astype(str) + ")"
        counts = "; ".join(f"{what}: {n}" for what, n in found.value_counts().sort_index().items())
        raise SchemaError(f"The table '{table}' does not keep its contract: {counts}.") from None
    return frame


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame with the pandas types of the contracts."""
    mapping = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}
    return pd.DataFrame(table.to_pandas(types_mapper=mapping.get))
