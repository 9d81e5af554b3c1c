"""Which texts are inside a published file, once every wrapping is taken off?

Archives, tables, compressed streams, image text chunks, data URIs, base64 and escapes are opened
one inside the other, so that a scan sees what a curious reader could see.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

DEEPEST = 6
LARGEST_BYTES = 256 * 2**20
UNESCAPE_ROUNDS = 4
SHORTEST_RUN = 6

PNG = b"\x89PNG\r\n\x1a\n"
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
# What the writing libraries say of a table: its columns and the extent of its boundaries.
ABOUT_TABLES = (b"pandas", b"geo", b"ARROW:schema")
PNG_TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")

DATA_URI = re.compile(r"data:[\w.+-]*/?[\w.+-]*(?:;[\w.+=-]+)*;base64,([\w+/=%-]*)", re.IGNORECASE)
BASE64 = re.compile(r"[\w+/-]{16,}(?:[\r\n]+[\w+/-]{4,})*={0,2}", re.ASCII)
CODE_POINT = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))"
)
READABLE = re.compile(rb"[\x20-\x7e]+")


@dataclass(frozen=True)
class Piece:
    """One text found in a file.

    Attributes
    ----------
    member : str
        The way to it, for example ``xl/sharedStrings.xml`` or ``data URI 2 > PNG text``.
    text : str
        The text; empty when ``problem`` is set.
    is_raw : bool
        Whether a browser reads it as it stands; otherwise escapes were taken off.
    problem : str
        Why the content could not be opened.
    """

    member: str
    text: str
    is_raw: bool = True
    problem: str = ""


def unpack(data: bytes, member: str = "", *, depth: int = 0) -> Iterator[Piece]:
    """Yield every text inside some bytes.

    Parameters
    ----------
    data : bytes
        Content of a file or of a part of one.
    member : str
        The way to this part.
    depth : int
        How many wrappings are already off.

    Yields
    ------
    Piece
        A part that cannot be opened yields a piece with a problem instead of being passed over.
    """
    if depth > DEEPEST or len(data) > LARGEST_BYTES:
        yield Piece(member, "", problem="nested too deeply or too large")
        return
    opener = next((opener for magic, opener in OPENERS.items() if data.startswith(magic)), None)
    try:
        parts = list(opener(data)) if opener else []
    except (OSError, EOFError, ValueError, zlib.error, struct.error, zipfile.BadZipFile) as error:
        yield Piece(member, "", problem=f"damaged or protected ({type(error).__name__})")
        return
    for name, content in parts:
        yield Piece(_inside(member, name), name, is_raw=False)
        yield from unpack(content, _inside(member, name), depth=depth + 1)
    if not opener:
        yield from _unpack_text(_decode(data), member, depth)


def _inside(member: str, name: str) -> str:
    return f"{member} > {name}" if member else name


def _open_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_BYTES:
            raise ValueError("too large")
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise ValueError("encrypted")
        for info in archive.infolist():
            yield info.filename, archive.read(info)
        if archive.comment:
            yield "archive comment", archive.comment


def _open_gzip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        content = stream.read(LARGEST_BYTES + 1)
    yield "gzip", content


def _open_png(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = len(PNG)
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        content = data[place + 8 : place + 8 + length]
        if kind in PNG_TEXT_CHUNKS:
            yield "PNG text", _png_text(kind, content)
        place += 12 + length
        if kind == b"IEND":
            break
    if data[place:]:
        yield "after the image", data[place:]


def _png_text(kind: bytes, content: bytes) -> bytes:
    keyword, _, rest = content.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflate(rest[1:])
    elif kind == b"iTXt":
        is_compressed, (_, _, text) = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
        rest = _inflate(text) if is_compressed else text
    return keyword + b": " + rest


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, LARGEST_BYTES)


def _open_parquet(data: bytes) -> Iterator[tuple[str, bytes]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(data))
    read: set[str] = set()
    for field in table.schema:
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            texts = dict.fromkeys(table.column(field.name).unique().to_pylist())
            fresh = [text for text in texts if text and text not in read]
            read.update(fresh)
            yield field.name, "\n".join(fresh).encode()
    for name, value in (table.schema.metadata or {}).items():
        if name not in ABOUT_TABLES:
            yield name.decode(errors="replace"), value


OPENERS = {PNG: _open_png, GZIP: _open_gzip, ZIP: _open_zip, PARQUET: _open_parquet}


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" not in data:
        return data.decode("utf-8-sig", errors="replace")
    # Without the zero bytes two-byte text reads like any other; short runs are chance.
    runs = READABLE.findall(data) + READABLE.findall(data.replace(b"\0", b""))
    return "\n".join(run.decode("ascii") for run in runs if len(run) >= SHORTEST_RUN)


def _unpack_text(text: str, member: str, depth: int) -> Iterator[Piece]:
    for number, (variant, is_raw) in enumerate(_variants(text)):
        plain = DATA_URI.sub("data:", variant)
        yield Piece(member, plain, is_raw)
        for name, content in _encoded(variant, plain):
            label = name if not number else f"{name} after unescaping"
            yield from unpack(content, _inside(member, label), depth=depth + 1)


def _variants(text: str) -> Iterator[tuple[str, bool]]:
    yield text, True
    for _ in range(UNESCAPE_ROUNDS):
        plainer = unquote(html.unescape(_unescape(text)))
        if plainer == text:
            return
        text = plainer
        yield text, False


def _unescape(text: str) -> str:
    text = CODE_POINT.sub(_character, text)
    return text.replace("\\/", "/").replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def _character(match: re.Match[str]) -> str:
    point = int(next(filter(None, match.groups())), 16)
    return chr(point) if point < 0x110000 else match[0]


def _encoded(text: str, plain: str) -> Iterator[tuple[str, bytes]]:
    """Yield what data URIs hold, and other base64 that holds something readable."""
    for number, match in enumerate(DATA_URI.finditer(text), start=1):
        yield f"data URI {number}", _from_base64(unquote(match[1]))
    for number, match in enumerate(BASE64.finditer(plain), start=1):
        content = _from_base64(match[0])
        if content.startswith(tuple(OPENERS)) or _is_readable(content):
            yield f"base64 {number}", content


def _from_base64(text: str) -> bytes:
    letters = re.sub(r"[^\w+/-]", "", text).replace("-", "+").replace("_", "/")
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return base64.b64decode(whole + "=" * (-len(whole) % 4))


def _is_readable(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(letter.isprintable() or letter.isspace() for letter in text)
