"""How much of everything is there in a district in some weeks: now, just before, a year earlier?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.received import covered_months, worst_of
from csa.counting.handouts.theme import every_theme
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.errors import StoreError
from csa.measures.expected import expect_span
from csa.measures.overdispersion import TYPICAL, learn_dispersion
from csa.periods import Period, shift_month
from csa.schemas import contract
from csa.schemas.coverage import MISSING, OK

if TYPE_CHECKING:
    from csa.counting.handouts.theme import Theme
    from csa.counting.records.loaded import Records
    from csa.lately import Days
    from csa.settings import District

NOW, BEFORE, EARLIER = "now", "before", "earlier"
# A season is learnt from no more than that.
MOST_YEARS = 5
DAYS_IN_YEAR = 366
# In so many tables of a hundred none of the rows that are read together is unusual by chance.
CONFIDENCE = 0.90


@dataclass(frozen=True)
class WeekCounts:
    """What is counted of a district in some weeks, by the day on which it came to be known.

    Attributes
    ----------
    records : Records
        The records received.
    area : District
        The district.
    span : Days
        The weeks.
    """

    records: Records
    area: District
    span: Days

    _rows: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def district(self) -> str:
        """Code of the district."""
        return self.area.code

    @property
    def label(self) -> str:
        """The weeks in words."""
        return self.span.label

    @cached_property
    def spans(self) -> dict[str, Days]:
        """These weeks, as many before, and the same of the year before."""
        return {NOW: self.span, BEFORE: self.span.before, EARLIER: self.span.a_year_earlier}

    def rows(self, unit: str) -> pd.DataFrame:
        """Return the rows of a unit in the district that count, with their ``day``.

        Crimes have that on which they were recorded, incidents that on which they were reported:
        the day by which ``csa.load(..., last="6 weeks")`` picks them.
        """
        if unit not in self._rows:
            countable = self.records.unit(unit)
            if countable is None:
                names = [*contract(unit).fields, "day"]
                self._rows[unit] = pd.DataFrame(columns=names).astype({"day": "datetime64[ns]"})
                return self._rows[unit]
            own = countable.rows[countable.rows["district"] == self.district]
            moments = own[contract(unit).day]
            self._rows[unit] = own.assign(day=moments.dt.tz_localize(None).dt.normalize())
        return self._rows[unit]

    def check(self) -> None:
        """Refuse what cannot be told at all, before anything is drawn; see :attr:`units`."""
        _ = self.units

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that can be told by the day in these weeks.

        Raises
        ------
        StoreError
            If there is none; the message says why.
        """
        told = tuple(unit for unit in INCIDENT_UNITS if not self.why_not(unit))
        if not told:
            raise StoreError(
                f"Nothing can be told of {self.area.name} for {self.label}: "
                f"{'; '.join(self.why_not(unit) for unit in INCIDENT_UNITS)}."
            )
        return told

    def why_not(self, unit: str) -> str:
        """Say why a unit cannot be told by the day in these weeks; nothing where it can."""
        noun = UNIT_NOUNS[unit]
        if self.stands(unit, self.span) == MISSING:
            lost = [one for one in self.span.months if self.covered(unit).get(one, MISSING) != OK]
            return f"the {noun} of {Period(lost[0], lost[-1]).label} were not received"
        known = self.rows(unit)
        within = known["month"].isin(self.span.months)
        if within.any() and known.loc[within, "day"].isna().all():
            return f"the {noun} received name a month and no day"
        return ""

    def undated(self, unit: str) -> int:
        """Count the rows of the months touched that do not say their day: they are in no weeks."""
        rows = self.rows(unit)
        return int((rows["month"].isin(self.span.months) & rows["day"].isna()).sum())

    def covered(self, unit: str) -> dict[str, str]:
        """Return how each month of a unit was received in the district."""
        return covered_months(self.records, self.district, unit)

    def stands(self, unit: str, span: Days) -> str:
        """Say how the months that a span touches were received: as well as the worst of them."""
        return worst_of(self.covered(unit), span.months)

    def count(self, unit: str, span: Days, chosen: pd.Series | None = None) -> int | None:
        """Count rows of a unit in a span; None where one of its months was not received."""
        if self.stands(unit, span) == MISSING:
            return None
        inside = span.holds(self.rows(unit)["day"])
        return int((inside if chosen is None else inside & chosen).sum())

    def within(self, unit: str, name: str = NOW) -> pd.DataFrame:
        """Return the rows of a unit in one of the three spans."""
        rows = self.rows(unit)
        return rows[self.spans[name].holds(rows["day"])]

    def by_span(self, unit: str, chosen: pd.Series) -> pd.Series:
        """Count by spans of as many days, back from these weeks, by their first day.

        One of which a month was not received whole is missing.
        """
        length, covered = len(self.span), self.covered(unit)
        number = MOST_YEARS * DAYS_IN_YEAR // length
        spans = [self.span]
        while len(spans) < number and min(spans[-1].before.months) in covered:
            spans.append(spans[-1].before)
        ago = (self.span.last - self.rows(unit).loc[chosen, "day"]).dt.days // length
        found = ago.value_counts()
        values = {
            one.first.strftime("%Y-%m-%d"): float(found.get(back, 0))
            if worst_of(covered, one.months) == OK
            else float("nan")
            for back, one in enumerate(spans)
        }
        return pd.Series(values, dtype=float)[::-1]

    def monthly(self, unit: str, chosen: Any) -> pd.Series:
        """Count by month up to the end of these weeks; one not received whole is missing."""
        covered = self.covered(unit)
        months = Period(min(covered), self.span.months[-1]).months
        known = [covered.get(month) == OK for month in months]
        counts = self.rows(unit).loc[chosen, "month"].value_counts()
        return counts.reindex(months, fill_value=0).astype(float).where(pd.Series(known, months))

    def spread(self, unit: str, rows: pd.Index) -> dict[str, float]:
        """Learn how much the months of some rows vary: ``dispersion``, typical at least."""
        monthly = self.monthly(unit, self.rows(unit).index.isin(rows)).to_frame("own")
        period = Period(self.span.months[0], self.span.months[-1])
        found = learn_dispersion(monthly, period=period, kin=pd.Series({"own": "own"})).iloc[0]
        return {
            "dispersion": max(TYPICAL, float(found["dispersion"])),
            "degrees": float(found["degrees"]),
        }

    def themes(self) -> list[tuple[Theme, str, pd.Series]]:
        """List each theme with each of its units that can be told, and the rows that are of it.

        Of several that are the same rows the narrowest is listed, and none that is no row at all.
        """
        found: dict[tuple[str, bytes], tuple[Theme, str, pd.Series]] = {}
        for theme in every_theme(self.records.settings):
            for unit in theme.units:
                countable = self.records.unit(unit)
                if unit not in self.units or not countable or theme.unrecorded(countable):
                    continue
                chosen = theme.holds(countable).reindex(self.rows(unit).index)
                same = unit, chosen.to_numpy(dtype=bool).tobytes()
                found.pop(same, None)
                if chosen.any():
                    found[same] = theme, unit, chosen
        return list(found.values())

    def counted(self) -> pd.DataFrame:
        """Count every theme in the three spans, and say what is usual for the time of the year.

        Returns
        -------
        DataFrame
            One row per theme and unit: ``theme`` (a :class:`Theme`), ``unit``, ``family`` (what is
            read together: units and priorities, or the sub-themes of one priority), ``is_whole``
            (whether it is all of the unit), ``now, before, earlier``, ``expected, lower, upper``
            (missing with less than two years received), and
            how much its months vary: ``dispersion, degrees``.
        """
        told, monthly, steps = [], dict[str, pd.Series](), dict[str, tuple[str, ...]]()
        for theme, unit, chosen in self.themes():
            name = f"{theme.slug} {unit}"
            breaks = self._breaks(theme, unit)
            family = theme.priority.id if theme.subtheme and theme.priority else ""
            counts = {name: self.count(unit, one, chosen) for name, one in self.spans.items()}
            told.append({"theme": theme, "unit": unit, "family": family, "is_whole": chosen.all(),
                         **counts}
                        | {"series": self.by_span(unit, chosen), "breaks": breaks})  # fmt: skip
            monthly[name], steps[name] = self.monthly(unit, chosen), breaks
        table = pd.DataFrame(told)
        spread = learn_dispersion(
            pd.DataFrame(monthly).sort_index(),
            period=Period(self.span.months[0], self.span.months[-1]),
            kin=pd.Series(list(monthly), index=list(monthly)),
            breaks=steps,
        )
        sizes = table.groupby("family")["unit"].transform("size")
        bands = [
            expect_span(one.series, days=len(self.span), breaks=one.breaks,
                        confidence=CONFIDENCE ** (1 / size)) or (None,) * 3
            for one, size in zip(table.itertuples(), sizes, strict=True)
        ]  # fmt: skip
        limits = pd.DataFrame(bands, columns=["expected", "lower", "upper"], dtype=float)
        columns = {name: table[name].astype("Int64") for name in self.spans}
        kept = table.assign(**columns).drop(columns=["series", "breaks"])
        return pd.concat([kept, limits, spread.reset_index(drop=True)], axis="columns")

    def _breaks(self, theme: Theme, unit: str) -> tuple[str, ...]:
        """Return the months at which recording of a theme changed."""
        names = {"all", unit, theme.slug}
        if theme.priority is not None and theme.subtheme is None:
            names |= {one.id for one in theme.priority.subthemes}
        made_up = self.records.store.catalogue.synthetic
        touching = [
            one
            for one in self.records.settings.breaks
            if (made_up or not one.synthetic) and names & set(one.affects)
        ]
        ends = {shift_month(one.end, 1) for one in touching if one.end}
        return tuple(sorted({one.start for one in touching} | ends))
