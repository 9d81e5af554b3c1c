"""Under which names do the crimes of a priority stand?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.counting.units import UNIT_NOUNS
from csa.present.words import list_text
from csa.priorities import counts_in, units_of

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import Priority


def crime_themes(view: View) -> list[tuple[str, str]]:
    """Return id and label of the priority and of its sub-themes that count crimes.

    Where one sub-theme holds all its crimes there is nothing to divide: it bears the name.
    """
    priority = view.priority
    crime = [s for s in priority.subthemes if any(rule.unit == "crime" for rule in s.rules)]
    if len(crime) == 1 and crime[0].kind == "part":
        return [(priority.id, crime[0].label)]
    return [
        (priority.id, f"{priority.short_label}, all"),
        *((s.id, s.label) for s in crime),
    ]


def in_sentence(label: object) -> str:
    """Write a name as it stands within a sentence."""
    text = str(label)
    return f"{text[:1].lower()}{text[1:]}"


def only_crimes_note(view: View) -> tuple[str, ...]:
    """Say that incidents which are no crimes have neither victims nor suspects on record."""
    others = [UNIT_NOUNS[unit] for unit in units_of(view.priority) if unit != "crime"]
    if not others:
        return ()
    named = list_text(others)
    return (
        "Victims and suspects are recorded for crimes only: "
        f"{named} are not among the figures of this section.",
    )


def subject_of(priority: Priority, unit: str) -> str:
    """Name what a priority counts in a unit: itself, or its only sub-theme there."""
    if len(units_of(priority)) == 1:
        return priority.short_label
    own = [one for one in priority.subthemes if one.kind == "part" and counts_in(one, unit=unit)]
    label = own[0].label.partition(" (")[0] if len(own) == 1 else UNIT_NOUNS[unit]
    return label[:1].upper() + label[1:]
