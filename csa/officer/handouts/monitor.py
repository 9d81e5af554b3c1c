"""The pieces of a district's monitor of some weeks, as a notebook asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.again import Again, come_again
from csa.counting.handouts.gathered import Gathered, find_places
from csa.counting.handouts.weeks import EARLIER, NOW, WeekCounts
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.errors import DisclosureError
from csa.officer.handouts import actions, counted, gathering
from csa.officer.handouts.shown import Desk, Unprotected, pieces_of
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.schemas.coverage import MISSING, OK
from csa.store.coverage import describe_gaps, how_months_stand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.lately import Days
    from csa.present.exhibit import Exhibit

MOST_NAMED = 6
RECEIVED = "What was received, and what was not"


@dataclass(frozen=True)
class WeekDesk(Desk[WeekCounts]):
    """The desk of a district in some weeks; what several pieces show is worked out once."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every theme with its counts and readings."""
        return counted.table_of(self)

    @cached_property
    def agreed(self) -> pd.DataFrame:
        """What the group agreed to do, with a verdict."""
        return actions.agreed_here(self)

    @cached_property
    def again(self) -> list[Again]:
        """Who and what comes again."""
        return [*come_again(self.counts)]

    @cached_property
    def gathered(self) -> Gathered:
        """Where it gathers."""
        return find_places(self.counts)

    @cached_property
    def places(self) -> pd.DataFrame:
        """The same, with what may be said of each."""
        return gathering.places_of(self, self.gathered)


@dataclass(frozen=True, repr=False)
class DistrictMonitor(Unprotected):
    """The officer's monitor: exact, unprotected, and marked so in every part.

    Attributes
    ----------
    desk : WeekDesk
        District, weeks and settings.

    Examples
    --------
    >>> monitor = csa.district_monitor("redditch", until="2016-06-30")
    >>> monitor.when("asb").data["day"].tolist()[:2]
    ['Mon', 'Tue']
    """

    desk: WeekDesk

    @property
    def title(self) -> str:
        """District and weeks."""
        return f"District monitor of {self.desk.district}: {self.desk.counts.label}"

    @property
    def span(self) -> Days:
        """The weeks."""
        return self.desk.counts.span

    @property
    def label(self) -> str:
        """The weeks in words."""
        return self.desk.counts.label

    @property
    def slug(self) -> str:
        """District and last day as a file is named."""
        return f"{self.desk.counts.area.slug}-{self.span.last:%Y-%m-%d}"

    def summary(self) -> Exhibit:
        """Say what stands out."""
        desk = self.desk
        return desk.show(
            "summary",
            f"What stands out in {desk.district}",
            units=desk.counts.units,
            statements=tuple(_stands_out(desk)),
        )

    def actions(self) -> Exhibit:
        """Show what the group agreed to do, with a plain verdict."""
        return actions.actions(self.desk)

    def places(self) -> Exhibit:
        """Show which places are new, persistent and fading."""
        return gathering.places(self.desk)

    def when(self, unit: str = "asb") -> Exhibit:
        """Show days and hours of a unit: asb, crime, fire or environment."""
        return gathering.when(self.desk, unit)

    def again(self) -> Exhibit:
        """Count people, callers and addresses that came more than once."""
        return gathering.again(self.desk)

    def counted(self) -> Exhibit:
        """Show what was counted by priority and sub-theme, and what is usual."""
        return counted.counted(self.desk)

    def others(self) -> Exhibit:
        """Show fires and environmental reports by type."""
        return counted.others(self.desk)

    def received(self) -> Exhibit:
        """Say what of these weeks, and of those beside them, was received."""
        return _received(self.desk)


MONITOR_PIECES = pieces_of(DistrictMonitor)


def refuse_monitor(district: str) -> DisclosureError:
    """Say why no published edition can have a monitor of weeks."""
    return DisclosureError(
        f"No published edition monitors {district} by weeks: a release holds whole months, rounded "
        "together, and single weeks beside them would give away what was rounded. Ask for the "
        "officer's edition, or publish the year to date with csa assess."
    )


def _stands_out(desk: WeekDesk) -> Iterator[Statement]:
    """Say in a few sentences what a group needs to know first."""
    for unit in ("crime", "asb"):
        if unit in desk.counts.units:
            yield counted.told(desk, unit)
    yield from _without(desk)
    for side in (counted.ABOVE, counted.BELOW):
        rows = desk.table[(desk.table["side"] == side) & ~desk.table["is_whole"]]
        if names := [_named(one) for one in rows.head(MOST_NAMED).itertuples()]:
            yield say(
                "{side:t}: {names:t}.", side=f"{side[:1].upper()}{side[1:]}", names=list_text(names)
            )
    if desk.gathered.before is not None:
        yield from gathering.tell_places(gathering.listed(desk.places))
    yield from gathering.tell_again(desk)
    if len(desk.agreed):
        yield from actions.tell_actions(desk.agreed)
    if lost := _lost(desk):
        yield say("Not received or not whole: {what:t}.", what=list_text(lost))


def _without(desk: WeekDesk) -> Iterator[Statement]:
    """Say what these weeks are not set beside."""
    for name, words in counted.SIDES.items():
        span = desk.counts.spans[name]
        lost = [unit for unit in desk.counts.units if desk.counts.stands(unit, span) == MISSING]
        if lost:
            what = list_text([UNIT_NOUNS[unit] for unit in lost])
            yield say("No figure of {when:t}, for it was not received: {what:t}.", when=words,
                      what=what)  # fmt: skip
    if desk.table["lower"].isna().all():
        yield say(counted.NO_USUAL)


def _named(row: Any) -> str:
    name = str(row.name).partition(": ")[2] or str(row.name)
    return f"{name} ({row.now:,}; usual {counted.usual_text(row)})"


def _lost(desk: WeekDesk) -> list[str]:
    """Name the units of which these weeks were not received whole."""
    return [
        UNIT_NOUNS[unit]
        for unit in INCIDENT_UNITS
        if desk.counts.stands(unit, desk.counts.span) != OK or desk.counts.why_not(unit)
    ]


def _received(desk: WeekDesk) -> Exhibit:
    counts, told = desk.counts, []
    for unit in INCIDENT_UNITS:
        standing = how_months_stand(counts.records.coverage, unit=unit, districts=(counts.area,))
        noun = UNIT_NOUNS[unit]
        row = {"name": f"{noun[:1].upper()}{noun[1:]}"}
        for name, span in counts.spans.items():
            gaps = (
                ["Never received."]
                if standing is None
                else [*describe_gaps(standing, span.months, districts=(counts.area,))]
            )
            row[name] = " ".join(gaps) or "whole"
        undated = counts.undated(unit)
        row["undated"] = counts.why_not(unit) or (
            f"{undated:,} rows without a day" if undated else ""
        )
        told.append(row)
    frame = pd.DataFrame(told)
    columns = [
        Column("name", "What"), Column(NOW, "These weeks"), Column("before", "The weeks before"),
        Column(EARLIER, "A year earlier"), Column("undated", "Not in any week"),
    ]  # fmt: skip
    table = Table(frame, columns, caption=RECEIVED, row_header="name").without_empty()
    return desk.show(
        "received", RECEIVED, units=counts.units, tables=[table], data=frame,
        notes=("A month that was not received is a gap and never a nought.",),
    )  # fmt: skip
