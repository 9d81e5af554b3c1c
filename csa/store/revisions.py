"""Which months were sent again, and by how much did their counts change?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from csa.periods import as_spans
from csa.schemas import TABLES
from csa.store.entries import Entry
from csa.store.laid_out import by_month

Key = tuple[str, str, str]


def find_replaced(previous: list[Entry], inputs: list[Entry]) -> list[dict[str, Any]]:
    """Find files whose content was replaced in place since the build before.

    Parameters
    ----------
    previous, inputs : list of dict
        The inputs of the catalogue before and now.

    Returns
    -------
    list of dict
        ``source, month, who, path, sha256_before, sha256, accepted_before, accepted``.
    """
    before = {(entry["source"], entry["path"]): entry for entry in previous if entry["part"]}
    found = []
    for entry in inputs:
        old = before.get((entry["source"], entry["path"]))
        if old and entry["part"] and content_of(old) != content_of(entry):
            found += [
                {
                    **{name: one[name] for name in ("source", "month", "who", "path", "sha256")},
                    "sha256_before": old["sha256"],
                    "accepted_before": accepted,
                    "accepted": one["accepted"],
                }
                for one, accepted in _months_before(old, entry)
            ]
    return found


def content_of(entry: Entry) -> tuple[str, str, str]:
    """Return what a file's rows depend on: its path, its content and its layout."""
    return entry["path"], entry["sha256"], entry.get("layout", {}).get("digest", "")


def _months_before(old: Entry, entry: Entry) -> Iterator[tuple[Entry, int]]:
    """Yield each month of a file as it is now, with the rows that it had before."""
    known = {one["month"]: one["accepted"] for one in by_month(old)}
    for one in by_month(entry):
        if one["month"]:
            yield one, known.get(one["month"], 0)


def revision_frame(inputs: list[Entry], history: list[dict[str, Any]]) -> pd.DataFrame:
    """Build the table ``revision``: the first count of every month sent again, and today's.

    Parameters
    ----------
    inputs : list of dict
        The catalogue's inputs; one that stands back says what it would have given.
    history : list of dict
        Replacements in place that builds have seen, oldest first.
    """
    first: dict[Key, int] = {}
    for one in history:
        first.setdefault(_key(one), one["accepted_before"])
    monthly = [one for entry in inputs if entry["part"] for one in by_month(entry)]
    today = {_key(one): one for one in monthly if one["month"]}
    for entry in inputs:
        for month, accepted in entry.get("again", {}).items():
            first.setdefault((entry["source"], month, entry["layout"]["family"]), accepted)
    for entry in sorted(inputs, key=lambda e: (e["revision"], e["path"])):
        current = today.get(_key(entry))
        if entry["replaced"] and current and entry["sha256"] != current["sha256"]:
            first.setdefault(_key(entry), entry["replaced"]["accepted"])
    rows = [
        (*key, today[key]["path"], accepted, today[key]["accepted"])
        for key, accepted in sorted(first.items())
        if key in today
    ]
    frame = pd.DataFrame(rows, columns=list(TABLES["revision"].fields))
    return frame.astype({"accepted_before": "Int64", "accepted": "Int64"})


def _key(entry: dict[str, Any]) -> Key:
    return entry["source"], entry["month"], entry["who"]


def restatements(revisions: pd.DataFrame) -> pd.DataFrame:
    """Sum the table ``revision`` by source.

    Returns
    -------
    DataFrame
        ``source, months`` (in words), ``before``, ``after``: rows accepted.
    """
    rows = [
        {
            "source": source,
            "months": ", ".join(span.label for span in as_spans(mine["month"])),
            "before": int(mine["accepted_before"].sum()),
            "after": int(mine["accepted"].sum()),
        }
        for source, mine in revisions.groupby("source", sort=True)
    ]
    return pd.DataFrame(rows, columns=["source", "months", "before", "after"])
