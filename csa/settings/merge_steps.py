"""Is a step of ``[merge]`` in ``config/disclosure.toml`` one that can be taken?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from csa.schemas import KEPT_APART

FEWEST = 2
SEPARATORS = frozenset("=;|")


def step_fault(step: Mapping[str, Sequence[str]], known: Collection[str]) -> str:
    """Say what is wrong with a step, given the classes that the step before left.

    Parameters
    ----------
    step : mapping
        For each class that it makes, the classes it is made of.
    known : collection of str
        The classes there are before it.

    Examples
    --------
    >>> step_fault({"b or c": ["b", "c"]}, {"a", "b", "c"})
    ''
    """
    parts = [part for whole in step.values() for part in whole]
    apart, unknown = sorted(set(parts) & set(KEPT_APART)), sorted(set(parts) - set(known))
    twice, taken = (
        sorted({one for one in parts if parts.count(one) > 1}),
        sorted(set(step) & set(known)),
    )
    if apart:
        return f"puts '{apart[0]}' together with other classes; it has to stay apart."
    if unknown:
        return (
            f"puts '{unknown[0]}' together with other classes, but there is no such class at that "
            f"step. Choose from: {', '.join(sorted(known))}."
        )
    if twice:
        return f"puts '{twice[0]}' into two classes of one step. Put it into one of them."
    if taken:
        return f"calls classes put together '{taken[0]}', which is a class already. Rename them."
    if any(len(whole) < FEWEST or SEPARATORS & set(name) for name, whole in step.items()):
        return "needs two classes or more for each new one, and a name without '=', ';' or '|'."
    return ""
