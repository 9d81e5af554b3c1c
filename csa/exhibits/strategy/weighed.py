"""How much harm do the published counts of an area stand for, and how sure is that?

Everything is worked out of published counts: of each kind of harm as it is rounded, and of the
police's own types, which are exact. So nothing of one rare and grave offence shows in a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.families import Count
from csa.counting.records.harm_classes import together
from csa.exhibits.base import source_text
from csa.measures.harm import crime_harm, harm_limits, possible_ranks
from csa.present.number import Number

if TYPE_CHECKING:
    from csa.exhibits.view import View

COUNTS = {"kinds": Count("crime", by=("harm_class",)), "types": Count("crime", by=("category",))}
BY_PRIORITY = Count("crime", by=("priority",))
OUTSIDE, OF_ITS_OWN = "Crime of no priority", "types of its own"
LEFT_OUT, NO_RANK = "left out", "–"
INDICES = {"cambridge_harm": "Cambridge", "ons_severity": "ONS"}
FULL_NAMES = {
    "cambridge_harm": "Cambridge Crime Harm Index",
    "ons_severity": "Crime Severity Score",
}
NOT_WEIGHED = (
    "Harm cannot be told: no published weights of harm were received, or no offence codes that "
    "they attach to."
)


@dataclass(frozen=True)
class Weighed:
    """The kinds of harm of one area by one index.

    Attributes
    ----------
    kinds : DataFrame
        One row per kind: ``harm_class, type, priority, number`` (as published), ``count, bound``,
        ``total`` (of its type, exactly), ``weight, least_weight`` (0 where it has none; apart
        only where kinds are put together), ``is_left_out`` and ``is_weighed``.
    """

    kinds: pd.DataFrame

    def limits(self, chosen: pd.Series | None = None) -> tuple[float, float, float]:
        """Return the least harm, that of the counts as published, and the most.

        Parameters
        ----------
        chosen : Series of bool, optional
            The kinds wanted; by default all. The others still bind what the types add up to.
        """
        kinds = self.kinds
        if chosen is not None:
            only = {name: kinds[name].where(chosen, 0.0) for name in ("weight", "least_weight")}
            kinds = kinds.assign(**only)
        low, high = harm_limits(kinds.rename(columns={"type": "group"}))
        middle = crime_harm(kinds["count"], (kinds["weight"] + kinds["least_weight"]) / 2)
        return low, float(np.clip(middle, low, high)), high

    def share(self, chosen: pd.Series) -> tuple[float, float]:
        """Return the least and the largest share of all harm (0-100) that some kinds make."""
        (low, _, high), (rest_low, _, rest_high) = self.limits(chosen), self.limits(~chosen)
        return 100 * low / max(low + rest_high, 1e-9), 100 * high / max(high + rest_low, 1e-9)

    def mean_of_types(self) -> pd.Series:
        """Return what one crime of each police type weighs on average here, by type."""
        means = {
            name: self.limits(self.kinds["type"] == name)[1] / max(rows["total"].iloc[0], 1)
            for name, rows in self.kinds.groupby("type")
        }
        return pd.Series(means, dtype=float)


def weighed_in(
    view: View, kinds: pd.DataFrame, types: pd.DataFrame, *, area: str = ""
) -> dict[str, Weighed]:
    """Weigh the published counts of an area by each index.

    Parameters
    ----------
    view : View
        What holds the weights.
    kinds, types : DataFrame
        The families of :data:`COUNTS`.
    area : str
        Code of the area; by default the view's own.

    Returns
    -------
    dict of scheme to Weighed
        Empty where no weights were received, or a count is missing.
    """
    weights = view.reference("harm_class")
    area = area or view.code
    here = view.cells(kinds, period=view.period, area=area)
    if not len(weights) or not len(here) or here["value"].isna().any():
        return {}
    numbers = dict(zip(here["harm_class"], view.numbers(here), strict=True))
    of_types = view.cells(types, period=view.period, area=area)
    totals = dict(zip(of_types["category"], of_types["value"].astype(float), strict=True))
    weighed = weights.assign(
        is_weighed=weights["weight"].notna(),
        weight=weights["weight"].fillna(0.0),
        least_weight=weights["weight"].fillna(0.0),
    )
    return {
        str(scheme): Weighed(_described(rows, numbers, totals))
        for scheme, rows in weighed.groupby("scheme", sort=True)
    }


def _described(
    rows: pd.DataFrame, numbers: dict[str, Any], totals: dict[str, float]
) -> pd.DataFrame:
    found = pd.concat([rows, _together(rows)], ignore_index=True)
    found = found[found["harm_class"].isin(set(numbers))].reset_index(drop=True)
    number = found["harm_class"].map(numbers)
    total = found["type"].map(totals)
    # A type that is one kind is published exactly, whatever its kind is rounded to.
    alone = ~found["type"].duplicated(keep=False) & total.notna()
    count = pd.Series([float(one) for one in number]).mask(alone, total)
    bound = pd.Series([one.bound for one in number]).mask(alone, 0.0)
    return found.assign(number=number, count=count, bound=bound, total=total)


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each type as one kind, as it is published where its kinds would tell too much.

    Its crimes weigh between the least and the most of its kinds; what has no weight weighs nothing.
    """
    kinds = rows.assign(least_weight=rows["least_weight"].where(rows["is_weighed"], 0.0))
    found = kinds.groupby("type", as_index=False).agg(
        weight=("weight", "max"),
        least_weight=("least_weight", "min"),
        owners=("priority", "nunique"),
        priority=("priority", "first"),
        partly=("partly", "first"),
        is_weighed=("is_weighed", "any"),
        is_left_out=("is_left_out", "all"),
    )
    partly = found["partly"].where(found["owners"] == 1, found["priority"])
    return found.assign(harm_class=found["type"].map(together), partly=partly)


