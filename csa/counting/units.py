"""A unit: one kind of thing that is counted, and all that counting and protection know of it.

To add one, declare it here; every list of units in this project is drawn from ``UNITS``. What
other services send is declared with its words in :mod:`csa.schemas.services`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csa.schemas import FIGURES, SERVICE_INCIDENTS, SERVICE_MEASURES, SERVICE_NOUNS

# ``incident``: belongs to priorities. ``person``: a record of a victim or suspect. ``persons``:
# different people, told apart and counted once. ``case``: offences of one complaint. ``search``.
# ``service``: what another service sends. ``figures``: its table of counts, each a ``service``
# unit. ``hotspot``: what lies in hotspots, by unit.
Kind = Literal["incident", "person", "persons", "case", "search", "service", "figures", "hotspot"]


@dataclass(frozen=True)
class Unit:
    """One kind of thing that is counted.

    Attributes
    ----------
    name : str
        What cells, settings and exhibits call it.
    kind : str
        Which rules it is counted and protected by.
    noun : str
        What a reader calls it, in small letters and the plural.
    table : str
        The processed table whose rows it counts; empty for what is worked out of another unit.
    time : (str, str), optional
        Columns of the table with the first and the last moment it can have happened.
    is_core : bool
        Whether it is expected of every district in every month, so that a period ends with the
        last month that all of these have, and counted of named places by month.
    based_on : str
        The unit whose records it is worked out of.
    detail : str
        The column of these, besides the person, that says which of them count.
    months : int
        The months to the end of a period that it is counted over, where these are not its own.
    """

    name: str
    kind: Kind
    noun: str = ""
    table: str = ""
    time: tuple[str, str] | None = None
    is_core: bool = False
    based_on: str = ""
    detail: str = ""
    months: int = 0


DECLARED = (
    Unit(
        "crime", "incident", "recorded crimes", table="crime",
        time=("committed_from", "committed_to"), is_core=True,
    ),
    Unit(
        "asb", "incident", "anti-social behaviour incidents", table="asb",
        time=("created_at", "created_until"), is_core=True,
    ),
    Unit(
        "fire", "incident", "deliberate fires", table="fire",
        time=("called_at", "called_until"),
    ),
    Unit(
        "environment", "incident", "environmental reports", table="environment",
        time=("reported_at", "reported_until"),
    ),
    Unit("victim", "person", "victims", table="victim"),
    Unit("suspect", "person", "suspects", table="suspect"),
    Unit("stop_search", "search", "stops and searches", table="stop_search"),
    # Victims and suspects who can be told apart, by the order of their records.
    Unit("harmed", "persons", based_on="victim", detail="victim_type", months=12),
    Unit("named", "persons", based_on="suspect", months=12),
    # Victims of the year before, by whether they were harmed again within a year.
    Unit("followed", "persons", based_on="victim", detail="victim_type", months=24),
    # Offences of the one complaint that drives a change.
    Unit("one_case", "case", based_on="crime"),
    Unit("hotspot", "hotspot"),
)  # fmt: skip
OF_SERVICES = (
    *(Unit(name, "service", noun, table=name) for name, noun in SERVICE_INCIDENTS.items()),
    *(Unit(name, "figures", SERVICE_NOUNS[name], table=name) for name in FIGURES),
    *(Unit(name, "service") for name in SERVICE_MEASURES if name not in SERVICE_INCIDENTS),
)
UNITS = {unit.name: unit for unit in (*DECLARED, *OF_SERVICES)}


def units_of(*kinds: Kind) -> tuple[str, ...]:
    """Return the names of the units of some kinds, in the order in which they are declared."""
    return tuple(name for name, unit in UNITS.items() if unit.kind in kinds)


INCIDENT_UNITS = units_of("incident")
INCIDENT_TIME = {unit.name: unit.time for unit in UNITS.values() if unit.time}
CORE_UNITS = tuple(name for name, unit in UNITS.items() if unit.is_core)
RECORDED_PEOPLE = units_of("person")
PEOPLE = units_of("person", "persons", "case")
ABOUT_PEOPLE = (*PEOPLE, *units_of("service"))
# Of these, each month of a period holds what the others do not.
RECORDS = units_of("incident", "person", "service")
COUNTED_TABLES = tuple(dict.fromkeys(unit.table for unit in UNITS.values() if unit.table))
UNIT_NOUNS = {name: unit.noun for name, unit in UNITS.items() if unit.noun}
BASED_ON = {name: UNITS[name].based_on for name in units_of("persons")}
