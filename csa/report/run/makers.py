"""Who freezes the release of a run, and the words beside it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from csa.report.run.plan import Plan
    from csa.settings import Settings
    from csa.store import Store

ReleaseMaker = Callable[..., object]
Tell = Callable[[str], None]


class Maker(Protocol):
    """Freezes a release in a folder."""

    def refuse_unready(self) -> None:
        """Refuse what cannot be assessed, before anything is written."""

    def take(self, folder: Path) -> bool:
        """Say whether the release is there already, in the folder."""

    def make(self, folder: Path) -> None:
        """Freeze the release in the folder."""

    def record(self) -> None:
        """Add the release of the published set to the ledger, and remember what it says."""

    def idle_rules(self) -> tuple[str, ...]:
        """Name the rules of priorities that select nothing."""


@dataclass(frozen=True)
class FromRecords:
    """Counts and protects the project's own records; what was made of the same is taken."""

    settings: Settings
    plan: Plan
    tell: Tell

    @cached_property
    def _store(self) -> Store:
        from csa.store import Store

        return Store(self.settings)

    @cached_property
    def _asked(self) -> dict[str, Any]:
        from csa.exhibits.desk import everything_declared

        return {"year": self.plan.year, "to": self.plan.to, "wanted": everything_declared()}

    def refuse_unready(self) -> None:
        """Refuse what cannot be assessed, before anything is written."""
        from csa.report.run.funding import refuse_other_total, refuse_unknown_designs
        from csa.report.run.release import check_ready

        check_ready(self.settings, self._store, year=self.plan.year, to=self.plan.to)
        refuse_other_total(self.settings, self._store)
        refuse_unknown_designs(self.settings, self._store)

    def take(self, folder: Path) -> bool:
        """Take the release that is there already, with the words as they are now."""
        from csa.report.run.release import find_release
        from csa.report.run.words import freeze_words

        if find_release(self.settings, self._store, folder=folder, **self._asked) is None:
            return False
        freeze_words(self.settings, self._store, release=folder)
        return True

    def make(self, folder: Path) -> None:
        """Freeze a new release, and the words."""
        from csa.report.run.release import make_release
        from csa.report.run.words import freeze_words

        make_release(self.settings, self._store, folder=folder, tell=self.tell, **self._asked)
        freeze_words(self.settings, self._store, release=folder)

    def record(self) -> None:
        """Add the release of the published set to the ledger, and remember what the set says."""
        # After the set is visible: a run killed in between is put right by the next one.
        from csa.report.run.release import record
        from csa.report.run.said import remember_published

        record(self.settings, year=self.plan.year)
        remember_published(self.settings)

    def idle_rules(self) -> tuple[str, ...]:
        """Name the rules of priorities that select nothing of all that was received."""
        return tuple(self._store.idle_rules())


@dataclass(frozen=True)
class Given:
    """Has a release made that is none of the project's records; nothing of it is recorded."""

    settings: Settings
    plan: Plan
    maker: ReleaseMaker = field(repr=False)

    def refuse_unready(self) -> None:
        """Refuse nothing."""

    def take(self, folder: Path) -> bool:  # noqa: ARG002
        """Say that it has to be made."""
        return False

    def make(self, folder: Path) -> None:
        """Have it made."""
        self.maker(self.settings, year=self.plan.year, to=self.plan.to, folder=folder)

    def record(self) -> None:
        """Record nothing."""

    def idle_rules(self) -> tuple[str, ...]:
        """Return none: there are no records."""
        return ()
