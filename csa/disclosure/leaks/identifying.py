"""Does a text hold a value of a column that identifies people?

Values are kept as hashes of this process alone: they are compared, never printed or stored.
"""

from __future__ import annotations

import itertools
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
        self._seen: set[int] = set()
        self._values: set[int] = set()
        self._first_words: set[int] = set()
        self._lengths: set[int] = set()

    def __len__(self) -> int:
        """Return how many values are looked for."""
        return len(self._values)

    def update(self, values: Iterable[str]) -> None:
        """Add values; those too short or too common to tell anybody apart are passed over."""
        for value in values:
            if hash(value) in self._seen:
                continue
            self._seen.add(hash(value))
            words = _words(value)[:MOST_WORDS]
            if _is_telling(words):
                self._values.add(hash(" ".join(words)))
                self._first_words.add(hash(words[0]))
                self._lengths.add(len(words))

    def found_in(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield each value that stands in a text, with its place."""
        found = [word for word in _WORD.findall(text) if len(word) <= LONGEST_WORD]
        words = " ".join(found).casefold().split(" ")
        starts = [place for place, word in enumerate(map(hash, words)) if word in self._first_words]
        for place in starts:
            for length in self._lengths:
                value = " ".join(words[place : place + length])
                if hash(value) in self._values:
                    yield value, _start_of(text, place)


def _start_of(text: str, place: int) -> int:
    matches = (match for match in _WORD.finditer(text) if len(match[0]) <= LONGEST_WORD)
    return next(itertools.islice(matches, place, None)).start()


def _words(value: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(value)]


def _is_telling(words: list[str]) -> bool:
    text = " ".join(words)
    has_sign = not text.isalpha()
    # A bare number is met by chance among counts.
    return len(text) >= SHORTEST_VALUE and has_sign and not text.replace(" ", "").isdigit()
