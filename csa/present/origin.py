"""Which cells of the release is a figure made of?

A table carries beside each count what it is made of. The page names those cells by their numbers,
so that the gate can read them back and hold the figure against the release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SEPARATOR = " + "
# Numbers with gaps between them may read like a number of the health service or a telephone's.
BETWEEN = ","


@dataclass(frozen=True)
class Origin:
    """Cells that a figure is the sum of, and those taken off it.

    Attributes
    ----------
    plus, minus : tuple of str
        Keys of cells. A cell that counts several times stands there several times.

    Examples
    --------
    >>> whole = Origin.of("women", "men")
    >>> (whole - Origin.of("women")).text({"women": "1", "men": "2"})
    '1,2,-1'
    """

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()

    @classmethod
    def of(cls, *keys: Any) -> Origin:
        """Return the sum of some cells; a missing key stands for a cell without a number."""
        return cls(tuple(key for key in keys if isinstance(key, str) and key))

    @classmethod
    def read(cls, value: Any) -> Origin:
        """Return what a frame says of a figure: an origin, keys joined by " + ", or nothing."""
        if isinstance(value, Origin):
            return value
        return cls.of(*value.split(SEPARATOR)) if isinstance(value, str) else cls()

    def __add__(self, other: Origin) -> Origin:
        """Return the sum of both figures."""
        return Origin(self.plus + other.plus, self.minus + other.minus)

    def __sub__(self, other: Origin) -> Origin:
        """Return what is left when the other figure is taken off."""
        return Origin(self.plus + other.minus, self.minus + other.plus)

    def __bool__(self) -> bool:
        """Say whether any cell is named."""
        return bool(self.plus or self.minus)

    @property
    def keys(self) -> frozenset[str]:
        """Every cell named."""
        return frozenset((*self.plus, *self.minus))

    def text(self, numbers: Mapping[str, str]) -> str:
        """Return the cells as a page names them; a key without a number is named in full."""
        return BETWEEN.join(
            (
                *(numbers.get(key, key) for key in self.plus),
                *(f"-{numbers.get(key, key)}" for key in self.minus),
            )
        )


def terms_of(text: str) -> list[str]:
    """Return the cells that a page names, each by its number; one taken off has a minus."""
    return text.split(BETWEEN) if text else []


def number_cells(keys: Iterable[str]) -> dict[str, str]:
    """Return the short name of each cell of a release: its place in the order of the keys."""
    return {key: str(number) for number, key in enumerate(sorted(keys))}
