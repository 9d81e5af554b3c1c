"""What can be counted about stops and searches: what for, what came of it, and whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable
from csa.counting.dimensions import DIMENSIONS
from csa.counting.records.described import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

SEARCH = "stop_search"
RESULTS = DIMENSIONS["result"].values
DIVIDED_BY = ("object", "result", "ethnicity", "seen")
NO_ACTION = "no further action"
NOT_STATED = "not stated"
# Words that tell what a search was for, in the order they are looked for.
OBJECT_WORDS = {
    "drugs": ("drug", "psychoactive"),
    "theft": ("theft", "stolen"),
    "weapons": ("weapon", "firearm", "threaten or harm"),
    "damage": ("criminal damage",),
}
# How the five groups begin in what people call themselves and in what officers note.
GROUP_WORDS = {
    "White": ("white",),
    "Mixed": ("mixed",),
    "Asian": ("asian", "chinese"),
    "Black": ("black",),
    "Other": ("other",),
}


def search_countable(searches: pd.DataFrame) -> Countable:
    """Turn the table ``stop_search`` into countable rows.

    Returns
    -------
    Countable
        ``object`` (what was looked for), ``result`` (``found``: more than no further action, and
        linked to what was looked for), ``ethnicity`` (as the person says) and ``seen`` (as the
        officer notes), each with what is not recorded kept apart.
    """
    rows = searches.assign(
        object=_first_of(searches["object_of_search"], OBJECT_WORDS, otherwise="other"),
        result=_results(searches["outcome"], searches["outcome_linked_to_object"]),
        ethnicity=_groups(searches["self_defined_ethnicity"]),
        seen=_groups(searches["officer_defined_ethnicity"]),
    )
    return Countable(
        rows=rows,
        membership=pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"]),
        domains={name: DIMENSIONS[name].values for name in DIVIDED_BY},
    )


def _first_of(
    texts: pd.Series, words: Mapping[str, tuple[str, ...]], *, otherwise: str
) -> pd.Series:
    """Name each text after the first entry one of whose words it holds."""
    known = texts.dropna().unique()
    names = {text: _name_of(text.casefold(), words, otherwise) for text in known}
    return texts.map(names).astype("object").fillna(UNKNOWN)


def _name_of(text: str, words: Mapping[str, tuple[str, ...]], otherwise: str) -> str:
    matching = (name for name, some in words.items() if any(word in text for word in some))
    return next(matching, otherwise)


def _results(outcome: pd.Series, linked: pd.Series) -> pd.Series:
    nothing = outcome.str.casefold().str.contains(NO_ACTION, regex=False).fillna(value=False)
    known = linked.map({True: "found", False: "something else"}).astype("object").fillna(UNKNOWN)
    return known.mask(outcome.isna(), UNKNOWN).mask(nothing.astype(bool), "nothing")


def _groups(described: pd.Series) -> pd.Series:
    """Roll what people call themselves up to five groups, by how the description begins."""
    start = described.str.extract(r"^([^ /-]+)", expand=False)
    is_chinese = described.str.contains("Chinese", regex=False).fillna(value=False).astype(bool)
    groups = _first_of(start, GROUP_WORDS, otherwise=UNKNOWN).mask(is_chinese, "Asian")
    silent = described.str.casefold().str.contains(NOT_STATED, regex=False).fillna(value=False)
    return groups.mask(silent.astype(bool), UNKNOWN)
