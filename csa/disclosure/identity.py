"""Does a text hold a value of a column that identifies people?

Values are kept as hashes of this process alone: they are compared, never printed or stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHORTEST_VALUE = 6
MOST_WORDS = 8
LONGEST_WORD = 80
_WORD = re.compile(r"[^\W_][\w.@+/'-]*[^\W_]|[^\W_]")


class IdentityValues:
    """A set of identifying values that can be looked for but not read.

    A value must have a digit, a sign such as @, or a second word: a single common word would be
    found on every page.
    """

    def __init__(self) -> None:
        self._values: set[int] = set()
        self._first_words: set[int] = set()
        self._lengths: set[int] = set()

    def __len__(self) -> int:
        """Return how many values are looked for."""
        return len(self._values)

    def update(self, values: Iterable[str]) -> None:
        """Add values; those too short or too common to tell anybody apart are passed over."""
        for value in values:
            words = _words(value)[:MOST_WORDS]
            if _is_telling(words):
                self._values.add(hash(" ".join(words)))
                self._first_words.add(hash(words[0]))
                self._lengths.add(len(words))

    def found_in(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield each value that stands in a text, with its place."""
        matches = [match for match in _WORD.finditer(text) if len(match[0]) <= LONGEST_WORD]
        words = [match[0].casefold() for match in matches]
        for place, word in enumerate(words):
            if hash(word) not in self._first_words:
                continue
            for length in self._lengths:
                value = " ".join(words[place : place + length])
                if hash(value) in self._values:
                    yield value, matches[place].start()


def _words(value: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(value)]


def _is_telling(words: list[str]) -> bool:
    text = " ".join(words)
    has_sign = any(not letter.isalpha() for letter in text)
    # A bare number is met by chance among counts.
    return len(text) >= SHORTEST_VALUE and has_sign and not text.replace(" ", "").isdigit()
