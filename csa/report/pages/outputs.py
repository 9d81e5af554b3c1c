"""What does an output of a chapter promise?

Every visible output is an exhibit: HTML for the reader and, beside it, the facts that the batch
checks and the manifest records. An output without those facts is never published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csa.settings import PUBLISHED_EDITIONS

EXHIBIT_TYPE = "application/vnd.csa.exhibit+json"
_FACTS = {
    "name",
    "title",
    "editions",
    "numbers",
    "statements",
    "figures",
    "tables",
    "unavailable",
}


class OutputError(ValueError):
    """An output is not an exhibit that keeps its promises."""


@dataclass(frozen=True)
class Exhibit:
    """One exhibit as a chapter left it.

    Attributes
    ----------
    facts : mapping
        ``name``, ``title``, ``editions``, ``numbers``, ``statements``, ``figures``, ``tables``
        and ``unavailable``; of one that offers findings, how many as ``findings``.
    html : str
        What the reader sees.
    editions : sequence of str
        The published editions that the cell it came from is for.
    for_finding : bool
        Whether the assessment shows it only as evidence of a finding.
    """

    facts: Mapping[str, Any]
    html: str
    editions: Sequence[str] = PUBLISHED_EDITIONS
    for_finding: bool = False

    @property
    def name(self) -> str:
        """Name of the exhibit."""
        return str(self.facts["name"])

    def is_for(self, edition: str) -> bool:
        """Return whether an edition may show it; anything unclear is a no."""
        editions = self.facts["editions"]
        return isinstance(editions, list) and edition in editions and edition in self.editions

    @property
    def is_silent(self) -> bool:
        """Whether it has nothing to say: it cannot be shown, or is evidence of no finding."""
        is_idle = self.for_finding and not self.facts.get("findings")
        return is_idle or self.facts["unavailable"] is True


def read_exhibit(output: Mapping[str, Any]) -> Exhibit:
    """Return the exhibit that an output of a cell holds.

    Raises
    ------
    OutputError
        If the output is an error or printed text, has no facts, or its figures and tables are
        not as many as its facts say. The message never holds what was printed.
    """
    kind = output["output_type"]
    if kind == "error":
        raise OutputError(f"it ended in {output['ename']}")
    if kind == "stream":
        raise OutputError(f"it wrote to {output['name']}")
    bundle = output["data"]
    facts = bundle.get(EXHIBIT_TYPE)
    if not isinstance(facts, Mapping) or not facts.keys() >= _FACTS:
        raise OutputError("its output is not an exhibit")
    exhibit = Exhibit(facts, _text(bundle.get("text/html", "")))
    for thing, tag in (("figures", "<img"), ("tables", "<table")):
        found = len(re.findall(rf"{tag}[\s>]", exhibit.html))
        if found != facts[thing]:
            raise OutputError(
                f"exhibit '{exhibit.name}' promises {facts[thing]} {thing} and shows {found}"
            )
    return exhibit


def code_cells(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the code cells that hold any code."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and _text(cell["source"]).strip():
            yield cell


def tags_of(cell: Mapping[str, Any]) -> Sequence[str]:
    """Return the tags of a cell."""
    return cell.get("metadata", {}).get("tags") or ()


def editions_of(cell: Mapping[str, Any]) -> Sequence[str]:
    """Return the published editions that may show a cell: all, unless its metadata name some.

    Raises
    ------
    OutputError
        If they name none, or one that there is not.
    """
    stated = cell.get("metadata", {}).get("csa", {}).get("editions", PUBLISHED_EDITIONS)
    if not isinstance(stated, list | tuple) or not stated or {*stated} - {*PUBLISHED_EDITIONS}:
        raise OutputError("its editions are not a list of partner and public")
    return stated


def source_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell, which a notebook file may hold as a list of lines."""
    return _text(cell["source"])


def as_node(text: str) -> Any:
    """Return a notebook file's text as papermill takes it.

    papermill is given notebooks this way and never their paths, which it would format: a brace in
    one would be taken for a field.
    """
    import nbformat

    reads: Any = nbformat.reads
    return reads(text, as_version=4)


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
