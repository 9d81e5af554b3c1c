"""What is fetched in one run? One dataset's failure never stops another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csa.errors import CsaError, FetchError, SettingsError
from csa.fetch.landing import Landing
from csa.fetch.outcome import FetchReport, Outcome, by_hand, place_of
from csa.fetch.police import fetch_police
from csa.fetch.settings import (
    AnyDataset,
    ArcGis,
    FetchSettings,
    Plain,
    PoliceArchive,
    load_fetch_settings,
)
from csa.fetch.steps import Step
from csa.fetch.tables import fetch_counts, fetch_layer, fetch_plain
from csa.fetch.transport import Progress, Transport
from csa.locking import only_run
from csa.periods import Period, parse_month
from csa.settings import Settings

LOCK = "lock"


@dataclass(frozen=True)
class Wanted:
    """What a run is to fetch.

    Attributes
    ----------
    first, last : str, optional
        First and last month of monthly data; without ``last`` the newest archive is taken,
        without ``first`` every month in it.
    names : tuple of str
        Names of datasets, or of the sources that read them; all without any.
    force : bool
        Whether to download again what is there, and to replace files that were not fetched.
    dry_run : bool
        Whether only to say what would be fetched.
    """

    first: str | None = None
    last: str | None = None
    names: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        """Refuse months that are malformed or the wrong way round."""
        for month in (self.first, self.last):
            if month is not None:
                parse_month(month)
        if self.first and self.last:
            Period(self.first, self.last)


def fetch(
    settings: Settings, wanted: Wanted | None = None, *, progress: Progress | None = None
) -> FetchReport:
    """Fetch open data into ``data/raw``.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    wanted : Wanted, optional
        What to fetch; by default everything.
    progress : callable, optional
        Called while a file comes, with its name, the bytes so far, and all bytes if known.

    Returns
    -------
    FetchReport
        What became of each dataset.

    Raises
    ------
    SettingsError
        If ``config/fetch.toml`` is not valid, or a dataset is unknown.
    SourceError
        If ``data/raw`` holds the synthetic partnership.
    FetchError
        If another fetch is running, or ``data/raw`` cannot be written.
    """
    wanted = wanted or Wanted()
    configured = load_fetch_settings(settings)
    datasets = choose(configured, wanted.names)
    landing = Landing(settings, force=wanted.force)
    landing.refuse_synthetic()
    if wanted.dry_run:
        return FetchReport(tuple(_would_fetch(one, settings, wanted) for one in datasets))
    outcomes: list[Outcome] = []
    with (
        only_run(landing.staging / LOCK, command="csa fetch", error=FetchError),
        Transport(configured.transport, landing.staging, progress) as transport,
    ):
        step = Step(settings, transport, landing, force=wanted.force)
        for dataset in datasets:
            outcomes += _outcomes(dataset, step, wanted)
    landing.tidy()
    return FetchReport(tuple(outcomes))


def choose(configured: FetchSettings, names: tuple[str, ...]) -> list[AnyDataset]:
    """Return the datasets of some names, or of the sources that read them; all without any.

    Raises
    ------
    SettingsError
        If a name is unknown.
    """
    datasets = list(configured.datasets)
    for name in names:
        if not any(name in (dataset.name, dataset.source) for dataset in datasets):
            known = ", ".join(dataset.name for dataset in datasets)
            raise SettingsError(
                f"'{name}' is no dataset of config/fetch.toml. Choose from: {known}."
            )
    return [one for one in datasets if not names or one.name in names or one.source in names]


def _outcomes(dataset: AnyDataset, step: Step, wanted: Wanted) -> Iterator[Outcome]:
    """Fetch a dataset; whatever a user can put right becomes an outcome."""
    try:
        yield from _fetched(dataset, step, wanted)
    except CsaError as problem:
        yield Outcome(
            dataset=dataset.name,
            file=place_of(dataset, step.settings),
            status="failed",
            address=_first_address(dataset, wanted),
            reason=str(problem),
            by_hand=by_hand(dataset, step.settings),
        )


def _fetched(dataset: AnyDataset, step: Step, wanted: Wanted) -> Iterator[Outcome]:
    if isinstance(dataset, PoliceArchive):
        first, last = wanted.first or "", wanted.last or ""
        yield from fetch_police(dataset, step, first=first, last=last)
    elif isinstance(dataset, Plain):
        yield fetch_plain(dataset, step)
    elif isinstance(dataset, ArcGis):
        yield fetch_layer(dataset, step)
    else:
        yield fetch_counts(dataset, step)


def _would_fetch(dataset: AnyDataset, settings: Settings, wanted: Wanted) -> Outcome:
    reason = ""
    if isinstance(dataset, PoliceArchive) and wanted.first:
        reason = f"and earlier archives, if this one does not reach back to {wanted.first}"
    return Outcome(
        dataset=dataset.name,
        file=place_of(dataset, settings),
        status="would fetch",
        address=_first_address(dataset, wanted),
        reason=reason,
    )


def _first_address(dataset: AnyDataset, wanted: Wanted) -> str:
    if isinstance(dataset, PoliceArchive):
        return dataset.address_for(wanted.last) if wanted.last else dataset.latest
    return dataset.address
