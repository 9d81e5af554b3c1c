"""What did a run do, how far is it, and how long did it take?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from csa.errors import CheckError, NotebookError
from csa.report.publish import write_whole
from csa.report.run.chapter import Outcome
from csa.report.run.plan import Plan


@dataclass(frozen=True)
class Progress:
    """One chapter has ended: how, and how far the run is."""

    outcome: Outcome
    done: int
    total: int


@dataclass(frozen=True)
class AssessmentResult:
    """What a run did.

    Attributes
    ----------
    plan : Plan
        What was to be made.
    folder : Path
        Where the set is published.
    published : bool
        Whether it is.
    unchanged : bool
        Whether it was already, as it would have been made now.
    outcomes : tuple of Outcome
        How each chapter went, in order of the plan; empty after a dry run.
    problems : tuple of str
        What the checks found, each naming edition and page.
    missing : tuple of str
        Areas whose report is not complete.
    warnings : tuple of str
        Rules of priorities that select nothing of all that was received.
    seconds : float
        How long the run took.
    parts : mapping
        Seconds of its parts: ``release``, ``chapters`` (side by side) and ``pages``.
    """

    plan: Plan
    folder: Path
    published: bool = False
    unchanged: bool = False
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The chapters that failed, without those skipped because of them."""
        return tuple(one for one in self.outcomes if one.reason and not one.skipped)

    @property
    def exit_code(self) -> int:
        """0 when all is well, else the code of the first thing that is not."""
        if self.failures:
            return NotebookError.exit_code
        return CheckError.exit_code if self.problems else 0

    def write(self, log: Path) -> None:
        """Write what was done into a log, with the time at which it ended."""
        document: Mapping[str, object] = {
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "year": self.plan.year,
            "to": self.plan.to,
            "published": self.published,
            "unchanged": self.unchanged,
            "seconds": self.seconds,
            "parts": dict(self.parts),
            "missing": self.missing,
            "problems": self.problems,
            "chapters": [asdict(outcome) for outcome in self.outcomes],
        }
        write_whole(log, json.dumps(document, indent=1))


class Clock:
    """Adds up the seconds of a run and of its parts."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return round(time.perf_counter() - self._started, 1)

    @contextmanager
    def measured(self, part: str) -> Iterator[None]:
        """Add the time of a block to a part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.parts[part] = round(self.parts.get(part, 0.0) + spent, 1)
