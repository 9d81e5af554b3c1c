"""A dimension: one way to divide what is counted, and all that is known of it.

To add one, declare it here with its derivation; its cells, margins, order of reading, reason for
absence and protection follow. It is protected unless ``[public_dimensions]`` in
``config/disclosure.toml`` says that its owner publishes it, and its classes are put together by the
steps of ``[merge]`` there.
"""

from __future__ import annotations

from dataclasses import dataclass

from csa.counting.records import described
from csa.counting.records.described import (
    HOUR_BLOCKS,
    PARTS_OF_WEEK,
    TIME_SLOTS,
    UNKNOWN,
    WEEKDAYS,
    Derivation,
)
from csa.counting.records.outcomes import OUTCOME, OUTCOMES
from csa.counting.units import INCIDENT_UNITS, RECORDED_PEOPLE
from csa.measures.day_kinds import DAY_KINDS
from csa.schemas import JOURNEY_CLASSES, ORDERS, RESIDENCE_CLASSES

NO_PERSON = "no person"
AGE_BANDS = (
    "0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+", UNKNOWN,
)  # fmt: skip
SEXES = ("F", "M", UNKNOWN)
FLAG_VALUES = ("yes", "no", UNKNOWN)
VICTIM_TYPES = ("person", "business", "state", UNKNOWN)
RELATIONSHIPS = (
    "partner_ex", "family", "acquaintance", "neighbour", "professional", "stranger", UNKNOWN,
)  # fmt: skip
ETHNICITIES = ("White", "Mixed", "Asian", "Black", "Other", UNKNOWN)
SUSPECTS_ON_CRIME = ("1", "2", "3 or more", "none", UNKNOWN)
NO_SUSPECTS = "no source of suspects was received"


@dataclass(frozen=True)
class Dimension:
    """One way to divide what is counted.

    Attributes
    ----------
    name : str
        What cells, settings and exhibits call it.
    units : tuple of str
        The units that are divided by it.
    values : tuple of str
        Its classes in reading order; empty where settings or records name them.
    derive : callable, optional
        What says the class of each row; none where the period, the settings or other dimensions
        have a part in it, and a module of :mod:`csa.counting.records` works it out.
    needs : str
        The other table that this takes.
    absent : str
        Why there is nothing by this dimension where the sources received do not record it.
    is_theme : bool
        Whether it is a priority or a sub-theme.
    is_compared : bool
        Whether exhibits set its counts against the year before.
    by_month : bool
        Whether its counts may be published by single month (rule D3).
    is_personal : bool
        Whether only a person has it: it is set apart for businesses and the state.
    is_of_overlays : bool
        Whether of all sub-themes only those that mark incidents (overlays) are divided by it.
    is_relative : bool
        Whether its classes mean something else in each release.
    same_rows : tuple of (class, dimension, classes)
        Classes of another dimension that together hold the same rows as a class of this one.
    worked_out_of : tuple of str
        The dimensions that it follows from.
    """

    name: str
    units: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    derive: Derivation | None = None
    needs: str = ""
    absent: str = ""
    is_theme: bool = False
    is_compared: bool = False
    by_month: bool = False
    is_personal: bool = False
    is_of_overlays: bool = False
    is_relative: bool = False
    same_rows: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    worked_out_of: tuple[str, ...] = ()


