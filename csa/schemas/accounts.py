"""What do the tables look like that say what was received and what became of it?"""

from __future__ import annotations

from collections.abc import Mapping

from csa.schemas.fields import KEY, MONTH_FIELD, TEXT, Contract, Field
from csa.schemas.values import COVERAGE_STATUSES

ACCOUNTS: Mapping[str, Contract] = {
    "coverage": Contract(
        {
            "source": KEY,
            "unit": KEY,
            "district": KEY,
            "month": MONTH_FIELD,
            "status": Field(values=COVERAGE_STATUSES, required=True),
            "rows": Field("whole", low=0),
            "suspicious": Field("flag", required=True),
            "doubt": TEXT,
            "note": TEXT,
        },
        ("source", "unit", "district", "month"),
    ),
    "revision": Contract(
        {
            "source": KEY,
            "month": MONTH_FIELD,
            "who": TEXT,
            "path": KEY,
            "accepted_before": Field("whole", required=True, low=0),
            "accepted": Field("whole", required=True, low=0),
        },
        ("source", "month", "path"),
    ),
    "account": Contract(
        {
            "source": KEY,
            "path": KEY,
            "file_id": KEY,
            "sha256": KEY,
            "bytes": Field("whole", required=True, low=0),
            **{
                name: Field("whole", required=True, low=0)
                for name in (
                    "lines",
                    "rows",
                    "accepted",
                    "quarantined",
                    "superseded",
                    "out_of_area",
                    "left_out",
                    "blank",
                    "not_located",
                )
            },
            "encoding": TEXT,
            "note": TEXT,
        },
        ("source", "path"),
    ),
    "quarantine": Contract(
        {
            "source": KEY,
            "file_id": KEY,
            "path": KEY,
            "row_number": Field("whole", required=True, low=1),
            "column": TEXT,
            "reason": KEY,
            "row_hash": TEXT,
            "sheet": TEXT,
            "line": TEXT,
        },
        ("source", "path", "row_number"),
    ),
}
