"""Do the settings agree with each other, and with what the processed tables can hold?"""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from csa.errors import SettingsError
from csa.schemas import CRIME_CATEGORIES, MERGEABLE, PUBLIC_DETAILS, RETIRED_CATEGORIES
from csa.settings.files import nearest_or_all, refuse_unknown
from csa.settings.judged_checks import check_judged
from csa.settings.membership import MEMBERSHIP, check_membership
from csa.settings.merge_steps import step_fault
from csa.settings.models import Break, Place, Priority, Settings, Unit
from csa.settings.plan_checks import ACTIONS, PLAN, PROPOSALS, check_plan
from csa.settings.rules import check_rules

PARTNERSHIP, PRIORITIES = "config/partnership.toml", "config/priorities.toml"
BREAKS, DISCLOSURE = "config/breaks.toml", "config/disclosure.toml"
UNITS = get_args(Unit)
EVERYTHING = "all"
WHOLE_AREA = "area"
DEVICES = ("con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)))
# Pages are named after these slugs, and lie beside an index; Windows opens devices, not files.
TAKEN_SLUGS = ("index", "manifest", EVERYTHING, WHOLE_AREA, *DEVICES)
# Breaks and commentary name units and priorities in one breath.
TAKEN_IDS = (EVERYTHING, WHOLE_AREA, *UNITS)


def check_settings(settings: Settings) -> None:
    """Refuse settings that contradict each other or name what does not exist.

    Raises
    ------
    SettingsError
        Naming file, table and the nearest name there is.
    """
    _check_names(settings)
    for place in settings.places:
        _check_place(place, [district.slug for district in settings.districts])
    for priority in settings.priorities:
        _check_priority(priority)
    check_rules(settings)
    for one in settings.breaks:
        _check_break(one, settings)
    check_plan(settings)
    check_judged(settings)
    check_membership(settings)
    _check_own_lines(settings)
    _check_disclosure(settings)
    _check_holidays(settings)


def _check_own_lines(settings: Settings) -> None:
    """Refuse two figures of a project on one line of its pages; versions of one are the same."""
    taken: dict[int, tuple[str, str]] = {}
    for layout in settings.layouts:
        for table in layout.tables:
            for measure, line in table.report.items():
                if taken.setdefault(line, (table.source, measure)) != (table.source, measure):
                    raise SettingsError(
                        f"{layout.path}: report gives line {line} to '{measure or table.source}', "
                        f"and '{' '.join(filter(None, taken[line]))}' has it already. Each figure "
                        "needs a line of its own."
                    )


def _check_names(settings: Settings) -> None:
    slugs = [settings.partnership.slug, *(d.slug for d in settings.districts)]
    codes = [settings.partnership.code, *(d.code for d in settings.districts)]
    ids = settings.subjects
    for where, what, names, taken in (
        (f"{PARTNERSHIP}, [partnership] and [[district]]", "slug", slugs, TAKEN_SLUGS),
        (f"{PARTNERSHIP}, [partnership] and [[district]]", "code", codes, ()),
        (f"{PARTNERSHIP}, [[district]]", "name", [d.name for d in settings.districts], ()),
        (f"{PARTNERSHIP}, [[place]]", "slug", [p.slug for p in settings.places], ()),
        (f"{PRIORITIES}, [[priority]] and [[priority.subtheme]]", "id", ids, TAKEN_IDS),
        (f"{PRIORITIES}, [[priority]]", "number", [str(p.number) for p in settings.priorities], ()),
        (f"{BREAKS}, [[break]]", "id", [b.id for b in settings.breaks], ()),
        (f"{PROPOSALS}, [[proposal]]", "id", [p.id for p in settings.proposals], ()),
        (f"{PLAN}, [[outcome]]", "id", [o.id for o in settings.plan.outcomes], ()),
        (f"{PLAN}, [[indicator]]", "id", [i.id for i in settings.plan.indicators], ()),
        (f"{PLAN}, [[action]]", "id", [a.id for a in settings.plan.actions], ()),
        (f"{ACTIONS}, [[action]]", "id", [a.id for a in settings.actions], ()),
        (f"{MEMBERSHIP}, [[member]]", "name", [m.name for m in settings.membership.members], ()),
        (f"{MEMBERSHIP}, [[group]]", "id", [g.id for g in settings.membership.groups], ()),
    ):
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise SettingsError(f"{where} use the {what} '{repeated[0]}' more than once.")
        reserved = sorted(set(names) & set(taken))
        if reserved:
            raise SettingsError(
                f"{where} use the {what} '{reserved[0]}', which csa needs itself. Choose another."
            )


def _check_place(place: Place, slugs: Collection[str]) -> None:
    table = f'{PARTNERSHIP}, [[place]] "{place.slug}"'
    if place.district not in slugs:
        raise SettingsError(
            f"{table}: district '{place.district}' is no slug of a [[district]]"
            f"{nearest_or_all(place.district, slugs)}."
        )
    if place.forms != 1:
        raise SettingsError(
            f"{table} needs one of three: easting, northing and radius_m; "
            "an outline of three corners or more; or the name of a file in config/places."
        )


def _check_priority(priority: Priority) -> None:
    table = f'{PRIORITIES}, [[priority]] "{priority.id}"'
    counted = {rule.unit for subtheme in priority.subthemes for rule in subtheme.rules}
    if priority.headline_unit not in counted:
        raise SettingsError(
            f"{table}: headline_unit is '{priority.headline_unit}', but no rule of its sub-themes "
            f"counts any. They count {', '.join(sorted(counted))}."
        )
    parts = [s.id for s in priority.subthemes if s.kind == "part"]
    if priority.cross_cutting and parts:
        raise SettingsError(
            f"{table} is cross-cutting, so its sub-themes must be overlays, and '{parts[0]}' is a "
            'part. Give it kind = "overlay".'
        )


def _check_break(one: Break, settings: Settings) -> None:
    table = f'{BREAKS}, [[break]] "{one.id}"'
    known = (EVERYTHING, *UNITS, *CRIME_CATEGORIES, *RETIRED_CATEGORIES, *settings.subjects)
    refuse_unknown(
        one.affects, known, f"{table}: affects",
        "no unit, police.uk category, priority or sub-theme",
    )  # fmt: skip
    if one.end is not None and one.end < one.start:
        raise SettingsError(f"{table} ends in {one.end}, before it starts.")


def _check_disclosure(settings: Settings) -> None:
    rules = settings.disclosure
    where = f"{DISCLOSURE}, [nearest_public]"
    refuse_unknown(rules.nearest_public, settings.priority_ids, where, "no id of a priority")
    refuse_unknown(
        rules.nearest_public.values(), CRIME_CATEGORIES, where, "no police.uk category of crime"
    )
    for unit, details in rules.public_dimensions.items():
        where = f"{DISCLOSURE}, [public_dimensions]: {unit}"
        refuse_unknown(details, PUBLIC_DETAILS[unit], where, "no detail that its owners publish")
    for name, steps in rules.merge.items():
        known = set(MERGEABLE[name])
        for number, step in enumerate(steps, start=1):
            fault = step_fault(step, known)
            if fault:
                raise SettingsError(f"{DISCLOSURE}, [[merge.{name}]] number {number} {fault}")
            known = known.difference(*step.values()) | set(step)


def _check_holidays(settings: Settings) -> None:
    for year, spans in settings.holidays.school.items():
        if any(first > last for first, last in spans):
            raise SettingsError(
                f"{PARTNERSHIP}, [holidays.school]: a holiday of {year} ends before it starts."
            )
