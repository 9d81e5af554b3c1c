"""The range of each number: the least and the greatest it can be, all ties together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from knowledge import Number, Tie
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

HUGE = 1e6
NEARLY = 1e-6
ROUNDS = 100
# Of the programme around one number.
MOST_TIES = 600


class Programmes:
    """Numbers between bounds, bound by ties.

    Attributes
    ----------
    low, high : array
        What remains of each number when sums are followed through, in whole numbers.
    """

    def __init__(self, bounds: Mapping[Number, tuple[float, float]], ties: Sequence[Tie]) -> None:
        numbers = sorted({one for tie in ties for one in tie.weights}, key=repr)
        self.place = {one: place for place, one in enumerate(numbers)}
        self.low, self.high = (
            np.array([min(bounds[one][side], HUGE) for one in numbers]) for side in (0, 1)
        )
        entries = [
            (row, self.place[one], weight)
            for row, tie in enumerate(ties)
            for one, weight in tie.weights.items()
        ]
        rows, columns, weights = (np.array(some) for some in zip(*entries, strict=True))
        shape = (len(ties), len(numbers))
        self.matrix = sparse.csr_array((weights, (rows, columns)), shape=shape)
        self.least, self.most = (np.array([tie[side] for tie in ties]) for side in (2, 3))
        self._follow_through()
        self._keep_what_binds()

    def _activity(self) -> tuple[np.ndarray, np.ndarray]:
        gain, loss = self.matrix.maximum(0), self.matrix.minimum(0)
        return gain @ self.low + loss @ self.high, gain @ self.high + loss @ self.low

    def _follow_through(self) -> None:
        entries = self.matrix.tocoo()
        rows, columns, weights = entries.row, entries.col, entries.data
        for _ in range(ROUNDS):
            smallest, largest = self._activity()
            ends = np.where(weights > 0, self.low[columns], self.high[columns]) * weights
            tops = np.where(weights > 0, self.high[columns], self.low[columns]) * weights
            most = (self.most[rows] - (smallest[rows] - ends)) / weights
            least = (self.least[rows] - (largest[rows] - tops)) / weights
            upper, lower = np.where(weights > 0, (most, least), (least, most))
            low, high = self.low.copy(), self.high.copy()
            np.maximum.at(low, columns, np.ceil(lower - NEARLY))
            np.minimum.at(high, columns, np.floor(upper + NEARLY))
            if (low > high).any():
                raise ArithmeticError("what is printed contradicts itself")
            if (low == self.low).all() and (high == self.high).all():
                return
            self.low, self.high = low, high

    def _keep_what_binds(self) -> None:
        smallest, largest = self._activity()
        binds = (smallest < self.least - NEARLY) | (largest > self.most + NEARLY)
        binds &= (smallest > -HUGE) | (largest < HUGE)
        self.matrix, self.least, self.most = (
            one[binds] for one in (self.matrix, self.least, self.most)
        )
        self.turned = sparse.csr_array(self.matrix.T)

    def followed(self, number: Number) -> tuple[int, int]:
        """Return the range that is left when sums are followed through."""
        place = self.place[number]
        return int(self.low[place]), int(self.high[place])

    def range_of(self, number: Number) -> tuple[int, int]:
        """Return the least and the greatest number that it can be, by the ties around it."""
        place = self.place[number]
        if self.low[place] == self.high[place]:
            return self.followed(number)
        rows, columns = self._around(place)
        part = self.matrix[rows]
        fixed = np.setdiff1d(np.unique(part.indices), columns)
        gain, loss = part[:, fixed].maximum(0), part[:, fixed].minimum(0)
        most = self.most[rows] - gain @ self.low[fixed] - loss @ self.high[fixed]
        least = self.least[rows] - gain @ self.high[fixed] - loss @ self.low[fixed]
        ties = LinearConstraint(part[:, columns], least, most)
        aim = (columns == place).astype(float)
        ends = [self._end(aim * sign, columns, ties) * sign for sign in (1, -1)]
        return int(np.ceil(ends[0] - NEARLY)), int(np.floor(ends[1] + NEARLY))

    def _around(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the nearest ties and the numbers in them; others keep to their ranges."""
        columns, rows = np.array([place]), np.array([], dtype=int)
        while True:
            near = np.unique(self.turned[columns].indices)
            wider = np.unique(self.matrix[near].indices)
            wider = wider[self.low[wider] < self.high[wider]]
            if len(near) > MOST_TIES and len(rows):
                return rows, columns
            if len(near) == len(rows):
                return rows, columns
            rows, columns = near, wider

    def _end(self, aim: np.ndarray, columns: np.ndarray, ties: LinearConstraint) -> float:
        limits = (self.low[columns], self.high[columns])
        found = milp(aim, constraints=ties, bounds=limits)
        if not found.success:
            raise ArithmeticError(f"no numbers agree with what is printed: {found.message}")
        return found.fun

    def narrow(self, numbers: Iterable[Number], width: int) -> list[Number]:
        """Return the numbers that lie in a range narrower than so many steps."""
        ranges = ((one, self.range_of(one)) for one in numbers if one in self.place)
        return [one for one, (low, high) in ranges if high - low < width]
