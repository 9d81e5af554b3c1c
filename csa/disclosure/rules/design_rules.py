"""Which tables may be made at all? Rules that hold before anything is counted.

Rounding protects a number; it does not make a table fit to be published. These rules say how fine
tables about people and sensitive offences may be. Their thresholds stand in
``config/disclosure.toml`` and can only be made stricter.

======  ==========================================================================================
D1      People are counted for a district and a period of several months, never below or within.
D2      A group of few people is not broken down.
D3      A sensitive theme is shown by at most two attributes, on average several people in a cell.
D4      A variable has the same classes in every table, or sums of them.
D5      What its owner publishes may be exact; a reader is taken to know it.
D6      Nothing is shown that belongs to one person: no least or greatest, no median of a few.
======  ==========================================================================================

D2 and the average of D3 need published totals, see :mod:`csa.disclosure.rules.policy`; which
classes are put together when a table is too fine stands in :mod:`csa.counting.recoding`; D5 is the
matter
of :mod:`csa.counting.public_knowledge`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csa.counting.classes import FINEST_LEVEL
from csa.counting.dimensions import DIMENSIONS, NO_PERSON, TABLE_THEMES
from csa.counting.families import LEVELS
from csa.counting.records.outcomes import OUTCOME
from csa.counting.units import ABOUT_PEOPLE, INCIDENT_UNITS, units_of
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csa.counting.cells import Countable
    from csa.counting.families import Count
    from csa.periods import Period
    from csa.settings import DesignRules

# What other services count is of people, too. So are searches, but the police publish each of them.
BY_MONTH = {name for name, one in DIMENSIONS.items() if one.by_month}
# Classes that only part of the units can have, such as "no person" for victims.
APART = (NO_PERSON,)
OF_ONE_PERSON = re.compile(
    r"\b(min|max|minimum|maximum|oldest|youngest|earliest|latest|least|most|mean|average)"
    r"[ _-](age|person|victim|suspect)|\b(oldest|youngest|median)\b",
    re.IGNORECASE,
)


def refuse_too_fine(
    counts: Iterable[Count], *, rules: DesignRules, used_by: Mapping[str, Sequence[str]]
) -> None:
    """Refuse families that are finer than the rules allow (D1, D3).

    Parameters
    ----------
    counts : iterable of Count
        Every family that is to be counted.
    rules : DesignRules
        The thresholds.
    used_by : mapping
        Names of the exhibits that declare a family, by its name.

    Raises
    ------
    DisclosureError
        Naming family, exhibits, rule and what to do.
    """
    for count in counts:
        fault = _fault(count, rules)
        if fault:
            raise DisclosureError(
                f"The family '{count.family}' ({_exhibits(used_by, [count])}) {fault}"
            )


def _fault(count: Count, rules: DesignRules) -> str:
    about_people = count.unit in (*ABOUT_PEOPLE, *units_of("search"))
    if not about_people and count.unit not in INCIDENT_UNITS:
        return "counts a unit that no rule describes. Add it to csa/counting/units.py."
    attributes = set(count.by) - set(TABLE_THEMES)
    is_fine = LEVELS.index(count.level) > LEVELS.index(FINEST_LEVEL)
    if about_people and (count.months or is_fine):
        return (
            "counts people below the district or by month (rule D1). Attributes of people are "
            "published for a district and a whole period only."
        )
    if count.months and set(count.by) - BY_MONTH:
        return (
            "breaks single months down further (rule D3). Months are published as totals of a "
            "priority or a type of crime only."
        )
    is_themed = bool(set(count.by) & set(TABLE_THEMES))
    if (is_themed or about_people) and len(attributes) > rules.most_attributes:
        return (
            f"combines {len(attributes)} attributes (rule D3); at most {rules.most_attributes} "
            "are allowed at once. Split it into two tables."
        )
    if is_themed and OUTCOME in attributes:
        return (
            "counts a theme by outcome (rule D5). The police publish outcomes by type of crime; "
            "count them by category."
        )
    if is_themed and is_fine and attributes:
        return (
            "breaks themes down by an attribute below the district (rule D3). Count it by district."
        )
    return ""


def _exhibits(used_by: Mapping[str, Sequence[str]], counts: Iterable[Count]) -> str:
    names = dict.fromkeys(name for count in counts for name in used_by.get(count.family, ()))
    return ", ".join(names) or "a margin that several exhibits share"


def refuse_short_period(period: Period, counts: Iterable[Count], *, rules: DesignRules) -> None:
    """Refuse an assessment so short that it would publish people by month (D1).

    Parameters
    ----------
    period : Period
        The assessment period.
    counts : iterable of Count
        The families that will be counted in it.
    rules : DesignRules
        The fewest months.

    Raises
    ------
    DisclosureError
        Naming the months.
    """
    about_people = any(count.unit in ABOUT_PEOPLE for count in counts)
    if about_people and len(period.months) < rules.minimum_months:
        raise DisclosureError(
            f"The assessment period {period.label} is too short to publish figures about people "
            f"(rule D1): it takes {rules.minimum_months} months or more, or single months could "
            "be told apart. Choose a later --to."
        )


def refuse_two_classifications(countables: Mapping[str, Countable]) -> None:
    """Refuse a variable whose classes differ between two units (D4).

    Two sets of age bands would together give every band in which they overlap.

    Raises
    ------
    DisclosureError
        Naming the variable and the units.
    """
    seen: dict[str, tuple[str, tuple[str, ...]]] = {}
    for unit, countable in sorted(countables.items()):
        for name, values in countable.domains.items():
            if name in (*TABLE_THEMES, "category", "type_group"):
                continue
            classes = tuple(value for value in values if value not in APART)
            first, usual = seen.setdefault(name, (unit, classes))
            if classes != usual:
                raise DisclosureError(
                    f"The variable '{name}' has other classes for {unit} than for {first} (rule "
                    "D4). Use one classification in every table."
                )


def refuse_figures_of_one(headings: Iterable[str], *, exhibit: str) -> None:
    """Refuse columns about people that show what belongs to one of them (D6).

    Parameters
    ----------
    headings : iterable of str
        Keys and headings of the columns of a table about people.
    exhibit : str
        Name of the exhibit.

    Raises
    ------
    DisclosureError
        Naming exhibit and column.

    Examples
    --------
    >>> refuse_figures_of_one(["Suspects", "Crimes"], exhibit="few_suspects")
    """
    for heading in headings:
        if OF_ONE_PERSON.search(heading):
            raise DisclosureError(
                f"The exhibit '{exhibit}' has the column '{heading}' (rule D6). A least, greatest "
                "or middle value of people can be that of one person; show counts in bands."
            )
