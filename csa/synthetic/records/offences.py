"""Which offences are recorded in the synthetic partnership, and what is each like?

Codes, groups and subgroups are the Home Office's of 2016; descriptions are in plain words. Shares,
detection and flags are invented.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


class Offence(NamedTuple):
    """One offence: category, code, group, subgroup, description and share of its category."""

    category: str
    code: str
    group: str
    subgroup: str
    description: str
    share: float


class Profile(NamedTuple):
    """What is usual for a category.

    ``per_1000`` crimes of a thousand at the start, ``growth`` a year, ``centre`` share in shopping
    and night-time centres, ``need`` how strongly deprivation pulls, ``span`` how the time committed
    is known, ``victim`` shares of person, business and state, ``detected`` share with a suspect.
    """

    per_1000: float
    growth: float
    centre: float
    need: float
    span: str
    victim: tuple[float, float, float]
    detected: float


_VIOLENCE = "Violence against the person"
_THEFT = "Theft offences"
_DAMAGE = "Criminal damage and arson"
_WEAPONS = "Possession of weapons offences"
_ORDER = "Public order offences"
_MISC = "Miscellaneous crimes against society"
_VSO = "Violence and sexual offences"

OFFENCES: tuple[Offence, ...] = (
    Offence(_VSO, "1", _VIOLENCE, "Homicide", "Murder", 0.0005),
    Offence(_VSO, "5D", _VIOLENCE, "Violence with injury", "Assault meant to harm gravely", 0.02),
    Offence(_VSO, "8N", _VIOLENCE, "Violence with injury", "Assault with injury", 0.3795),
    Offence(_VSO, "105A", _VIOLENCE, "Violence without injury", "Assault without injury", 0.31),
    Offence(_VSO, "3B", _VIOLENCE, "Violence without injury", "Threat to kill", 0.03),
    Offence(_VSO, "8L", _VIOLENCE, "Stalking and harassment", "Harassment", 0.12),
    Offence(_VSO, "8Q", _VIOLENCE, "Stalking and harassment", "Stalking", 0.01),
    Offence(_VSO, "8R", _VIOLENCE, "Stalking and harassment", "Malicious messages", 0.05),
    Offence(_VSO, "19C", "Sexual offences", "Rape", "Rape of a female aged 16 and over", 0.02),
    Offence(_VSO, "19D", "Sexual offences", "Rape", "Rape of a female child under 16", 0.006),
    Offence(
        _VSO, "20A", "Sexual offences", "Other sexual offences", "Sexual assault, female 13+", 0.034
    ),
    Offence(
        _VSO,
        "22B",
        "Sexual offences",
        "Other sexual offences",
        "Activity with child under 16",
        0.02,
    ),
    Offence("Burglary", "28A", _THEFT, "Domestic burglary", "Burglary in a dwelling", 0.40),
    Offence("Burglary", "28B", _THEFT, "Domestic burglary", "Attempted burglary, dwelling", 0.08),
    Offence("Burglary", "30A", _THEFT, "Non-domestic burglary", "Burglary, other building", 0.45),
    Offence("Burglary", "30B", _THEFT, "Non-domestic burglary", "Attempt, other building", 0.07),
    Offence("Vehicle crime", "45", _THEFT, "Theft from a vehicle", "Theft from vehicle", 0.62),
    Offence("Vehicle crime", "48", _THEFT, "Theft of a motor vehicle", "Theft of vehicle", 0.26),
    Offence("Vehicle crime", "126", _THEFT, "Vehicle interference", "Interfering, vehicle", 0.12),
    Offence("Shoplifting", "46", _THEFT, "Shoplifting", "Shoplifting", 1.0),
    Offence("Other theft", "49", _THEFT, "Other theft offences", "Other theft", 0.78),
    Offence("Other theft", "49A", _THEFT, "Other theft offences", "Making off, no payment", 0.17),
    Offence("Other theft", "41", _THEFT, "Other theft offences", "Theft by an employee", 0.05),
    Offence("Bicycle theft", "44", _THEFT, "Bicycle theft", "Theft of a pedal cycle", 1.0),
    Offence(
        "Theft from the person", "39", _THEFT, "Theft from the person", "Theft from the person", 1.0
    ),
    Offence("Robbery", "34B", "Robbery", "Robbery of personal property", "Personal robbery", 0.87),
    Offence("Robbery", "34A", "Robbery", "Robbery of business property", "Business robbery", 0.13),
    Offence(_DAMAGE, "58A", _DAMAGE, "Criminal damage", "Damage to a dwelling", 0.27),
    Offence(_DAMAGE, "58B", _DAMAGE, "Criminal damage", "Damage to another building", 0.10),
    Offence(_DAMAGE, "58C", _DAMAGE, "Criminal damage", "Damage to a vehicle", 0.40),
    Offence(_DAMAGE, "58D", _DAMAGE, "Criminal damage", "Other criminal damage", 0.185),
    Offence(_DAMAGE, "56A", _DAMAGE, "Arson", "Arson endangering life", 0.01),
    Offence(_DAMAGE, "56B", _DAMAGE, "Arson", "Arson not endangering life", 0.035),
    Offence("Drugs", "92E", "Drug offences", "Possession of drugs", "Possession of cannabis", 0.62),
    Offence("Drugs", "92D", "Drug offences", "Possession of drugs", "Possession, other drug", 0.20),
    Offence("Drugs", "92A", "Drug offences", "Trafficking of drugs", "Drug trafficking", 0.18),
    Offence("Public order", "9A", _ORDER, _ORDER, "Public fear, alarm or distress", 0.86),
    Offence("Public order", "66", _ORDER, _ORDER, "Other public order offence", 0.14),
    Offence("Possession of weapons", "10D", _WEAPONS, _WEAPONS, "Blade or point", 0.55),
    Offence("Possession of weapons", "10C", _WEAPONS, _WEAPONS, "Other weapon", 0.45),
    Offence("Other crime", "54", _MISC, _MISC, "Handling stolen goods", 0.35),
    Offence("Other crime", "33", _MISC, _MISC, "Going equipped", 0.15),
    Offence("Other crime", "79", _MISC, _MISC, "Perverting the course of justice", 0.20),
    Offence("Other crime", "99", _MISC, _MISC, "Other notifiable offence", 0.30),
)

PROFILES: dict[str, Profile] = {
    _VSO: Profile(255, 0.06, 0.02, 0.36, "moment", (0.97, 0.0, 0.03), 0.62),
    "Burglary": Profile(120, -0.03, 0.0, 0.10, "absence", (0.72, 0.28, 0.0), 0.11),
    "Vehicle crime": Profile(110, -0.02, 0.02, 0.10, "night", (0.94, 0.06, 0.0), 0.08),
    "Shoplifting": Profile(105, 0.03, 0.70, 0.20, "daytime", (0.0, 1.0, 0.0), 0.52),
    "Other theft": Profile(125, -0.02, 0.12, 0.15, "day", (0.72, 0.28, 0.0), 0.12),
    "Bicycle theft": Profile(14, 0.0, 0.15, 0.15, "day", (1.0, 0.0, 0.0), 0.07),
    "Theft from the person": Profile(11, 0.0, 0.45, 0.20, "moment", (1.0, 0.0, 0.0), 0.06),
    "Robbery": Profile(8, 0.0, 0.12, 0.40, "moment", (0.86, 0.14, 0.0), 0.25),
    _DAMAGE: Profile(130, -0.01, 0.0, 0.30, "night", (0.80, 0.17, 0.03), 0.20),
    "Drugs": Profile(42, -0.04, 0.08, 0.40, "moment", (0.0, 0.0, 1.0), 0.95),
    "Public order": Profile(38, 0.02, 0.08, 0.30, "moment", (0.72, 0.0, 0.28), 0.55),
    "Possession of weapons": Profile(7, 0.04, 0.08, 0.40, "moment", (0.0, 0.0, 1.0), 0.92),
    "Other crime": Profile(20, 0.03, 0.02, 0.20, "day", (0.45, 0.10, 0.45), 0.60),
}

# Flags that are "yes", by flag and category; elsewhere the flag is "no". The last number of
# UNKNOWN is the share of rows whose flag nobody filled in.
FLAG_YES: dict[str, dict[str, float]] = {
    "flag_alcohol": {_VSO: 0.24, "Public order": 0.26, _DAMAGE: 0.12, "Robbery": 0.08},
    "flag_drugs": {_VSO: 0.04, "Drugs": 0.93, "Burglary": 0.03, "Shoplifting": 0.06},
    "flag_weapon": {_VSO: 0.05, "Robbery": 0.24, "Possession of weapons": 0.96},
    "flag_nte": {"Public order": 0.05, _DAMAGE: 0.01},
    "flag_business": {
        "Shoplifting": 0.98,
        "Burglary": 0.27,
        "Other theft": 0.25,
        "Robbery": 0.12,
        _DAMAGE: 0.15,
    },
    "flag_cyber": {_VSO: 0.04, "Other theft": 0.02, "Other crime": 0.02},
    "flag_youth": {_VSO: 0.10, _DAMAGE: 0.10, "Robbery": 0.18, "Shoplifting": 0.09},
}
UNKNOWN: dict[str, float] = {
    "flag_domestic": 0.08,
    "flag_hate": 0.10,
    "flag_cse": 0.15,
    "flag_alcohol": 0.22,
    "flag_drugs": 0.24,
    "flag_weapon": 0.16,
    "flag_nte": 0.20,
    "flag_business": 0.12,
    "flag_rural": 0.10,
    "flag_cyber": 0.30,
    "flag_youth": 0.20,
}


# A little more than a quarter of what happens at a moment happens at night, so that the share of
# the whole day stays.
AT_NIGHT, BY_DAY = 1.75, 0.7


def more_at_night(share: np.ndarray | float, night: np.ndarray) -> np.ndarray:
    """Return the shares in which alcohol plays a part, by whether it is night."""
    return np.asarray(share * np.where(night, AT_NIGHT, BY_DAY))


def offence_table() -> pd.DataFrame:
    """Return one row per offence: ``category, code, group, subgroup, description, share``."""
    return pd.DataFrame(OFFENCES)
