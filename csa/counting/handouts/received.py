"""How well was each month of a unit received in one district?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.schemas.coverage import MISSING, OK, PARTIAL, best_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.counting.records.loaded import Records


def covered_months(records: Records, district: str, unit: str) -> dict[str, str]:
    """Return how each month of a unit was received in a district, by its code."""
    coverage = records.coverage
    own = best_of(coverage[(coverage["district"] == district) & (coverage["unit"] == unit)])
    return dict(zip(own["month"], own["status"], strict=True))


def worst_of(covered: Mapping[str, str], months: Iterable[str]) -> str:
    """Return how the least well received of some months stands; an unknown one is missing."""
    found = {covered.get(month, MISSING) for month in months}
    return next((one for one in (MISSING, PARTIAL) if one in found), OK)