def harm_of_priorities(
    view: View, weighed: dict[str, Weighed], types: pd.DataFrame, priorities: pd.DataFrame
) -> pd.DataFrame:
    """Weigh each priority, and what none counts, against all crimes of the area.

    Parameters
    ----------
    view, weighed
        The area, and its kinds of harm by each index.
    types, priorities : DataFrame
        Crimes by police type, and by priority.

    Returns
    -------
    DataFrame
        One row per priority that can be told apart, and one of what none counts: ``priority,
        name, crimes, share, number_rank``, and by each index ``<scheme>_share`` in words,
        ``_low, _high, _rank, _best`` and ``_worst``.
    """
    return _with_harm(_owner_rows(view, weighed, types, priorities), weighed)


def _owner_rows(
    view: View, weighed: dict[str, Weighed], types: pd.DataFrame, priorities: pd.DataFrame
) -> pd.DataFrame:
    kinds = next(iter(weighed.values())).kinds
    there = set(kinds["priority"])
    torn = {name for text in kinds["partly"] for name in text.split(";") if name}
    rows = []
    for priority in view.settings.priorities:
        if priority.id in there and (priority.cross_cutting or priority.id not in torn):
            own = view.number(priorities, period=view.period, priority=priority.id)
            apart = _whole_types(view, kinds, types, priority.id)
            name = f"{priority.short_label}, {OF_ITS_OWN}"
            named = (name, apart) if priority.cross_cutting else (priority.short_label, own)
            rows.append((priority.id, *named))
    if "" in there:
        rows.append(("", OUTSIDE, _whole_types(view, kinds, types, "")))
    found = pd.DataFrame(rows, columns=["priority", "name", "crimes"]).dropna(subset="crimes")
    found["share"] = (
        100 * found["crimes"].map(float) / kinds["total"].groupby(kinds["type"]).first().sum()
    )
    count, bound = found["crimes"].map(float), found["crimes"].map(lambda one: one.bound)
    found = found.reset_index(drop=True)
    return _with_ranks(found, "number", (count - bound).clip(lower=0), count + bound)


def _whole_types(view: View, kinds: pd.DataFrame, types: pd.DataFrame, owner: str) -> Number | None:
    """Return how many crimes the police types have that one owner counts as a whole."""
    owned = kinds.groupby("type")["priority"].agg(lambda owners: set(owners) == {owner})
    here = view.cells(types, period=view.period)
    return view.total(here[here["category"].isin(set(owned.index[owned]))])


def _with_harm(rows: pd.DataFrame, weighed: dict[str, Weighed]) -> pd.DataFrame:
    """Add the share of harm that each row makes by each index, and its rank by it."""
    for scheme, one in weighed.items():
        chosen = [one.kinds["priority"] == owner for owner in rows["priority"]]
        told = [bool((one.kinds["is_weighed"] & own).any()) for own in chosen]
        shares = [
            one.share(own) if is_told else None for own, is_told in zip(chosen, told, strict=True)
        ]
        limits = [
            one.limits(own) if is_told else (None,) * 3
            for own, is_told in zip(chosen, told, strict=True)
        ]
        ends = pd.DataFrame(limits, columns=["low", "middle", "high"], dtype=float)
        rows[f"{scheme}_share"] = [share_text(*one) if one else LEFT_OUT for one in shares]
        rows[f"{scheme}_low"], rows[f"{scheme}_high"] = ends["low"], ends["high"]
        rows = _with_ranks(rows, scheme, ends["low"], ends["high"])
    return rows


def _with_ranks(rows: pd.DataFrame, name: str, low: pd.Series, high: pd.Series) -> pd.DataFrame:
    ranks, words = ranks_told(low.reset_index(drop=True), high.reset_index(drop=True))
    return rows.assign(
        **{
            f"{name}_best": ranks["best"],
            f"{name}_worst": ranks["worst"],
            f"{name}_rank": words.where(words.notna(), NO_RANK),
        }
    )


def ranks_told(low: pd.Series, high: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Return the best and worst rank of each, and both in words; missing where limits are."""
    ranks = possible_ranks(low, high)
    words = [
        None if pd.isna(best) else rank_text(int(best), int(worst))
        for best, worst in ranks.itertuples(index=False, name=None)
    ]
    return ranks, pd.Series(words, index=low.index, dtype=object)


def rank_text(best: int, worst: int) -> str:
    """Write a rank, or the two between which it lies."""
    return str(best) if best == worst else f"{best} to {worst}"


def share_text(low: float, high: float) -> str:
    """Write a share, or what it lies between, in whole per cent."""
    ends = [int(low + 0.5), int(high + 0.5)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}% to {ends[1]}%"


def sources_told(view: View) -> str:
    """Return where crimes and weights come from, each index with its edition."""
    weights = view.reference("harm_class").drop_duplicates("scheme")
    editions = [f"{FULL_NAMES[one.scheme]} {one.edition}" for one in weights.itertuples()]
    return "; ".join(filter(None, [source_text(view, ["crime"]), *editions]))
