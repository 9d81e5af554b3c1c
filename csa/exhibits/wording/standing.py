"""Which notes are told once for all pages, and under which topic?

A note made with :func:`standing` is shown beside its exhibit in a notebook. On published pages it
stands in "How to read this", under its topic, and the exhibit links to it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from csa.present.notes import StandingNote

Topic = Literal["rounding", "change", "counting", "people", "suspects"]
_TOLD: dict[Topic, set[StandingNote]] = defaultdict(set)


def standing(topic: Topic, text: str) -> StandingNote:
    """Make a text a standing note on a topic."""
    note = StandingNote(text, topic)
    _TOLD[topic].add(note)
    return note


def notes_on(topic: Topic) -> tuple[StandingNote, ...]:
    """Return the standing notes on a topic, in order of their words."""
    return tuple(sorted(_TOLD[topic]))