CRIME, VICTIM, SUSPECT = ("crime",), ("victim",), ("suspect",)
DECLARED = (
    Dimension("priority", INCIDENT_UNITS, is_theme=True, is_compared=True, by_month=True),
    Dimension("subtheme", INCIDENT_UNITS, is_theme=True, is_compared=True),
    # A priority or a sub-theme of people, under one name.
    Dimension("theme", is_theme=True, is_compared=True),
    Dimension(
        "category", INCIDENT_UNITS, derive=described.stated("category"),
        absent="the sources received do not divide these incidents by type",
        is_compared=True, by_month=True,
    ),
    # Types whose incidents the same priorities share.
    Dimension("type_group", CRIME, is_compared=True, by_month=True),
    # Types and Home Office subgroups with one weight in every index of harm.
    Dimension("harm_class", CRIME),
    Dimension(
        "time_slot", INCIDENT_UNITS, (*TIME_SLOTS, UNKNOWN), described.time_slot,
        absent="the sources received give the month of an offence, not its day or hour",
    ),
    Dimension(
        "part_of_week", ("crime", "asb"), (*PARTS_OF_WEEK, UNKNOWN), described.part_of_week,
        absent="the sources received give the month of an offence, not its day or hour",
        is_compared=True, is_of_overlays=True, same_rows=((UNKNOWN, "hours", (UNKNOWN,)),),
    ),
    Dimension("weekday", INCIDENT_UNITS, (*WEEKDAYS, UNKNOWN)),
    Dimension("hours", INCIDENT_UNITS, (*HOUR_BLOCKS, UNKNOWN)),
    Dimension("spread_slot", CRIME, (*TIME_SLOTS, UNKNOWN)),
    Dimension("spread_weekday", CRIME, (*WEEKDAYS, UNKNOWN)),
    Dimension("spread_hours", CRIME, (*HOUR_BLOCKS, UNKNOWN)),
    Dimension("day_kind", INCIDENT_UNITS, (*DAY_KINDS, UNKNOWN)),
    Dimension(
        "weekend_bound", INCIDENT_UNITS, worked_out_of=("weekday", "spread_weekday", "day_kind"),
    ),
    Dimension(
        "alcohol", INCIDENT_UNITS, FLAG_VALUES, described.flagged("flag_alcohol"),
        absent="the sources received do not say whether alcohol was involved",
    ),
    Dimension(
        "drugs", INCIDENT_UNITS, FLAG_VALUES, described.flagged("flag_drugs"),
        absent="the sources received do not say whether drugs were involved",
    ),
    Dimension(
        "suspect_known", CRIME, FLAG_VALUES, described.suspect_known, "suspect", NO_SUSPECTS,
        same_rows=(("no", "suspects", ("none",)), ("no", "repeat_suspect", (UNKNOWN,))),
    ),
    Dimension(
        "repeat_suspect", CRIME, FLAG_VALUES, described.repeat_suspect, "suspect", NO_SUSPECTS,
    ),
    Dimension(
        "victim_known", CRIME, FLAG_VALUES, described.victim_known, "victim",
        "no source of victims was received",
    ),
    Dimension("suspects", CRIME, SUSPECTS_ON_CRIME, described.suspects, "suspect", NO_SUSPECTS),
    Dimension(
        OUTCOME, CRIME, (*OUTCOMES, UNKNOWN), described.outcome,
        absent="the sources received do not give the outcome of crimes",
    ),
    # How long before the end of the period: whether an outcome can be known.
    Dimension("maturity", CRIME, ("mature", "recent"), is_relative=True),
    Dimension(
        "age_band", RECORDED_PEOPLE, AGE_BANDS, described.stated("age_band"), is_personal=True,
    ),
    Dimension(
        "sex", RECORDED_PEOPLE, SEXES, described.stated("sex", among=SEXES[:2]), is_personal=True,
    ),
    Dimension(
        "ethnicity", (*RECORDED_PEOPLE, "stop_search"), ETHNICITIES,
        described.stated("ethnicity", among=ETHNICITIES), is_personal=True,
    ),
    Dimension("victim_type", VICTIM, VICTIM_TYPES, described.stated("victim_type")),
    Dimension(
        "relationship", VICTIM, RELATIONSHIPS, described.stated("relationship"), is_personal=True,
    ),
    Dimension(
        "vulnerable", VICTIM, FLAG_VALUES, described.flagged("vulnerable"), is_personal=True,
    ),
    Dimension(
        "support", VICTIM, FLAG_VALUES, described.flagged("support_referred"), is_personal=True,
    ),
    Dimension(
        "residence", SUSPECT, (*RESIDENCE_CLASSES, UNKNOWN),
        same_rows=(
            ("same neighbourhood", "journey", ("same neighbourhood",)),
            ("outside", "journey", ("from outside",)),
            # Where the centre of every neighbourhood is known.
            (UNKNOWN, "journey", (UNKNOWN,)),
        ),
    ),
    Dimension("journey", SUSPECT, (*JOURNEY_CLASSES, UNKNOWN)),
    # The number of a record among those of its person.
    Dimension("nth", ("harmed", "named"), ORDERS),
    Dimension("again", ("followed",), ("harmed again", "not again")),
    Dimension(
        "object", ("stop_search",), ("drugs", "theft", "weapons", "damage", "other", UNKNOWN),
    ),
    Dimension("result", ("stop_search",), ("found", "something else", "nothing", UNKNOWN)),
    # The ethnic group that an officer noted.
    Dimension("seen", ("stop_search",), ETHNICITIES),
    # What lies in which squares, of which theme and unit.
    Dimension("hotspot", ("hotspot",)),
    Dimension("unit", ("hotspot",)),
)  # fmt: skip
DIMENSIONS = {one.name: one for one in DECLARED}
THEMES = ("priority", "subtheme")
TABLE_THEMES = tuple(name for name, one in DIMENSIONS.items() if one.is_theme)
PERSON_DIMENSIONS = tuple(name for name, one in DIMENSIONS.items() if one.is_personal)
# What incidents say of themselves, without who was harmed or suspected and without the period.
OF_INCIDENTS = frozenset(
    {
        *THEMES,
        *(
            name
            for name, one in DIMENSIONS.items()
            if one.derive and not one.needs and not set(one.units).isdisjoint(INCIDENT_UNITS)
        ),
    }
)


def derived_for(unit: str) -> list[Dimension]:
    """Return the dimensions that the tables received say of each row of a unit."""
    return [one for one in DIMENSIONS.values() if one.derive and unit in one.units]


def same_rows(name: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return each class of a dimension that classes of another together hold the same rows as.

    Businesses and the state are *no person* by every dimension that only a person has.

    Returns
    -------
    list of (class, other dimension, its classes)
    """
    listed = [*DIMENSIONS[name].same_rows]
    if name in PERSON_DIMENSIONS:
        listed.append((NO_PERSON, "victim_type", ("business", "state")))
        listed += [(NO_PERSON, one, (NO_PERSON,)) for one in PERSON_DIMENSIONS if one > name]
    return listed
