"""Did a fall in one place turn up next door, or spread there?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csa.errors import SettingsError
from csa.measures.evaluation.effect import MISSING, NO_COMPARATOR, Pair, as_pair, critical_value

NO_BUFFER = "no buffer is declared, so it cannot be looked for"
NO_SUCCESS = "the place did no better than its control, so there is nothing to displace"
CONTROL_ZERO = "a count of the control is 0, so nothing can be set beside it"
NOTHING = "nothing was counted anywhere"


@dataclass(frozen=True)
class Displacement:
    """What a target, its buffer and a control tell of displacement.

    Attributes
    ----------
    wdq : float or None
        Weighted displacement quotient: above 0 the buffer gained too, from -1 to 0 less was
        displaced than won, below -1 more. Only where ``success`` is below 0.
    success : float or None
        Target over control, after less before; below 0 the target did better.
    gross_effect, net_effect, total_net_effect : float or None
        Incidents fewer in the target; the same per incident of the control; incidents fewer in
        target and buffer together than the control's change would have made of them.
    why : str
        Why there is no quotient, or no number at all.
    """

    wdq: float | None = None
    success: float | None = None
    gross_effect: float | None = None
    net_effect: float | None = None
    total_net_effect: float | None = None
    why: str = ""


@dataclass(frozen=True)
class DisplacementDifference:
    """Incidents more or fewer than the control's change would have made, buffers included.

    Attributes
    ----------
    estimate, standard_error, z, lower, upper : float or None
        Incidents, below 0 fewer; None where ``why`` says what is wanting.
    why : str
        Why there is no number.
    """

    estimate: float | None = None
    standard_error: float | None = None
    z: float | None = None
    lower: float | None = None
    upper: float | None = None
    why: str = ""


def weighted_displacement_quotient(
    target: Pair, buffer: Pair | None, control: Pair | None
) -> Displacement:
    """Work out the weighted displacement quotient and what belongs to it.

    Parameters
    ----------
    target, buffer, control : (before, after)
        Counts of the place, of what lies around it, and of a place that neither touches.

    Returns
    -------
    Displacement
        The quotient is stated only where the target did better than the control and no count is 0.

    References
    ----------
    Bowers and Johnson (2003), Journal of Quantitative Criminology 19, 275-301; Guerette (2009),
    Analyzing Crime Displacement and Diffusion, POP Center.

    Examples
    --------
    >>> found = weighted_displacement_quotient((100, 50), (100, 150), (100, 100))
    >>> found.wdq, found.success, found.total_net_effect
    (-1.0, -0.5, 0.0)
    """
    if control is None or buffer is None:
        return Displacement(why=NO_COMPARATOR if control is None else NO_BUFFER)
    (r0, r1), (d0, d1), (c0, c1) = map(as_pair, (target, buffer, control))
    if math.isnan(r0 + r1 + d0 + d1 + c0 + c1):
        return Displacement(why=MISSING)
    if not c0 or not c1:
        return Displacement(why=CONTROL_ZERO)
    success = r1 / c1 - r0 / c0
    quotient, why = _quotient(success, d1 / c1 - d0 / c0, has_zero=0 in (r0, r1, d0, d1))
    return Displacement(
        wdq=quotient,
        success=success,
        gross_effect=r0 - r1,
        net_effect=r0 / c0 - r1 / c1,
        total_net_effect=r0 * c1 / c0 - r1 + d0 * c1 / c0 - d1,
        why=why,
    )


def _quotient(success: float, beside: float, *, has_zero: bool) -> tuple[float | None, str]:
    if success >= 0:
        return None, NO_SUCCESS
    if has_zero:
        return None, "a count is 0, so no quotient can be stated"
    return beside / success, ""


def weighted_displacement_difference(
    treated: Pair,
    control: Pair | None,
    treated_buffer: Pair | None = None,
    control_buffer: Pair | None = None,
    *,
    time_weights: Pair = (1, 1),
    area_weights: Sequence[float] = (1, 1, 1, 1),
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> DisplacementDifference:
    """Count the incidents that a place and its buffer have more or fewer than their controls.

    Parameters
    ----------
    treated, control, treated_buffer, control_buffer : (before, after)
        Counts; no buffer counts nothing.
    time_weights : (before, after)
        Length of the two periods, in the same unit.
    area_weights : sequence of 4
        Size of the four areas, in the order of the counts.
    dispersion : float
        Variance of the counts over their mean, 1 or more.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    DisplacementDifference
        The estimate and its normal limits, or why there are none.

    Raises
    ------
    SettingsError
        If a weight is not above 0.

    References
    ----------
    Wheeler and Ratcliffe (2018), Crime Science 7:11.

    Examples
    --------
    >>> found = weighted_displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> round(found.estimate), round(found.standard_error, 3), round(found.z, 3)
    (-118, 39.598, -2.98)
    """
    if control is None:
        return DisplacementDifference(why=NO_COMPARATOR)
    if min(*time_weights, *area_weights) <= 0:
        raise SettingsError("time_weights and area_weights must be above 0.")
    nothing = (0, 0)
    areas = (treated, control, treated_buffer or nothing, control_buffer or nothing)
    estimate = variance = 0.0
    for pair, sign, size in zip(areas, (1, -1, 1, -1), area_weights, strict=True):
        before, after = as_pair(pair)
        over = size * time_weights[0], size * time_weights[1]
        estimate += sign * (after / over[1] - before / over[0])
        variance += before / over[0] ** 2 + after / over[1] ** 2
    if math.isnan(variance) or not variance:
        return DisplacementDifference(why=NOTHING if variance == 0 else MISSING)
    error = math.sqrt(dispersion * variance)
    half = critical_value(confidence) * error
    return DisplacementDifference(
        estimate, error, estimate / error, estimate - half, estimate + half
    )
