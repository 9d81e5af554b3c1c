"""Protect, attack, freeze and scan: the only door from counting to presentation.

The functions named here are for use on their own, with plain dictionaries: which rounded counts
add up, what a reader can work out from them, whether a tie is missing, and whether a file shows
what it should not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Bound here and not on demand: the module of the same name would take its place.
from csa.disclosure.leaks.scan import scan

if TYPE_CHECKING:
    from csa.disclosure.attack.intervals import feasible_intervals
    from csa.disclosure.ledger.history import adopt_ledger
    from csa.disclosure.rounding.relations import missing_identities
    from csa.disclosure.rounding.solve import round_jointly

__all__ = ["adopt_ledger", "feasible_intervals", "missing_identities", "round_jointly", "scan"]

_HOMES = {
    "adopt_ledger": "ledger.history",
    "feasible_intervals": "attack.intervals",
    "missing_identities": "rounding.relations",
    "round_jointly": "rounding.solve",
}


def __getattr__(name: str) -> Any:
    """Import a function when it is first asked for: the libraries behind it take a second."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
