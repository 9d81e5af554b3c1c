"""What a notebook holds: an area whose exhibits are found by name.

``area.year_to_date()`` and ``area.priority("violence-and-abuse").location.lsoa_map()`` are the same
exhibits in JupyterLab and in the published pages. A group joins by being there: whatever module of
a room defines a :class:`~csa.exhibits.base.Group` adds it to the desks that its ``scopes`` name.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import csa.exhibits
from csa.areas import find_ward, list_wards
from csa.counting.assessment import Wanted
from csa.counting.families import Count, close_counts
from csa.errors import SettingsError, UnknownNameError, did_you_mean
from csa.exhibits.base import Group
from csa.exhibits.kept import ROOMS, note, noted
from csa.settings.naming import called

if TYPE_CHECKING:
    import pandas as pd

    from csa.exhibits.base import Scope
    from csa.exhibits.view import View
    from csa.findings.finding import Finding
    from csa.settings import Place


@functools.cache
def all_groups() -> tuple[type[Group], ...]:
    """Return the groups of all rooms, by the name of their module and in its order."""
    rooms = pkgutil.walk_packages(csa.exhibits.__path__, f"{csa.exhibits.__name__}.")
    modules = [
        importlib.import_module(name)
        for name in sorted(module.name for module in rooms)
        if name != __name__
    ]
    return tuple(
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Group)
        and found is not Group
        and found.__module__ == module.__name__
    )


@functools.cache
def on_desk(scope: Scope) -> dict[str, type[Group]]:
    """Return what a desk holds: groups by their name, exhibits of nameless groups by their own.

    Raises
    ------
    SettingsError
        If two groups of one scope have the same name.
    """
    held: dict[str, type[Group]] = {}
    for group in all_groups():
        if scope not in group.scopes:
            continue
        for name in [group.name] if group.name else group.names():
            if name in held:
                raise SettingsError(
                    f"{held[name].__name__} and {group.__name__} of csa/exhibits are both named "
                    f"'{name}' for the scope '{scope}'. Give one of them another name."
                )
            held[name] = group
    return held


def declared_counts() -> list[Count]:
    """Return every family of cells that any exhibit declares, and the margins they share."""
    return close_counts(count for group in all_groups() for count in group.counts())


def everything_declared() -> Wanted:
    """Return all that any exhibit wants counted."""
    return Wanted.declared(declared_counts(), used_by=exhibits_by_family())


def exhibits_by_family() -> dict[str, list[str]]:
    """Return the names of the exhibits that declare each family of cells, by its name."""
    found: dict[str, list[str]] = {}
    for group in all_groups():
        for name in group.names():
            for count in getattr(vars(group)[name], "declared_counts", ()):
                found.setdefault(count.family, []).append(f"{group.__name__}.{name}")
    return found


def rooms_told() -> list[list[str]]:
    """Return which groups there are, of what, and which of their exhibits offer findings."""
    return [
        [one.__module__, one.__name__, one.name, *one.scopes, *one.names(), "offering", *offering]
        for one in all_groups()
        for offering in [[name for name in one.names() if vars(one)[name].offers]]
    ]


@dataclass(frozen=True)
class Desk:
    """The exhibits of one view by subject: those of the groups of its scope."""

    view: View
    scope: ClassVar[Scope]

    def __getattr__(self, name: str) -> Any:
        """Return a group of this scope, or an exhibit of one without a name.

        Raises
        ------
        UnknownNameError
            If there is no such subject here; the message lists those there are.
        """
        held = on_desk(self.scope)
        if name.startswith("_") or name not in held:
            raise UnknownNameError(
                f"'{name}' is not on the desk of one {self.scope}.{did_you_mean(name, held)} "
                f"There are: {', '.join(sorted(held))}."
            )
        group = held[name](replace(self.view, offers=self.findings))
        return group if group.name else getattr(group, name)

    def __repr__(self) -> str:
        """Say what is open, and what can be asked of it."""
        view = self.view
        return (
            f"{self.title}: {view.period.label}, {view.edition} edition.\n"
            f"Ask it for: {', '.join(sorted(on_desk(self.scope)))}."
        )

    @property
    def title(self) -> str:
        """What is open, by name."""
        return self.view.name

    def findings(self) -> tuple[Finding, ...]:
        """Return what the exhibits here offer to summaries, in order of the exhibits."""
        offered, things = self._offered_from
        note(ROOMS, *things)
        return offered

    @functools.cached_property
    def _offered_from(self) -> tuple[tuple[Finding, ...], set[str]]:
        with noted() as seen:
            offered = self._offered
        return offered, seen

    @functools.cached_property
    def _offered(self) -> tuple[Finding, ...]:
        return self._collected()

    def _collected(self, *, of_wards: bool = False) -> tuple[Finding, ...]:
        groups = dict.fromkeys(on_desk(self.scope).values())
        return tuple(one for group in groups for one in group(self.view).offered(of_wards=of_wards))

    def __dir__(self) -> list[str]:
        """Return the names that can be completed, those of the groups among them."""
        return sorted({*super().__dir__(), *on_desk(self.scope)})


class PriorityDesk(Desk):
    """One priority in one area."""

    scope = "priority"

    @property
    def title(self) -> str:
        """Name of the priority and the area."""
        return f"{self.view.priority.label} in {self.view.name}"


class PlaceDesk(Desk):
    """One named place."""

    scope = "place"


class WardDesk(Desk):
    """One ward, and what is found about it."""

    scope = "ward"

    @property
    def title(self) -> str:
        """Name of the ward."""
        nesting = self.view.reference("geography")
        return str(nesting.loc[nesting["ward"] == self.view.ward, "ward_name"].iloc[0])

    @functools.cached_property
    def _offered(self) -> tuple[Finding, ...]:
        own = self.view.ward
        return tuple(one for one in self.view.offers() if own in (one.place, one.fact))


class WardDesks(tuple[WardDesk, ...]):
    """The wards of an area; in a notebook they show themselves, one after the other."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for ward in self:
            display(ward.page(), ward.proposals())  # type: ignore[no-untyped-call]


