"""Which projects did the synthetic partnership fund, and what was written about its figures?"""

from __future__ import annotations

import pandas as pd

_PROJECT_COLUMNS = [
    "project_id", "name", "lead", "funder", "year", "priority_ids", "pcc_themes", "districts",
    "place", "target_group", "allocated_gbp", "spent_gbp", "start", "end", "ring_fenced",
    "in_allocation_total",
]  # fmt: skip
_OUTPUT_COLUMNS = [
    "project_id", "measure", "unit", "target", "actual", "period", "source",
]  # fmt: skip

ALL_DISTRICTS = "bromsgrove;redditch;wyre-forest"
FUNDER = "Police and Crime Commissioner (synthetic)"

_PROJECTS = (
    ("SYN-PRJ-01", "Evening Ground", "Youth service", "2016-17", "asb-damage-and-nuisance",
     "Secure", "wyre-forest", "Oldington and Foley Park", "Young people aged 11 to 17",
     28000, 27450, "2016-02-01", "2017-01-31", "no", "yes"),
    ("SYN-PRJ-02", "Shop Front", "Town centre manager", "2016-17", "theft-and-acquisitive-crime",
     "Reassure", "redditch", "redditch-town-centre", "Retailers",
     16500, 16500, "2016-02-01", "2017-01-31", "no", "yes"),
    ("SYN-PRJ-03", "Fair Ground", "Schools partnership", "2016-17",
     "violence-and-abuse;protecting-vulnerable-communities", "Victims and witnesses first",
     ALL_DISTRICTS, "", "Pupils aged 11 to 18", 62000, 61120, "2016-04-01", "2017-03-31",
     "yes", "yes"),
    ("SYN-PRJ-04", "Safer Doors", "District councils", "2016-17", "theft-and-acquisitive-crime",
     "Secure;Victims and witnesses first", ALL_DISTRICTS, "", "Households after a burglary",
     34000, 29870, "2016-04-01", "2017-03-31", "no", "yes"),
    ("SYN-PRJ-05", "Journey Mates", "County council", "2016-17",
     "protecting-vulnerable-communities", "Reassure", "redditch", "", "Students who travel by bus",
     6000, 5400, "2016-09-01", "2017-03-31", "no", "yes"),
    ("SYN-PRJ-06", "Week Against Hate", "Equalities officer", "2016-17",
     "protecting-vulnerable-communities", "Victims and witnesses first;Reassure", ALL_DISTRICTS,
     "", "Residents", 5000, 4910, "2016-10-01", "2016-10-31", "no", "yes"),
    ("SYN-PRJ-07", "Matchborough Young Voices", "Youth service", "2016-17",
     "asb-damage-and-nuisance", "Secure", "redditch", "matchborough-centre",
     "Young people aged 11 to 17", 10000, 0, "2017-02-01", "2017-07-31", "no", "yes"),
    ("SYN-PRJ-08", "Camera renewal", "District councils", "2016-17",
     "offending-drugs-and-alcohol;asb-damage-and-nuisance", "Secure;Reform", ALL_DISTRICTS, "",
     "Residents and visitors", 95000, 40250, "2016-07-01", "2017-06-30", "yes", "no"),
)  # fmt: skip

_OUTPUTS = (
    ("SYN-PRJ-01", "Evenings held", "evenings", 140, 146),
    ("SYN-PRJ-01", "Young people who came at least three times", "people", 60, 71),
    ("SYN-PRJ-02", "Shops signed up to the radio link", "shops", 45, 48),
    ("SYN-PRJ-02", "Staff trained", "people", 90, 84),
    ("SYN-PRJ-03", "Students reached", "people", 1400, 1445),
    ("SYN-PRJ-03", "One-to-one mentoring", "people", 100, 104),
    ("SYN-PRJ-03", "Workshops held", "workshops", 75, 78),
    ("SYN-PRJ-03", "Relationship abuse groups completed", "people", 30, 29),
    ("SYN-PRJ-04", "Households advised", "households", 400, 415),
    ("SYN-PRJ-04", "Homes fitted with better locks", "homes", 25, 17),
    ("SYN-PRJ-05", "Students trained", "people", 20, 15),
    ("SYN-PRJ-06", "Information packs handed out", "packs", 250, 250),
    ("SYN-PRJ-06", "People spoken with", "people", 700, 740),
)

_NOTES = {
    "hate-complaint.md": (
        'key = "hate-crime"\nauthor_role = "Information officer (synthetic)"\n'
        'date = "2017-02-06"\nexpires = "2017-12-31"\neditions = ["partner"]\n'
        'districts = ["bromsgrove"]',
        "The rise in hate crime in Bromsgrove comes almost wholly from a single complaint that was "
        "recorded as several crimes.\n\nWithout it the figure is much as it was.",
    ),
    "matchborough-youth.md": (
        'key = "youth-anti-social-behaviour"\nauthor_role = "Neighbourhood officer (synthetic)"\n'
        'date = "2017-01-18"\nexpires = "2017-09-30"\neditions = ["partner", "public"]\n'
        'districts = ["redditch"]',
        "Residents and traders at Matchborough Centre have spoken of groups gathering in the early "
        "evening since last spring.\n\nA short project with the youth service starts in February.",
    ),
    "night-time.md": (
        'key = "night-time-economy-violence"\nauthor_role = "Licensing officer (synthetic)"\n'
        'date = "2017-01-30"\nexpires = "2017-12-31"\neditions = ["partner", "public"]\n'
        'districts = ["bromsgrove", "redditch", "wyre-forest"]',
        "The busiest hours for violence in the town centres are those in which venues close on "
        "Friday and Saturday nights.\n\nThe pattern is long established and has not moved.",
    ),
    "fire-data.md": (
        'key = "deliberate-fires"\nauthor_role = "Fire service liaison (synthetic)"\n'
        'date = "2017-02-01"\nexpires = "2018-03-31"\neditions = ["partner", "public"]\n'
        'districts = ["bromsgrove", "redditch", "wyre-forest"]',
        "No extract was received for August 2015 because the system was being replaced.\n\n"
        "Comparisons that include that month should leave it out on both sides.",
    ),
}


def projects() -> pd.DataFrame:
    """Return the funded projects, one row each, as in ``projects/projects.csv``."""
    rows = [(*row[:3], FUNDER, *row[3:]) for row in _PROJECTS]
    return pd.DataFrame(rows, columns=_PROJECT_COLUMNS)


def project_outputs() -> pd.DataFrame:
    """Return what the projects delivered, as in ``projects/project_outputs.csv``."""
    period, source = "2016-04/2017-01", "Project monitoring return (synthetic)"
    return pd.DataFrame([(*row, period, source) for row in _OUTPUTS], columns=_OUTPUT_COLUMNS)


def commentary() -> dict[str, str]:
    """Return the text of the commentary files by name."""
    return {name: f"+++\n{head}\n+++\n\n{text}\n" for name, (head, text) in _NOTES.items()}
