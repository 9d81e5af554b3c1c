"""Can the rules of ``config/priorities.toml`` select anything at all?

A mistyped column or value selects nothing, and nothing looks like a true zero. So every column is
checked against the table that the rule's unit is counted from, and every value against what that
column can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from csa.errors import SettingsError
from csa.periods import MONTH_PATTERN
from csa.schemas import NOT_LISTED, TABLES, Field
from csa.settings.files import nearest, nearest_or_all
from csa.settings.models import Rule, Settings, Vocabulary

FILE = "config/priorities.toml"
VOCABULARY = "config/vocabulary.toml"
NOT_RECORDED = ""
CHOOSABLE = ("text", "flag", "month")


def check_rules(settings: Settings) -> None:
    """Refuse a rule with a column that its unit has not, or a value that it cannot hold.

    Raises
    ------
    SettingsError
        Naming file, priority, sub-theme, column, value and the nearest one there is.
    """
    for priority in settings.priorities:
        for subtheme in priority.subthemes:
            for fault in _faults(subtheme.rules, settings):
                raise SettingsError(
                    f'{FILE}, [[priority]] "{priority.id}", [[priority.subtheme]] '
                    f'"{subtheme.id}": {fault}'
                )


def _faults(rules: tuple[Rule, ...], settings: Settings) -> Iterator[str]:
    districts = tuple(district.code for district in settings.districts)
    for rule in rules:
        fields = {
            name: field
            for name, field in TABLES[rule.unit].fields.items()
            if field.kind in CHOOSABLE
        }
        for column, values in (pair for one in rule.any_of for pair in one.items()):
            if column not in fields:
                yield (
                    f"a rule asks for the column '{column}', which {rule.unit} has "
                    f"not{nearest_or_all(column, fields)}."
                )
                continue
            field = fields[column]
            if column == "district":
                field = Field(values=districts)
            for value in values:
                why = _why_not(value, field, settings.vocabulary)
                if why:
                    yield f"the column '{column}' of {rule.unit} {why}"


def _why_not(value: str | bool, field: Field, vocabulary: Vocabulary) -> str:
    """Say why a column never holds a value; nothing if it can."""
    if value == NOT_RECORDED and isinstance(value, str):
        return f"is always recorded, so '{value}' selects nothing." if field.required else ""
    if field.kind == "flag" or isinstance(value, bool):
        holds = "true or false" if field.kind == "flag" else "texts"
        fits = isinstance(value, bool) == (field.kind == "flag")
        return "" if fits else f"holds {holds}, never {_shown(value)}."
    if field.kind == "month":
        is_month = MONTH_PATTERN.fullmatch(value)
        return "" if is_month else f"holds months such as 2017-01, never {_shown(value)}."
    if field.parts:
        return _why_not_list(value, field.parts)
    if field.pattern and re.fullmatch(field.pattern, value):
        return ""
    if field.listed:
        return _why_not_listed(value, field.listed, vocabulary)
    if not field.values or value in field.values:
        return ""
    return f"never holds {_shown(value)}{nearest_or_all(value, field.values)}."


def _why_not_list(value: str, parts: tuple[str, ...]) -> str:
    given = value.split(";")
    unknown = [one for one in given if one not in parts]
    if unknown:
        return f"never holds {_shown(unknown[0])}{nearest_or_all(unknown[0], parts)}."
    ordered = ";".join(one for one in parts if one in given)
    return "" if value == ordered else f"never holds {_shown(value)}; write '{ordered}'."


def _why_not_listed(value: str, listed: str, vocabulary: Vocabulary) -> str:
    """Say why a column filled in by hand never holds a value: only what is listed is kept of it."""
    source, column = listed.split(".")
    values = vocabulary.get(source, {}).get(column, {})
    if value in values or value == NOT_LISTED:
        return ""
    spellings = {one: kept for kept, others in values.items() for one in (kept, *others)}
    kept = spellings.get(value)
    hint = f" (it is kept as '{kept}')" if kept else nearest(value, values)
    return (
        f"never holds {_shown(value)}{hint}. Correct it, or add it to [{listed}] in {VOCABULARY}."
    )


def _shown(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"
