"""Do proposals, plan and projects name what there is, and can their indicators be counted?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from csa.errors import SettingsError
from csa.schemas import CRIME_CATEGORIES
from csa.settings.files import refuse_unknown
from csa.settings.plan import Action
from csa.settings.projects import REST

if TYPE_CHECKING:
    from csa.settings.models import Settings
    from csa.settings.plan import Agreed, Counted, Indicator, Plan, Proposal
    from csa.settings.projects import Programme

PROPOSALS, PLAN = "config/proposals.toml", "config/plan.toml"
PROJECTS, ACTIONS = "config/projects.toml", "config/actions.toml"
# A map letters each of them.
MOST_AROUND = 25


def check_plan(settings: Settings) -> None:
    """Refuse proposals and plans that name what there is not, or what is never counted.

    What the synthetic example says of priorities and districts is left alone.

    Raises
    ------
    SettingsError
        Naming file, table and the nearest name there is.
    """
    for proposal in settings.proposals:
        _check_proposal(proposal, settings)
    _check_years(settings.plan)
    _check_owners(settings)
    for outcome in settings.plan.outcomes:
        where = f'{PLAN}, [[outcome]] "{outcome.id}"'
        _refuse_of_area(
            "priority",
            [outcome.priority],
            settings.priority_ids,
            where,
            is_example=settings.plan.synthetic,
        )
    parts: list[Indicator | Action] = [*settings.plan.indicators, *settings.plan.actions]
    for one in parts:
        _check_part(one, settings)
    _check_projects(settings.programme, settings)
    for agreed in settings.actions:
        _check_agreed(agreed, settings)


def _check_agreed(agreed: Agreed, settings: Settings) -> None:
    where = f'{ACTIONS}, [[action]] "{agreed.id}"'
    slugs = [one.slug for one in settings.districts]
    _refuse_of_area("district", [agreed.district], slugs, where, is_example=agreed.synthetic)
    for what, day in (("due", agreed.due), ("done", agreed.done)):
        if day and day < agreed.agreed:
            raise SettingsError(
                f"{where}: {what} is {day}, before it was agreed on {agreed.agreed}."
            )
    _check_names(agreed, settings, where, is_example=agreed.synthetic)


def _check_projects(programme: Programme, settings: Settings) -> None:
    """Refuse two designs of one project, one that is counted nowhere, and money stated twice."""
    money = [(one.year, one.funder) for one in programme.allocations]
    for year, funder in money:
        if money.count((year, funder)) > 1:
            of = f"{year} by '{funder}'" if funder else year
            raise SettingsError(
                f"{PROJECTS}, [[allocation]] of {of}: there is another one. Leave one of them."
            )
    seen: set[str] = set()
    for one in programme.evaluations:
        where = f'{PROJECTS}, [[evaluation]] of "{one.project}"'
        if one.project in seen:
            raise SettingsError(f"{where}: there is another one of it. Leave one of them.")
        seen.add(one.project)
        if not (one.ward or one.place):
            raise SettingsError(f"{where} names neither a ward nor a place: say where it is.")
        if REST in one.comparator and len(one.comparator) > 1:
            raise SettingsError(f"{where}: comparator is either '{REST}' or a list of wards.")
        if set(one.buffer) & {*one.comparator, one.ward} or one.ward in one.comparator:
            raise SettingsError(
                f"{where} names a ward twice: its own, the buffer and the comparator are apart."
            )
        _check_buffer(one.buffer, where)
        check_counted(one, settings, where, is_example=programme.synthetic)


def _check_buffer(wards: tuple[str, ...], where: str) -> None:
    if len(set(wards)) < len(wards) or len(wards) > MOST_AROUND:
        raise SettingsError(
            f"{where}: buffer names a ward twice, or more than {MOST_AROUND}. Name each ward next "
            "to it once."
        )


def _check_years(plan: Plan) -> None:
    if plan.actions and plan.first_year is None:
        raise SettingsError(
            f"{PLAN}: first_year is missing, the first of the three years that its actions name, "
            "such as 2016-17."
        )


def _check_owners(settings: Settings) -> None:
    """Refuse owners of what there is not, and two of one priority in the same area."""
    slugs = [district.slug for district in settings.districts]
    is_example = settings.plan.synthetic
    seen: set[tuple[str, str]] = set()
    for one in settings.plan.owners:
        where = f'{PLAN}, [[owner]] of "{one.priority}"'
        _refuse_of_area(
            "priority", [one.priority], settings.priority_ids, where, is_example=is_example
        )
        _refuse_of_area("district", one.districts, slugs, where, is_example=is_example)
        named = {(one.priority, slug) for slug in one.districts or ("",)}
        if named & seen:
            raise SettingsError(
                f"{where}: there is another one for the same area. Leave one of them."
            )
        seen |= named


def _check_part(one: Indicator | Action, settings: Settings) -> None:
    where = f'{PLAN}, [[{type(one).__name__.lower()}]] "{one.id}"'
    _refuse("outcome", [one.outcome], [outcome.id for outcome in settings.plan.outcomes], where)
    districts = [district.slug for district in settings.districts]
    is_example = settings.plan.synthetic
    _refuse_of_area("district", one.districts, districts, where, is_example=is_example)
    if isinstance(one, Action):
        _refuse("indicator", _given(one.indicator), _indicators(settings), where)
    else:
        check_counted(one, settings, where, is_example=is_example)


def _check_proposal(proposal: Proposal, settings: Settings) -> None:
    where = f'{PROPOSALS}, [[proposal]] "{proposal.id}"'
    if proposal.synthetic:
        return
    _refuse("priority", _given(proposal.priority), settings.priority_ids, where)
    _refuse("district", proposal.districts, [one.slug for one in settings.districts], where)
    _refuse("indicator", _given(proposal.indicator), _indicators(settings), where)


def check_counted(indicator: Counted, settings: Settings, where: str, *, is_example: bool) -> None:
    """Refuse an indicator that no release can hold a count of."""
    if indicator.subtheme and (indicator.ward or indicator.place):
        raise SettingsError(
            f"{where}: sub-themes are counted by district and no finer. Name a priority or a "
            "category, or leave out the ward or place."
        )
    _check_names(indicator, settings, where, is_example=is_example)


def _check_names(counted: Counted, settings: Settings, where: str, *, is_example: bool) -> None:
    """Refuse a count of what there is not, or of two things at once."""
    themes = [one for one in (counted.priority, counted.subtheme, counted.category) if one]
    if len(themes) > 1:
        raise SettingsError(f"{where} names more than one of priority, subtheme and category.")
    if counted.ward and counted.place:
        raise SettingsError(f"{where} names a ward and a place: it is counted in one of them.")
    if counted.category and counted.unit != "crime":
        raise SettingsError(f"{where}: a category is one of crimes, so its unit must be crime.")
    _refuse("police.uk category", _given(counted.category), CRIME_CATEGORIES, where)
    for what, name, known in (
        ("priority", counted.priority, settings.priority_ids),
        ("sub-theme", counted.subtheme, [s.id for p in settings.priorities for s in p.subthemes]),
        ("named place", counted.place, [place.slug for place in settings.places]),
    ):
        _refuse_of_area(what, _given(name), known, where, is_example=is_example)


def _indicators(settings: Settings) -> list[str]:
    return [one.id for one in settings.plan.indicators]


def _given(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _refuse_of_area(
    what: str, names: Iterable[str], known: Collection[str], where: str, *, is_example: bool
) -> None:
    """Refuse what the settings of an area do not have, save in the synthetic example."""
    if not is_example:
        _refuse(what, names, known, where)


def _refuse(what: str, names: Iterable[str], known: Collection[str], where: str) -> None:
    refuse_unknown(names, known, where, f"no {what}")
