"""Under which names do the crimes of an area, and those of a priority, stand?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.counting.families import Count
from csa.counting.units import UNIT_NOUNS
from csa.present.words import list_text
from csa.priorities import counts_in, units_of
from csa.settings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from csa.exhibits.view import View
    from csa.settings import Priority

ALL_CRIME = "All recorded crime"
ASB = "Anti-social behaviour (incidents)"
FIRES = "Deliberate fires"
DELIBERATE_FIRES = (Rule(unit="fire", any_of=({"is_deliberate": (True,)},)),)
# How what is no crime is called where it is named with crime, and where it is told from it.
NO_CRIMES = {
    ASB: ("disorder", "anti-social behaviour incidents"),
    FIRES: ("deliberate fires", "deliberate fires"),
}
# Of periods; of single months deliberate fires are counted by their priority.
YEAR_COUNTS = {
    "total": Count("crime"),
    "types": Count("crime", by=("category",)),
    "asb": Count("asb"),
    "fire": Count("fire", by=("subtheme",)),
}
MONTH_COUNTS = {
    **{name: Count(one.unit, by=one.by, months=True) for name, one in YEAR_COUNTS.items()},
    "fire": Count("fire", by=("priority",), months=True),
}


def year_counts(
    view: View, frames: Mapping[str, pd.DataFrame]
) -> list[tuple[str, pd.DataFrame, dict[str, Any]]]:
    """Return what a table of the year sets one below the other: crime, its types, then others.

    Parameters
    ----------
    frames : mapping of name to DataFrame
        The families of :data:`YEAR_COUNTS` or :data:`MONTH_COUNTS`.

    Returns
    -------
    list of (name, family, picked)
        Of what was received.
    """
    types, asb, fire = (frames[name] for name in ("types", "asb", "fire"))
    categories = sorted(set(view.cells(types)["category"])) if len(types) else []
    wanted: list[tuple[str, pd.DataFrame, dict[str, Any]]] = [
        (ALL_CRIME, frames["total"], {}),
        *((name, types, {"category": name}) for name in categories),
    ]
    if len(asb):
        wanted.append((ASB, asb, {}))
    wanted += [(FIRES, fire, picked) for picked in _deliberate(view, fire)]
    return wanted


def subjects(names: Iterable[str]) -> str:
    """Say what the rows of a table of the year count.

    Parameters
    ----------
    names : iterable of str
        What its rows are called: as in :func:`year_counts`, with or without what is left out.

    Examples
    --------
    >>> subjects([ALL_CRIME, "Burglary", ASB])
    'Recorded crime and disorder'
    """
    return list_text(["Recorded crime", *(short for short, _ in _no_crimes(names))])


def not_crimes(
    names: Iterable[str], *, so: str = "are not crimes and are not in the total"
) -> tuple[str, ...]:
    """Say which rows of a table of the year are not in its total of crime, if any are not.

    Tables on one page say it in different words, for a page says nothing twice.

    Examples
    --------
    >>> not_crimes([ALL_CRIME, FIRES])
    ('Deliberate fires are not crimes and are not in the total.',)
    """
    told = list_text(whole for _, whole in _no_crimes(names))
    return (f"{told[:1].upper()}{told[1:]} {so}.",) * bool(told)


def _no_crimes(names: Iterable[str]) -> list[tuple[str, str]]:
    there = [*names]
    return [said for name, said in NO_CRIMES.items() if any(one.startswith(name) for one in there)]


def _deliberate(view: View, fire: pd.DataFrame) -> list[dict[str, str]]:
    """Return what picks deliberate fires out of a family, if it can.

    By month they are counted of a priority only: of the one that counts no other fires.
    """
    if "subtheme" in fire:
        return [{"subtheme": one} for one in _fire_themes(view) if one in set(fire["subtheme"])]
    alone = [one.id for one in view.settings.priorities if _counts_no_other_fires(one)]
    known = set(fire["priority"]) if len(fire) else set()
    return [{"priority": one} for one in alone if one in known]


def _fire_themes(view: View) -> list[str]:
    """Return the ids of sub-themes that are deliberate fires, whatever they are called."""
    themes = (one for priority in view.settings.priorities for one in priority.subthemes)
    return [one.id for one in themes if one.rules == DELIBERATE_FIRES]


def _counts_no_other_fires(priority: Priority) -> bool:
    of_fires = [one.rules for one in priority.subthemes if counts_in(one, unit="fire")]
    return of_fires == [DELIBERATE_FIRES]


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


def is_of_one_complaint(view: View, cases: pd.DataFrame) -> bool:
    """Say whether one complaint makes the change of a theme, in any district here.

    Of an area as a whole any theme counts, of a priority its own.

    To name a ward whose crimes rose beside it would say where that one person lives.

    Parameters
    ----------
    cases : DataFrame
        Cells of the offences of one complaint, by theme.
    """
    if view.is_officer or not len(cases):
        return False
    here = [code for code, _ in view.areas()] if view.is_partnership else [view.code]
    themes = (
        [theme for theme, _ in crime_themes(view)] if view.chosen else sorted(set(cases["theme"]))
    )
    counts = [
        view.number(cases, period=view.period, area=code, theme=theme)
        for code in here
        for theme in themes
    ]
    return any(counts)


def in_sentence(label: object) -> str:
    """Write a name as it stands within a sentence; one that begins with initials keeps them."""
    text = str(label)
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def cutting_across(view: View) -> str:
    """Say which priorities cut across others, as it stands within a sentence; nothing if none."""
    priorities = view.settings.priorities
    crossing = [in_sentence(one.short_label) for one in priorities if one.cross_cutting]
    if not crossing or len(crossing) == len(priorities):
        return ""
    return f"{list_text(crossing)} {'cuts' if len(crossing) == 1 else 'cut'} across the other"


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
