"""Which notes are the same wherever they stand?

In a notebook every exhibit has all its notes. On published pages a standing note is told once,
where the report says how it is read, and exhibits link to it there by its topic.
"""

from __future__ import annotations


class StandingNote(str):
    """A note on a topic of "How to read this", the same at every exhibit that has it.

    Attributes
    ----------
    topic : str
        Name of the exhibit on that page which tells it.
    """

    __slots__ = ("topic",)
    topic: str

    def __new__(cls, text: str, topic: str) -> StandingNote:
        """Make a text a note on a topic."""
        note = super().__new__(cls, text)
        note.topic = topic
        return note
