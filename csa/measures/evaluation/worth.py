"""What did an incident avoided cost, and how many would have paid for the project?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from csa.errors import SettingsError
from csa.measures.evaluation.effect import Effect

NONE_AVOIDED = "none may have been avoided, so an incident avoided has no cost"
NOT_SPENT = "what it cost is not recorded"


@dataclass(frozen=True)
class Worth:
    """Incidents avoided and what each cost.

    Attributes
    ----------
    avoided, fewest, most : float or None
        Incidents avoided and the limits of their number; below 0 there were more.
    cost, cost_low, cost_high : float or None
        Pounds for each; None where the fewest are none, and ``why`` says so.
    why : str
        Why there is no cost.
    """

    avoided: float | None = None
    fewest: float | None = None
    most: float | None = None
    cost: float | None = None
    cost_low: float | None = None
    cost_high: float | None = None
    why: str = ""


def cost_per_incident_avoided(spent: float | None, after: float, effect: Effect) -> Worth:
    """Divide what a project cost by the incidents that it avoided.

    Parameters
    ----------
    spent : float or None
        Pounds.
    after : float
        Incidents counted after the start.
    effect : Effect
        What happened over what was to be expected.

    Returns
    -------
    Worth
        Incidents avoided wherever there is an effect; a cost only where all of its interval are
        falls, for otherwise it would run from a sum to infinity and back.

    Examples
    --------
    >>> worth = cost_per_incident_avoided(3000, after=70, effect=Effect(0.7, 0.6, 0.9))
    >>> round(worth.avoided), round(worth.cost)
    (30, 100)
    """
    if effect.ratio is None or effect.lower is None or not effect.lower:
        return Worth(why=effect.why or NONE_AVOIDED)
    avoided, most = (after / one - after for one in (effect.ratio, effect.lower))
    fewest = -after if effect.upper is None else after / effect.upper - after
    if spent is None or math.isnan(spent):
        return Worth(avoided, fewest, most, why=NOT_SPENT)
    if not effect.is_fall:
        return Worth(avoided, fewest, most, why=NONE_AVOIDED)
    return Worth(avoided, fewest, most, spent / avoided, spent / most, spent / fewest)


def incidents_to_break_even(cost: float, *, unit_cost: float, attribution: float = 1.0) -> float:
    """Return how many incidents would have to be avoided to be worth what was spent.

    Parameters
    ----------
    cost : float
        Pounds.
    unit_cost : float
        Pounds that one incident costs society, of the year and table that is cited with it.
    attribution : float
        The part of an avoided incident that is the project's doing, above 0 up to 1.

    Raises
    ------
    SettingsError
        If the unit cost or the attribution is not above 0.

    Examples
    --------
    >>> incidents_to_break_even(10_000, unit_cost=2_500)
    4.0
    """
    if unit_cost <= 0 or not 0 < attribution <= 1:
        raise SettingsError("unit_cost must be above 0, and attribution above 0 up to 1.")
    return cost / (unit_cost * attribution)
