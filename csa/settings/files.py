"""How is a file under ``config/`` read, and how is a fault in it told?

Every message names the file, the table with the name that the officer gave it, and the setting.
"""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from csa.errors import SettingsError
from csa.visible import HIDDEN

FAULTS_TOLD = 5
KEY_PART = "[key]"  # how pydantic marks that a name is wrong, and not what it is set to
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NAMED_BY = ("id", "slug", "name", "file")
ALIKE = 0.6
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
KINDS = {
    "missing": "is missing",
    "too_short": "must not be empty",
    "string_pattern": "holds characters that it must not hold",
    "string": "must be a text in quotes",
    "int": "must be a whole number",
    "float": "must be a number",
    "finite": "must be a number",
    "bool": "must be true or false",
    "date": "must be a date such as 2016-04-01",
    "tuple": "must be a list",
    "dict": "must be a table",
    "model": "must be a table",
}
Document = Mapping[str, Any]
Read = TypeVar("Read", bound=BaseModel)


def read_toml(root: Path, name: str) -> dict[str, Any]:
    """Read a TOML file of a project.

    Parameters
    ----------
    root : Path
        The project folder.
    name : str
        Path of the file below it, as messages give it.

    Raises
    ------
    SettingsError
        If it is missing, no file, cannot be read, or is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(_read_text(root, name))
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{name} is not valid TOML: {problem}.") from None
    except RecursionError:
        raise SettingsError(
            f"{name} is not valid TOML: its brackets are nested too deep."
        ) from None


def _read_text(root: Path, name: str) -> str:
    path = root / name
    try:
        if not (S_ISREG(mode := path.stat().st_mode) or S_ISDIR(mode)):
            raise SettingsError(f"{name} is a pipe or a device where a file is expected.")
        return decoded(path.read_bytes(), name)
    except FileNotFoundError:
        raise SettingsError(
            f"The settings file {name} is missing from {root}. Copy it from a new project (csa "
            "new FOLDER --demo)."
        ) from None
    except IsADirectoryError:
        raise SettingsError(f"{name} is a folder where a file is expected.") from None
    except OSError as problem:
        raise SettingsError(f"{name} cannot be read ({problem.strerror}).") from None


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises
    ------
    SettingsError
        If it is in another encoding; the message gives the line.
    """
    if content.startswith(UTF_16):
        raise SettingsError(f"{name} is in UTF-16. Save it as UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SettingsError(f"{name} is not in UTF-8: see line {line}. Save it as UTF-8.") from None


def read_model(
    model: type[Read], document: Document, name: str, *, tables: Collection[str]
) -> Read:
    """Read the content of a settings file into its model.

    Parameters
    ----------
    model : type
        The model of the whole file.
    document : mapping
        What the file says.
    name : str
        How messages call the file.
    tables : collection of str
        Those of its tables that are written ``[[table]]``, each with a name of its own.

    Raises
    ------
    SettingsError
        One sentence for each fault, up to five.
    """
    hidden = [
        f"{where(document, name, place, tables=tables)}holds a character that cannot be seen; "
        "write it anew."
        for place in _hidden_places(document)
    ]
    if hidden:
        raise SettingsError(" ".join(hidden[:FAULTS_TOLD]))
    try:
        return model.model_validate(document)
    except ValidationError as problem:
        names = set(_setting_names(model))
        faults = [
            f"{where(document, name, error['loc'], tables=tables)}{_what(error, names)}."
            for error in _causes(problem)
        ]
    told, more = faults[:FAULTS_TOLD], len(faults) - FAULTS_TOLD
    raise SettingsError(" ".join([*told, f"And {more} more."] if more > 0 else told)) from None


def _hidden_places(
    value: Any, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Yield where a text or a name holds a character that acts or hides."""
    if isinstance(value, str) and HIDDEN.search(value):
        yield place
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if HIDDEN.search(key):
                yield (*place, key)
            yield from _hidden_places(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _hidden_places(inner, (*place, number))


def _causes(problem: ValidationError) -> list[ErrorDetails]:
    """Return what is wrong; a list that lacks its faulty entries is not told as empty besides."""
    errors = problem.errors(include_url=False)
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(
            len(one) > len(error["loc"]) and one[: len(error["loc"])] == error["loc"]
            for one in places
        )
    ]


def where(
    document: Document, name: str, place: tuple[str | int, ...], *, tables: Collection[str]
) -> str:
    """Say where in a file a setting stands, with a colon after its table and after itself.

    Examples
    --------
    >>> where({"break": [{"id": "covid"}]}, "breaks.toml", ("break", 0, "end"), tables=["break"])
    'breaks.toml, [[break]] "covid": end '
    """
    said, path, value = name, "", document
    rest = [part for part in place if part != KEY_PART]
    while len(rest) > 1 and isinstance(rest[0], str):
        inner = value.get(rest[0]) if isinstance(value, Mapping) else None
        longer = f"{path}.{rest[0]}" if path else rest[0]
        if longer in tables and isinstance(inner, list):
            number = int(rest[1])
            value, rest, path = inner[number], _untagged(rest[2:], inner[number]), longer
            said += f", [[{path}]] {_own_name(value, number)}"
        elif isinstance(inner, Mapping):
            value, rest, path = inner, rest[1:], longer
        else:
            break
    table = f" [{path}]" if path and path not in tables else ""
    comma = "," if table else ""
    setting = ", ".join(f"number {one + 1}" if isinstance(one, int) else one for one in rest)
    return f"{said}{comma}{table}: {setting}{' ' if setting else ''}"


def _untagged(place: list[str | int], table: Any) -> list[str | int]:
    """Leave out the kind of a table, which is no setting in it."""
    is_tag = place and isinstance(table, Mapping) and place[0] == table.get("kind")
    return place[1:] if is_tag else place


def _own_name(table: Any, number: int) -> str:
    if isinstance(table, Mapping):
        names = [table[one] for one in NAMED_BY if isinstance(table.get(one), str)]
        if names and names[0].strip():
            return f'"{names[0]}"'
    return f"number {number + 1}"


def _setting_names(model: Any) -> Iterator[str]:
    """Yield the names of all settings that a model and the models in it know."""
    fields = getattr(model, "model_fields", {})
    for name, field in fields.items():
        yield field.alias or name
        yield from _setting_names_of(field.annotation)


def _setting_names_of(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type):
        yield from _setting_names(annotation)
    for part in getattr(annotation, "__args__", ()):
        yield from _setting_names_of(part)


def _what(error: ErrorDetails, names: Collection[str]) -> str:
    """Say what is wrong with the setting that was just named."""
    kind, given = str(error["type"]), error.get("ctx", {})
    if kind == "value_error":
        return str(given["error"])
    if kind == "extra_forbidden":
        return f"is no setting or table here{nearest(error['loc'][-1], names)}"
    if kind == "union_tag_invalid":
        return f"kind {_one_of(given['expected_tags'], given['tag'])}"
    if kind == "literal_error":
        return _one_of(given["expected"], error["input"])
    for key, words in BOUNDS.items():
        if key in given:
            return f"must be {words} {given[key]}"
    plain = next((words for start, words in KINDS.items() if kind.startswith(start)), "")
    return plain or f"is not valid: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _one_of(expected: str, value: object) -> str:
    choices = re.findall(r"'([^']*)'", expected)
    said = f", not '{value}'" if isinstance(value, str) else ""
    return f"must be one of {', '.join(choices)}{said}{nearest(value, choices)}"


def nearest(text: object, choices: Collection[str]) -> str:
    """Return a hint at the choice most like a text, or nothing.

    Examples
    --------
    >>> nearest("Bycicle theft", ["Burglary", "Bicycle theft"])
    " (the nearest is 'Bicycle theft')"
    """
    folded = {one.casefold(): one for one in choices}
    found = difflib.get_close_matches(str(text).casefold(), folded, n=1, cutoff=ALIKE)
    return f" (the nearest is '{folded[found[0]]}')" if found else ""


def refuse_unknown(names: Iterable[str], known: Collection[str], where: str, what: str) -> None:
    """Refuse a name that is none of those there are; the message names the nearest one.

    Raises
    ------
    SettingsError
        If there is one.
    """
    for name in names:
        if name not in known:
            raise SettingsError(
                f"{where} names '{name}', which is {what}{nearest_or_all(name, known)}."
            )


def nearest_or_all(text: object, choices: Collection[str]) -> str:
    """Return a hint at the choice most like a text, or else the list of all."""
    return nearest(text, choices) or f". Choose from: {', '.join(choices)}"
