"""What do the tables of places, residents, weights and the partnership's own texts look like?"""

from __future__ import annotations

from collections.abc import Mapping

from csa.schemas.fields import FLAG, KEY, MONTH_FIELD, NUMBER, TEXT, WHOLE, Contract, Field
from csa.schemas.values import (
    ASB_CATEGORY,
    CRIME_CATEGORIES,
    DENOMINATORS,
    HARM_SCHEMES,
    RETIRED_CATEGORIES,
    TRAITS,
)


def _boundary() -> Contract:
    return Contract(
        {"code": KEY, "name": TEXT, "district": KEY, "geometry": Field("geometry", required=True)},
        ("code",),
    )


REFERENCE: Mapping[str, Contract] = {
    "population": Contract(
        {
            "geo_code": KEY,
            "geo_level": Field(values=("lsoa21", "lsoa11", "district"), required=True),
            "year": Field("whole", required=True, low=1981),
            "sex": Field(values=("all", "F", "M"), required=True),
            "age_band": KEY,
            "denominator": Field(values=DENOMINATORS, required=True),
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
            "denominator": Field(values=DENOMINATORS, required=True),
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
    "district_trait": Contract(
        {
            "district": KEY,
            "name": TEXT,
            "trait": Field(values=TRAITS, required=True),
            "value": Field("number", required=True),
            "source": KEY,
        },
        ("trait", "district"),
    ),
    "district_partnership": Contract(
        {"district": KEY, "name": TEXT, "partnership": KEY, "partnership_name": TEXT},
        ("district",),
    ),
    "peer_count": Contract(
        {
            "code": TEXT,
            "name": KEY,
            "month": MONTH_FIELD,
            "category": Field(
                values=(*CRIME_CATEGORIES, *RETIRED_CATEGORIES, ASB_CATEGORY), required=True
            ),
            "n": Field("whole", required=True, low=0),
            "source": KEY,
        },
        ("name", "month", "category"),
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
            "district_also": TEXT,
        },
        ("district", "lsoa"),
    ),
    "lsoa_change": Contract(
        {
            "lsoa11": KEY,
            "lsoa21": KEY,
            "change": Field(values=("U", "S", "M", "X")),
            "lsoa11_name": TEXT,
        },
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
            "is_partnership": Field("flag", required=True),
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
            "requested_gbp": NUMBER,
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
    "recommendation": Contract(
        {
            "id": KEY,
            "finding_key": TEXT,
            "text": KEY,
            "owner": TEXT,
            "due": TEXT,
            "status": TEXT,
            "year": KEY,
            "districts": TEXT,
        },
        ("year", "id"),
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
}
