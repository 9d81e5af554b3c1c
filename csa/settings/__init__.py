"""What an officer may set: the files under ``config/``, read, checked and frozen.

An unknown key is an error, so a mistyped one never passes silently; so is a name or value that
nothing else knows. No data are read here.
"""

from __future__ import annotations

from csa.settings.frozen import Model
from csa.settings.judged import HarmIndex, Judged, Scheme
from csa.settings.layouts import Layout
from csa.settings.membership import Membership
from csa.settings.models import (
    PUBLISHED_EDITIONS,
    Approval,
    Break,
    CaseCriteria,
    DesignRules,
    Disclosure,
    District,
    Duty,
    Edition,
    Holidays,
    Partnership,
    Place,
    Priority,
    Rule,
    Settings,
    SubTheme,
    Unit,
    Verdicts,
    Vocabulary,
)
from csa.settings.plan import Action, Agreed, Indicator, Outcome, Owner, Plan, Proposal
from csa.settings.reading import find_root, load_settings

__all__ = [
    "PUBLISHED_EDITIONS",
    "Action",
    "Agreed",
    "Approval",
    "Break",
    "CaseCriteria",
    "DesignRules",
    "Disclosure",
    "District",
    "Duty",
    "Edition",
    "HarmIndex",
    "Holidays",
    "Indicator",
    "Judged",
    "Layout",
    "Membership",
    "Model",
    "Outcome",
    "Owner",
    "Partnership",
    "Place",
    "Plan",
    "Priority",
    "Proposal",
    "Rule",
    "Scheme",
    "Settings",
    "SubTheme",
    "Unit",
    "Verdicts",
    "Vocabulary",
    "find_root",
    "load_settings",
]
