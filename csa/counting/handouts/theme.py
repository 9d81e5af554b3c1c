"""What is counted at a place that is profiled: a priority, a sub-theme, or a unit as a whole?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.keys import write_dims
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.errors import SettingsError, did_you_mean
from csa.priorities import counts_in, units_with_total
from csa.settings.naming import called

if TYPE_CHECKING:
    from csa.counting.cells import Countable
    from csa.settings import Priority, Settings, SubTheme

EVERYTHING = "All crime and incidents"


@dataclass(frozen=True)
class Theme:
    """What is counted.

    Attributes
    ----------
    label, slug : str
        What it is called, and its name in a link.
    units : tuple of str
        The units it counts.
    priority, subtheme
        The priority or the sub-theme; neither is all of the units.
    """

    label: str
    slug: str
    units: tuple[str, ...]
    priority: Priority | None = None
    subtheme: SubTheme | None = None

    def holds(self, countable: Countable) -> pd.Series:
        """Say which rows are of it."""
        rows, members = countable.rows, countable.membership
        if self.subtheme is not None:
            members = members[members["subtheme"] == self.subtheme.id]
        elif self.priority is not None:
            own = members["priority"] == self.priority.id
            members = members[own & members["counts_to_priority"]]
        else:
            return pd.Series(data=True, index=rows.index)
        return pd.Series(rows.index.isin(members["incident"]), index=rows.index)

    def unrecorded(self, countable: Countable) -> str:
        """Say why no row can be recognised as of it; nothing where some can."""
        if self.subtheme is None:
            return ""
        return str(countable.unavailable.get(write_dims({"subtheme": self.subtheme.id}), ""))


def read_theme(settings: Settings, name: str | None) -> Theme:
    """Return what is called so.

    Parameters
    ----------
    settings : Settings
        The priorities and their sub-themes.
    name : str, optional
        A unit, a priority or a sub-theme, by id or label; none is everything.

    Raises
    ------
    SettingsError
        If nothing is called so; the message asks what may have been meant.
    """
    themes = every_theme(settings)
    if name is None:
        return Theme(EVERYTHING, "everything", INCIDENT_UNITS)
    found = called(themes, name, names=("slug", "label"))
    if not found:
        short = called(settings.priorities, name, names=("short_label",))
        found = [one for one in themes if short and one.priority is short[0] and not one.subtheme]
    if found:
        return found[0]
    slugs = [one.slug for one in themes]
    meant = did_you_mean(name, [*slugs, *(one.label for one in themes)])
    raise SettingsError(
        f"'{name}' is no priority, sub-theme or unit that a place can be profiled by.{meant} "
        f"Choose from: {', '.join(slugs)}."
    )


def every_theme(settings: Settings) -> list[Theme]:
    """Return each unit as a whole, then each priority that has a total, with its sub-themes."""
    every = [
        Theme(UNIT_NOUNS[unit][:1].upper() + UNIT_NOUNS[unit][1:], unit, (unit,))
        for unit in INCIDENT_UNITS
    ]
    for one in settings.priorities:
        if units := tuple(units_with_total(one)):
            every.append(Theme(one.label, one.id, units, priority=one))
        for own in one.subthemes:
            units = tuple(unit for unit in INCIDENT_UNITS if counts_in(own, unit=unit))
            every.append(Theme(own.label, own.id, units, priority=one, subtheme=own))
    return every
