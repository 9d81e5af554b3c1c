"""How a week of days and hours is drawn and told: grid, margins and busiest times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.described import HOUR_BLOCKS, TIME_SLOTS, UNKNOWN, WEEKDAYS
from csa.counting.records.week import WEEKS
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.verdicts import bounds_of, rules_of, spread_of_priority
from csa.exhibits.wording.wholes import rest_of, whole_of
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.charts import week_grid
from csa.present.exhibit import FigurePart
from csa.present.number import Number, is_hidden
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say, weekday_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View

BUSIEST_BLOCKS = 3
MOST_NAMED = 5
ALL, EVERY_DAY = "all", "All days"
BY_START, BY_SPAN = WEEKS
PARTS = ("slots", "days", "hours")


def week_counts(unit: str, week: tuple[str, str, str], *, prefix: str = "") -> dict[str, Count]:
    """Return the families of a week, by the names that :meth:`Week.of` looks for."""
    return {
        f"{prefix}{part}": Count(unit, by=("priority", name))
        for part, name in zip(PARTS, week, strict=True)
    }


@dataclass(frozen=True)
class Week:
    """The cells of one priority in one area and period by day and hours.

    Attributes
    ----------
    slots, days, hours : DataFrame
        Cells by slot of the week, by day and by block of hours, each with what is not known.
    unit : str
        What is counted.
    leading : mapping of part to list of str
        The slots, days and hours that may be the busiest and are clearly busier than the others.
    busy : list of str
        Slots with the most that are clearly busier than the week's average, whichever comes first.
    is_uneven : bool
        Whether any slot is.
    timed : Number or None
        How many have a known time.
    """

    slots: pd.DataFrame
    days: pd.DataFrame
    hours: pd.DataFrame
    unit: str
    leading: Mapping[str, list[str]]
    busy: list[str]
    is_uneven: bool
    timed: Number | None

    @classmethod
    def of(
        cls,
        view: View,
        frames: Mapping[str, pd.DataFrame],
        week: tuple[str, str, str],
        *,
        unit: str,
        prefix: str = "",
    ) -> Week:
        """Pick the cells of a view's priority, and index them by slot, day or hours."""
        parts = {}
        for part, name in zip(PARTS, week, strict=True):
            cells = view.cells(
                frames[f"{prefix}{part}"], period=view.period, priority=view.priority.id
            )
            numbered = cells.assign(number=view.numbers(cells))
            parts[part] = numbered.set_index(name) if len(cells) else numbered
        judged = {part: _judged_times(view, parts[part], unit) for part in PARTS}
        leading = {
            part: _leading(times, wanted=BUSIEST_BLOCKS if part == PARTS[0] else 1)
            for part, times in judged.items()
        }
        slots = judged[PARTS[0]]
        return cls(
            **parts,
            unit=unit,
            leading=leading,
            busy=_busy(slots),
            is_uneven=bool(slots["is_clear"].any()),
            timed=_timed(view, parts["days"], week[1]),
        )

    @property
    def cells(self) -> list[pd.DataFrame]:
        """All cells."""
        return [self.slots, self.days, self.hours]

    @property
    def has_grid(self) -> bool:
        """Whether the slots have numbers."""
        return bool(len(self.slots) and self.slots["value"].notna().any())

    @property
    def has_margins(self) -> bool:
        """Whether days and hours have numbers."""
        return all(len(one) and one["value"].notna().any() for one in (self.days, self.hours))

    @property
    def matrix(self) -> pd.DataFrame:
        """The slots as days by blocks of hours."""
        return _as_grid(self.slots["number"])

    @property
    def noun(self) -> str:
        """What is counted, with a capital."""
        noun = UNIT_NOUNS[self.unit]
        return noun[:1].upper() + noun[1:]

    def figure(self, *, label: str, alt: str, caption: str) -> FigurePart:
        """Draw the grid."""
        return FigurePart(
            draw=lambda: week_grid(
                self.matrix,
                column_labels=list(HOUR_BLOCKS),
                value_label=label,
            ),
            alt=alt,
            caption=caption,
        )

    def tables(self, *, caption: str, table_id: str) -> tuple[Table, ...]:
        """Return the grid with its margins, or the margins alone where the grid has no number."""
        if not self.has_grid:
            return self._margins(caption=caption, table_id=table_id)
        frame = self.matrix
        frame.loc[EVERY_DAY] = self.hours["number"].reindex(list(HOUR_BLOCKS))
        frame[ALL] = [*self.days["number"].reindex(list(WEEKDAYS)), self.timed]
        blocks = [Column(block, block, "count") for block in HOUR_BLOCKS]
        return (
            Table(
                frame.rename_axis("day").reset_index(),
                [Column("day", "Day"), *blocks, Column(ALL, "All day", "count")],
                caption=caption,
                row_header="day",
                table_id=table_id,
                total_row=True,
            ),
        )

    def _margins(self, *, caption: str, table_id: str) -> tuple[Table, ...]:
        tables = []
        for name, label, cells, values in (
            ("day", "Day", self.days, WEEKDAYS), ("hours", "Hours", self.hours, HOUR_BLOCKS),
        ):  # fmt: skip
            frame = cells.loc[list(values), ["number"]].rename_axis(name)
            tables.append(
                Table(
                    frame.reset_index(),
                    [Column(name, label), Column("number", self.noun, "count")],
                    caption=f"{caption}: by {label.lower()}",
                    row_header=name,
                    table_id=f"{table_id}-{name}",
                )
            )
        return tuple(tables)

    def busiest(self) -> str:
        """Name the slots that hold the most, as far as chance and rounding allow."""
        names = list_text([_slot_name(slot) for slot in self.leading["slots"] or self.busy])
        if len(self.leading["slots"]) > BUSIEST_BLOCKS:
            return f"the busiest times, too close to be told apart, are {names}"
        if self.leading["slots"]:
            verb = "times are" if len(self.leading["slots"]) > 1 else "time is"
            return f"the busiest {verb} {names}"
        if names:
            return f"times clearly busier than the week's average include {names}"
        if self.is_uneven:
            return "many times of the week are about equally busy"
        return "no times of the week are clearly busier than the rest"

    def _busiest_slots(self) -> Statement:
        slots, words = self.leading["slots"], self.busiest()
        words = words[:1].upper() + words[1:]
        is_blurred = (
            is_hidden(self.slots["number"]) and len(slots) > 1
        )  # a sum of rounded counts is further off
        if not slots or len(slots) > BUSIEST_BLOCKS or is_blurred:
            return say("{words:t}.", words=words)
        return say(
            "{words:t}: {together:n} of the {timed:n} with a known time.",
            words=words,
            together=Number.sum(self.slots.loc[slots, "number"]),
            timed=self.timed,
        )

    def _busiest_margins(self) -> Statement:
        said = []
        values: dict[str, Any] = {}
        if len(self.leading["days"]) == 1:
            (day,) = self.leading["days"]
            said.append("{day:t} is the busiest day ({day_count:n})")
            values |= {"day": weekday_name(WEEKDAYS.index(day))}
            values |= {"day_count": self.days.loc[day, "number"]}
        if len(self.leading["hours"]) == 1:
            (block,) = self.leading["hours"]
            said.append("most begin from {hours:t} ({hour_count:n})")
            values |= {"hours": _hours_name(block)}
            values |= {"hour_count": self.hours.loc[block, "number"]}
        if not said:
            return say("No day of the week and no part of the day is clearly the busiest.")
        text = " and ".join(said)
        return say(f"{text[:1].upper()}{text[1:]}.", **values)

    def statements(self) -> tuple[Statement, ...]:
        """Name the busiest times, and say of how many the time is not known."""
        first = self._busiest_slots() if self.has_grid else self._busiest_margins()
        unknown = self.days["number"].get(UNKNOWN)
        if not unknown:
            return (first,)
        text = "For {unknown:n} more the time is not known closely enough to place."
        return (first, say(text, unknown=unknown))


