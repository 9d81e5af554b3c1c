"""Which checks need not be made again?

A check that found nothing is remembered by the digest of all that it looked at: the bytes, what
they were held against, and the code of the checks. Where any of that is another, or the record of
it cannot be read, the check is made. What is remembered is the batch's own; ``csa check`` remembers
nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csa.code import code_digest
from csa.moving import put_in_place
from csa.private import own_file

CHECKING = "csa.report.checks.audit"


@dataclass(frozen=True)
class Passed:
    """The checks that were passed.

    Attributes
    ----------
    folder : Path or None
        Where they are remembered; None where nothing is.
    """

    folder: Path | None = None
    _asked: set[str] = field(default_factory=set, repr=False, compare=False)

    def recall(self, *looked_at: Any) -> Any:
        """Return what a check that was passed found out; None if it has to be made.

        Parameters
        ----------
        *looked_at
            All that the check looks at, as JSON takes it: digests, names, settings.
        """
        if self.folder is None:
            return None
        path = self._path(looked_at)
        self._asked.add(path.name)
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None

    def remember(self, found_out: Any, *looked_at: Any) -> None:
        """Remember a check that was passed, and what it found out."""
        if self.folder is None:
            return
        path = self._path(looked_at)
        unfinished = own_file(self.folder / f".new-{secrets.token_hex(8)}")
        unfinished.write_text(json.dumps(found_out), encoding="utf-8", newline="\n")
        put_in_place(unfinished, path)
        self._asked.add(path.name)

    def faults(self, find: Callable[[], list[str]], *looked_at: Any) -> list[str]:
        """Return the faults that a check finds; it is not made if it was passed."""
        if self.recall(*looked_at) is not None:
            return []
        found = find()
        if not found:
            self.remember([], *looked_at)
        return found

    def forget_others(self, kind: str) -> None:
        """Forget the checks of a kind that nobody asked for."""
        for path in self.folder.glob(f"{kind}-*") if self.folder else ():
            if path.name not in self._asked:
                path.unlink()

    def _path(self, looked_at: tuple[Any, ...]) -> Path:
        text = json.dumps([looked_at, code_digest(CHECKING)], sort_keys=True)
        folder = self.folder or Path()
        return folder / f"{looked_at[0]}-{hashlib.sha256(text.encode()).hexdigest()}.json"
