"""What people say beside the numbers: commentary, projects, proposals, and what is to be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.counting.records.loaded import Records
    from csa.settings import Model

RECORDED = ("commentary", "project")


def told_tables(records: Records) -> dict[str, pd.DataFrame]:
    """Gather what people say.

    Returns
    -------
    dict
        ``commentary`` and ``project`` as they were received, ``proposal`` and ``duty`` as the
        settings have them, lists joined by semicolons; those that are empty are left out.
    """
    tables = {name: records.table(name) for name in RECORDED}
    tables |= {
        "proposal": _as_table(records.settings.proposals),
        "duty": _as_table(records.settings.duties),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _as_table(settings: Sequence[Model]) -> pd.DataFrame:
    """Return settings as rows, a missing text empty."""
    rows = [
        {
            name: ";".join(value) if isinstance(value, tuple) else "" if value is None else value
            for name, value in one
        }
        for one in settings
    ]
    return pd.DataFrame(rows)
