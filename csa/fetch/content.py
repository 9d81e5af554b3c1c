"""Is what came a file of the kind that was asked for, and the very one that was meant?"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from csa.errors import FetchError
from csa.reading.files.header import SIGNATURES
from csa.reading.files.opening import Guarded, Readable, list_members, open_raw

FIRST_BYTES = 1 << 12
CHUNK_BYTES = 1 << 20
LINE_ENDS, QUOTE = (b"\n", b"\r"), b'"'
ZIP_START = b"PK\x03\x04"
SPACE = b"\xef\xbb\xbf \t\r\n"
NAMED_COLUMNS = 5
# Headers by which servers state a checksum of the whole file, and how its value is written.
DIGEST_HEADERS = ("Repr-Digest", "Digest")
DIGEST = re.compile(r"(sha-256|sha-512)=:?([A-Za-z0-9+/=]+):?", re.IGNORECASE)
HEX = re.compile(r"([0-9a-fA-F]{32}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
AMAZON_DIGEST = "x-amz-checksum-sha256"


def check_content(path: Path, *, kind: str, address: str, proven: bool = False) -> None:
    """Refuse a file that is not what its name will say, or not all of it.

    Parameters
    ----------
    path : Path
        The file as it came.
    kind : str
        The extension it will have, such as ``.csv``.
    address : str
        Where it came from, for the message.
    proven : bool
        Whether a checksum proves it to be whole. A length alone does not: a server may state that
        of what it cut short.

    Raises
    ------
    FetchError
        If it is a web page or something else, or cut short.
    SourceError
        If it is packed and damaged.
    """
    with path.open("rb") as stream:
        start = stream.read(FIRST_BYTES)
    if not start.strip():
        raise FetchError(f"{address} answered with nothing. Try again later.")
    if start.lstrip(SPACE).startswith(b"<"):
        raise FetchError(
            f"{address} answered with a web page instead of a {kind} file. Open the address in a "
            "browser: it may have moved, or a proxy may ask for a login."
        )
    if kind in CHECKS:
        CHECKS[kind](path, start, address)
    if kind == ".csv" and not proven:
        _check_rows(path, address)


def _check_zip(path: Path, start: bytes, address: str) -> None:
    if not start.startswith(ZIP_START) or not zipfile.is_zipfile(path):
        raise FetchError(
            f"{address} did not answer with a whole zip archive or workbook. Try again; if it "
            "stays so, the address may have moved."
        )


def _check_workbook(path: Path, start: bytes, address: str) -> None:
    _check_zip(path, start, address)
    for member in list_members(path, name=address):
        with open_raw(path, name=address, member=member) as stream:
            _read_to_end(stream)


def _check_gzip(path: Path, _: bytes, address: str) -> None:
    with gzip.open(path) as inner:
        _read_to_end(Guarded(inner, address, packed=path.stat().st_size))


def _read_to_end(stream: Readable) -> None:
    while stream.read(CHUNK_BYTES):
        pass


def _check_json(path: Path, start: bytes, address: str) -> None:
    if not start.lstrip(SPACE).startswith((b"{", b"[")):
        raise FetchError(f"{address} did not answer with JSON. It may have moved.")
    read_json(path, address=address)


def _check_csv(_: Path, start: bytes, address: str) -> None:
    for signature, other in SIGNATURES:
        if start.startswith(signature):
            raise FetchError(f"{address} answered with {other} instead of a CSV file.")
    first = start.splitlines()[0]
    if b"\0" in start or b"," not in first or first.lstrip().startswith((b"{", b"[")):
        raise FetchError(f"{address} did not answer with a CSV file: its first row has no commas.")


def _check_rows(path: Path, address: str) -> None:
    """Refuse a table that ends in the middle of a row, or before the first."""
    count: Counter[bytes] = Counter()
    last = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            count.update({mark: chunk.count(mark) for mark in (*LINE_ENDS, QUOTE)})
            last = chunk[-1:]
    if last not in LINE_ENDS or count[QUOTE] % 2:
        raise FetchError(
            f"The last row of the table at {address} does not end: it may be cut short. Try again "
            "later; if it is published like that, set its sha256 in config/fetch.toml."
        )
    if max(count[end] for end in LINE_ENDS) < 2:
        raise FetchError(f"The table at {address} has no rows. Try again later.")


CHECKS: Mapping[str, Callable[[Path, bytes, str], None]] = {
    ".zip": _check_zip, ".xlsx": _check_workbook, ".json": _check_json, ".geojson": _check_json,
    ".gz": _check_gzip, ".csv": _check_csv,
}  # fmt: skip


def stated_checksums(headers: Any, *, whole: bool) -> dict[str, str]:
    """Return the checksums that a server states for a file, by algorithm, in hexadecimal.

    One that is malformed equals that of no file.

    Parameters
    ----------
    headers : mapping
        Headers of the answer.
    whole : bool
        Whether the answer holds the whole file, not only its rest.
    """
    found: dict[str, str] = {}
    for header in DIGEST_HEADERS:
        for algorithm, value in DIGEST.findall(headers.get(header, "")):
            found[algorithm.casefold().replace("-", "")] = value
    amazon = headers.get(AMAZON_DIGEST, "")
    if whole and amazon and "-" not in amazon:
        found["sha256"] = amazon
    if whole and headers.get("Content-MD5"):
        found["md5"] = headers["Content-MD5"]
    return {algorithm: _as_hex(value.strip()) for algorithm, value in found.items()}


def _as_hex(value: str) -> str:
    if HEX.fullmatch(value):  # as some servers write it, against the rule
        return value.casefold()
    try:
        return base64.b64decode(value, validate=True).hex()
    except ValueError:
        return ""


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """Return the checksum of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(
            stream, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def read_json(path: Path, *, address: str) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    FetchError
        If it is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise FetchError(f"{address} answered with damaged JSON. Try again later.") from None


def read_table(path: Path, *, address: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names of its columns.

    Raises
    ------
    FetchError
        If it is not UTF-8, or a row has more or fewer fields than the first.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FetchError(f"The table at {address} is not in UTF-8.") from None
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True)) if row]
    except csv.Error:
        raise FetchError(f"The table at {address} is damaged. Try again later.") from None
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]):
            raise FetchError(
                f"Row {number} of the table at {address} has {len(row)} fields instead of "
                f"{len(rows[0])}: it may be cut short. Try again later."
            )
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def choose_columns(
    rows: Iterable[dict[str, Any]], columns: dict[str, str], *, address: str
) -> list[dict[str, Any]]:
    """Return rows with the columns that are kept, under the names they shall have.

    Parameters
    ----------
    rows : iterable of dict
        Rows by the names of their columns.
    columns : dict of str to str
        Their name, in any case and spacing, and the name it becomes.
    address : str
        Where the rows came from, for the message.

    Raises
    ------
    FetchError
        Naming the columns that are missing.
    """
    rows = list(rows)
    theirs = {_plain(name): name for name in (rows[0] if rows else {})}
    theirs = {plain: name for plain, name in theirs.items() if all(name in row for row in rows)}
    missing = [name for name in columns if _plain(name) not in theirs]
    if missing:
        named = ", ".join(f"'{name}'" for name in missing[:NAMED_COLUMNS])
        raise FetchError(
            f"The table at {address} lacks the column {named}. The publisher may have renamed it: "
            "compare with the columns of this dataset in config/fetch.toml."
        )
    return [{ours: row[theirs[_plain(name)]] for name, ours in columns.items()} for row in rows]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
