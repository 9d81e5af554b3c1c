"""How is a raw file opened as a stream of CSV bytes?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from csa.errors import SourceError
from csa.sources.discovery import RawFile


@contextmanager
def open_raw(file: RawFile) -> Iterator[BinaryIO]:
    """Open a raw file for reading.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    try:
        stream = file.path.open("rb")
    except OSError as problem:
        raise SourceError(
            f"{file.name} cannot be read ({problem.strerror}). Check the file and its permissions."
        ) from None
    with stream:
        yield stream
