"""Which districts elsewhere are most like ours, and how much was recorded there?

Chosen by published figures alone, so that anybody can choose the same: share of residents deprived
of income, share aged 10 to 24, residents per square kilometre (its logarithm, because it runs over
three orders of size), and share who live in urban areas. A figure that was not received of every
district is left out, and the page says which. Counts of other districts are open data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.tables.quarters import MONTHS_OF_QUARTER, months_of, quarterly
from csa.counting.tables.reference import of_nearest_year
from csa.measures.peers import PEERS, nearest_neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.periods import Period
    from csa.settings import Settings

LIKENESS = ("income_deprivation", "age_10_24", "density", "urban_share")
WEIGHED = ("income_deprivation", "age_10_24", "urban_share")
INCOME = ("income_average_score", "income_score", "income_score_of_lsoas")
YOUNG = ("10-17", "18-24")
# A figure of fewer of the districts with residents would choose the peers by who reported it; Wales
# has no English deprivation.
KNOWN_OF = 0.5
LEAST_FIGURES = 2
# A force's file holds a few rows of places beyond its border; no district has so few of its own.
LEAST_A_MONTH = 1 / 1000
# Counts of single months say most; those of the Home Office by quarter are taken of more peers.
MONTHLY, QUARTERLY = "month", "quarter"
RANK, DISTANCE = "place", "distance"
_SUFFIX = re.compile(r", (city|county) of$")


def build_peers(
    tables: Mapping[str, pd.DataFrame], *, settings: Settings, period: Period
) -> dict[str, pd.DataFrame]:
    """Choose the peers of each district and of the partnership, and count what was recorded there.

    Parameters
    ----------
    tables : mapping
        ``population, deprivation_district, district_trait, district_partnership, peer_count,
        recorded_crime``.
    settings : Settings
        The districts.
    period : Period
        The assessment period.

    Returns
    -------
    dict
        ``peer``: one row per area and peer, the area itself first: ``of_area, place`` (0 for
        itself), ``code, name, distance, residents``, the figures of :data:`LIKENESS` (missing where
        they were not used) and ``is_counted``, whether its counts of every month of ``months``
        (joined by spaces; those of the period that most peers have) were received, and
        ``counted_by``, the month or the quarter; ``waits`` says that quarters were received and
        none lies within the period. ``peer_total``: ``code, month, category, n,
        counted_by`` of these months and peers; a quarter stands at its first month. Tables without
        rows are absent.
    """
    traits = gather_traits(tables, year=int(period.start[:4]))
    own = [one.code for one in settings.districts]
    if not len(traits) or not set(own) <= set(traits.index):
        return {}
    members = _members(tables["district_partnership"], settings)
    names = _names(tables)
    whole = together(traits, members)
    chosen = {code: _chosen(traits, code, apart=own) for code in own}
    if len(members):
        code = settings.partnership.code
        chosen[code] = _chosen(whole, code, apart=[code])
        names |= dict(members[["partnership", "partnership_name"]].itertuples(index=False))
    rows = pd.concat([one.assign(of_area=area) for area, one in chosen.items()], ignore_index=True)
    rows["name"] = rows["code"].map(names).fillna(rows["code"])
    wanted = rows.loc[rows[RANK] > 0, "code"]
    elsewhere = _coded(tables["peer_count"], names, period=period)
    counts = _fullest(elsewhere, traits["residents"])
    counts = pd.concat([counts, _of_partnerships(counts, members)])
    by_quarter = quarterly(tables["recorded_crime"], members, period=period, plain=plain_name)
    residents = pd.concat([traits["residents"], whole["residents"]])
    given = {MONTHLY: counts, QUARTERLY: _whole_quarters(by_quarter, residents)}
    found = _with_counts(rows, {kind: one[one["code"].isin(wanted)] for kind, one in given.items()})
    waits = bool(tables["recorded_crime"]["is_partnership"].any()) and not len(by_quarter)
    return found | {"peer": found["peer"].assign(waits=waits)}


def gather_traits(tables: Mapping[str, pd.DataFrame], *, year: int) -> pd.DataFrame:
    """Return the figures by which districts are like one another, of every district that has all.

    Parameters
    ----------
    tables : mapping
        ``population, deprivation_district, district_trait``.
    year : int
        The year wanted: the nearest one is taken, of deprivation the latest published by then.

    Returns
    -------
    DataFrame
        By code of the district: ``residents`` and those of :data:`LIKENESS` that are known of half
        of the districts with residents, or of more; no row where fewer than two are.
    """
    given = tables["district_trait"]
    wide = given.pivot(index="district", columns="trait", values="value") if len(given) else None
    found = {
        **_ages(tables["population"], year),
        "income_deprivation": _income(tables["deprivation_district"], year),
    }
    known = pd.DataFrame(found)
    if wide is not None:
        known = wide.combine_first(known)
    known = known.reindex(columns=["residents", *LIKENESS]).astype(float)
    known = known[known["residents"] > 0]
    used = [name for name in LIKENESS if known[name].notna().mean() >= KNOWN_OF]
    if len(used) < LEAST_FIGURES:
        return known.iloc[:0]
    return known[["residents", *used]].dropna().sort_index()


def _ages(people: pd.DataFrame, year: int) -> dict[str, pd.Series]:
    """Return residents, and the share of them who are young, by district, each of its year."""
    rows = people[
        (people["geo_level"] == "district")
        & (people["denominator"] == "resident")
        & (people["sex"] == "all")
    ]
    everybody = _widely(rows[rows["age_band"] == "all"], year)
    young = _widely(rows[rows["age_band"].isin(YOUNG)], year)
    of_year = rows[(rows["age_band"] == "all") & rows["year"].isin(young["year"])]
    whole = of_year.drop_duplicates("geo_code").set_index("geo_code")["n"]
    share = young.groupby("geo_code")["n"].sum() / whole
    residents = everybody.drop_duplicates("geo_code").set_index("geo_code")["n"]
    return {"residents": residents.astype(float), "age_10_24": share.astype(float)}


def _widely(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of the nearest year that was received of more districts than peers are."""
    wide = rows.groupby("year")["geo_code"].transform("nunique") > PEERS
    return of_nearest_year(rows[wide], year)


