"""In which fifth of the partnership's neighbourhoods is each, by deprivation without crime?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.measures.peers.deprivation import WEIGHTS, deprivation_without_crime, fifths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.periods import Period

# Neighbourhoods ranked in England, as they were drawn then.
RANKED = {2011: 32_844, 2021: 33_755}
REDRAWN = 2025  # first vintage that ranks the neighbourhoods of 2021


def build_fifths(tables: Mapping[str, pd.DataFrame], *, period: Period) -> dict[str, pd.DataFrame]:
    """Put the partnership's neighbourhoods in fifths by deprivation without its domain of crime.

    Parameters
    ----------
    tables : mapping
        ``geography, lsoa_change, deprivation``.
    period : Period
        The assessment period: the latest vintage published by its year is taken.

    Returns
    -------
    dict
        ``deprived_fifth``: ``lsoa, fifth`` (1 the most deprived), ``vintage``; nothing where a
        neighbourhood has no rank, or no domain but crime was received of all.
    """
    rows, geography = tables["deprivation"], tables["geography"]
    vintages = sorted(rows["vintage"].unique())
    published = [one for one in vintages if one <= int(period.start[:4])] or vintages[:1]
    if not published:
        return {}
    vintage = int(published[-1])
    ranks = rows[rows["vintage"] == vintage].set_index("lsoa")
    ranks = ranks.reindex(columns=[f"{name}_rank" for name in WEIGHTS]).set_axis([*WEIGHTS], axis=1)
    change = tables["lsoa_change"]
    earlier = dict(zip(change["lsoa21"], change["lsoa11"], strict=True))
    lsoas = pd.Series(sorted(geography["lsoa"].unique()))
    codes = lsoas.where(lsoas.isin(ranks.index), lsoas.map(earlier))
    if not codes.isin(ranks.index).all():
        return {}
    here = ranks.loc[sorted(codes.unique())].astype("Float64")
    of = RANKED[2021 if vintage >= REDRAWN else 2011]
    scores = deprivation_without_crime(here, of=of)
    if not len(scores):
        return {}
    # Parts of one that was split stay together: they were ranked as one.
    table = pd.DataFrame({"lsoa": lsoas, "fifth": codes.map(fifths(scores)).astype(int)})
    return {"deprived_fifth": table.assign(vintage=vintage)}
