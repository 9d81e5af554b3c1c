"""What a notebook holds: an area whose exhibits are found by name.

``area.year_to_date()`` and ``area.priority("violence-and-abuse").location.lsoa_map()`` are the same
exhibits in JupyterLab and in the published pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from csa.counting.families import Count, close_counts
from csa.exhibits.trust.completeness import CompletenessExhibits
from csa.exhibits.trust.data_quality import DataQualityExhibits
from csa.exhibits.trust.judgement import JudgementExhibits
from csa.exhibits.trust.services import ServiceExhibits
from csa.exhibits.what.area import AreaExhibits
from csa.exhibits.what.change import ChangeExhibits
from csa.exhibits.what.crosscutting import CrosscuttingExhibits
from csa.exhibits.what.standout import StandoutExhibits
from csa.exhibits.when.holidays import HolidayExhibits
from csa.exhibits.when.season import SeasonExhibits
from csa.exhibits.when.time import TimeExhibits
from csa.exhibits.where.at_place import AtPlaceExhibits
from csa.exhibits.where.concentration import ConcentrationExhibits
from csa.exhibits.where.hotspots import HotspotExhibits
from csa.exhibits.where.location import LocationExhibits
from csa.exhibits.where.named_places import AreaPlaceExhibits, PlaceExhibits
from csa.exhibits.where.near_repeat import NearRepeatExhibits
from csa.exhibits.who.stop_search import StopSearchExhibits
from csa.exhibits.who.suspects import SuspectExhibits
from csa.exhibits.who.victims import VictimExhibits

if TYPE_CHECKING:
    from csa.exhibits.base import Group
    from csa.exhibits.view import View

GROUPS: tuple[type[Group], ...] = (
    AreaExhibits,
    ChangeExhibits,
    LocationExhibits,
    HotspotExhibits,
    ConcentrationExhibits,
    NearRepeatExhibits,
    PlaceExhibits,
    AreaPlaceExhibits,
    AtPlaceExhibits,
    TimeExhibits,
    SeasonExhibits,
    HolidayExhibits,
    VictimExhibits,
    SuspectExhibits,
    CrosscuttingExhibits,
    StopSearchExhibits,
    CompletenessExhibits,
    StandoutExhibits,
    ServiceExhibits,
    DataQualityExhibits,
    JudgementExhibits,
)


def declared_counts() -> list[Count]:
    """Return every family of cells that any exhibit declares, and the margins they share."""
    return close_counts(count for group in GROUPS for count in group.counts())


def exhibits_by_family() -> dict[str, list[str]]:
    """Return the names of the exhibits that declare each family of cells, by its name."""
    found: dict[str, list[str]] = {}
    for group in GROUPS:
        for name in group.names():
            for count in getattr(vars(group)[name], "declared_counts", ()):
                found.setdefault(count.family, []).append(f"{group.__name__}.{name}")
    return found


@dataclass(frozen=True)
class PriorityDesk:
    """One priority in one area: its exhibits by subject."""

    view: View

    @cached_property
    def change(self) -> ChangeExhibits:
        """Change, sub-themes and trend."""
        return ChangeExhibits(self.view)

    @cached_property
    def location(self) -> LocationExhibits:
        """Wards and neighbourhoods."""
        return LocationExhibits(self.view)

    @cached_property
    def concentration(self) -> ConcentrationExhibits:
        """How few neighbourhoods hold half."""
        return ConcentrationExhibits(self.view)

    @cached_property
    def hotspots(self) -> HotspotExhibits:
        """Hotspots of exact points."""
        return HotspotExhibits(self.view)

    @cached_property
    def time(self) -> TimeExhibits:
        """Hour, day and season."""
        return TimeExhibits(self.view)

    @cached_property
    def places(self) -> PlaceExhibits:
        """Named places."""
        return PlaceExhibits(self.view)

    @cached_property
    def near_repeat(self) -> NearRepeatExhibits:
        """Whether one burglary or vehicle crime is followed by others nearby."""
        return NearRepeatExhibits(self.view)

    @cached_property
    def season(self) -> SeasonExhibits:
        """Usual ranges, control chart, twelve-month totals and outlook."""
        return SeasonExhibits(self.view)

    @cached_property
    def holidays(self) -> HolidayExhibits:
        """Term, school holidays, bank holidays and weekends."""
        return HolidayExhibits(self.view)

    @cached_property
    def victims(self) -> VictimExhibits:
        """Victims."""
        return VictimExhibits(self.view)

    @cached_property
    def suspects(self) -> SuspectExhibits:
        """Suspects."""
        return SuspectExhibits(self.view)

    @cached_property
    def crosscutting(self) -> CrosscuttingExhibits:
        """Alcohol and drugs."""
        return CrosscuttingExhibits(self.view)

    @cached_property
    def searches(self) -> StopSearchExhibits:
        """Stops and searches."""
        return StopSearchExhibits(self.view)

    @cached_property
    def completeness(self) -> CompletenessExhibits:
        """What is known of these incidents."""
        return CompletenessExhibits(self.view)

    @cached_property
    def standout(self) -> StandoutExhibits:
        """What stands out here."""
        return StandoutExhibits(self.view)

    @cached_property
    def judgement(self) -> JudgementExhibits:
        """Commentary and funded projects."""
        return JudgementExhibits(self.view)


class AreaDesk(AreaExhibits):
    """One area: its own exhibits, and those of each priority."""

    def __repr__(self) -> str:
        """Say what is open: area, period and edition."""
        return (
            f"{self.view.name}, {self.view.period.label}, {self.view.edition} edition. "
            f"Priorities: {', '.join(p.id for p in self.view.settings.priorities)}"
        )

    def priority(self, priority_id: str) -> PriorityDesk:
        """Return the exhibits of one priority.

        Raises
        ------
        SettingsError
            If the partnership has no such priority; the message lists those it has.
        """
        return PriorityDesk(self.view.of_priority(priority_id))

    def at(self, place: str) -> AtPlaceExhibits:
        """Return the exhibits of one named place, by its slug.

        Raises
        ------
        SettingsError
            If the partnership has no such place; the message lists those it has.
        """
        return AtPlaceExhibits(self.view.of_place(place))

    @property
    def places(self) -> AreaPlaceExhibits:
        """The named places side by side."""
        return AreaPlaceExhibits(self.view)

    @property
    def services(self) -> ServiceExhibits:
        """What hospitals, ambulances and other services see."""
        return ServiceExhibits(self.view)

    @property
    def data_quality(self) -> DataQualityExhibits:
        """What was received, accounted for and how figures are made."""
        return DataQualityExhibits(self.view)

    @property
    def judgement(self) -> JudgementExhibits:
        """Commentary on the area as a whole, and funded projects."""
        return JudgementExhibits(self.view)
