"""What may be said of a project in the end? One fixed vocabulary, and how strong the proof is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from csa.measures.evaluation.effect import Effect

Conclusion = Literal[
    "not yet measurable",
    "delivered as planned, outcome not measured",
    "no clear difference",
    "promising",
    "strong evidence of reduction",
    "evidence of harm/displacement",
]
CONCLUSIONS: tuple[Conclusion, ...] = get_args(Conclusion)
NOT_YET, DELIVERED, NO_DIFFERENCE, PROMISING, STRONG, HARM = CONCLUSIONS
SUCCESSES = (PROMISING, STRONG)
COMPARED, MATCHED = 3, 4


@dataclass(frozen=True)
class Evidence:
    """What is known of a project beside its effect.

    Attributes
    ----------
    level : int
        On the Scientific Methods Scale; see :func:`scientific_methods_scale`.
    is_declared_before : bool
        Whether indicator and comparator were named before the start.
    is_delivered : bool
        Whether every output reached its target.
    has_indicator : bool
        Whether an indicator was declared at all.
    doubts : tuple of str
        What else could explain a fall: a recording break, a place picked at its worst.
    is_displaced : bool
        Whether as much or more was gained around the place as was won in it.
    """

    level: int
    is_declared_before: bool = True
    is_delivered: bool = False
    has_indicator: bool = True
    doubts: tuple[str, ...] = ()
    is_displaced: bool = False


def scientific_methods_scale(
    *,
    is_over_time: bool = True,
    has_comparator: bool = False,
    is_matched: bool = False,
    is_random: bool = False,
) -> int:
    """Return the level of a design on Maryland's scale.

    Returns
    -------
    int
        1 places compared at one time, 2 before and after, 3 with a comparator, 4 with several that
        were matched or a control of other influences, 5 by lot.

    References
    ----------
    Sherman et al. (1997), Preventing Crime; Farrington et al. (2002).

    Examples
    --------
    >>> scientific_methods_scale(), scientific_methods_scale(has_comparator=True)
    (2, 3)
    """
    if is_random:
        return 5
    if not is_over_time:
        return 1
    return (MATCHED if is_matched else COMPARED) if has_comparator else 2


def conclude(effect: Effect, evidence: Evidence) -> Conclusion:
    """Choose the words for a project.

    Parameters
    ----------
    effect : Effect
        With limits to judge by; without a ratio nothing is measured.
    evidence : Evidence
        What else is known.

    Returns
    -------
    str
        "Strong" needs a clear fall beside a comparator that was declared before the start, and
        nothing else that could explain it; a fall less well shown is "promising".

    Examples
    --------
    >>> conclude(Effect(0.6, 0.4, 0.9), Evidence(level=3))
    'strong evidence of reduction'
    >>> conclude(Effect(0.6, 0.4, 1.2), Evidence(level=3))
    'no clear difference'
    """
    if effect.ratio is None:
        is_output_only = evidence.is_delivered and not evidence.has_indicator
        return DELIVERED if is_output_only else NOT_YET
    if effect.is_rise or (effect.is_fall and evidence.is_displaced):
        return HARM
    if not effect.is_fall:
        return NO_DIFFERENCE
    is_strong = evidence.level >= COMPARED and evidence.is_declared_before and not evidence.doubts
    return STRONG if is_strong else PROMISING
