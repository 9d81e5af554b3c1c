"""What was counted of an area beside its peers: of the same types, over the same months."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.wording.residents import residents_of
from csa.exhibits.wording.themes import ALL_CRIME, ASB, MONTH_COUNTS, YEAR_COUNTS
from csa.measures.peers import Standing, funnel_place, overdispersion, standing
from csa.present.number import Number
from csa.schemas import ASB_CATEGORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.view import View
    from csa.settings import Priority

# Of fewer peers a median, quartiles and limits would rest on too little.
LEAST_PEERS = 8
FETCH = " (csa fetch brings them)"
WAITS = (
    "The Home Office counts partnerships by whole quarters, and none of those received lies within "
    "these months."
)
COUNTED = ("total", "types", "asb")
PEER_COUNTS = {
    **{f"peer_{name}": YEAR_COUNTS[name] for name in COUNTED},
    **{f"peer_{name}_months": MONTH_COUNTS[name] for name in COUNTED},
}


@dataclass(frozen=True)
class Compared:
    """One thing counted, of the area and of its peers.

    Attributes
    ----------
    name : str
        What is counted.
    own : Number
        The area's count.
    residents : int
        Its residents.
    peers : DataFrame
        ``name, count, residents, rate``: one row per peer.
    """

    name: str
    own: Number
    residents: int
    peers: pd.DataFrame

    @property
    def rate(self) -> float:
        """The area's count per 1,000 residents."""
        return 1000 * self.own.value / self.residents

    @property
    def standing(self) -> Standing:
        """Where it stands among the peers."""
        return standing(self.rate, self.peers["rate"].to_numpy(float))

    @property
    def dispersion(self) -> float:
        """How much the peers vary beyond chance."""
        columns = (self.peers[name].to_numpy(float) for name in ("count", "residents"))
        return overdispersion(*columns)

    def expected(self, residents: Any) -> Any:
        """Return the count of so many residents at the rate of the peers together."""
        return residents * self.peers["count"].sum() / self.peers["residents"].sum()

    @property
    def excess(self) -> float:
        """How many more were counted than at the rate of the peers together."""
        return self.own.value - float(self.expected(self.residents))

    @property
    def place(self) -> str:
        """Where it lies in the funnel."""
        expected = float(self.expected(self.residents))
        return funnel_place(self.own.value, expected, dispersion=self.dispersion)


@dataclass(frozen=True)
class Peers:
    """The most similar areas, and over which months they can be compared.

    Attributes
    ----------
    rows : DataFrame
        The area itself (``place`` 0) and its peers, as the table ``peer`` has them.
    reason : str
        Why nothing can be compared; else empty.
    counts : DataFrame
        What was counted elsewhere in those months: a row per area, a column per type.
    """

    rows: pd.DataFrame
    reason: str
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def is_quarterly(self) -> bool:
        """Whether they were counted by quarter."""
        return "counted_by" in self.rows and self.rows["counted_by"].iloc[0] == "quarter"

    @property
    def months(self) -> list[str]:
        """The months compared."""
        return str(self.rows["months"].iloc[0]).split()


def peers_of(view: View) -> Peers:
    """Return the peers of an area, and what is missing of them."""
    peers = view.reference("peer")
    here = peers[peers["of_area"] == view.code] if len(peers) else peers
    if not len(here):
        reason = f"Residents, ages and deprivation of other {kind_of(view)} were not received."
        return Peers(here, reason)
    counted = here["is_counted"].astype(bool).sum()
    few = "too few" if counted else "none"
    if not counted and "waits" in here and here["waits"].any():
        return Peers(here, WAITS)
    how = FETCH if view.is_officer else ""  # a command is of no use to a reader of the pages
    lacking = f"Counts of {few} of the most similar {kind_of(view)} were received{how}."
    if counted < LEAST_PEERS:
        return Peers(here, lacking)
    peers, totals = Peers(here, ""), view.reference("peer_total")
    rows = totals[totals["month"].isin(peers.months)]
    if "counted_by" in rows:
        rows = rows[rows["counted_by"] == here["counted_by"].iloc[0]]
    wide = rows.groupby(["code", "category"])["n"].sum().unstack(fill_value=0)
    return replace(peers, counts=wide)


