"""What one reader looks at: an area, a period, an edition, and the numbers behind them.

A :class:`View` hides whether its numbers come from a frozen release (partner and public) or are
counted on demand without protection (officer). Exhibits cannot tell the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.both_years import both_sides
from csa.counting.families import Level
from csa.counting.tables.variation import VARIATION, Variation, by_series
from csa.disclosure.rules.policy import is_protected
from csa.exhibits.kept import note, note_table, noted
from csa.exhibits.wording.standing import standing
from csa.periods import Period, assessment_year
from csa.present.number import Number, SmallNumbers, add_known
from csa.present.origin import Origin, number_cells
from csa.settings.counting import settings_to_count_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csa.counting.families import Count
    from csa.counting.tables.names import TableName
    from csa.disclosure.ledger.release import Release
    from csa.exhibits.kept import Kept
    from csa.findings.finding import Finding
    from csa.measures.verdicts import Verdict
    from csa.settings import Break, Edition, Place, Priority, Settings

PROTECTED_NOTE = standing(
    "rounding",
    "Counts of people and of sensitive offences are rounded to a multiple of 5 and may differ from "
    "the true number by up to 4, sums of them by more; '<5' stands for any number from 0 to 4.",
)


@dataclass(frozen=True)
class View:
    """One area in one period and edition, with everything its exhibits draw on.

    Attributes
    ----------
    settings : Settings
        The project's settings.
    release : Release
        Cells and reference tables.
    slug : str
        The area: the partnership's or a district's slug.
    edition : str
        ``officer``, ``partner`` or ``public``.
    chosen : Priority or None
        The priority a chapter is about.
    spot : Place or None
        The named place that its exhibits are cut to.
    ward : str
        Code of the ward that its exhibits are about; empty for the whole area.
    consulted : set of str
        Names of the public tables that were looked at.
    judged : dict
        By area, the verdicts of everything counted of it as a whole.
    shelf : dict
        What several exhibits draw on, worked out once.
    offers : callable
        Returns the findings that the exhibits of the desk offer to its summaries.
    kept : Kept or None
        Where exhibits that are drawn already are, while a batch runs.
    """

    settings: Settings
    release: Release
    slug: str
    edition: Edition
    chosen: Priority | None = None
    spot: Place | None = None
    ward: str = ""
    consulted: set[TableName] = field(default_factory=set, compare=False, repr=False)
    judged: dict[str, Mapping[str, Verdict]] = field(
        default_factory=dict, compare=False, repr=False
    )
    shelf: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    offers: Callable[[], tuple[Finding, ...]] = field(default=tuple, compare=False, repr=False)
    kept: Kept | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        """Say in a line what is looked at."""
        about = [self.name, self.chosen.short_label if self.chosen else ""]
        about += [f"ward {self.ward}" if self.ward else ""]
        about += [self.period.label if "period" in self.release.about else ""]
        return f"<{', '.join(filter(None, about))}, {self.edition} edition>"

    @property
    def code(self) -> str:
        """GSS code of the area."""
        if self.is_partnership:
            return self.settings.partnership.code
        return self.settings.district(self.slug).code

    @property
    def name(self) -> str:
        """Name of the area, or of the place the view is cut to."""
        return self.spot.name if self.spot else self.settings.area_name(self.slug)

    @property
    def identity(self) -> str:
        """What tells it from other views of the same release and settings."""
        chosen = [self.chosen.id if self.chosen else "", self.spot.slug if self.spot else ""]
        return " ".join([self.edition, self.slug, *chosen, self.ward])

    def once(self, name: str, work_out: Callable[[], Any]) -> Any:
        """Return what several exhibits draw on, worked out when the first of them asks for it."""
        if name not in self.shelf:
            with noted() as seen:
                value = work_out()
            self.shelf[name] = value, seen
        value, seen = self.shelf[name]
        note(*seen)
        return value

    @property
    def is_partnership(self) -> bool:
        """Whether the area is the partnership as a whole."""
        return self.slug == self.settings.partnership.slug

    @property
    def is_officer(self) -> bool:
        """Whether numbers are unprotected."""
        return self.edition == "officer"

    @property
    def period(self) -> Period:
        """The assessment period."""
        return Period(**self.release.about["period"])

    @property
    def before(self) -> Period:
        """The same months a year earlier."""
        return self.period.a_year_earlier

    def sides(self, unit: str) -> tuple[list[Period], list[Period]]:
        """Return the spans of the year before and of this period that are compared.

        Parameters
        ----------
        unit : str
            What is counted. Where a month of it was not received in both years, it is left out of
            both.
        """
        return both_sides(self.period, self.left_out(unit))

    def left_out(self, unit: str) -> tuple[str, ...]:
        """Return the months of this period that are not compared."""
        return tuple(self.release.about.get("left_out", {}).get(unit, ()))

    @property
    def year(self) -> str:
        """The assessment year, for example ``2016-17``."""
        return str(self.release.about["year"])

    @property
    def period_label(self) -> str:
        """The assessment period in words, with "year to date" when the year is not complete."""
        first = self.settings.partnership.year_starts_in_month
        whole = assessment_year(self.year, first_month=first)
        is_whole = self.period == whole or self.period.start != whole.start
        return self.period.label if is_whole else f"{self.period.label}, year to date"

    @property
    def priority(self) -> Priority:
        """The priority the chapter is about.

        Raises
        ------
        LookupError
            If the view is of an area as a whole.
        """
        if self.chosen is None:
            raise LookupError("This view has no priority.")
        return self.chosen

    def of_priority(self, priority_id: str) -> View:
        """Return the same view, looking at one priority."""
        return replace(self, chosen=self.settings.priority(priority_id))

    @property
    def place(self) -> Place:
        """The named place the exhibits are cut to.

        Raises
        ------
        LookupError
            If the view is of the whole area.
        """
        if self.spot is None:
            raise LookupError("This view is not cut to a named place.")
        return self.spot

    def of_place(self, slug: str) -> View:
        """Return the view of a named place, within the district it lies in."""
        place = self.settings.place(slug)
        return replace(self, slug=place.district, spot=place)

    def of_ward(self, code: str) -> View:
        """Return the view of a ward, within the district it lies in."""
        nesting = self.reference("geography")
        district = nesting.loc[nesting["ward"] == code, "district"].iloc[0]
        slug = next(one.slug for one in self.settings.districts if one.code == district)
        return replace(self, slug=slug, ward=code)

    def frame(self, count: Count) -> pd.DataFrame:
        """Return the cells of one family for all areas and periods."""
        return self.release.frame(count)

    @property
    def cell_numbers(self) -> dict[str, str]:
        """Short names of the release's cells, by which pages refer to them."""
        keys = () if self.is_officer else self.release.cells["key"]
        return dict(self.once("cell numbers", lambda: number_cells(keys)))

    @property
    def has_new_settings(self) -> bool:
        """Whether the settings are not those that the release was made with."""
        made_with = self.release.about.get("settings")
        if made_with is None:
            return False
        return bool(made_with != settings_to_count_by(self.settings).fingerprint)

    def reference(self, name: TableName) -> pd.DataFrame:
        """Return a public table; an empty one where the source was not received."""
        self.consulted.add(name)
        note_table(name)
        return self.release.table(name)

    def variation(self, unit: str, level: str) -> Variation:
        """Return how much months vary beyond chance, see :func:`by_series`, at a level of areas."""
        self.consulted.add(VARIATION)
        known = self.release.variation
        learnt: Variation = self.once(
            f"{VARIATION} {unit} {level}", lambda: by_series(known(unit, level))
        )
        return learnt

    def areas(self) -> list[tuple[str, str]]:
        """Code and name of the districts, then of the partnership; an only district is the same."""
        whole, own = self.settings.partnership, self.settings.area_name(self.slug)
        districts = [(one.code, one.name) for one in self.settings.districts]
        return [*districts, (whole.code, whole.name)] if len(districts) > 1 else [(self.code, own)]

    def cells(
        self,
        frame: pd.DataFrame,
        *,
        period: Period | None = None,
        area: str | None = None,
        level: Level | None = None,
        **dims: str,
    ) -> pd.DataFrame:
        """Pick cells out of a family.

        Parameters
        ----------
        frame : DataFrame
            A family, as :meth:`frame` gives it.
        period : Period, optional
            One period; by default every one.
        area : str, optional
            One area; by default this view's own when no level is given.
        level : str, optional
            Every area of a level that lies within this view's area.
        **dims : str
            One value for each dimension named.
        """
        if not len(frame):
            return frame
        chosen = frame["area"] == (area or self.code)
        if level is not None:
            chosen = (frame["level"] == level) & frame["area"].isin(self.codes(level))
        if period is not None:
            chosen &= frame["period"] == period.key
        for name, value in dims.items():
            chosen &= frame[name] == value
        return frame[chosen]

    def codes(self, level: Level) -> list[str]:
        """Return the codes of a level inside this view's area; wards include place unknown."""
        every = sorted(one.code for one in self.settings.districts)
        here = every if self.is_partnership else [self.code]
        if level == "district":
            return here
        nesting = self.reference("geography")
        inside = sorted(nesting.loc[nesting["district"].isin(here), level].unique())
        return [*inside, *(f"{one}:not-located" for one in here if level == "ward")]

    @cached_property
    def small(self) -> SmallNumbers:
        """What the settings say of small numbers."""
        rules = self.settings.disclosure
        return SmallNumbers(rules.minimum_base_for_percent, rules.small_base, rules.base)

    def numbers(self, cells: pd.DataFrame) -> pd.Series:
        """Return the number of each cell, as this reader may see it; None where there is none."""
        none = [None] * len(cells)
        parts = [
            list(cells[name]) if name in cells else none
            for name in ("key", "value", "printed_bound")
        ]
        is_known = "class" in cells and not self.is_officer
        hidden = list(is_protected(cells)) if is_known else [False] * len(cells)
        found = [self._number(*row) for row in zip(*parts, hidden, strict=True)]
        return pd.Series(found, index=cells.index, dtype=object)

    def _number(self, key: Any, value: Any, bound: Any, hidden: bool) -> Number | None:
        if pd.isna(value):
            return None
        return Number(
            value=int(value),
            origin=Origin.read(key),
            bound=0.0 if pd.isna(bound) else float(bound),
            hidden=bool(hidden),
            small=self.small,
        )

    def number(self, frame: pd.DataFrame, *, period: Period, **picked: Any) -> Number | None:
        """Return one cell's number, or None where there is none."""
        cells = self.cells(frame, period=period, **picked)
        return self.numbers(cells).iloc[0] if len(cells) == 1 else None

    def total(self, cells: pd.DataFrame) -> Number | None:
        """Return the sum of some cells; None where one of them is missing, or there is none."""
        return Number.sum(self.numbers(cells))

    def compared(self, frame: pd.DataFrame, **picked: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the cells that stand for the year before, and those for this period.

        Parameters
        ----------
        frame : DataFrame
            A family.
        **picked
            The cell's area, if it is not the view's own, and a value for each dimension.

        Returns
        -------
        before, after : DataFrame
            One cell each; one for each span where a month is left out of both.
        """
        cells = self.cells(frame, **picked)
        if not len(cells):
            return cells, cells
        before, after = self.sides(str(cells["measure"].iloc[0]))
        return (
            cells[cells["period"].isin([span.key for span in before])],
            cells[cells["period"].isin([span.key for span in after])],
        )

    def known_total(self, cells: pd.DataFrame) -> Number:
        """Return the sum of those of some cells that carry a number; 0 of no cell where none do."""
        return replace(add_known(self.numbers(cells)), small=self.small)

    def laid_out(self, cells: pd.DataFrame, *, rows: str, columns: str) -> pd.DataFrame:
        """Lay the numbers of some cells out over two dimensions; None where there is no cell."""
        numbered = cells.assign(number=self.numbers(cells))
        wide = numbered.pivot(index=rows, columns=columns, values="number").astype(object)
        return wide.rename_axis(columns=None)

    def breaks(self, *names: str, within: Period | None = None) -> list[Break]:
        """Return the recording breaks that touch any of these names.

        Parameters
        ----------
        *names : str
            Units, categories, priority or sub-theme ids.
        within : Period, optional
            Only those that begin or end inside it.
        """
        synthetic = bool(self.release.about.get("synthetic"))
        touching = [
            one
            for one in self.settings.breaks
            if (synthetic or not one.synthetic) and {"all", *names} & set(one.affects)
        ]
        if within is None:
            return touching
        return [
            one
            for one in touching
            if within.start < one.start <= within.end
            or (one.end is not None and within.start <= one.end < within.end)
        ]

    @property
    def comparison_span(self) -> Period:
        """From the start of the earlier period to the end of the later one."""
        return Period(self.before.start, self.period.end)
