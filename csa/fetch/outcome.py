"""What became of a dataset, and what can an officer do where it failed?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from csa.errors import FetchError
from csa.fetch.settings import AnyDataset, ArcGis, NomisAges, NomisTotals, Plain, PoliceArchive
from csa.settings import Settings

Status = Literal["fetched", "resumed", "unchanged", "kept", "failed", "would fetch"]
RAW = "data/raw"
COLUMNS_NAMED = 8


@dataclass(frozen=True)
class Outcome:
    """What became of a dataset, or of one archive of it.

    Attributes
    ----------
    dataset : str
        Its name in ``config/fetch.toml``.
    file : str
        Its name below ``data/raw``; of an archive, the folder of its files.
    status : str
        How it ended.
    address : str
        What was, or would be, asked for.
    files : dict of str to str
        SHA-256 of each file it became, by name below ``data/raw``.
    size : int, optional
        Bytes of these files.
    reason : str
        Why it failed, or what else is to be known.
    by_hand : str
        How to do without the command, where it failed.
    """

    dataset: str
    file: str
    status: Status
    address: str
    files: dict[str, str] = field(default_factory=dict)
    size: int | None = None
    reason: str = ""
    by_hand: str = ""


@dataclass(frozen=True)
class FetchReport:
    """What a run did."""

    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> list[Outcome]:
        """The datasets that failed."""
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    @property
    def exit_code(self) -> int:
        """The exit code of the command: that of a :class:`FetchError` if anything failed."""
        return FetchError.exit_code if self.failures else 0


def place_of(dataset: AnyDataset, settings: Settings) -> str:
    """Return the name below ``data/raw`` of a dataset's file, or of the folder of its files."""
    if isinstance(dataset, PoliceArchive):
        return f"{dataset.folder}/YYYY-MM/"
    return dataset.path_for(settings)


def by_hand(dataset: AnyDataset, settings: Settings) -> str:
    """Say what to download by hand, from which page, and where to put it under which name."""
    if isinstance(dataset, PoliceArchive):
        names = ", ".join(
            f"YYYY-MM-{force}-{kind}.csv"
            for force in dataset.forces_for(settings)
            for kind in dataset.files
        )
        return (
            f"By hand: open {dataset.page}, choose the months and the force "
            f"{', '.join(dataset.forces_for(settings))}, and unpack the download so that "
            f"{RAW}/{place_of(dataset, settings)} holds {names}."
        )
    return (
        f"By hand: download '{dataset.title}' from {dataset.page} and save it as "
        f"{RAW}/{place_of(dataset, settings)}{_layout(dataset)}."
    )


def _layout(dataset: AnyDataset) -> str:
    """Say which columns the file must have, where they are not the publisher's."""
    if isinstance(dataset, NomisAges | NomisTotals):
        ages = "total_population, 0, 1, 2 … 90+"
        counts = ages if isinstance(dataset, NomisAges) else ", ".join(dataset.counts)
        names = f"{dataset.code_column}, {dataset.name_column}, {counts}"
        return f", one row per area with the columns {names}"
    if isinstance(dataset, Plain | ArcGis):
        renamed = {theirs: ours for theirs, ours in dataset.columns.items() if theirs != ours}
        if len(renamed) > COLUMNS_NAMED:
            return ", with the columns renamed as config/fetch.toml lists them"
        if renamed:
            pairs = ", ".join(f"'{theirs}' as {ours}" for theirs, ours in renamed.items())
            return f", with the columns renamed: {pairs}"
    return ""
