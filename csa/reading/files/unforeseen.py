"""What is said of a raw file when reading it fails in a way that nobody foresaw?"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from csa.errors import CsaError, SourceError

if TYPE_CHECKING:
    from csa.reading.files.discovery import RawFile

NAMED = 5
# Whoever runs the command can put these right, or already knows.
FORESEEN = (CsaError, MemoryError)
# No fault of the file that happened to be read.
USED_UP = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


@contextmanager
def naming(*names: str) -> Iterator[None]:
    """Turn an error that nobody foresaw into one that names the files; it stays its cause.

    A disk, memory or number of open files that is used up stays what it is.

    What the error itself says is not repeated: it may quote a value of a row.

    Raises
    ------
    SourceError
        Naming up to five files.
    """
    try:
        yield
    except FORESEEN:
        raise
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in USED_UP:
            raise
        named = ", ".join(names[:NAMED]) + (" or another" if len(names) > NAMED else "")
        raise SourceError(
            f"{named} cannot be read: something in it was not foreseen "
            f"({type(problem).__name__}). 'csa build --debug' shows where: pass that on to whoever "
            "looks after csa."
        ) from problem


def read_group(
    read: Callable[[list[RawFile], Any], Any], files: Sequence[RawFile], context: Any
) -> Any:
    """Read all files of a source together; of an error that nobody foresaw, find the file.

    Raises
    ------
    SourceError
        Naming the files that cannot be read alone either, or all of them.
    """
    try:
        return read(list(files), context)
    except FORESEEN:
        raise
    except Exception:
        guilty = [file.name for file in files if _fails_alone(read, file, context)]
        with naming(*(guilty or [file.name for file in files])):
            raise


def _fails_alone(read: Callable[[list[RawFile], Any], Any], file: RawFile, context: Any) -> bool:
    try:
        read([file], context)
    except FORESEEN:
        return False
    except Exception:
        return True
    return False
