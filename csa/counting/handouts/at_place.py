"""How much of a theme is there at a place: both years, the rest of the district, types, months?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.both_years import MOST_LEFT_OUT, YEAR
from csa.counting.handouts.received import covered_months
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.errors import StoreError
from csa.periods import shift_month
from csa.schemas import TABLES
from csa.schemas.coverage import MISSING, OK

if TYPE_CHECKING:
    from csa.counting.handouts.ground import Ground
    from csa.counting.handouts.theme import Theme
    from csa.counting.records.loaded import Records
    from csa.periods import Period

HERE, REST, UNPLACED = "here", "rest", "unplaced"
TYPE_COLUMNS = {"fire": "bucket"}


@dataclass(frozen=True)
class PlaceCounts:
    """What is counted of one place, theme and span, and of the district around it.

    Attributes
    ----------
    records : Records
        The records received.
    ground : Ground
        The place.
    theme : Theme
        What is counted.
    period : Period
        The months; they are set beside the same months a year earlier.
    """

    records: Records
    ground: Ground
    theme: Theme
    period: Period

    _rows: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def rows(self, unit: str) -> pd.DataFrame:
        """Return the rows of a unit in the district, whatever the theme and month.

        Returns
        -------
        DataFrame
            With ``is_theme`` and ``at``: here, in the rest of the district, or not known where.
        """
        if unit not in self._rows:
            countable = self.records.unit(unit)
            if countable is None:
                names = [*TABLES[unit].fields, "is_theme", "at"]
                self._rows[unit] = pd.DataFrame(columns=names).astype({"is_theme": bool})
                return self._rows[unit]
            own = countable.rows["district"] == self.ground.district
            rows = countable.rows[own]
            at = self.ground.holds(rows).map({True: HERE, False: REST})
            self._rows[unit] = rows.assign(
                is_theme=self.theme.holds(countable)[own] if unit in self.theme.units else False,
                at=at.mask(~self.ground.is_placed(rows), UNPLACED),
            )
        return self._rows[unit]

    def check(self) -> None:
        """Refuse what cannot be told here, before anything is drawn; see :attr:`units`."""
        _ = self.units

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units of the theme of which a month of the span was received, most here first.

        Raises
        ------
        StoreError
            If there is none, or nothing that was received says which rows are of the theme.
        """
        received = [unit for unit in self.theme.units if self.months(unit)]
        if not received:
            raise StoreError(
                f"Nothing that '{self.theme.label}' counts was received for {self.period.label}."
            )
        known = [unit for unit in received if not self._unrecorded(unit)]
        if not known:
            raise StoreError(
                f"'{self.theme.label}' cannot be told at {self.ground.name}: "
                f"{self._unrecorded(received[0])}."
            )
        return tuple(sorted(known, key=lambda unit: -len(self.now(unit))))

    def _unrecorded(self, unit: str) -> str:
        countable = self.records.unit(unit)
        return (
            f"no {UNIT_NOUNS[unit]} were received"
            if countable is None
            else (self.theme.unrecorded(countable))
        )

    @property
    def district(self) -> str:
        """Code of the district."""
        return self.ground.district

    @property
    def label(self) -> str:
        """The months in words."""
        return self.period.label

    def covered(self, unit: str) -> dict[str, str]:
        """Return how each month of a unit was received in the district."""
        return covered_months(self.records, self.district, unit)

    def months(self, unit: str) -> list[str]:
        """Return the months of the span of which anything was received."""
        covered = self.covered(unit)
        return [one for one in self.period.months if covered.get(one, MISSING) != MISSING]

    def compared(self, unit: str) -> list[str]:
        """Return the months of the span that are received whole in both years.

        None where more than a third of them are not: what is left speaks for no year.
        """
        covered = self.covered(unit)
        both = [
            month
            for month in self.period.months
            if covered.get(month) == covered.get(shift_month(month, -YEAR)) == OK
        ]
        enough = MOST_LEFT_OUT * (len(self.period) - len(both)) <= len(self.period)
        return both if enough else []

    def now(self, unit: str, *, at: str = HERE, is_theme: bool = True) -> pd.DataFrame:
        """Return the rows of the span: of the theme, or all of the unit."""
        rows = self.rows(unit)
        chosen = rows["month"].isin(self.period.months) & (rows["at"] == at)
        return rows[chosen & rows["is_theme"]] if is_theme else rows[chosen]

    def pair(self, unit: str, chosen: pd.Series) -> tuple[int | None, int]:
        """Count some rows of a unit a year earlier and in the span, over the months compared.

        The year earlier is missing where it cannot be compared.
        """
        months, rows = self.compared(unit), self.rows(unit)
        if not months:
            return None, int((chosen & rows["month"].isin(self.period.months)).sum())
        earlier = [shift_month(one, -YEAR) for one in months]
        before, after = (int((chosen & rows["month"].isin(one)).sum()) for one in (earlier, months))
        return before, after

    def both_years(self, unit: str) -> pd.DataFrame:
        """Count the theme here, in the rest of the district and not known where.

        Returns
        -------
        DataFrame
            ``before`` and ``after`` by ``here, rest, unplaced`` and ``neighbourhoods``: those that
            pages count the place by, rows of here among them.
        """
        rows = self.rows(unit)
        parts = {at: rows["at"] == at for at in (HERE, REST, UNPLACED)}
        if self.ground.on_pages and self.ground.lsoas:
            parts["neighbourhoods"] = self.ground.is_counted_by(rows)
        pairs = {name: self.pair(unit, part & rows["is_theme"]) for name, part in parts.items()}
        return _as_pairs(pairs)

    def types(self, unit: str, *, is_theme: bool = True) -> pd.DataFrame:
        """Count each type of the theme here, or of all of the unit, most first.

        Returns
        -------
        DataFrame
            ``before`` and ``after`` by type.
        """
        rows, column = self.rows(unit), TYPE_COLUMNS.get(unit, "category")
        here = (rows["at"] == HERE) & (rows["is_theme"] if is_theme else True)
        names = sorted(rows.loc[here, column].dropna().unique()) if column in rows else []
        table = _as_pairs({one: self.pair(unit, here & (rows[column] == one)) for one in names})
        table = table[table.fillna(0).sum(axis="columns") > 0]
        return table.sort_values("after", ascending=False, kind="stable")

    def monthly(self, unit: str, *, at: str = HERE, is_theme: bool = True) -> pd.Series:
        """Count by month from the first received to the end of the span.

        A month that was not received is missing.
        """
        covered = self.covered(unit)
        known = sorted(one for one, status in covered.items() if status != MISSING)
        months = [one for one in sorted(covered) if known[0] <= one <= self.period.end]
        rows = self.rows(unit)
        chosen = (rows["at"] == at) & (rows["is_theme"] if is_theme else True)
        counts = rows.loc[chosen, "month"].value_counts()
        return (
            counts.reindex(months, fill_value=0)
            .astype("Int64")
            .where(pd.Series([one in known for one in months], index=months))
        )

    def besides(self, metres: float) -> pd.DataFrame:
        """Count every unit as a whole here and within so many metres around.

        Returns
        -------
        DataFrame
            ``unit``, ``where`` (here or around), ``before`` and ``after``; none of a unit of which
            no month of the span was received.
        """
        told = []
        for unit in INCIDENT_UNITS:
            if not self.months(unit):
                continue
            rows = self.rows(unit)
            near = {HERE: rows["at"] == HERE, "around": self.ground.surrounds(rows, metres)}
            told += [(unit, name, *self.pair(unit, part)) for name, part in near.items()]
        frame = pd.DataFrame(told, columns=["unit", "where", "before", "after"])
        return frame.astype({"before": "Int64", "after": "Int64"})


def _as_pairs(pairs: dict[str, tuple[int | None, int]]) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(pairs, orient="index", columns=["before", "after"])
    return table.astype("Int64")
