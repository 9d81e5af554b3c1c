"""Which exhibits are drawn already, and what were they drawn from?

While a batch runs, each exhibit is kept with the things that it was drawn from: the modules of its
room, and the tables of words that it looked at. It is taken as it was drawn as long as each of them
is the same; what all exhibits have in common, such as the release, is compared first. The batch
says in one file what everything is now, so that a kernel need not work it out.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.private import own_file

if TYPE_CHECKING:
    from csa.present.exhibit import Exhibit

FOLDER_VARIABLE = "CSA_KEPT"
BASIS_FILE = "basis.json"
DRAWN_FROM = "drawn_from"
# Which groups there are, and which of their exhibits offer findings.
ROOMS = "rooms"
_TABLE = "table "
_open: list[set[str]] = []


def note(*things: str) -> None:
    """Say that what is being drawn depends on some things."""
    for seen in _open:
        seen.update(things)


def note_table(name: str) -> None:
    """Say that what is being drawn depends on a public table."""
    note(table_thing(name))


def table_thing(name: str) -> str:
    """Return what a public table is called among things."""
    return _TABLE + name


@contextmanager
def noted(*, apart: bool = False) -> Iterator[set[str]]:
    """Gather the things that a block depends on; ``apart``, they are no concern of any around."""
    seen: set[str] = set()
    around = [*_open]
    _open[:] = [seen] if apart else [*around, seen]
    try:
        yield seen
    finally:
        _open[:] = around


@dataclass(frozen=True)
class Basis:
    """What drawings depend on, as it is now.

    Attributes
    ----------
    common : str
        Digest of what all of them do.
    things : mapping of str to str
        Digests of the others, by name.
    """

    common: str
    things: Mapping[str, str]

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """Return the digests of some things; tables of the release are common to all.

        Raises
        ------
        LookupError
            If nothing is known of a thing.
        """
        is_table = str.startswith
        return {
            name: self.things.get(name, "") if is_table(name, _TABLE) else self.things[name]
            for name in sorted(names)
        }

    def is_same(self, known: Mapping[str, str]) -> bool:
        """Say whether things are as they were; one that is gone is not."""
        try:
            return self.digests(known) == dict(known)
        except LookupError:
            return False

    def as_text(self) -> str:
        """Return the basis as a file holds it."""
        return json.dumps({"common": self.common, "things": dict(self.things)}, sort_keys=True)

    @classmethod
    def read(cls, folder: Path) -> Basis:
        """Read the basis that a batch wrote into a folder."""
        return cls(**json.loads((folder / BASIS_FILE).read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Kept:
    """The exhibits of a batch that are drawn already.

    Attributes
    ----------
    folder : Path
        Where they are.
    basis : Basis
        What drawings depend on now.
    """

    folder: Path
    basis: Basis

    @classmethod
    def of_batch(cls) -> Kept | None:
        """Return what the batch that this process belongs to keeps; nothing outside of one."""
        folder = Path(os.environ.get(FOLDER_VARIABLE, ""))
        if not (folder / BASIS_FILE).is_file():
            return None
        return cls(folder, Basis.read(folder))

    def take(self, name: str) -> tuple[Any, Mapping[str, str]] | None:
        """Return what is kept under a name and what it was drawn from, if all that is the same."""
        path = self._path(name)
        try:
            common, drawn_from, content = pickle.loads(path.read_bytes())  # noqa: S301 - our own
        except Exception:
            return None
        if common != self.basis.common or not self.basis.is_same(drawn_from):
            return None
        note(*drawn_from)
        return content, drawn_from

    def put(self, name: str, content: Any, drawn_from: Mapping[str, str]) -> None:
        """Keep what was drawn."""
        unfinished = own_file(self.folder / f".new-{secrets.token_hex(8)}")
        unfinished.write_bytes(pickle.dumps((self.basis.common, dict(drawn_from), content)))
        unfinished.replace(self._path(name))

    def _path(self, name: str) -> Path:
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()}.pickle"


class KeptExhibit:
    """An exhibit that is drawn when something is asked of it that is not kept.

    Parameters
    ----------
    kept : Kept
        Where it may be.
    name : str
        Tells it from every other exhibit of the batch.
    draw : callable
        Draws it.
    offers : bool
        Whether it offers findings.
    """

    def __init__(
        self, kept: Kept, name: str, draw: Callable[[], Exhibit], *, offers: bool = False
    ) -> None:
        self._kept, self._name, self._draw, self._offers = kept, name, draw, offers

    @cached_property
    def _made(self) -> tuple[Exhibit, set[str]]:
        with noted() as seen:
            exhibit = self._draw()
        return exhibit, seen

    @property
    def findings(self) -> tuple[Any, ...]:
        """What the exhibit offers to summaries."""
        found = self._kept.take(self._of_findings)
        if found is None:
            self._draw_and_keep()
            return self._made[0].findings
        offered: tuple[Any, ...] = found[0]
        return offered

    @property
    def _of_findings(self) -> str:
        return f"{self._name} findings"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        del include, exclude
        found = self._kept.take(self._name)
        if found is not None:
            kept: dict[str, Any] = found[0]
            return kept
        bundle, drawn_from = self._draw_and_keep()
        note(*drawn_from)
        return bundle

    def _draw_and_keep(self) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Keep what is shown and what is offered: the other is sure to be asked for later."""
        from csa.present.exhibit import EXHIBIT_MIME

        exhibit, seen = self._made
        with noted(apart=True) as also:
            bundle = exhibit._repr_mimebundle_()
        drawn_from = self._kept.basis.digests(seen | also)
        bundle[EXHIBIT_MIME] |= {DRAWN_FROM: drawn_from}
        self._kept.put(self._name, bundle, drawn_from)
        if self._offers:
            digests = self._kept.basis.digests(seen)
            self._kept.put(self._of_findings, exhibit.findings, digests)
        return bundle, drawn_from

    def __getattr__(self, name: str) -> Any:
        """Return anything else from the exhibit itself."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._made[0], name)
