"""Why was a row set aside, in plain words?"""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "after_recorded_date": "committed after the day it was recorded",
    "bad_month": "a month that is not written YYYY-MM",
    "conflicting_weight": "another weight for the same offence",
    "end_before_start": "an end before its start",
    "excel_error": "an error value of a spreadsheet",
    "excel_number": "an id that a spreadsheet turned into a number",
    "excel_serial": "a date that a spreadsheet turned into a number",
    "field_count": "more or fewer fields than the header",
    "figure_twice": "a second figure for the same month, area and measure",
    "future_month": "a month after the data cut-off",
    "impossible_age": "an age over 110, or a birth after the offence",
    "invalid_date": "a date that cannot be read or does not exist",
    "invalid_grid_reference": "a grid reference that no place of the National Grid has",
    "left_out_by_correction": "left out by a correction",
    "missing": "a value that every row needs is missing",
    "month_mismatch": "another month than the file's name says",
    "not_a_count": "neither a count nor a range that one lies in",
    "not_a_number": "text where a number is needed",
    "not_a_whole_number": "text or a fraction where a whole number is needed",
    "not_degrees": "coordinates that are no degrees",
    "not_yes_or_no": "a flag that is neither yes nor no",
    "nul_byte": "a character that no text has (NUL)",
    "out_of_range": "a number outside its range",
    "outside_area": "coordinates far outside the area that the row names",
    "outside_area_swapped": "coordinates that seem to be swapped",
    "placeholder_date": "a date that stands for an unknown one",
    "repeated_header": "a header row in the middle of the file",
    "stray_quote": "a quote opened in one row and closed in another",
    "undecodable": "characters that cannot be read",
    "unknown_area": "a code that no area has",
    "unknown_category": "a type that is not on the list",
    "unknown_crime": "a crime that is in no file of crimes",
    "unknown_ethnicity": "an ethnicity code that is not on the list",
    "unknown_lsoa": "a neighbourhood code that does not exist",
    "unknown_value": "a value that is not on the list",
    "wrong_force": "another force than the file's name says",
}


def in_words(reason: str) -> str:
    """Return a reason of the table ``quarantine`` in plain words.

    Examples
    --------
    >>> in_words("month_mismatch")
    "another month than the file's name says"
    """
    return REASONS.get(reason, reason.replace("_", " "))
