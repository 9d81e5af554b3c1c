"""What can be fetched, from where, and where is it put? The content of ``config/fetch.toml``."""

from __future__ import annotations

import fnmatch
import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from csa.errors import FetchError, SettingsError
from csa.fetch.addresses import check_address
from csa.reading.files.discovery import configured
from csa.reading.model import Source
from csa.settings import Model, Settings
from csa.settings.files import read_model, read_toml
from csa.sources import sources_of

FILE = "config/fetch.toml"
AREA = "{area}"
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Transport(Model):
    """How patient the transport is.

    ``tries`` counts attempts in a row that brought no new byte.
    """

    connect_timeout_s: Seconds = 20
    read_timeout_s: Seconds = 60
    tries: int = Field(5, ge=1, le=20)
    first_wait_s: float = Field(1, ge=0, le=60)
    longest_wait_s: float = Field(120, ge=0, le=3600)
    redirects: int = Field(5, ge=0, le=20)


class Dataset(Model):
    """One set of open data: where it comes from and the file it becomes.

    ``publisher``, ``licence`` and ``attribution`` are those of the source that reads the file
    unless they are given. ``columns`` names the columns that are kept: theirs, and the name each
    has in the file.
    """

    name: str = Field(pattern=r"^[a-z0-9_-]{1,60}$")
    title: str = Field(min_length=1)
    source: str
    page: str
    address: str
    folder: str = Field(pattern=r"^[a-z0-9_]+$")
    publisher: str = ""
    licence: str = ""
    attribution: str = ""
    largest_mb: int = Field(200, ge=1, le=50_000)

    @model_validator(mode="after")
    def _fetch_only_safe_addresses(self) -> Dataset:
        for address in self.addresses:
            try:
                check_address(address)
            except FetchError as problem:
                raise ValueError(str(problem)) from None
        return self

    @property
    def addresses(self) -> list[str]:
        """Every address it may be asked for at."""
        return [self.address]

    @property
    def largest(self) -> int:
        """Bytes beyond which a download is refused."""
        return self.largest_mb * 1_000_000

    @property
    def examples(self) -> list[str]:
        """Names below ``data/raw`` of files that it may become."""
        raise NotImplementedError


class Table(Dataset):
    """A dataset that becomes one file; ``{area}`` in its name stands for the partnership."""

    file: str = Field(pattern=r"^[A-Za-z0-9_{}-]+\.[a-z0-9.]+$")

    @property
    def examples(self) -> list[str]:
        """Its name below ``data/raw``."""
        return [f"{self.folder}/{self.file}"]

    def path_for(self, settings: Settings) -> str:
        """Return the name of its file below ``data/raw``."""
        return f"{self.folder}/{self.file.replace(AREA, settings.partnership.slug)}"


class Plain(Table):
    """A file that is fetched as it is published; of a CSV, columns may be chosen and renamed."""

    kind: Literal["file"]
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    columns: dict[str, str] = Field(default_factory=dict)


class ArcGis(Table):
    """A layer of an ArcGIS feature service, cut to the partnership's districts.

    ``district_field`` holds district codes; where a layer has none, ``name_field`` holds area
    names that begin with the name of their district, as those of LSOAs and MSOAs do. With
    ``everywhere`` it is not cut.
    """

    kind: Literal["arcgis"]
    columns: dict[str, str] = Field(min_length=1)
    district_field: str = Field("", pattern=r"^\w*$")
    name_field: str = Field("", pattern=r"^\w*$")
    everywhere: bool = False
    page_size: int = Field(1000, ge=1, le=2000)

    @model_validator(mode="after")
    def _cut_by_one_field(self) -> ArcGis:
        if bool(self.district_field) + bool(self.name_field) + self.everywhere != 1:
            message = "give one of district_field, name_field and everywhere = true"
            raise ValueError(message)
        if self.name_field and self.name_field not in self.columns:
            message = "columns must hold name_field, by which areas are told apart"
            raise ValueError(message)
        if not all(name.isidentifier() for name in self.columns):
            message = "the names of ArcGIS fields have letters, digits and underscores only"
            raise ValueError(message)
        return self


class NomisQuery(Model):
    """A table of Nomis, and what is asked of it."""

    dataset: str = Field(pattern=r"^NM_\d+_\d+$")
    parameters: dict[str, str]


