"""The pieces of a place profile, as a notebook asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csa.errors import DisclosureError
from csa.exhibits.where.at_place import NOT_COUNTED
from csa.officer.handouts import around, change, detail
from csa.officer.handouts.shown import Unprotected, pieces_of
from csa.present.exhibit import NO_SOURCE, Exhibit
from csa.settings import PUBLISHED_EDITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from csa.exhibits.desk import PlaceDesk
    from csa.officer.handouts.shown import GroundDesk
    from csa.periods import Period


@dataclass(frozen=True, repr=False)
class PlaceProfile(Unprotected):
    """The officer's profile: exact, unprotected, and marked so in every part.

    Attributes
    ----------
    desk : GroundDesk
        Place, theme, span and settings.

    Examples
    --------
    >>> profile = csa.place_profile("Redditch town centre", theme="asb")
    >>> profile.when().data["day"].tolist()[:2]
    ['Mon', 'Tue']
    """

    desk: GroundDesk

    @property
    def title(self) -> str:
        """Place, theme and months."""
        counts = self.desk.counts
        return f"{self.desk.place}: {counts.theme.label}, {counts.period.label}"

    @property
    def period(self) -> Period:
        """The months."""
        return self.desk.period

    @property
    def label(self) -> str:
        """The months in words."""
        return self.period.label

    @property
    def slug(self) -> str:
        """Place, theme and months as a file is named."""
        counts, months = self.desk.counts, self.period
        return f"{counts.ground.slug}-{counts.theme.slug}-{months.start}-{months.end}"

    def what(self) -> Exhibit:
        """Show the theme at the place in both years, by type."""
        return change.what(self.desk)

    def against_rest(self) -> Exhibit:
        """Set the place beside the rest of its district."""
        return change.against_rest(self.desk)

    def when(self) -> Exhibit:
        """Show its days and hours."""
        return detail.when(self.desk)

    def months(self) -> Exhibit:
        """Show it month by month."""
        return detail.months(self.desk)

    def spots(self) -> Exhibit:
        """Show where at the place it is, to the point."""
        return detail.exact_spots(self.desk)

    def again(self) -> Exhibit:
        """Count repeat callers, victims and suspects."""
        return detail.again(self.desk)

    def youth(self) -> Exhibit:
        """Say in how much of it young people have a part."""
        return detail.youth(self.desk)

    def around(self) -> Exhibit:
        """Show fires, environment and all else there and around it."""
        return around.around(self.desk)

    def tried(self) -> Exhibit:
        """List projects, recommendations and proposals that name the place."""
        return around.tried(self.desk)

    def measurable(self) -> Exhibit:
        """Say what fall could be seen of a project there."""
        return around.measurable(self.desk)


PIECES = pieces_of(PlaceProfile)


@dataclass(frozen=True)
class PublishedProfile:
    """The profile of a named place as a published edition may have it: drawn from the release.

    Attributes
    ----------
    place : PlaceDesk
        The place in the release.
    """

    place: PlaceDesk

    @property
    def title(self) -> str:
        """Place and months."""
        return f"{self.place.title}: {self.place.view.period.label}"

    @property
    def period(self) -> Period:
        """The months of the release."""
        return self.place.view.period

    @property
    def label(self) -> str:
        """The months in words."""
        return self.period.label

    @property
    def slug(self) -> str:
        """Place, edition and months as a file is named."""
        view = self.place.view
        return f"{view.place.slug}-{view.edition}-{view.period.start}-{view.period.end}"

    @property
    def is_synthetic(self) -> bool:
        """Whether the people and events are made up."""
        return self.place.view.release.about["synthetic"] is not None

    @property
    def release(self) -> Path:
        """The folder of the release that it is drawn from."""
        view = self.place.view
        return view.settings.reports / view.year / "release"

    def what(self) -> Exhibit:
        """Show what is counted in the neighbourhoods of the place in both years."""
        shown: Exhibit = self.place.summary()
        return shown

    def months(self) -> Exhibit:
        """Show crime and anti-social behaviour by month."""
        shown: Exhibit = self.place.months()
        return shown

    def __getattr__(self, name: str) -> object:
        """Return a piece that says why no published edition has it."""
        if name not in PIECES:
            raise AttributeError(f"A place profile has no '{name}'.")
        return lambda: Exhibit(
            name=name,
            title=f"{self.place.title}: {name.replace('_', ' ')}",
            source=NO_SOURCE,
            period=self.place.view.period.label,
            editions=PUBLISHED_EDITIONS,
            unavailable=f"{NOT_COUNTED[:1].upper()}{NOT_COUNTED[1:]}",
        )


def refuse_published(place: str, what: str) -> DisclosureError:
    """Say why no published edition can have a profile."""
    return DisclosureError(
        f"No published edition profiles {place} by {what}: a release counts a place as the sum of "
        "its neighbourhoods, of all crime and incidents, for its own months. Leave that out, or "
        "ask for the officer's edition."
    )
