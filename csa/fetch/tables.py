"""How does a dataset become one file: as it is published, or in the layout that csa reads?"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from csa.errors import FetchError
from csa.fetch.arcgis import GEOJSON, as_geojson, read_layer
from csa.fetch.content import check_content, checksum, choose_columns, read_json, read_table
from csa.fetch.disk import write_whole
from csa.fetch.landing import Origin, Receipt
from csa.fetch.nomis import read_ages, read_totals
from csa.fetch.outcome import Outcome
from csa.fetch.settings import ArcGis, NomisAges, NomisTotals, Plain, Table
from csa.fetch.steps import KEPT, Step, mark_of
from csa.fetch.transport import Received

RENAMED = "columns chosen and renamed"
JOINED = "answers to queries for the partnership's districts joined; columns chosen and renamed"
ALL_JOINED = "answers to queries for all districts joined; columns chosen and renamed"


def fetch_plain(dataset: Plain, step: Step) -> Outcome:
    """Fetch a file as it is published; of a CSV, columns may be chosen and renamed.

    Raises
    ------
    FetchError
        If it cannot be fetched, or is not what it should be.
    """
    mark = mark_of(dataset)
    known = step.known(dataset.name, address=dataset.address, wanted=mark)
    received = step.transport.download(
        dataset.address,
        name=dataset.name,
        largest=dataset.largest,
        known=known.version if known else None,
        anew=step.force,
    )
    name = dataset.path_for(step.settings)
    if received.path is None:
        return step.outcome(dataset, "unchanged", file=name, names=[name])
    try:
        origin, draft = _prepare(dataset, step, received)
        outcome = _place(dataset, step, draft, origin=origin, resumed=received.resumed)
    finally:
        step.transport.forget(dataset.address, name=dataset.name)
    if outcome.status != "kept":
        receipt = Receipt(dataset.address, mark, received.version, outcome.files)
        step.landing.keep_receipt(dataset.name, receipt)
    return outcome


def _prepare(dataset: Plain, step: Step, received: Received) -> tuple[Origin, Path]:
    path = received.whole
    kind, proven = Path(dataset.file).suffix, received.proven or bool(dataset.sha256)
    check_content(path, kind=kind, address=dataset.address, proven=proven)
    origin = Origin(
        address=dataset.address,
        answered_by=received.address,
        sha256=checksum(path),
        bytes=path.stat().st_size,
        preparation=RENAMED if dataset.columns else "",
    )
    if dataset.sha256 and origin.sha256 != dataset.sha256:
        raise FetchError(
            f"{dataset.address} sent a file with the SHA-256 {origin.sha256}, not the one that "
            "config/fetch.toml expects. If the publisher announced a new issue, set sha256 there; "
            "otherwise do not use it."
        )
    if not dataset.columns:
        return origin, path
    rows = read_table(path, address=dataset.address)
    rows = choose_columns(rows, dataset.columns, address=dataset.address)
    return origin, _draft(dataset, step, _as_csv(rows, dataset.address))


def fetch_layer(dataset: ArcGis, step: Step) -> Outcome:
    """Fetch a layer of the Open Geography Portal, cut to the partnership's districts.

    Raises
    ------
    FetchError
        If it cannot be fetched, or is not complete.
    """

    def answer(address: str) -> Any:
        with step.temporary(dataset, address) as path:
            check_content(path, kind=".json", address=address)
            return read_json(path, address=address)

    features = read_layer(dataset, step.settings, answer)
    if dataset.file.endswith(GEOJSON):
        content = as_geojson(features)
    else:
        content = _as_csv([one["properties"] for one in features], dataset.address)
    return _place_joined(dataset, step, content)


def fetch_counts(dataset: NomisAges | NomisTotals, step: Step) -> Outcome:
    """Fetch counts of the partnership's areas from Nomis.

    Raises
    ------
    FetchError
        If they cannot be fetched, or are not complete.
    """

    def table(address: str) -> list[dict[str, str]]:
        with step.temporary(dataset, address) as path:
            check_content(path, kind=".csv", address=address, proven=True)  # by its record count
            return read_table(path, address=address)

    if isinstance(dataset, NomisAges):
        rows = read_ages(dataset, step.settings, table)
    else:
        rows = read_totals(dataset, step.settings, table)
    return _place_joined(dataset, step, _as_csv(rows, dataset.address))


def _place_joined(dataset: ArcGis | NomisAges | NomisTotals, step: Step, content: bytes) -> Outcome:
    joined = ALL_JOINED if dataset.everywhere else JOINED
    origin = Origin(address=dataset.address, answered_by=dataset.address, preparation=joined)
    draft = _draft(dataset, step, content)
    return _place(dataset, step, draft, origin=origin)


def _place(
    dataset: Plain | ArcGis | NomisAges | NomisTotals,
    step: Step,
    draft: Path,
    *,
    origin: Origin,
    resumed: bool = False,
) -> Outcome:
    name = dataset.path_for(step.settings)
    placed = step.landing.place(draft, name, dataset=dataset, origin=origin)
    return step.outcome(
        dataset,
        "resumed" if resumed and placed == "fetched" else placed,
        file=name,
        names=[name],
        reason=KEPT if placed == "kept" else "",
    )


def _draft(dataset: Table, step: Step, content: bytes) -> Path:
    path = step.landing.staging / f"{dataset.name}.draft"
    write_whole(content, path, staging=step.landing.staging)
    return path


def _as_csv(rows: list[dict[str, Any]], address: str) -> bytes:
    if not rows:
        raise FetchError(f"The table at {address} has no rows. Try again later.")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
