"""What does every dataset need on its way, whatever it is?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csa.fetch.landing import Landing, Receipt
from csa.fetch.outcome import Outcome, Status
from csa.fetch.settings import AnyDataset
from csa.fetch.transport import Transport
from csa.settings import Settings

KEPT = "it was not fetched, or was changed since; --force replaces it"


@dataclass(frozen=True)
class Step:
    """What every dataset is fetched with.

    Attributes
    ----------
    settings : Settings
        The project's settings.
    transport : Transport
        Asks for files.
    landing : Landing
        Puts them in their place.
    force : bool
        Whether to download again what is there.
    """

    settings: Settings
    transport: Transport
    landing: Landing
    force: bool = False

    def known(self, key: str, *, address: str, wanted: str) -> Receipt | None:
        """Return the receipt of the same wish, if every file of it is as it was."""
        receipt = self.landing.receipt(key)
        if receipt is None or (receipt.address, receipt.wanted) != (address, wanted):
            return None
        return receipt

    @contextmanager
    def temporary(self, dataset: AnyDataset, address: str) -> Iterator[Path]:
        """Download a file that is only read, and forget it."""
        received = self.transport.download(
            address, name=dataset.name, largest=dataset.largest, anew=self.force
        )
        try:
            yield received.whole
        finally:
            self.transport.forget(address, name=dataset.name)

    def outcome(
        self,
        dataset: AnyDataset,
        status: Status,
        *,
        file: str,
        names: list[str],
        address: str = "",
        reason: str = "",
    ) -> Outcome:
        """Return what became of a dataset that has the files of some names."""
        return Outcome(
            dataset=dataset.name,
            file=file,
            status=status,
            address=address or dataset.address,
            files={name: self.landing.sha256_of(name) for name in names},
            size=sum(self.landing.size_of(name) for name in names),
            reason=reason,
        )


def mark_of(dataset: AnyDataset, *more: Any) -> str:
    """Return a mark that changes with what is wanted of a dataset."""
    return hashlib.sha256(f"{dataset.model_dump_json()}{more}".encode()).hexdigest()
