"""Which records were received? Each table and unit is read and described when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.places.names import Gazetteer
from csa.counting.records.countable import build_countables
from csa.counting.records.searches import SEARCH, search_countable
from csa.counting.tables.provenance import Sources, open_units_of, sources_in_use
from csa.counting.units import COUNTED_TABLES, INCIDENT_TIME
from csa.schemas import TABLES, check_table
from csa.settings.counting import settings_to_count_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.counting.cells import Countable
    from csa.settings import Settings
    from csa.store import Store


@dataclass(frozen=True)
class Records:
    """The processed tables and the units counted in them, whatever the period.

    Attributes
    ----------
    settings : Settings
        The project's settings, words and all.
    store : Store
        The processed tables.
    is_checked : bool
        Whether each table is held to its contract anew, as it was when it was built.
    monthly : dict
        The counts of all months that :func:`csa.counting.tables.variation.build_variation` keeps.
    """

    settings: Settings
    store: Store
    is_checked: bool = True

    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)
    _units: dict[str, Countable | None] = field(default_factory=dict, init=False, repr=False)
    monthly: dict[Any, pd.Series] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def counted_by(self) -> Settings:
        """The settings that counting may read."""
        return settings_to_count_by(self.settings)

    def table(self, name: str) -> pd.DataFrame:
        """Return a processed table; one that no source fills is empty."""
        if name not in self._tables:
            table, is_received = self._load(name), name in self.store.catalogue.tables
            self._tables[name] = (
                check_table(name, table) if self.is_checked and is_received else table
            )
        return self._tables[name]

    def _load(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        if name in self.store.catalogue.tables:
            return self.store.load(name, columns=columns)
        return pd.DataFrame(columns=columns or list(TABLES[name].fields))

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The months received."""
        return self.store.coverage()

    @cached_property
    def sources(self) -> Sources:
        """The sources that stand behind the tables."""
        counted = {
            name: self._tables[name] if name in self._tables else self._load(name, ["source"])
            for name in COUNTED_TABLES
        }
        return sources_in_use(self.store, counted)

    @cached_property
    def open_units(self) -> set[str]:
        """Units whose sources publish every row themselves."""
        return open_units_of(self.sources)

    def unit(self, name: str) -> Countable | None:
        """Return incidents or searches with what they say of themselves; None without any."""
        if name not in self._units:
            self._units[name] = self._described(name)
        return self._units[name]

    def _described(self, name: str) -> Countable | None:
        if name != SEARCH and name not in INCIDENT_TIME:
            return None
        table = self.table(name)
        if not len(table):
            return None
        if name == SEARCH:
            return search_countable(table)
        return build_countables(
            {name: table}, priorities=self.counted_by.priorities, open_units=self.open_units
        )[name]

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call each neighbourhood, by its code."""
        boundaries = {name: self.table(name) for name in ("boundary_ward", "boundary_lsoa")}
        return Gazetteer.of(self.counted_by, boundaries).names

    @cached_property
    def units(self) -> dict[str, Countable]:
        """Incidents, victims and suspects, with all that can be said of them in any period."""
        return build_countables(
            {name: self.table(name) for name in COUNTED_TABLES},
            priorities=self.counted_by.priorities,
            open_units=self.open_units,
        )
