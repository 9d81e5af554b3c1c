"""Which groups, wards and times have more than the rest, beyond what chance allows?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.dimensions import AGE_BANDS, NO_PERSON
from csa.counting.keys import has_any_class
from csa.counting.records.described import UNKNOWN
from csa.exhibits.base import is_withheld
from csa.exhibits.wording.centres import centre_areas
from csa.exhibits.wording.known import is_described
from csa.exhibits.wording.largest import SEX_NOUNS, band_words
from csa.exhibits.wording.merged import shown_classes
from csa.exhibits.wording.verdicts import rules_of, spread_of, spread_of_priority
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.number import add_known
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.exhibits.view import View
    from csa.present.number import Number

# Where in a band of a person's records most of them lie.
MIDDLE_OF_ORDERS = dict(zip(ORDERS, (1, 2, 3, 4, 5, 7.5, 10, 12), strict=True))
LEAST_RATIO = 1.2
DAYS = dict(
    zip(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


TESTED = [
    "kind", "name", "here", "elsewhere", "exposure_before", "exposure_after", "dispersion",
    "degrees",
]  # fmt: skip


PARTS = {"age_band": "group", "place": "ward", "time_slot": "time of the week"}


@dataclass(frozen=True)
class Asked:
    """What was asked of one side of the matter, and how much of it is recorded.

    Attributes
    ----------
    cells : DataFrame
        Cells of this area, those not recorded among them.
    by : str
        The dimension.
    rows : tuple of dict
        The comparisons made.
    everywhere : DataFrame
        Cells of the partnership, which the rest is worked out of.
    lacking : str
        What else is needed to compare and was not received; empty where nothing is.
    """

    cells: pd.DataFrame
    by: str
    rows: tuple[dict[str, Any], ...]
    everywhere: pd.DataFrame
    lacking: str = ""

    @property
    def known(self) -> tuple[int, int]:
        """Of how many of all the detail is recorded."""
        if not len(self.cells) or self.cells["value"].isna().all():
            return 0, 0
        cells = self.cells[~has_any_class(self.cells["dims"], [NO_PERSON])]
        is_known = ~has_any_class(cells["dims"], [UNKNOWN])
        if self.by == "place":
            is_known = ~cells["area"].str.contains(":", regex=False)
        values = cells["value"]
        return int(values[is_known].sum()), int(values.sum())

    @property
    def speaks(self) -> bool:
        """Whether enough is recorded to compare."""
        return bool(self.rows) and is_described(*self.known)

    @property
    def why_silent(self) -> str:
        """Why nothing was compared, empty when something was."""
        if self.speaks:
            return ""
        if not len(self.cells):
            return "nothing was received"
        if self.cells["value"].isna().all():
            return next(iter(self.cells["reason"]), "") or "nothing was received"
        known, total = self.known
        if known < total / 2:
            return "too little is recorded"
        if is_withheld(self.cells):
            return "part of it is not shown"
        if is_withheld(self.everywhere):
            return "part of what it would be compared with is not shown"
        return self.lacking or f"no {PARTS[self.by]} has enough, here and elsewhere, to compare"


def judge(view: View, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Say which comparisons stand out, after allowance for all of them together.

    Parameters
    ----------
    view : View
        Whose settings say how sure one must be.
    rows : list of dict
        ``kind, name, here, elsewhere``, what was at risk in both, ``dispersion, degrees`` of every
        comparison made.

    Returns
    -------
    DataFrame
        The rows with ``ratio, p`` and ``q`` (over all of them), ``is_above`` (clearly more than
        elsewhere) and ``stands_out`` (and by enough to matter), the surest first.
    """
    tested = pd.DataFrame(rows, columns=TESTED)
    counts = {"before": tested["elsewhere"].astype(float), "after": tested["here"].astype(float)}
    pairs = tested.drop(columns=["here", "elsewhere"]).assign(**counts)
    table = judge_table(pairs, rules=rules_of(view))
    tested = tested.assign(
        ratio=table["ratio"], p=table["p_value"], q=table["q_value"],
        is_above=(table["certainty"] == CLEAR) & (table["ratio"] > 1),
    )  # fmt: skip
    tested["stands_out"] = tested["is_above"] & (tested["ratio"] >= LEAST_RATIO)
    return tested.sort_values(["q", "p", "name"], ignore_index=True)


