"""How do the months of data.police.uk come, from one archive or from several?

An archive holds the months up to its own, about three years of them. The newest is cut first; where
it does not reach back far enough, the archive of the month before its first is fetched as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csa.errors import FetchError, SourceError
from csa.fetch.archive import Cut, Cutting, cut_out
from csa.fetch.content import check_content, checksum
from csa.fetch.landing import Origin, Placed, Receipt
from csa.fetch.outcome import Outcome, Status
from csa.fetch.settings import PoliceArchive
from csa.fetch.steps import KEPT, Step, mark_of
from csa.fetch.transport import Received
from csa.periods import Period, as_spans, shift_month

ZIP = ".zip"
NEWEST = "latest"
OF_OTHERS = "the street files of all other forces, counted"


def fetch_police(
    dataset: PoliceArchive, step: Step, *, first: str = "", last: str = ""
) -> Iterator[Outcome]:
    """Fetch the archives that hold some months, and cut the wanted files out of them.

    Parameters
    ----------
    dataset : PoliceArchive
        What to fetch.
    step : Step
        What to fetch it with.
    first, last : str
        First and last month. Without ``last`` the newest archive is the first that is fetched;
        without ``first`` no other is.

    Raises
    ------
    FetchError
        If an archive cannot be fetched, or holds nothing that is wanted.
    SourceError
        If an archive is not safe to unpack.
    """
    while True:
        outcome, months = _one_archive(dataset, step, first=first, last=last)
        yield outcome
        if not first or first >= months[0]:
            return
        before = shift_month(months[0], -1)
        if last and before >= last:
            raise FetchError(
                f"The archive of {last} begins after its own month, so nothing before {last} was "
                "found. Choose another --to."
            )
        last = before


def _one_archive(
    dataset: PoliceArchive, step: Step, *, first: str, last: str
) -> tuple[Outcome, list[str]]:
    """Fetch one archive; also return the months it holds."""
    address = dataset.address_for(last) if last else dataset.latest
    name = f"{dataset.name}-{last or NEWEST}"
    forces, counts = dataset.forces_for(step.settings), bool(dataset.counts)
    wanted = Cutting(forces, dataset.files, first, last, counts)
    mark = mark_of(dataset, wanted)
    known = step.known(name, address=address, wanted=mark)
    received = step.transport.download(
        address,
        name=name,
        largest=dataset.largest,
        known=known.version if known else None,
        anew=step.force,
    )
    if received.path is None and known is not None:
        names = sorted(known.files)
        file = f"{dataset.folder}/{_span(names, dataset)}"
        done = step.outcome(dataset, "unchanged", file=file, names=names, address=address)
        return done, known.months
    try:
        outcome, months = _cut(dataset, step, received, wanted=wanted, address=address)
    except SourceError:
        step.transport.forget(address, name=name)  # damaged: nothing to go on with
        raise
    if outcome.status != "kept":
        receipt = Receipt(address, mark, received.version, outcome.files, months)
        step.landing.keep_receipt(name, receipt)
    step.transport.forget(address, name=name)
    return outcome, months


def _cut(
    dataset: PoliceArchive, step: Step, received: Received, *, wanted: Cutting, address: str
) -> tuple[Outcome, list[str]]:
    folder = step.landing.staging / f"{dataset.name}-cut"
    archive = received.whole
    _check_archive(archive, address)
    sha256, size = checksum(archive), archive.stat().st_size
    placed: dict[str, Placed] = {}
    with cut_out(archive, wanted, folder=folder, address=address) as cut:
        for short, draft in cut.drafts.items():
            origin = Origin(address, received.address, sha256, size, cut.members[short])
            name = f"{dataset.folder}/{short}"
            placed[name] = step.landing.place(draft, name, dataset=dataset, origin=origin)
        for short, draft in cut.counts.items():
            origin = Origin(address, received.address, sha256, size, OF_OTHERS)
            name = f"{dataset.counts}/{short}"
            placed[name] = step.landing.place(draft, name, dataset=dataset, origin=origin)
    names = sorted(placed)
    outcome = step.outcome(
        dataset,
        _status(placed, resumed=received.resumed),
        file=f"{dataset.folder}/{_span(names, dataset)}",
        names=names,
        address=address,
        reason="; ".join(_remarks(placed, cut, wanted)),
    )
    return outcome, cut.months


def _check_archive(archive: Path, address: str) -> None:
    try:
        check_content(archive, kind=ZIP, address=address)
    except FetchError as problem:
        raise SourceError(str(problem)) from None


def _status(placed: dict[str, Placed], *, resumed: bool) -> Status:
    """Return how an archive ended: kept, if one of its files was; fetched, if one was new."""
    if "kept" in placed.values():
        return "kept"
    if "fetched" in placed.values():
        return "resumed" if resumed else "fetched"
    return "unchanged"


def _span(names: list[str], dataset: PoliceArchive) -> str:
    """Return the first and last month of some files and how many they are, in short."""
    start = f"{dataset.folder}/"
    names = [name for name in names if name.startswith(start)]
    months = sorted({name.removeprefix(start)[:7] for name in names})
    ends = months[0] if months[0] == months[-1] else f"{months[0]} to {months[-1]}"
    return f"{ends} ({len(names)} files)"


def _remarks(placed: dict[str, Placed], cut: Cut, wanted: Cutting) -> Iterator[str]:
    """Say what is not there although it could be expected, and what was left as it was."""
    kept = [name for name, how in placed.items() if how == "kept"]
    if kept:
        more = f" and {len(kept) - 1} more" if len(kept) > 1 else ""
        yield f"left as it is: {kept[0]}{more}: {KEPT}"
    if cut.counts:
        yield "crimes of other districts are counted, not kept, for comparison"
    if cut.empty:
        yield f"published without rows, left out: {', '.join(cut.empty)}"
    first = max(wanted.first or cut.months[0], cut.months[0])
    last = wanted.last or cut.months[-1]
    for kind in wanted.kinds:
        for force in wanted.forces:
            end = f"-{force}-{kind}.csv"
            have = {name.rsplit("/", 1)[1][:7] for name in cut.members if name.endswith(end)}
            gaps = [month for month in Period(first, last).months if month not in have]
            if gaps:
                spans = ", ".join(span.label for span in as_spans(gaps))
                yield f"no {kind} file of {force} for {spans}"
