"""Find the cheapest counts that agree with some relations, by linear and integer programmes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

if TYPE_CHECKING:
    from csa.disclosure.rounding.relations import Key

# Primal simplex: after a change of objective the last optimum is still a feasible start.
WARM_OPTIONS = (("solver", "simplex"), ("presolve", "off"), ("simplex_strategy", 4))


@dataclass(frozen=True)
class Box:
    """The range of each cell."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Lines:
    """The relations among some open cells: ``low <= matrix @ counts <= high``."""

    matrix: sparse.csr_array
    low: np.ndarray
    high: np.ndarray
    box: Box
    keys: tuple[Key, ...]


def whole_extreme(lines: Lines, place: int, sign: int) -> int | None:
    """Return the lowest whole count of a cell, with sign -1 the highest; None if there is none."""
    size = lines.box.low.size
    result = milp(
        unit_cost(size, place, sign),
        integrality=np.ones(size),
        bounds=Bounds(lines.box.low, lines.box.high),
        constraints=LinearConstraint(lines.matrix, lines.low, lines.high),
        options={"mip_rel_gap": 0},
    )
    return None if result.x is None else round(result.x[place])


def unit_cost(size: int, place: int, sign: int) -> np.ndarray:
    """Return the objective that asks for one cell alone."""
    cost = np.zeros(size)
    cost[place] = sign
    return cost


class Programme(Protocol):
    """Relations that are solved for one objective after another."""

    def solve(self, cost: np.ndarray) -> np.ndarray | None:
        """Return the cheapest counts, or None if there are none or they have no limit."""


def programme_of(lines: Lines) -> Programme:
    """Return the programme of some relations, to be solved for one objective after another."""
    # scipy keeps this door private; without it each programme starts cold, fifty times slower.
    try:
        from scipy.optimize._highspy import _core
    except ImportError:
        return _ColdProgramme(lines)
    return _WarmProgramme(lines, _core)


@dataclass(frozen=True)
class _ColdProgramme:
    lines: Lines

    def solve(self, cost: np.ndarray) -> np.ndarray | None:
        lines, limited = self.lines, np.isfinite(self.lines.high)
        result = linprog(
            cost,
            A_eq=lines.matrix[limited],
            b_eq=lines.low[limited],
            A_ub=-lines.matrix[~limited],
            b_ub=-lines.low[~limited],
            bounds=np.column_stack([lines.box.low, lines.box.high]),
        )
        return result.x


class _WarmProgramme:
    """One model in the solver; a new objective starts from the last optimum."""

    def __init__(self, lines: Lines, core: Any) -> None:
        self._core = core
        self._solver = core._Highs()
        self._solver.setOptionValue("output_flag", False)
        # The interior point method finds a first optimum ten times faster than the simplex.
        self._solver.setOptionValue("solver", "ipm")
        self._solver.passModel(_model(lines, core))
        self._places = np.arange(lines.box.low.size, dtype=np.int32)

    def solve(self, cost: np.ndarray) -> np.ndarray | None:
        solver = self._solver
        solver.changeColsCost(self._places.size, self._places, cost)
        solver.run()
        for option, value in WARM_OPTIONS:
            solver.setOptionValue(option, value)
        if solver.getModelStatus() != self._core.HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value)


def _model(lines: Lines, core: Any) -> Any:
    matrix = lines.matrix.tocsc()
    model = core.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = matrix.shape
    model.a_matrix_.format_ = core.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data.astype(float)
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.col_lower_, model.col_upper_ = lines.box.low, lines.box.high
    model.row_lower_, model.row_upper_ = lines.low, lines.high
    return model
