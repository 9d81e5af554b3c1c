"""The names of the public tables that exhibits draw on."""

from __future__ import annotations

from typing import Literal, get_args

# Public tables that exhibits draw on; one that a release does not hold was not received, or is
# newer than the release.
TableName = Literal[
    "account", "area_profile", "boundary_district", "boundary_lsoa", "boundary_ward", "commentary",
    "coverage", "deprived_fifth", "duty", "first_published", "geography", "harm_class",
    "harm_known", "hotspot", "hotspot_cell", "hotspot_surface", "hotspot_trial", "locality_base",
    "near_repeat", "own_line", "peer", "peer_total", "population", "project", "proposal",
    "residents_by_age_sex", "residents_by_ethnicity", "restated", "set_aside", "variation",
    # What is written of the plan, and was written a year before.
    "action", "indicator", "outcome", "owner", "said_finding", "said_indicator", "said_proposal",
    "member", "working_group",
    # What is written of projects.
    "allocation", "evaluation", "project_output",
    # What is judged when priorities are set.
    "criterion", "emerging", "influence", "score", "theme",
]  # fmt: skip
TABLE_NAMES: tuple[str, ...] = get_args(TableName)
# Those that are told beside the numbers, and change without them.
TOLD: tuple[TableName, ...] = (
    "commentary", "own_line", "project", "proposal", "duty", "owner", "outcome", "indicator",
    "action",
    "said_proposal", "said_indicator", "said_finding", "project_output", "allocation", "evaluation",
    "member", "working_group",
    "criterion", "score", "influence", "emerging", "theme",
)  # fmt: skip
ACCOUNTS: tuple[TableName, ...] = ("account", "set_aside", "restated", "harm_known")
