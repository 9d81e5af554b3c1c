"""How far has a download come, for someone who waits for it?"""

from __future__ import annotations

from collections.abc import Callable

from csa.visible import visible

STEP_PERCENT = 10
STEP_BYTES = 50_000_000
SMALL_BYTES = 1_000_000


class ProgressLines:
    """Writes a line now and then: at each tenth of a file, or every 50 MB of one without length.

    Small files come too fast to be told of; on a terminal one line is written over and over.

    Parameters
    ----------
    write : callable
        Takes text for standard error.
    live : bool
        Whether it goes to a terminal.
    """

    def __init__(self, write: Callable[[str], object], *, live: bool) -> None:
        self._write = write
        self._live = live
        self._last: tuple[str, int] = ("", 0)

    def __call__(self, name: str, done: int, whole: int | None) -> None:
        """Tell how much of a file has come, in bytes."""
        if done < SMALL_BYTES and not self._live:
            return
        percent = done * 100 // whole if whole else 0
        reached = percent // STEP_PERCENT if whole else done // STEP_BYTES
        if self._live:
            reached = percent if whole else done // SMALL_BYTES
        if (name, reached) == self._last:
            return
        self._last = (name, reached)
        amount = (
            f"{done / 1e6:,.0f} of {whole / 1e6:,.0f} MB, {percent}%"
            if whole
            else (f"{done / 1e6:,.0f} MB")
        )
        text = f"{name}: {amount}"
        if self._live:
            self._write("\r")
        self._write(visible(text).ljust(60) if self._live else f"{visible(text)}\n")

    def end(self) -> None:
        """Leave the line on a terminal."""
        if self._live and self._last[0]:
            self._write("\n")
