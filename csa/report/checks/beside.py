"""Are the workbooks and documents beside the pages those that were published?

A document says the same as its page: every number of the one stands in the other.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from csa.report.checks.reading import ShownPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from docx.table import Table
    from docx.text.paragraph import Paragraph

_KINDS = {"workbooks": "workbook", "documents": "document"}
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def files_beside(manifest: Mapping[str, Any], edition: str) -> dict[str, str]:
    """Return the hash of each file beside the pages; sets of earlier versions have fewer."""
    return {
        name: digest
        for kind in _KINDS
        for name, digest in manifest.get(kind, {}).get(edition, {}).items()
    }


def beside_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Say which file beside the pages is not the one that was drawn from the release.

    Parameters
    ----------
    folder : Path
        The set.
    manifest : mapping
        What it says of its files.
    """
    for kind, noun in _KINDS.items():
        for edition, files in manifest.get(kind, {}).items():
            for name, digest in files.items():
                fault = _fault(folder / edition / name, digest, noun)
                if fault:
                    yield f"{edition}/{name}: {fault}"


def _fault(path: Path, digest: str, noun: str) -> str:
    if not path.is_file():
        return "it is missing"
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        return f"it is not the {noun} that was published; run csa assess again"
    page = path.with_suffix(".html")
    return document_fault(content, page.read_text("utf-8")) if page.is_file() else ""


def document_fault(content: bytes, html: str) -> str:
    """Say which number stands in a document and not on its page, or the other way round.

    Parameters
    ----------
    content : bytes
        The document; what is highlighted in it is left to an officer and is not looked at.
    html : str
        The page.
    """
    page = ShownPage(html)
    written = _numbers(_texts(content))
    shown = _numbers(node.text(separator=" ") for node in page.main)
    more = written - _numbers([page.text])
    lacking = shown - written
    if more:
        return f"it shows {min(more)}, which its page does not; run csa assess again"
    return f"it lacks {min(lacking)}, which its page shows; run csa assess again" if lacking else ""


def _numbers(texts: Iterable[str]) -> Counter[str]:
    return Counter(number for text in texts for number in _NUMBER.findall(text))


def _texts(content: bytes) -> Iterator[str]:
    """Yield the words of a document, paragraph by paragraph and cell by cell."""
    import docx

    for piece in docx.Document(io.BytesIO(content)).iter_inner_content():
        yield from _texts_of(piece)


def _texts_of(piece: Paragraph | Table) -> Iterator[str]:
    if hasattr(piece, "runs"):
        yield "".join(run.text for run in piece.runs if run.font.highlight_color is None)
        return
    for row in piece.rows:
        yield from (cell.text for cell in row.cells)
