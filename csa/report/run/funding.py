"""Do the projects add up to what was allocated, and do their designs name what there is?

If not, nothing is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.errors import TotalsError
from csa.measures.evaluation import reconcile
from csa.present.numbers import count_text
from csa.settings.files import refuse_unknown
from csa.settings.plan_checks import PROJECTS
from csa.settings.projects import REST

if TYPE_CHECKING:
    from csa.settings import Settings
    from csa.settings.projects import Evaluation
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


def refuse_unknown_designs(settings: Settings, store: Store) -> None:
    """Refuse a design of a project that the register lacks, or of wards that its district lacks.

    What the synthetic example says is left alone.

    Raises
    ------
    SettingsError
        Naming the table of the settings, and the nearest name there is.
    """
    catalogue, programme = store.catalogue, settings.programme
    if programme.synthetic or not {"project", "geography"} <= set(catalogue.tables):
        return
    projects, nesting = store.load("project"), store.load("geography")
    districts = dict(zip(projects["project_id"], projects["districts"].fillna(""), strict=True))
    for one in programme.evaluations:
        where = f'{PROJECTS}, [[evaluation]] of "{one.project}": project'
        refuse_unknown([one.project], sorted(districts), where, f"in no row of {REGISTER}")
        codes = _districts_of(settings, one, districts[one.project])
        wards = sorted(set(nesting.loc[nesting["district"].isin(codes), "ward_name"]))
        for key in ("ward", "comparator", "buffer"):
            names = getattr(one, key) or ()
            named = [names] if isinstance(names, str) else [name for name in names if name != REST]
            where = f'{PROJECTS}, [[evaluation]] of "{one.project}": {key}'
            refuse_unknown(named, wards, where, "no ward of the district of the project")


def _districts_of(settings: Settings, design: Evaluation, listed: str) -> list[str]:
    """Return the codes of the districts that a project may be set beside others in."""
    places = {one.slug: one.district for one in settings.places}
    slugs = [places[design.place]] if design.place in places else listed.split(";")
    return [one.code for one in settings.districts if one.slug in slugs or slugs == [""]]
