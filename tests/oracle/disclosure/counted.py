"""The true numbers, counted from the raw files: what every tie of the intruder must agree with."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
from knowledge import OF_PERSONS, ORDERS, RECORDS_OF, Number, Settings, months_of

sys.path.insert(0, str(Path(__file__).parents[1] / "recount"))

from people import _described
from raw import Raw

LONGEST = pd.Timedelta(hours=6)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FLAGS = {"yes": "yes", "no": "no", "": "unknown"}


class Counted:
    """Counts of the raw files of a project, by number."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.raw, self.settings = Raw(root), settings
        self.rows = {
            "crime": self._crimes(),
            "asb": _timed(self.raw.incidents["asb"].assign(row=self.raw.incidents["asb"].index)),
            "victim": self._victims(),
            "suspect": _people(self.raw.suspects),
        }

    def __call__(self, number: Number) -> int | None:
        """Return the count; none of what is not counted here."""
        dims = number.of
        theme = next((dims.pop(n) for n in ("priority", "subtheme", "theme") if n in dims), "")
        if number.measure in RECORDS_OF:
            return self._people_of(number, theme, dims)
        if number.measure not in self.rows:
            return None
        names = tuple(sorted(dims))
        tally = self._tally(number.measure, number.period, theme, names)
        if tally is None:
            return None
        classes = (self._finest(name, dims[name]) for name in names)
        finer = itertools.product(self._codes(number.area), *classes)
        return sum(tally.get(one, 0) for one in finer)

    def _codes(self, area: str) -> list[str]:
        whole, districts = self.settings.districts
        return districts if area == whole else [area]

    def _finest(self, name: str, value: str) -> list[str]:
        parts = self.settings.merged.get(name, {}).get(value)
        return [one for part in parts for one in self._finest(name, part)] if parts else [value]

    def _crimes(self) -> pd.DataFrame:
        crimes = _timed(self.raw.incidents["crime"])
        crimes = crimes.assign(row=crimes.index)
        suspects = self.raw.suspects
        named = suspects[suspects["person"] != ""].groupby("crime")["person"].nunique()
        number = crimes["row"].map(named)
        is_known = crimes["row"].isin(suspects["crime"])
        classes = number.map({1: "1", 2: "2"}).astype(object)
        return crimes.assign(
            alcohol=crimes["flag_alcohol"].astype(object).map(FLAGS),
            drugs=crimes["flag_drugs"].astype(object).map(FLAGS),
            suspect_known=is_known.map({True: "yes", False: "no"}),
            victim_known=crimes["row"].isin(self._told()).map({True: "yes", False: "no"}),
            suspects=classes.mask(number > 2, "3 or more")
            .fillna("unknown")
            .where(is_known, "none"),
        )

    def _told(self) -> pd.Series:
        return self.raw.victims.loc[self.raw.victims["victim_type"] != "", "crime"]

    def _victims(self) -> pd.DataFrame:
        rows = _people(self.raw.victims)
        rows = rows.assign(
            victim_type=rows["victim_type"].replace("", "unknown"),
            relationship=rows["relationship_to_suspect"].replace("", "unknown"),
            vulnerable=rows["vulnerable"].map(FLAGS),
            support=rows["support_referred"].map(FLAGS),
        )
        nobody = rows["victim_type"].isin(["business", "state"])
        return rows.assign(**{name: rows[name].mask(nobody, "no person") for name in OF_PERSONS})

    @cache  # noqa: B019 - one in a test run
    def _within(self, measure: str, period: str, theme: str) -> pd.DataFrame:
        rows = self.rows[measure]
        rows = rows[rows["month"].isin(months_of(period))]
        unit = measure if measure == "asb" else "crime"
        return rows[rows["row"].isin(self.raw.theme(theme).get(unit, ()))] if theme else rows

    @cache  # noqa: B019
    def _tally(
        self, measure: str, period: str, theme: str, names: tuple[str, ...]
    ) -> dict[tuple[str, ...], int] | None:
        """Return counts by district and classes."""
        rows = self._within(measure, period, theme)
        if not {*names} <= {*rows}:
            return None
        return Counter(zip(*(rows[name] for name in ("district", *names)), strict=True))

    @cache  # noqa: B019
    def _records(self, measure: str, area: str, period: str, theme: str) -> pd.DataFrame:
        """Return how many crimes each identified person of a district has."""
        rows = self._within(RECORDS_OF[measure], period, theme)
        rows = rows[(rows["person"] != "") & rows["district"].isin(self._codes(area))]
        if measure == "harmed":
            rows = rows[rows["victim_type"] == "person"]
        rows = rows.drop_duplicates(["person", "row"])
        by = ["district", "person"]
        return rows.groupby(by, observed=True).size().rename("records").reset_index()

    def _people_of(self, number: Number, theme: str, dims: dict[str, str]) -> int:
        people = self._records(number.measure, number.area, number.period, theme)
        records = people["records"]
        if "nth" in dims:
            return sum(_of_order(records, one) for one in self._finest("nth", dims["nth"]))
        return int(records.sum())


def _of_order(records: pd.Series, order: str) -> int:
    if order not in ORDERS:
        raise LookupError(order)
    if order == "6 to 9":
        return int((records.clip(5, 9) - 5).sum())
    if order == "11 or more":
        return int((records - 10).clip(0).sum())
    return int((records >= int(order)).sum())


def _timed(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows["began"].notna() & (rows["ended"] - rows["began"] <= LONGEST)
    day = rows["began"].dt.day_of_week.map(dict(enumerate(DAYS)))
    first = rows["began"].dt.hour // 3 * 3
    hours = [f"{one:02.0f}–{(one + 3) % 24:02.0f}" for one in first]
    hours = pd.Series(hours, index=rows.index)
    return rows.assign(
        weekday=day.where(known, "unknown"),
        hours=hours.where(known, "unknown"),
        time_slot=(day + " " + hours).where(known, "unknown"),
        part_of_week=rows["began"].map(_part).where(known, "unknown"),
    )


def _part(began: pd.Timestamp) -> str:
    """Return the part of the week; a night belongs to the day on which it begins."""
    if pd.isna(began):
        return "unknown"
    if 3 <= began.hour < 22:
        return "morning" if began.hour < 10 else "daytime" if began.hour < 16 else "evening"
    evening = began if began.hour >= 22 else began - pd.Timedelta(days=1)
    return "weekend night" if evening.day_name() in ("Friday", "Saturday") else "other night"


def _people(rows: pd.DataFrame) -> pd.DataFrame:
    rows = _described(rows).rename(columns={"crime": "row"})
    return rows.assign(age_band=rows["band"], ethnicity=rows["group"])
