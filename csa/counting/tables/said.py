"""What did last year's assessment propose, measure and find, and was it done?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.periods import parse_year
from csa.said import last_of, read_said

if TYPE_CHECKING:
    from csa.counting.records.loaded import Records

NOT_KNOWN = "not known"
# The words of a finding with their numbers stay in the memory: these are of another release.
FOUND = ["area", "headline", "unit", "of", "dims"]
PROPOSED = ["id", "text", "owner", "due", "districts", "key", "synthetic", "status"]


def said_tables(records: Records, *, year: str) -> dict[str, pd.DataFrame]:
    """Gather what was said a year before, and what officers say became of it.

    Parameters
    ----------
    records : Records
        Settings, which know the reports folder, and what was received.
    year : str
        The assessment year.

    Returns
    -------
    dict
        ``said_proposal`` has a row for each proposal that was published, or handed in with
        ``recommendations.csv``: ``id, text, owner, due, districts, key`` (of an indicator, a
        priority or a sub-theme), ``synthetic, status``. ``said_indicator`` is as it was published
        (see :mod:`csa.report.run.said`), ``said_finding`` has the ``area`` whose summary told it,
        ``headline``, and the ``unit``, area (``of``) and ``dims`` of the count that it was about,
        empty where it was about no single one. Missing texts are empty.

    Raises
    ------
    DisclosureError
        If what was published has been changed since.
    """
    last = year_before(year)
    said = last_of(read_said(records.settings.reports), last)
    told: Mapping[str, list[dict[str, Any]]] = said.told if said else {}
    handed_in = records.table("recommendation")
    of_year = handed_in[handed_in["year"] == last].fillna("").to_dict("records")
    return {
        "said_proposal": _proposals(told.get("proposals", []), of_year),
        "said_indicator": pd.DataFrame(told.get("indicators", [])),
        "said_finding": pd.DataFrame(told.get("findings", []), columns=FOUND),
    }


def year_before(year: str) -> str:
    """Return the assessment year before another.

    Examples
    --------
    >>> year_before("2000-01")
    '1999-00'
    """
    start = parse_year(year) - 1
    return f"{start}-{(start + 1) % 100:02d}"


def _proposals(published: list[dict[str, Any]], handed_in: list[dict[str, Any]]) -> pd.DataFrame:
    """Put together what was published and what officers say of it; its words are as published."""
    rows = {
        one["id"]: {
            "id": one["id"], "text": one["what"], "owner": one["owner"], "due": one["by"],
            "districts": one["districts"], "key": one.get("indicator", ""),
            "synthetic": bool(one["synthetic"]), "status": NOT_KNOWN,
        }
        for one in published
    }  # fmt: skip
    for one in handed_in:
        fresh = {
            "id": one["id"], "text": one["text"], "owner": one["owner"], "due": one["due"],
            "districts": one["districts"], "key": one["finding_key"], "synthetic": False,
        }  # fmt: skip
        known = rows.get(one["id"], fresh)
        key = known["key"] or fresh["key"]
        rows[one["id"]] = known | {"key": key, "status": one["status"] or NOT_KNOWN}
    return pd.DataFrame(list(rows.values()), columns=PROPOSED)
