"""Which of several files, or figures, of a reference source are issues of one thing?

A later issue is marked by its name (``…-r2.csv``) and stands for the earlier ones. Whatever else
says two things of one area and year is refused, with both files named: to choose by their names
would be to guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import Account

MARK_IT = (
    "Remove the one that is not in force; a later issue of a file keeps its name with -r2 before "
    "the ending."
)


def find_later(files: Sequence[RawFile]) -> dict[str, RawFile]:
    """Return, by name, the files that stand back, and the file that counts in place of each.

    Parameters
    ----------
    files : sequence of RawFile
        The files of one source that is read whole.

    Raises
    ------
    SourceError
        If two files of one name and revision differ.
    """
    issues: dict[str, list[RawFile]] = {}
    for file in files:
        issues.setdefault(file.stem.casefold(), []).append(file)
    later: dict[str, RawFile] = {}
    for same in issues.values():
        first, *others = sorted(same, key=lambda file: (-file.revision, file.name))
        for other in others:
            if other.revision == first.revision and other.sha256 != first.sha256:
                refuse_both(first.name, other.name, "are issues of one file, and differ")
            later[other.name] = first
    return later


def supersede_all(account: Account, later: str) -> None:
    """Account for a file in whose place another one counts."""
    account.superseded = account.rows
    account.accepted = account.quarantined = account.out_of_area = account.left_out = 0
    account.remark(f"replaced by {later}")


def refuse_both(one: str, other: str, what: str) -> None:
    """Refuse two files that contradict each other.

    Raises
    ------
    SourceError
        Naming both.
    """
    raise SourceError(f"{one} and {other} {what}. {MARK_IT}")
