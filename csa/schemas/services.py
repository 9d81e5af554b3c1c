"""What do the tables of other services look like: incidents, and counts by month and area?

Hospitals, ambulances, support services and others share what they may: rows of incidents without
anybody's name, or counts that they made themselves. A count is a unit of its own, named
``table.measure``: measures of one table overlap and are never added together.
"""

from __future__ import annotations

from collections.abc import Mapping

from csa.schemas.fields import FLAG, MONTH_FIELD, TEXT, TIME, Contract, Field
from csa.schemas.incidents import incident_table
from csa.schemas.values import HATE_STRANDS, SEXES

ASSAULT_METHODS = ("body_part", "blunt_object", "glass", "knife", "gun", "other")
ASSAULT_PLACES = ("street", "bar_club", "home", "workplace", "school", "other")
AMBULANCE_CALLS = (
    "assault", "sexual_assault", "stab_or_gunshot", "overdose", "alcohol", "mental_health", "other",
)  # fmt: skip
HATE_KINDS = ("verbal", "written_or_online", "threat", "assault", "damage", "other")
REVIEW_RESULTS = ("threshold_not_met", "reviewed", "recommendations_made")

# By table: what its rows are called, in small letters.
SERVICE_INCIDENTS: Mapping[str, str] = {
    "ae_assault": "assaults treated in emergency departments",
    "ambulance": "ambulance calls to crime and disorder",
    "hate_incident": "hate incidents reported to other bodies than the police",
    "case_review": "requests to review cases of anti-social behaviour",
}
# By table and measure: what is counted, in small letters.
SERVICE_COUNTS: Mapping[str, Mapping[str, str]] = {
    "domestic_abuse": {
        "referrals": "referrals to domestic abuse services",
        "marac_cases": "cases of high risk discussed at MARAC",
        "marac_repeats": "repeat cases discussed at MARAC",
    },
    "hospital_admissions": {
        "assault": "hospital admissions for assault",
        "drugs_and_alcohol": "hospital admissions for the use of drugs or alcohol",
        "alcohol_poisoning": "hospital admissions for the toxic effect of alcohol",
        "domestic_abuse": "hospital admissions in respect of domestic abuse",
    },
    "licensing": {
        "applications": "applications for premises licences",
        "reviews": "reviews of premises licences",
        "temporary_events": "temporary event notices",
    },
    "probation": {
        "orders_started": "community and suspended sentence orders started",
        "released_on_licence": "people released on licence",
        "recalls": "recalls to prison",
    },
    "youth_justice": {
        "first_time_entrants": "first-time entrants to the youth justice system",
        "out_of_court": "youth cautions and other disposals out of court",
        "court_orders": "youth court orders",
        "custody": "young people sentenced to custody",
    },
    "residents_survey": {
        "unsafe_after_dark": "residents asked who feel unsafe after dark",
        "unsafe_by_day": "residents asked who feel unsafe by day",
        "asb_a_problem": "residents asked who call anti-social behaviour a problem",
        "police_trusted": "residents asked who trust the local police",
    },
}
# Asked of a sample in waves: a figure speaks for the period that its wave ends in, whatever months
# it took, and is a share of those asked.
SERVICE_WAVES = ("residents_survey",)
SERVICES = (*SERVICE_INCIDENTS, *SERVICE_COUNTS)
# Counts of the partnership's own, whichever layout reads them; its words say what is counted, and
# which of the lines that pages have for them each figure stands on.
OWN_COUNTS = "own_count"
OWN_LINES = tuple(str(number) for number in range(1, 13))
FIGURES: Mapping[str, Mapping[str, str]] = {
    **SERVICE_COUNTS,
    OWN_COUNTS: {line: f"the partnership's own figures, line {line}" for line in OWN_LINES},
}
# Everything that is counted of them, by unit. What a figure given as a range may hold besides its
# least, and how many people were asked, are units beside that of a measure.
SERVICE_UNITS: Mapping[str, str] = {
    **SERVICE_INCIDENTS,
    **{
        f"{table}.{measure}": noun
        for table, measures in FIGURES.items()
        for measure, noun in measures.items()
    },
}
# What is told of a table as a whole.
SERVICE_NOUNS: Mapping[str, str] = {
    **SERVICE_INCIDENTS,
    "domestic_abuse": "figures on domestic abuse",
    "hospital_admissions": "figures on hospital admissions",
    "licensing": "figures on licensing",
    "probation": "figures on probation",
    "youth_justice": "figures on youth justice",
    "residents_survey": "answers of residents",
    OWN_COUNTS: "figures of the partnership's own",
}
POSSIBLE, ASKED = ".possible", ".asked"
SERVICE_MEASURES = (
    *SERVICE_UNITS,
    *(unit + more for unit in SERVICE_UNITS if "." in unit for more in (POSSIBLE, ASKED)),
)
MOST_COUNTED = 1_000_000


def _counts(**measure: Field) -> Contract:
    whole = Field("whole", low=0, high=MOST_COUNTED)
    return incident_table(
        {
            "month": MONTH_FIELD,
            "months": Field("whole", required=True, low=1, high=12),
            **measure,
            "count": whole,
            "at_least": Field("whole", required=True, low=0, high=MOST_COUNTED),
            "at_most": whole,
            "base": whole,
        }
    )


SERVICE_TABLES: Mapping[str, Contract] = {
    "ae_assault": incident_table(
        {
            "month": MONTH_FIELD,
            "assaulted_on": TIME,
            "assaulted_at": TIME,
            "arrived_at": TIME,
            "method": Field(values=ASSAULT_METHODS),
            "place_type": Field(values=ASSAULT_PLACES),
            "age_group": Field(listed="ae_assaults.age_group"),
            "sex": Field(values=SEXES),
            "police_informed": FLAG,
        }
    ),
    "ambulance": incident_table(
        {
            "incident_id": TEXT,
            "month": MONTH_FIELD,
            "called_at": TIME,
            "category": Field(values=AMBULANCE_CALLS, required=True),
        }
    ),
    "hate_incident": incident_table(
        {
            "incident_id": TEXT,
            "month": MONTH_FIELD,
            "reported_at": TIME,
            "hate_strands": Field(parts=HATE_STRANDS),
            "category": Field(values=HATE_KINDS),
            "police_informed": FLAG,
        }
    ),
    "case_review": incident_table(
        {
            "incident_id": TEXT,
            "month": MONTH_FIELD,
            "reported_at": TIME,
            "category": Field(values=REVIEW_RESULTS),
        }
    ),
    **{
        table: _counts(measure=Field(values=tuple(measures), required=True))
        for table, measures in SERVICE_COUNTS.items()
    },
    OWN_COUNTS: _counts(measure=TEXT, line=Field(values=OWN_LINES)),
}
