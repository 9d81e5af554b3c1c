"""A finding: one thing that is so, how large it is, how sure, and where the evidence stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from csa.present.exhibit import Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.present.words import Statement

Question = Literal["what", "where", "when", "who", "again", "why", "so what"]
Certainty = Literal["clear", "likely", "not clear"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is so.

    Attributes
    ----------
    question : str
        Which question it answers: what, where, when, who, again, why, so what.
    fact : str
        What it is about, by the key of its main cell or area: of two findings about one fact only
        the better one is told.
    headline : Statement
        The finding in one short sentence.
    statement : Statement
        What stands behind it: the counts, what makes it and what does not.
    evidence : str
        Name of the exhibit that shows it, in full.
    priority : str
        Id of the priority; empty for an area as a whole.
    subject : str
        Who it is about, in words that may stand alone; empty where the headline alone tells.
    place : str
        Code of the ward or slug of the place it is about; empty for the area.
    size : float
        How many incidents or people it is about: of a change the difference, of a pattern those in
        it.
    share : float
        Which part of the priority's change or total it explains (0-1).
    certainty : str
        ``clear``, ``likely`` or ``not clear``.
    harm : float
        How much one incident weighs against an ordinary one.
    is_standing : bool
        Whether it says how things are, with no change and no difference from elsewhere.
    is_everywhere : bool
        Whether the same is so in every district, so that the partnership's summary tells it.
    numbers : mapping
        Every published number of the exhibit by the key of its cell; filled in when it is offered.
    source : str
        Where they come from; likewise.
    editions : tuple of str
        The published editions that may tell it; likewise.

    Raises
    ------
    ValueError
        If the question or certainty is none of those, or the evidence is missing.
    """

    question: Question
    fact: str
    headline: Statement
    statement: Statement
    evidence: str
    size: float
    share: float
    certainty: Certainty
    priority: str = ""
    subject: str = ""
    place: str = ""
    harm: float = 1.0
    is_standing: bool = False
    is_everywhere: bool = False
    numbers: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    source: str = field(default="", repr=False, compare=False)
    editions: tuple[str, ...] = field(default=("partner", "public"), repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a finding that could not be placed or looked up."""
        if self.question not in get_args(Question) or self.certainty not in get_args(Certainty):
            raise ValueError(f"Finding '{self.fact}': {self.question}, {self.certainty}.")
        if not self.evidence:
            raise ValueError(f"Finding '{self.fact}' names no exhibit.")

    @property
    def point(self) -> Point:
        """The finding as a summary lists it."""
        return Point(self.headline, self.statement, self.evidence, self.priority)
