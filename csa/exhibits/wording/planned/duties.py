"""Which of the information that partners have to share was received, and since when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.periods import as_spans, month_name
from csa.present.words import list_text
from csa.schemas.coverage import MISSING

if TYPE_CHECKING:
    from csa.exhibits.view import View

RECEIVED, IN_PART, NOT_RECEIVED, NOT_READ = "Received", "In part", "Not received", "Not read"


def duty_rows(view: View) -> pd.DataFrame:
    """Return each duty of ``config/duties.toml`` with what was received of it here.

    Returns
    -------
    DataFrame
        ``information, body, law, status`` (one of the four above), ``since, last, lacking``.
    """
    return pd.DataFrame([_row(view, duty) for duty in view.reference("duty").itertuples()])


def _row(view: View, duty: Any) -> dict[str, Any]:
    """Return what is said of one duty."""
    row = {
        "information": duty.information, "body": duty.body, "law": duty.law,
        "status": NOT_RECEIVED if duty.sources else NOT_READ,
        "since": "–", "last": "–", "lacking": "–",
    }  # fmt: skip
    whole, some = _months(view, duty)
    if not some:
        return row
    span = pd.period_range(min(some), max(some), freq="M").astype(str)
    lacking = [month for month in span if month not in whole]
    return row | {
        "status": IN_PART if lacking else RECEIVED,
        "since": month_name(min(some)),
        "last": month_name(max(some)),
        "lacking": list_text([one.label for one in as_spans(lacking)]) if lacking else "none",
    }


def _months(view: View, duty: Any) -> tuple[set[str], set[str]]:
    """Return the months received of every district of the view, and those of any."""
    coverage = view.reference("coverage")
    if not len(coverage):
        return set(), set()
    codes = [one.code for one in view.settings.districts] if view.is_partnership else [view.code]
    here = coverage[
        coverage["source"].isin(duty.sources.split(";"))
        & coverage["district"].isin(codes)
        & (coverage["status"] != MISSING)
    ]
    districts = here.groupby("month")["district"].nunique()
    return set(districts.index[districts == len(codes)]), set(districts.index)