def kind_of(view: View) -> str:
    """Return what the area and its peers are."""
    return "partnerships" if view.is_partnership else "districts"


def own_cells(
    view: View, frames: Mapping[str, pd.DataFrame], months: list[str]
) -> dict[str, pd.DataFrame]:
    """Return the cells of each thing counted here: of the period, or of those months of it.

    Parameters
    ----------
    frames : mapping of name to DataFrame
        The families of :data:`PEER_COUNTS`.
    months : list of str
        The months compared.
    """
    is_whole = months == view.period.months
    end = "" if is_whole else "_months"
    periods = [view.period.key] if is_whole else months
    total, types, asb = (frames[f"peer_{name}{end}"] for name in COUNTED)
    cells = {ALL_CRIME: view.cells(total)}
    here = view.cells(types)
    if len(here):
        cells |= {str(name): one for name, one in here.groupby("category", sort=True)}
    cells[ASB] = view.cells(asb)
    found = {
        name: one[one["period"].isin(periods)] if len(one) else one for name, one in cells.items()
    }
    return {name: one for name, one in found.items() if len(one) == len(periods)}


def set_among(view: View, peers: Peers, cells: Mapping[str, pd.DataFrame]) -> list[Compared]:
    """Set each thing counted here beside the peers; what is too little for a rate is left out.

    Parameters
    ----------
    cells : mapping of name to DataFrame
        As :func:`own_cells` returns them.
    """
    told = [together(view, peers, cells, name=name, types=[name]) for name in cells]
    return [one for one in told if one is not None]


def together(
    view: View,
    peers: Peers,
    cells: Mapping[str, pd.DataFrame],
    *,
    name: str,
    types: Iterable[str],
) -> Compared | None:
    """Set some types together beside the peers; None where they are too few for a rate.

    Parameters
    ----------
    cells : mapping of name to DataFrame
        As :func:`own_cells` returns them.
    name : str
        What the types are together.
    types : iterable of str
        Names of cells.
    """
    residents = residents_of(view, view.code)
    wanted = [*types]
    if not any(_is_counted(peers.counts, one) for one in wanted):
        return None
    own = Number.sum([view.total(cells[one]) if one in cells else None for one in wanted])
    if residents is None or own is None or not own.is_enough:
        return None
    rows = peers.rows.loc[peers.rows["is_counted"].astype(bool), ["code", "name", "residents"]]
    number = pd.concat([_of(peers.counts, one) for one in wanted], axis=1).sum(axis=1)
    rows = rows.assign(count=rows["code"].map(number))
    rows["rate"] = 1000 * rows["count"] / rows["residents"]
    return Compared(name, own, residents, rows)


def _is_counted(wide: pd.DataFrame, name: str) -> bool:
    """Say whether a type was counted elsewhere at all; where no area has it, it was not."""
    return name == ALL_CRIME or (ASB_CATEGORY if name == ASB else name) in wide


def _of(wide: pd.DataFrame, name: str) -> pd.Series:
    """Return the count of each area; a type without a row is none where others have rows."""
    if name == ALL_CRIME:
        return wide.drop(columns=ASB_CATEGORY, errors="ignore").sum(axis=1)
    column = ASB_CATEGORY if name == ASB else name
    return wide.reindex(columns=[column], fill_value=0)[column]


def types_of(view: View, priority: Priority) -> tuple[str, ...]:
    """Return what a priority is compared with peers by, none where nothing public stands for it.

    It is the police types that its parts count and nothing else does, disorder where that is its
    first count, else the public type that stands in for it.
    """
    if priority.headline_unit == "asb":
        return (ASB,)
    parts = [one for one in priority.subthemes if one.kind == "part"]
    rules = [rule for part in parts for rule in part.rules if rule.unit == "crime"]
    conditions = [one for rule in rules for one in rule.any_of or ({},)]
    if conditions and all(set(one) == {"category"} for one in conditions):
        return tuple(dict.fromkeys(str(name) for one in conditions for name in one["category"]))
    nearest = view.settings.disclosure.nearest_public.get(priority.id)
    return (nearest,) if nearest else ()