def _timed(view: View, days: pd.DataFrame, dimension: str) -> Number | None:
    """Return how many have a known time: all, less those without one."""
    if not len(days) or days["value"].isna().any():
        return None
    return rest_of(view, days, whole_of(view, days, dimension), days.index.to_series() == UNKNOWN)


def _judged_times(view: View, cells: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return ``value, bound`` of each time, most first, and whether it is clearly above average."""
    known = cells.drop(UNKNOWN, errors="ignore") if len(cells) else cells
    if not len(known) or known["value"].isna().any() or not known["value"].sum():
        return pd.DataFrame(columns=["value", "bound", "is_clear"], dtype=float)
    values, bound = known["value"].astype(float), bounds_of(known)
    pairs = pd.DataFrame(
        {
            "before": values.sum() - values,
            "after": values,
            "exposure_before": len(known) - 1.0,
            "bound_after": bound,
            **spread_of_priority(view, unit),
        }
    )
    table = judge_table(pairs, rules=rules_of(view))
    is_clear = (table["certainty"] == CLEAR) & (table["ratio"] > 1)
    times = pd.DataFrame({"value": values, "bound": bound, "is_clear": is_clear})
    return times.sort_values("value", ascending=False, kind="stable")


def _leading(times: pd.DataFrame, *, wanted: int) -> list[str]:
    """Return the times that may be among the busiest, most first; none that chance may explain.

    More than are wanted are returned where rounding, or a tie, leaves open which they are; none if
    it leaves open too many.
    """
    least = (times["value"] - times["bound"]).nlargest(wanted).min()
    open_to_lead = times[times["value"] + times["bound"] >= least]
    if len(open_to_lead) > MOST_NAMED:
        return []
    return [str(name) for name in open_to_lead.index[open_to_lead["is_clear"].astype(bool)]]


def _busy(times: pd.DataFrame) -> list[str]:
    """Return the few times that hold the most and are clearly above average, with all that tie."""
    clear = times[times["is_clear"].astype(bool)]
    taken = clear["value"] >= clear["value"].nlargest(BUSIEST_BLOCKS).min()
    if taken.sum() > MOST_NAMED:
        taken = clear["value"] > clear.loc[taken, "value"].min()
    return [str(name) for name in clear.index[taken]]


def _as_grid(slots: pd.Series) -> pd.DataFrame:
    """Arrange the slots of a week as days by blocks of hours."""
    return pd.DataFrame(
        slots.reindex(TIME_SLOTS).to_numpy().reshape(len(WEEKDAYS), len(HOUR_BLOCKS)),
        index=list(WEEKDAYS),
        columns=list(HOUR_BLOCKS),
    )


def _slot_name(slot: str) -> str:
    day, block = slot.split(" ")
    return f"{weekday_name(WEEKDAYS.index(day))} {_hours_name(block)}"


def _hours_name(block: str) -> str:
    start, end = block.split("–")
    return f"{start}:00 to {end}:00"
