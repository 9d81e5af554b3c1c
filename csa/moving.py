"""How does a file or folder take its place, though something looks into it just then?

A virus scanner, an indexer or a folder that is kept in step with a server opens what was only just
written, and Windows moves nothing that is open: what is held for a moment is tried again.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ATTEMPTS = 20
_PAUSE_S = 0.1


def put_in_place(source: Path, target: Path) -> None:
    """Move a file in place of another, or a folder to where none is, in one step.

    Raises
    ------
    OSError
        If it cannot be; on Windows a PermissionError only after two seconds of trying. Both stay
        as they were.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32" or attempt == ATTEMPTS:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
