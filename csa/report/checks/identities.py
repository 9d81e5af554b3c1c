"""Which values of the raw files identify somebody, so that no published byte may hold them?"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from csa.disclosure.leaks.identifying import IdentityValues

# Columns that name a person or lead to one. Places and classes of crime are not among them.
_IDENTITY = re.compile(
    r"(?:(?:full|first|last|middle|maiden|given|family|caller|victim|suspect|offender|witness"
    r"|officer|reporter|complainant)[_ ]?)?name|forenames?|surname|alias"
    r"|(?:home[_ ]?|postal[_ ]?)?address(?:[_ ]?\d)?|phone|telephone|mobile|e-?mail"
    r"|(?:crime|victim|suspect|person|caller|complaint|incident|report|custody|nominal)[_ ]?"
    r"(?:ref|reference|id|no|number|urn)|urn|nhs[_ ]?(?:no|number)|ni[_ ]?(?:no|number)|nino|vrm"
    r"|registration",
    re.IGNORECASE,
)
_RECORDS = ("police", "asb", "fire", "environment", "ambulance", "partners", "stop_search")
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


def identity_values(raw: Path) -> IdentityValues:
    """Gather the identifying values of all files of records below a raw folder.

    Parameters
    ----------
    raw : Path
        ``data/raw`` of the project; a folder that is not there has no values.

    Returns
    -------
    IdentityValues
        Hashes that live in this process only.
    """
    values = IdentityValues()
    for path in _files(raw):
        values.update(_identifying(path))
    return values


def raw_digest(raw: Path) -> str:
    """Return the SHA-256 over the files whose values identify somebody."""
    digest = hashlib.sha256()
    for path in _files(raw):
        digest.update(path.relative_to(raw).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(raw: Path) -> Iterator[Path]:
    for folder in _RECORDS:
        yield from sorted((raw / folder).rglob("*.csv*"))


def _identifying(path: Path) -> Iterator[str]:
    rows = csv.reader(_text(path).splitlines())
    header = next(rows, [])
    wanted = [place for place, name in enumerate(header) if _IDENTITY.fullmatch(name.strip())]
    for row in rows if wanted else ():
        yield from (row[place] for place in wanted if place < len(row) and row[place])


def _text(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    for encoding in _ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(_ENCODINGS[-1])