def placed_cells(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Pick the period's cells of the priority in every ward here, place unknown among them."""
    if not len(places):
        return places
    return view.cells(places, period=view.period, level="ward", priority=view.priority.id)


def cells_at(view: View, frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """Pick the period's cells of the priority in one area."""
    if not len(frame):
        return frame
    return view.cells(frame, period=view.period, area=code, priority=view.priority.id)


def _test(
    here: tuple[Number, float],
    elsewhere: tuple[Number, float],
    *,
    kind: str,
    name: str,
    spread: tuple[float, float],
) -> Iterator[dict[str, Any]]:
    """Set two counts against what was at risk; nothing rests on too few, or on rounding.

    ``spread`` is how much counts of months vary and the degrees of freedom behind it.
    """
    if not (here[0].is_enough and elsewhere[0].is_enough and here[1] and elsewhere[1]):
        return
    yield {
        "kind": kind,
        "name": name,
        "here": here[0],
        "elsewhere": elsewhere[0],
        "exposure_before": elsewhere[1],
        "exposure_after": here[1],
        "dispersion": spread[0] * _noise(here[0], elsewhere[0]),
        "degrees": spread[1],
    }


def _noise(here: Number, elsewhere: Number) -> float:
    """Return how much more two counts vary because they were rounded to a multiple of the base.

    Rounding a remainder r adds a variance of r(base - r), over all remainders (base squared - 1)
    / 6. The rest of the partnership is a difference of two rounded counts.
    """
    if not (here.hidden or elsewhere.hidden):
        return 1.0
    variance = (here.small.base**2 - 1) / 6
    return 1 + max(variance / float(here), 2 * variance / float(elsewhere))


def compare_groups(view: View, people: pd.DataFrame, nth: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Compare victims of each age and sex, per resident, with the rest of the partnership."""
    residents = view.reference("residents_by_age_sex")
    districts = {district.code for district in view.settings.districts}
    if not len(residents) or not len(people) or not districts <= set(residents["area"]):
        return
    of_both = [cells_at(view, people, code) for code in (view.code, view.settings.partnership.code)]
    here, everywhere = (
        view.numbers(cells).set_axis(pd.MultiIndex.from_frame(cells[["age_band", "sex"]]))
        for cells in of_both
    )
    if here.isna().any() or everywhere.isna().any():
        return
    months = spread_of_priority(view)
    # Somebody harmed often makes victims vary more than crimes, or as much.
    spread = max(crowding_of(view, nth), months["dispersion"]), months["degrees"]
    bands = shown_classes(view, of_both[0], "age_band", AGE_BANDS)
    band_of = {one: band for band, held in bands.items() for one in held}
    residents = residents.assign(age_band=residents["age_band"].map(band_of))
    sizes = residents.groupby(["age_band", "sex"])["residents"].sum()
    at_home = residents[residents["area"] == view.code]
    own = at_home.groupby(["age_band", "sex"])["residents"].sum()
    for group in [(band, sex) for band in bands if band != UNKNOWN for sex in ("F", "M")]:
        if group in own.index:
            rest = (everywhere[group] - here[group], float(sizes[group] - own[group]))
            name = f"{SEX_NOUNS[group[1]]} aged {band_words(group[0])}"
            pair = (here[group], float(own[group]))
            yield from _test(pair, rest, kind="who", name=name, spread=spread)


def crowding_of(view: View, nth: pd.DataFrame) -> float:
    """Return how much more records of victims vary because some people have several.

    Records that come in clusters of n vary as the mean of n squared over the mean of n. A person's
    k-th record adds 2k - 1 to the squares; bands of records are taken at their middle.
    """
    if not len(nth):
        return 1.0
    code = view.settings.partnership.code
    cells = view.cells(nth, period=view.period, area=code, theme=view.priority.id)
    values = cells.set_index("nth")["value"].dropna().astype(float)
    if not len(values) or values.sum() <= 0:
        return 1.0
    # Where bands are put together the middle is taken high: too little stands out, not too much.
    middles = {
        one: sum(MIDDLE_OF_ORDERS[order] for order in held) / len(held)
        for one, held in shown_classes(view, cells, "nth", ORDERS).items()
    }
    squares = values.index.map(middles).to_numpy(dtype=float) * 2 - 1
    return max(1.0, float((squares * values).sum() / values.sum()))


def compare_wards(view: View, places: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Compare each ward here, per resident, with all others; those of town centres are not."""
    people = view.reference("population")
    if not len(people):
        return
    residents = people[people["level"] == "ward"].set_index("area")["residents"].astype(float)
    centres = centre_areas(view, "ward")
    names = view.reference("geography").drop_duplicates("ward").set_index("ward")["ward_name"]
    placed = placed_cells(view, places)
    counts = view.numbers(placed).set_axis(placed["area"])
    everywhere = view.total(cells_at(view, places, view.settings.partnership.code))
    if counts.isna().all() or everywhere is None or residents.isna().any():
        return
    everyone = float(residents.sum())
    spreads = pd.DataFrame(spread_of(view, placed)).set_axis(counts.index)
    for code, count in counts.dropna().items():
        if code in residents.index and residents[code] > 0 and code not in centres:
            rest = (everywhere - count, everyone - residents[code])
            yield from _test(
                (count, residents[code]),
                rest,
                kind="where",
                name=f"{names[code]} ward",
                spread=(spreads.loc[code, "dispersion"], spreads.loc[code, "degrees"]),
            )


def compare_times(view: View, times: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Compare each time's share of the week with that in the rest of the partnership."""
    if not len(times):
        return
    of_both = [cells_at(view, times, code) for code in (view.code, view.settings.partnership.code)]
    here, everywhere = (
        view.numbers(cells).set_axis(cells["time_slot"]).drop(UNKNOWN) for cells in of_both
    )
    if here.isna().any() or everywhere.isna().any():
        return
    total = float(add_known(here))
    rest_total = float(add_known(everywhere)) - total
    months = spread_of_priority(view, str(of_both[0]["measure"].iloc[0]))
    spread = months["dispersion"], months["degrees"]
    for slot, count in here.items():
        rest = (everywhere[slot] - count, rest_total)
        name = slot_words(str(slot))
        yield from _test((count, total), rest, kind="when", name=name, spread=spread)


def slot_words(slot: str) -> str:
    """Write a time slot in words: ``Fri 21–00`` is ``Friday from 21:00 to midnight``."""
    day, hours = slot.split(" ", 1)
    start, end = (f"{hour}:00" for hour in hours.split("–"))
    return f"{DAYS[day]} from {_clock(start)} to {_clock(end)}"


def _clock(hour: str) -> str:
    return "midnight" if hour == "00:00" else hour
