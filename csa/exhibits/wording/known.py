"""How strongly may a profile speak, when part of the detail is not recorded?

Every sentence about a profile takes its wording from here, so that all of them weaken alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.present.number import Number

ENOUGH_KNOWN = 0.75
TOO_LITTLE_KNOWN = 0.5
HEDGE = "As far as is recorded, "


def is_described(known: Any, total: Any) -> bool:
    """Say whether enough is recorded to name a pattern at all."""
    return total > 0 and known / total >= TOO_LITTLE_KNOWN


def is_firm(known: Any, total: Any) -> bool:
    """Say whether enough is recorded to name a pattern without reserve."""
    return total > 0 and known / total >= ENOUGH_KNOWN


def say_profile(
    template: str, /, *, known: Any, total: Any, constants: tuple[str, ...] = (), **values: Any
) -> tuple[Statement, ...]:
    """Make a sentence about a profile as strong as the records allow.

    Parameters
    ----------
    template : str
        The sentence as it stands when enough is recorded, see :func:`csa.present.words.say`.
    known, total : Number or int
        Of how many of all the detail is recorded.

    Returns
    -------
    tuple of Statement
        The sentence; with a reserve in front where between half and three quarters are recorded;
        nothing below half.
    """
    if not is_described(known, total):
        return ()
    if is_firm(known, total):
        return (say(template, constants=constants, **values),)
    # A sentence that starts with a name keeps its capital.
    start = template[0] if template.startswith("{") else template[0].lower()
    return (say(f"{HEDGE}{start}{template[1:]}", constants=constants, **values),)


def strength(known: Number, total: Number, *, what: str, noun: str) -> tuple[Statement, ...]:
    """Say for how many the detail is recorded, where they are too few for a pattern to carry.

    Parameters
    ----------
    known, total : Number
        Of how many of all the detail is recorded; nothing is said of too few.
    what : str
        The detail, starting a sentence: ``Age and sex``.
    noun : str
        What all of them are: ``victims``.
    """
    share = known.percent_of(total)
    if share is None or is_firm(known, total):
        return ()
    return (
        say(
            "{what:t} recorded for {share:p} of {total:n} {noun:t}: {reading:t}.",
            what=f"{what} are" if " and " in what else f"{what} is",
            share=share,
            total=total,
            noun=noun,
            reading=_outlook(known, total),
        ),
    )


def _outlook(known: Number, total: Number) -> str:
    if is_described(known, total):
        return "take the pattern as an indication only"
    return "too little to say what is usual"


def reading_of(share: float) -> str:
    """Say in a few words how findings read that rest on a share (0-1) of the incidents."""
    if share >= ENOUGH_KNOWN:
        return "read the findings as they stand"
    return "an indication only" if share >= TOO_LITTLE_KNOWN else "speaks for the smaller part"
