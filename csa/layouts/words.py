"""When are two texts of a partner's file the same, and which pattern does a text fit?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """Return a text as it is compared: whatever its case, and with single spaces.

    Examples
    --------
    >>> folded(" Wyre  FOREST 007b ")
    'wyre forest 007b'
    """
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=1 << 12)
def code_of(text: str) -> str:
    """Return a code as it is compared, without zeros in front, spaces and case.

    Examples
    --------
    >>> code_of(" 008n "), code_of("000")
    ('8N', '0')
    """
    plain = "".join(text.split()).upper()
    return plain.lstrip("0") or plain[-1:]


class Patterns:
    """Texts that are looked for, whatever their case; a star stands for any text.

    Parameters
    ----------
    texts : iterable of str
        The texts.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        found = [folded(text) for text in texts]
        self._exact = {text for text in found if "*" not in text}
        # Only the star is special; a bracket or question mark in a cell is itself.
        starred = [re.sub(r"[\[?]", r"[\g<0>]", text) for text in found if "*" in text]
        self._starred = [re.compile(translate(text)) for text in starred]

    def fit(self, text: str) -> bool:
        """Return whether a text is one of them."""
        plain = folded(text)
        return plain in self._exact or any(one.match(plain) for one in self._starred)
