"""How does a piece of a handout look, so that nobody takes it for a published one?

Every table and figure says within itself that it is unprotected, so that one that is copied out of
the page still does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import pandas as pd

from csa.counting.handouts.at_place import HERE, PlaceCounts
from csa.measures.overdispersion import learn_dispersion
from csa.measures.verdicts import NO_COMPARISON, Rules, Verdict, judge
from csa.periods import as_spans
from csa.present.exhibit import NO_SOURCE, Exhibit, FigurePart
from csa.present.number import Number, SmallNumbers
from csa.present.numbers import NOT_AVAILABLE, is_missing
from csa.present.theme import SMALL_PT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from csa.counting.records.loaded import Records
    from csa.periods import Period
    from csa.present.tables import Table
    from csa.settings import Settings

UNPROTECTED = "Unprotected: not for publication"
OFFICER = ("officer",)
PAIR = ["before", "after"]
BOLD: dict[str, Any] = {"fontsize": SMALL_PT, "fontweight": "bold"}


class Counts(Protocol):
    """What a desk asks of what is counted."""

    @property
    def records(self) -> Records:
        """The records received."""

    @property
    def district(self) -> str:
        """Code of the district."""

    @property
    def label(self) -> str:
        """The months or weeks in words."""


Counted = TypeVar("Counted", bound=Counts)


@dataclass(frozen=True)
class Desk(Generic[Counted]):
    """Whose handout it is, and by what rules its numbers are told.

    Attributes
    ----------
    settings : Settings
        The project's settings.
    counts : Counts
        What is counted.
    """

    settings: Settings
    counts: Counted

    @property
    def district(self) -> str:
        """Name of the district."""
        return self.settings.district(self.counts.district).name

    @property
    def is_synthetic(self) -> bool:
        """Whether the people and events are made up."""
        return bool(self.counts.records.store.catalogue.synthetic)

    def number(self, value: Any) -> Number | None:
        """Return a count that is told by the settings' rules for small numbers."""
        rules = self.settings.disclosure
        small = SmallNumbers(rules.minimum_base_for_percent, rules.small_base, rules.base)
        return None if is_missing(value) else Number(int(value), small=small)

    def show(
        self,
        name: str,
        title: str,
        *,
        units: Sequence[str] = (),
        source: str = "",
        tables: Sequence[Table] = (),
        figures: Sequence[FigurePart] = (),
        **parts: Any,
    ) -> Exhibit:
        """Return an exhibit of these numbers, marked in each of its parts."""
        return Exhibit(
            name=name,
            title=title,
            source=source or self.source_text(units) or NO_SOURCE,
            period=self.counts.label,
            editions=OFFICER,
            officer=True,
            tables=tuple(_marked_table(one) for one in tables),
            figures=tuple(_marked_figure(one) for one in figures),
            **parts,
        )

    def refuse(self, name: str, title: str, *, reason: str) -> Exhibit:
        """Return an exhibit that says why there is nothing to show."""
        return self.show(name, title, unavailable=reason)

    def source_text(self, units: Sequence[str]) -> str:
        """Return the names of the sources of some tables, with their publishers."""
        known = self.counts.records.store.catalogue.sources
        rows = (self.counts.records.table(unit) for unit in units)
        names = sorted({name for one in rows if "source" in one for name in one["source"].dropna()})
        return "; ".join(
            f"{known[name]['label']} ({known[name]['publisher']})"
            for name in names
            if name in known
        )

    @property
    def rules(self) -> Rules:
        """How sure a verdict must be."""
        return Rules(
            confidence=self.settings.partnership.confidence,
            false_discovery=self.settings.verdicts.false_discovery,
            slight_percent=self.settings.verdicts.slight_percent,
        )

    def judged(self, pairs: pd.DataFrame) -> list[Verdict]:
        """Say of some pairs of counts what may be said: see :func:`judge`."""
        counts = {name: pairs[name].astype("Float64").astype(float) for name in PAIR}
        return judge(pairs.assign(**counts), rules=self.rules) if len(pairs) else []

    def change_rows(
        self, pairs: pd.DataFrame, names: Sequence[str], verdicts: Sequence[Verdict]
    ) -> pd.DataFrame:
        """Lay out counts of two spans, as pages do: a row each, ``before, after, ... reading``."""
        told = []
        for name, (before, after), verdict in zip(
            names, pairs[PAIR].itertuples(index=False), verdicts, strict=True
        ):
            earlier, later = self.number(before), self.number(after)
            has_both = earlier is not None and later is not None
            told.append({
                "name": name, "before": earlier, "after": later,
                "difference": verdict.difference if has_both else None,
                "percent": later.change_text(earlier, verdict.percent)
                if later is not None else NOT_AVAILABLE,
                "reading": verdict.word if has_both else NO_COMPARISON,
            })  # fmt: skip
        columns = ["name", "before", "after", "difference", "percent", "reading"]
        return pd.DataFrame(told, columns=columns)


