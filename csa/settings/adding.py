"""How does a place get into the settings without an officer's hand, and nothing else change?

The table is written after the last place that is there. Comments, order and line ends of the file
stay; what it says is compared before it is written, and it is there whole or not at all.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.errors import SettingsError
from csa.moving import put_in_place
from csa.settings.files import decoded, read_model
from csa.settings.models import PartnershipFile
from csa.settings.reading import PARTNERSHIP, TABLES
from csa.settings.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = re.compile(r"^[ \t]*\[\[?[A-Za-z_][\w.-]*\]\]?[ \t]*(#.*)?\r?$", re.MULTILINE)
PLACE_HEADER = re.compile(r"^[ \t]*\[\[place\]\]", re.MULTILINE)


def add_place(root: Path, place: Mapping[str, str | int]) -> None:
    """Write a named place into ``config/partnership.toml``.

    Parameters
    ----------
    root : Path
        The project folder.
    place : mapping
        What its table says.

    Raises
    ------
    SettingsError
        If the file cannot be read or written, or would not be what it was, with this place more.
    """
    path = root / PARTNERSHIP
    try:
        before = path.read_bytes()
    except OSError as problem:
        raise _unwritable(problem.strerror) from None
    after = with_place(decoded(before, PARTNERSHIP), place)
    mark = before[:3] if before.startswith(b"\xef\xbb\xbf") else b""
    replace_whole(path, mark + after.encode("utf-8"))


def with_place(text: str, place: Mapping[str, str | int]) -> str:
    """Return the text of ``config/partnership.toml`` with one place more, and nothing else changed.

    Raises
    ------
    SettingsError
        If that cannot be done, or the place is not one that the settings may name.
    """
    wanted = _expected(tomllib.loads(text), place)
    read_model(PartnershipFile, wanted, PARTNERSHIP, tables=TABLES)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = ["[[place]]", *(f"{name} = {_value(value)}" for name, value in place.items())]
    table = end.join(lines) + end
    for at in (_after_places(text), len(text)):
        head, tail = text[:at].rstrip("\r\n"), text[at:].lstrip("\r\n")
        made = f"{head}{end}{end}{table}{end if tail else ''}{tail}"
        if _says(made, wanted):
            return made
    raise SettingsError(f"{PARTNERSHIP} could not be added to. Write this into it:\n{table}")


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file of the settings so that it is there whole or not at all, with its rights.

    Raises
    ------
    SettingsError
        If it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        if path.exists():
            shutil.copymode(path, draft)
        put_in_place(draft, path)
    except OSError as problem:
        raise _unwritable(problem.strerror) from None
    finally:
        draft.unlink(missing_ok=True)


def _unwritable(reason: str | None) -> SettingsError:
    return SettingsError(
        f"The settings under config cannot be written ({reason}). Close the file where it is open, "
        "and try again."
    )


def _expected(document: dict[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    return document | {"place": [*document.get("place", []), dict(place)]}


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else quoted(value)


def _after_places(text: str) -> int:
    """Return where the last table of a place ends; comments above the next table are of that."""
    starts = [one.start() for one in PLACE_HEADER.finditer(text)]
    if not starts:
        return len(text)
    following = HEADER.search(text, text.find("\n", starts[-1]) + 1)
    body = text[: following.start()] if following else text
    lines = body.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return len("".join(lines))


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