class NomisTable(Table):
    """Counts of areas from the API of Nomis; ``address`` is that of its datasets.

    They are those of a type within the partnership's districts, or all of it with ``everywhere``.
    """

    geography_type: str = Field(pattern=r"^TYPE\d+$")
    everywhere: bool = False
    code_column: str
    name_column: str
    page_size: int = Field(25_000, ge=1, le=1_000_000)


class NomisAges(NomisTable):
    """Residents by single year of age."""

    kind: Literal["nomis_ages"]
    query: NomisQuery


class NomisTotals(NomisTable):
    """One count of each area from each of some tables, by the name of its column."""

    kind: Literal["nomis_totals"]
    counts: dict[str, NomisQuery] = Field(min_length=1)


class PoliceArchive(Dataset):
    """The monthly archive of data.police.uk, which holds the months up to its own.

    ``{month}`` in ``address`` is the archive's month; ``latest`` is the address of the newest.
    Without ``forces`` the partnership's own is taken. With ``counts``, the name of a folder, crimes
    of all other forces are counted by district, month and type, and not kept.
    """

    kind: Literal["police_archive"]
    latest: str
    files: tuple[Literal["street", "outcomes", "stop-and-search"], ...] = Field(
        ("street", "outcomes", "stop-and-search"), min_length=1
    )
    forces: tuple[Annotated[str, Field(pattern=r"^[a-z-]+$")], ...] = ()
    counts: str = Field("", pattern=r"^[a-z0-9_]*$")

    @property
    def addresses(self) -> list[str]:
        """The address of the newest archive, and of one named by its month."""
        return [self.latest, self.address_for("2025-01")]

    @property
    def examples(self) -> list[str]:
        """The names of one month's files below ``data/raw``."""
        kept = [f"{self.folder}/2025-01/2025-01-some-force-{kind}.csv" for kind in self.files]
        return [*kept, *([f"{self.counts}/2025-01-district-counts.csv"] if self.counts else [])]

    def address_for(self, month: str) -> str:
        """Return the address of the archive of a month."""
        return self.address.replace("{month}", month)

    def forces_for(self, settings: Settings) -> tuple[str, ...]:
        """Return the forces whose files are taken."""
        return self.forces or (settings.partnership.force,)


AnyDataset = Annotated[
    Plain | ArcGis | NomisAges | NomisTotals | PoliceArchive, Field(discriminator="kind")
]


class FetchSettings(Model):
    """The content of ``config/fetch.toml``."""

    transport: Transport = Transport()
    datasets: tuple[AnyDataset, ...] = Field(min_length=1, alias="dataset")


def load_fetch_settings(settings: Settings) -> FetchSettings:
    """Read and check ``config/fetch.toml``.

    Raises
    ------
    SettingsError
        If it is missing or not TOML, has a key or value that is not allowed, or puts a file where
        no source finds it.
    """
    found = read_model(FetchSettings, read_toml(settings.root, FILE), FILE, tables=("dataset",))
    _check_names(found)
    _check_places(found, settings)
    return found


def _check_names(found: FetchSettings) -> None:
    names = [dataset.name for dataset in found.datasets]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise SettingsError(f"{FILE} has more than one dataset named {', '.join(repeated)}.")


def _check_places(found: FetchSettings, settings: Settings) -> None:
    """Refuse a dataset whose file no source would read."""
    known = sources_of(settings)
    for dataset in found.datasets:
        if dataset.source not in known:
            raise SettingsError(
                f"{FILE} gives dataset '{dataset.name}' to the source '{dataset.source}', which "
                f"does not exist. There are: {', '.join(sorted(known))}."
            )
        for name in dataset.examples:
            if not any(is_read_by(source, name, settings) for source in known.values()):
                raise SettingsError(
                    f"{FILE} puts dataset '{dataset.name}' at data/raw/{name}, where no source "
                    "reads it (see docs/raw_formats.md)."
                )


def is_read_by(source: Source, name: str, settings: Settings) -> bool:
    """Return whether a source reads the file of this name below ``data/raw``."""
    own = configured(source, settings.sources.get(source.name, {}))
    patterns = [pattern.replace("**/", "*") for pattern in own.patterns]
    unpacked = re.sub(r"\.(csv\.gz|xlsx)$", ".csv", name)
    return any(fnmatch.fnmatchcase(unpacked, pattern) for pattern in patterns)