@dataclass(frozen=True)
class GroundDesk(Desk[PlaceCounts]):
    """The desk of one place."""

    @property
    def period(self) -> Period:
        """The months."""
        return self.counts.period

    @property
    def place(self) -> str:
        """Name of the place."""
        return self.counts.ground.name

    def judge(
        self, pairs: pd.DataFrame, *, unit: str, at: Sequence[str] = (HERE,), is_theme: bool = True
    ) -> list[Verdict]:
        """Say of some counts of two years what may be said, all of them read together.

        Parameters
        ----------
        pairs : DataFrame
            ``before`` and ``after``.
        unit : str
            What is counted.
        at : sequence of str
            The part of the district whose months say how much each row varies; one stands for
            all rows.
        is_theme : bool
            Whether these are months of the theme, or of all of the unit.
        """
        days, spread = self.days(unit), self.spread(unit, at, is_theme=is_theme)
        if len(spread) == 1:
            spread = spread.loc[spread.index.repeat(len(pairs))]
        return self.judged(pairs.reset_index(drop=True).assign(
            exposure_before=days[0], exposure_after=days[1],
            dispersion=spread["dispersion"].to_numpy(), degrees=spread["degrees"].to_numpy(),
        )) if len(pairs) else []  # fmt: skip

    def days(self, unit: str) -> tuple[float, float]:
        """Return the days of both years that are compared."""
        spans = as_spans(self.counts.compared(unit)) or [self.period]
        return (
            float(sum(one.a_year_earlier.days for one in spans)),
            float(sum(one.days for one in spans)),
        )

    def spread(self, unit: str, at: Sequence[str], *, is_theme: bool = True) -> pd.DataFrame:
        """Learn from months how much parts of the district vary: ``dispersion`` and ``degrees``."""
        series = {one: self.counts.monthly(unit, at=one, is_theme=is_theme) for one in at}
        return learn_dispersion(
            pd.DataFrame(series).astype("float"),
            period=self.period,
            kin=pd.Series(list(at), index=list(at)),
        )


def _marked_table(table: Table) -> Table:
    return replace(table, caption=f"{table.caption} ({UNPROTECTED.lower()})")


def _marked_figure(figure: FigurePart) -> FigurePart:
    def draw() -> Figure:
        drawn = figure.draw()
        if figure.noun == "map":  # which has a scale at its foot
            drawn.text(1, 0.5, UNPROTECTED, ha="right", va="center", rotation=90, **BOLD)
        else:
            drawn.supxlabel(UNPROTECTED, x=1, ha="right", **BOLD)
        return drawn

    return replace(figure, draw=draw, caption=f"{figure.caption} {UNPROTECTED}.")


class Unprotected(ABC):
    """What every handout of the officer is: some pieces, exact, with no release behind them."""

    desk: Any

    def __repr__(self) -> str:
        """Say what it is of, and what it can be asked for."""
        asked = ", ".join(f"{one}()" for one in pieces_of(type(self)))
        return f"{self.title}\nAsk it for: {asked}."

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is of."""

    @property
    def is_synthetic(self) -> bool:
        """Whether the people and events are made up."""
        return bool(self.desk.is_synthetic)

    @property
    def release(self) -> None:
        """Nothing: it is drawn from no release."""
        return None


def pieces_of(handout: type[Unprotected]) -> list[str]:
    """Return what a handout can be asked for, in order."""
    return [n for n, one in vars(handout).items() if callable(one) and not n.startswith("_")]