class AreaDesk(Desk):
    """One area: its own exhibits, and those of each priority.

    Examples
    --------
    >>> area = csa.open("Redditch")
    >>> area["Redditch town centre"].types().title
    'The neighbourhoods of Redditch town centre: ...'
    """

    scope = "area"

    def __repr__(self) -> str:
        """Say what is open: area, period and edition, and what it can be asked for."""
        priorities = ", ".join(one.id for one in self.view.settings.priorities)
        return f"{super().__repr__()}\nPriorities: {priorities}."

    def __getitem__(self, name: str) -> Desk:
        """Return a priority, a named place or a ward of the area, by any of its names.

        Raises
        ------
        SettingsError
            If there is no such thing here; the message asks what may have been meant.
        """
        settings = self.view.settings
        if found := called(settings.priorities, name, names=("id", "label", "short_label")):
            return self.priority(found[0].id)
        if found := called(self._places(), name, names=("slug", "name")):
            return self.at(found[0].slug)
        if found := called(list_wards(self._wards()), name, names=("name", "code")):
            return self.ward(name)
        here = self._ipython_key_completions_()
        raise SettingsError(
            f"{self.view.name} has no priority, named place or ward '{name}'."
            f"{did_you_mean(name, here)} Choose from: {', '.join(here)}."
        )

    def _ipython_key_completions_(self) -> list[str]:
        """Return what a notebook completes within brackets."""
        places = [one.slug for one in self._places()]
        return [*self.view.settings.priority_ids, *places, *self._wards()["ward_name"]]

    def _places(self) -> list[Place]:
        return [
            one
            for one in self.view.settings.places
            if self.view.is_partnership or one.district == self.view.slug
        ]

    def priority(self, priority_id: str) -> PriorityDesk:
        """Return the exhibits of one priority, by its id or label.

        Raises
        ------
        SettingsError
            If the partnership has no such priority; the message lists those it has.
        """
        return PriorityDesk(self.view.of_priority(priority_id))

    def _collected(self, *, of_wards: bool = False) -> tuple[Finding, ...]:
        of_priorities = (
            found
            for one in self.view.settings.priorities
            for found in self.priority(one.id)._collected(of_wards=of_wards)
        )
        return (*super()._collected(of_wards=of_wards), *of_priorities)

    def findings_of_wards(self) -> tuple[Finding, ...]:
        """Return what those exhibits here offer that name wards: no others are drawn for a ward."""
        offered, things = self._named_from
        note(ROOMS, *things)
        return offered

    @functools.cached_property
    def _named_from(self) -> tuple[tuple[Finding, ...], set[str]]:
        with noted() as seen:
            offered = self._collected(of_wards=True)
        return offered, seen

    def at(self, place: str) -> PlaceDesk:
        """Return the exhibits of one named place, by its slug or name.

        Raises
        ------
        SettingsError
            If the partnership has no such place; the message lists those it has.
        """
        return PlaceDesk(self.view.of_place(place))

    @property
    def wards(self) -> WardDesks:
        """Return the wards of the area, by name."""
        return WardDesks(self._of_ward(code) for code in self._wards()["ward"])

    def ward(self, name: str) -> WardDesk:
        """Return one ward, by its name, its name in a link (``church-hill``) or its code.

        Raises
        ------
        SettingsError
            If the area has no such ward, or several of that name; the message lists those it has.
        """
        return self._of_ward(find_ward(self._wards(), name, where=self.view.name).code)

    def _wards(self) -> pd.DataFrame:
        """Return ``ward`` and ``ward_name`` of the area's wards, by name."""
        nesting = self.view.reference("geography")
        own = nesting[nesting["ward"].isin(self.view.codes("ward"))].drop_duplicates("ward")
        return own.sort_values(["ward_name", "ward"])

    def _of_ward(self, code: str) -> WardDesk:
        return WardDesk(replace(self.view.of_ward(code), offers=self.findings_of_wards))
