"""Judgement of analysts and partners, kept apart from computed text.

Its numbers come from placeholders and from nowhere else; see
:mod:`csa.sources.commentary_numbers`.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pandas as pd

from csa.errors import SourceError
from csa.schemas import TABLES
from csa.sources.commentary_numbers import PLACEHOLDERS, stated_numbers, unknown_placeholders
from csa.sources.discovery import RawFile
from csa.sources.frames import new_account
from csa.sources.model import AGREEMENT, Account, Context, Reference, Source
from csa.visible import without_hidden

HEADED = re.compile(r"\ufeff?\+\+\+\s*\n(.*?)\n\+\+\+\s*\n(.*)", re.DOTALL)
KEYS = ("key", "author_role", "date", "expires", "editions", "districts")


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the table ``commentary``: one row per file."""
    read_files = [_read(file) for file in files]
    rows = pd.DataFrame([row for row, _ in read_files], columns=list(TABLES["commentary"].fields))
    rows = rows.sort_values(["key", "path"], ignore_index=True)
    return Reference({"commentary": rows.astype("str")}, [account for _, account in read_files])


def _read(file: RawFile) -> tuple[dict[str, Any], Account]:
    content = file.read_bytes()
    # Before numbers are looked for: a character without width would hide one.
    text = without_hidden(content.decode("utf-8", "replace").replace("\r\n", "\n"))
    match = HEADED.fullmatch(text)
    if not match:
        raise SourceError(f"{file.name} does not start with a TOML block between lines of +++.")
    try:
        head = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as problem:
        raise SourceError(f"The head of {file.name} is not valid TOML: {problem}.") from None
    unknown, missing = sorted(set(head) - set(KEYS)), sorted({"key", "author_role"} - set(head))
    if unknown or missing:
        raise SourceError(
            f"The head of {file.name} may hold {', '.join(KEYS)} and needs key and author_role."
        )
    _refuse_numbers(file.name, match[2], lines_before=text.count("\n", 0, match.start(2)))
    account = new_account(file)
    account.lines = content.count(b"\n")
    account.rows = account.accepted = 1
    values = {name: _text(head.get(name)) for name in KEYS}
    return {**values, "text": match[2].strip(), "path": file.name}, account


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
)
