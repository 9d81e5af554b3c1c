"""What became of a crime, in classes that the police publish themselves.

data.police.uk states the last outcome of every crime. Each class here holds whole categories of it,
so that a count by class and by the police's own type of crime is a public figure, whether the rows
come from there or from the police extract with its Home Office outcome types. Counts of themes by
outcome are not made: with the published ones beside them, rare outcomes of a sensitive theme would
keep too few possible numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

OUTCOME = "outcome_group"
CHARGED, OUT_OF_COURT, NO_ACTION = "charged", "out of court", "no action"
NO_SUSPECT, OTHER_BODY = "no suspect", "other body"
OUTCOMES = (CHARGED, OUT_OF_COURT, NO_ACTION, NO_SUSPECT, OTHER_BODY)
# Categories of data.police.uk. What a court decided comes after a charge.
PUBLISHED_CATEGORIES = {
    CHARGED: (
        "Suspect charged", "Suspect charged as part of another case", "Awaiting court outcome",
        "Court result unavailable", "Court case unable to proceed", "Defendant found not guilty",
        "Defendant sent to Crown Court", "Offender deprived of property", "Offender fined",
        "Offender given absolute discharge", "Offender given community sentence",
        "Offender given conditional discharge", "Offender given suspended prison sentence",
        "Offender ordered to pay compensation", "Offender otherwise dealt with",
        "Offender sent to prison",
    ),
    OUT_OF_COURT: (
        "Offender given a caution", "Offender given penalty notice",
        "Offender given a drugs possession warning", "Local resolution",
    ),
    NO_ACTION: (
        "Unable to prosecute suspect", "Formal action is not in the public interest",
        "Further action is not in the public interest",
        "Further investigation is not in the public interest",
    ),
    NO_SUSPECT: ("Investigation complete; no suspect identified",),
    OTHER_BODY: ("Action to be taken by another organisation",),
}  # fmt: skip
# Home Office outcome types, by the category that data.police.uk shows them under. Type 14 (the
# victim declines, no suspect is identified) goes to "Unable to prosecute suspect" there.
HOME_OFFICE_TYPES = {
    CHARGED: ("1", "1A", "4"),
    OUT_OF_COURT: ("2", "2A", "3", "3A", "6", "7", "8"),
    NO_ACTION: ("5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "21", "22"),
    NO_SUSPECT: ("18",),
    OTHER_BODY: ("19", "20"),
}


def outcome_class(outcome: pd.Series) -> pd.Series:
    """Return the class of each outcome; missing where there is none, or none yet.

    Parameters
    ----------
    outcome : Series of str
        Home Office outcome types, or categories of data.police.uk.
    """
    classes = {
        one: name
        for mapping in (PUBLISHED_CATEGORIES, HOME_OFFICE_TYPES)
        for name, ones in mapping.items()
        for one in ones
    }
    return outcome.map(classes).astype("object")
