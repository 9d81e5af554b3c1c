"""Do the projects add up to what was allocated? If not, nothing is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.errors import TotalsError
from csa.measures.evaluation import reconcile
from csa.present.numbers import count_text

if TYPE_CHECKING:
    from csa.settings import Settings
    from csa.store import Store

REGISTER = "data/raw/projects/projects.csv"


def refuse_other_total(settings: Settings, store: Store) -> None:
    """Refuse projects that do not add up to what the settings say was allocated.

    The synthetic example is held against synthetic projects alone.

    Raises
    ------
    TotalsError
        By how much they differ, or which project lacks what it was given.
    """
    programme, catalogue = settings.programme, store.catalogue
    if programme.synthetic and not catalogue.synthetic:
        return
    projects = store.load("project") if "project" in catalogue.tables else None
    for one in programme.allocations if projects is not None else ():
        found = reconcile(projects, year=one.year, total=one.total_gbp, funder=one.funder)
        if found.unknown:
            raise TotalsError(
                f"{REGISTER}: allocated_gbp of '{found.unknown[0]}' is empty, so the projects of "
                f"{one.year} cannot be added up to the allocation that config/projects.toml "
                "states. Fill it in, or say no under in_allocation_total."
            )
        if not found.is_right:
            more = "more" if found.difference > 0 else "less"
            raise TotalsError(
                f"The projects of {REGISTER} that count towards the allocation of {one.year} add "
                f"up to £{count_text(round(found.agreed))}, £"
                f"{count_text(round(abs(found.difference)))} {more} than the £"
                f"{count_text(one.total_gbp)} that config/projects.toml states. Correct the one or "
                "the other; what is separate from it has no under in_allocation_total."
            )