def _income(scores: pd.DataFrame, year: int) -> pd.Series:
    rows = scores[scores["measure"].isin(INCOME)]
    vintages = sorted(rows["vintage"].unique())
    published = [one for one in vintages if one <= year] or vintages[:1]
    rows = rows[rows["vintage"].isin(published[-1:])]
    return rows.drop_duplicates("district").set_index("district")["value"].astype(float)


def _members(partnerships: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the partnership of each district; ours is that of the settings."""
    if not len(partnerships):
        return partnerships
    own = {one.code: one.name for one in settings.districts}
    others = partnerships[
        ~partnerships["district"].isin(own)
        & (partnerships["partnership"] != settings.partnership.code)
    ]
    ours = pd.DataFrame({"district": [*own], "name": [*own.values()]}).assign(
        partnership=settings.partnership.code, partnership_name=settings.partnership.name
    )
    return pd.concat([others, ours], ignore_index=True)


def together(traits: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of partnerships: shares of all residents, and residents of all the land.

    Parameters
    ----------
    traits : DataFrame
        As :func:`gather_traits` returns them.
    members : DataFrame
        ``district, partnership``; a partnership with a district that lacks figures has none.
    """
    rows = members[["district", "partnership"]].merge(
        traits, left_on="district", right_index=True, how="left"
    )
    for name in set(WEIGHED) & set(traits):
        rows[name] *= rows["residents"]
    if "density" in traits:
        rows["density"] = rows["residents"] / rows["density"]
    sums = rows.groupby("partnership")[list(traits)].agg(lambda one: one.sum(skipna=False))
    for name in set(WEIGHED) & set(traits):
        sums[name] /= sums["residents"]
    if "density" in traits:
        sums["density"] = sums["residents"] / sums["density"]
    return sums.dropna()


def _chosen(traits: pd.DataFrame, own: str, *, apart: Iterable[str]) -> pd.DataFrame:
    """Return an area and its peers: ``code, place, distance`` and their figures."""
    likeness = traits.drop(columns="residents")
    if "density" in likeness:
        likeness = likeness.assign(density=np.log10(likeness["density"]))
    peers = nearest_neighbours(likeness, own, among=likeness.index.difference([*apart]))
    codes = [own, *peers.index]
    rows = traits.loc[codes].reindex(columns=["residents", *LIKENESS])
    return rows.assign(
        code=codes, **{RANK: range(len(codes)), DISTANCE: [0.0, *peers]}
    ).reset_index(drop=True)


def plain_name(name: str) -> str:
    """Return a district's name as it is compared: ``Herefordshire, County of`` is Herefordshire."""
    return _SUFFIX.sub("", name.casefold())


def _names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the name of each district by its code, wherever one is given."""
    counts = tables["peer_count"].rename(columns={"code": "district"})
    tables_named = (counts, tables["district_trait"], tables["district_partnership"])
    pieces = [one[["district", "name"]] for one in tables_named]
    named = pd.concat(pieces).dropna().drop_duplicates("district", keep="last")
    return dict(zip(named["district"], named["name"], strict=True))


def _coded(counts: pd.DataFrame, names: Mapping[str, str], *, period: Period) -> pd.DataFrame:
    """Return the counts of a period with the code of each district, found by its name if need be.

    Those of a district that nothing has a code of, such as one that was abolished, are left out.
    """
    codes = {plain_name(name): code for code, name in names.items()}
    rows = counts[counts["month"].isin(period.months)]
    found = rows["name"].map(plain_name).map(codes)
    return rows.assign(code=rows["code"].fillna(found)).dropna(subset=["code"])


def _fullest(counts: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """Return ``code, month, category, n``, each month from the source that has most of it.

    The street files of one force hold its own rows of a district, a table of counts may hold those
    of every force: the fuller one is taken, and neither is added to the other.
    """
    keys = ["code", "month"]
    totals = counts.groupby([*keys, "source"], as_index=False)["n"].sum()
    totals = totals.sort_values([*keys, "n", "source"]).drop_duplicates(keys, keep="last")
    is_whole = totals["n"] >= totals["code"].map(residents) * LEAST_A_MONTH
    found = counts.merge(totals.loc[is_whole, [*keys, "source"]], on=[*keys, "source"])
    return found.groupby([*keys, "category"], as_index=False)["n"].sum()


def _of_partnerships(counts: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Sum the counts of partnerships in the months received of each of their districts."""
    if not len(members):
        return counts.iloc[:0]
    rows = counts.merge(members[["district", "partnership"]], left_on="code", right_on="district")
    received = rows.groupby(["partnership", "month"], as_index=False)["district"].nunique()
    sizes = received["partnership"].map(members["partnership"].value_counts())
    months = received.loc[received["district"] == sizes, ["partnership", "month"]]
    rows = rows.merge(months, on=["partnership", "month"])
    sums = rows.groupby(["partnership", "month", "category"], as_index=False)["n"].sum()
    return sums.rename(columns={"partnership": "code"})


def _whole_quarters(counts: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """Leave out quarters of which so little was counted that most of it stands elsewhere."""
    if not len(counts):
        return counts
    totals = counts.groupby(["code", "month"])["n"].transform("sum")
    least = counts["code"].map(residents) * LEAST_A_MONTH * MONTHS_OF_QUARTER
    return counts[totals >= least]


def _with_counts(rows: pd.DataFrame, counts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Say of each peer whether its counts are whole over the months received of most.

    Each area is compared by the kind of counts that more of its peers have.
    """
    told = [
        max((_counted(peers, one, kind) for kind, one in counts.items()), key=_whole)
        for _, peers in rows.groupby("of_area", sort=False)
    ]
    table = pd.concat(told, ignore_index=True)
    totals = pd.concat(
        [
            one[["code", "month", "category", "n"]].drop_duplicates().assign(counted_by=kind)
            for kind, one in counts.items()
        ],
        ignore_index=True,
    )
    return {"peer": table, **({"peer_total": totals} if len(totals) else {})}


def _whole(peers: pd.DataFrame) -> int:
    return int(peers["is_counted"].sum())


def _counted(peers: pd.DataFrame, counts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return an area and its peers with the months compared, and who was counted in all of them."""
    spans = months_of if kind == QUARTERLY else lambda month: [month]
    elsewhere = peers.loc[peers[RANK] > 0, "code"]
    received = counts.loc[counts["code"].isin(elsewhere), ["code", "month"]].drop_duplicates()
    often = received["month"].value_counts()
    used = sorted(often.index[2 * often > often.max()]) if len(often) else []
    sizes = received[received["month"].isin(used)].groupby("code")["month"].nunique()
    whole = set(sizes.index[sizes == len(used)]) if used else set()
    told = peers.reindex(
        columns=["of_area", RANK, "code", "name", DISTANCE, "residents", *LIKENESS]
    )
    return told.assign(
        is_counted=peers["code"].isin(whole),
        months=" ".join(month for first in used for month in spans(first)),
        counted_by=kind,
    )
