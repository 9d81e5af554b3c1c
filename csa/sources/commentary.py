"""Judgement of analysts and partners, kept apart from computed text.

Its numbers come from placeholders and from nowhere else; see
:mod:`csa.schemas.number_words`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.errors import SettingsError, SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import AGREEMENT, Account, Context, Reference, Source
from csa.reading.reference.frames import new_account
from csa.reading.reference.issues import find_later, supersede_all
from csa.schemas import TABLES
from csa.schemas.number_words import stated_numbers, unknown_placeholders
from csa.schemas.placeholders import PLACEHOLDERS
from csa.settings import PUBLISHED_EDITIONS
from csa.settings.checks import WHOLE_AREA
from csa.settings.files import decoded, nearest_or_all
from csa.sources.single_case import named_times_and_places, single_case
from csa.visible import without_hidden

if TYPE_CHECKING:
    from csa.settings import Settings

HEADED = re.compile(r"\ufeff?\+\+\+\s*\n(.*?)\n\+\+\+\s*\n(.*)", re.DOTALL)
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
KEYS = ("key", "author_role", "date", "expires", "editions", "districts")


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the table ``commentary``: one row per file.

    Raises
    ------
    SourceError
        If a file is not in UTF-8, has no proper head, names what the settings do not have, states
        a number, or says when or where one matter happened.
    """
    later = find_later(files)
    rows, accounts = [], []
    for file in files:
        row, account = _read(file, context.settings)
        accounts.append(account)
        if file.name in later:
            supersede_all(account, later[file.name].name)
        else:
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(TABLES["commentary"].fields))
    table = table.sort_values(["key", "path"], ignore_index=True)
    return Reference({"commentary": table.astype("str")}, accounts)


def _read(file: RawFile, settings: Settings) -> tuple[dict[str, Any], Account]:
    content = file.read_bytes()
    # Before numbers are looked for: a character without width would hide one.
    text = without_hidden(_decoded(content, file.name).replace("\r\n", "\n"))
    match = HEADED.fullmatch(text)
    if not match:
        raise SourceError(f"{file.name} does not start with a TOML block between lines of +++.")
    head = _read_head(match[1], file.name)
    lines_before = text.count("\n", 0, match.start(2))
    _refuse_numbers(file.name, match[2], lines_before=lines_before)
    _refuse_described_case(file.name, match[2], lines_before=lines_before)
    _check_head(head, file.name, settings)
    account = new_account(file)
    account.lines = content.count(b"\n")
    account.rows = account.accepted = 1
    values = {name: _text(head.get(name)) for name in KEYS}
    return {**values, "text": match[2].strip(), "path": file.name}, account


def _decoded(content: bytes, name: str) -> str:
    try:
        return decoded(content, name)
    except SettingsError as problem:
        raise SourceError(str(problem)) from None


def _read_head(text: str, name: str) -> dict[str, Any]:
    try:
        head = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise SourceError(f"The head of {name} is not valid TOML: {problem}.") from None
    unknown, missing = sorted(set(head) - set(KEYS)), sorted({"key", "author_role"} - set(head))
    if unknown or missing:
        raise SourceError(
            f"The head of {name} may hold {', '.join(KEYS)} and needs key and author_role."
        )
    return head


def _check_head(head: Mapping[str, Any], name: str, settings: Settings) -> None:
    """Refuse a head with which nobody would ever see the text."""
    for setting, known in (
        ("key", [WHOLE_AREA, *settings.subjects]),
        ("editions", PUBLISHED_EDITIONS),
        ("districts", settings.area_slugs),
    ):
        given = head.get(setting, [])
        for one in given if isinstance(given, list) else [given]:
            if one not in known:
                raise SourceError(
                    f"In the head of {name}, {setting} names '{one}', which is none that csa "
                    f"knows{nearest_or_all(one, known)}."
                )
    for setting in ("date", "expires"):
        if setting in head and not DAY.fullmatch(str(head[setting])):
            raise SourceError(
                f"In the head of {name}, {setting} is no date: write it as 2017-01-31."
            )


def _refuse_numbers(name: str, text: str, *, lines_before: int) -> None:
    known = ", ".join(f"{{{one}}} ({meaning})" for one, meaning in PLACEHOLDERS.items())
    for line, word in stated_numbers(text):
        raise SourceError(
            f"{name}, line {lines_before + line}: '{word}' states a number that disclosure control "
            f"has not seen. Write a placeholder in its place, {known}, or say it without a number, "
            "such as 'some' or 'rose'."
        )
    for line, word in unknown_placeholders(text):
        raise SourceError(
            f"{name}, line {lines_before + line}: there is no placeholder {word}. Choose from "
            f"{known}."
        )


def _refuse_described_case(name: str, text: str, *, lines_before: int) -> None:
    case = single_case(text)
    for line, word in named_times_and_places(text) if case else ():
        raise SourceError(
            f"{name}, line {lines_before + line}: '{word}' says when or where, and the text speaks "
            f"of '{case}': together they describe one matter. Leave out one of the two."
        )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return None if value is None else str(value)


SOURCE = Source(
    name="commentary",
    label="Commentary",
    patterns=("commentary/*.md",),
    publisher="The partnership",
    licence=AGREEMENT,
    open=False,
    units=("commentary",),
    columns=(),
    read=read,
    by_row=False,
    needs_lookups=False,
    names_settings=True,
    version=2,
)
