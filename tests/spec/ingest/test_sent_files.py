"""Whatever councils, forces and their programs send: what counts, counts once, and nothing else is
silent."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
import pytest
from ingest_project import Reader, make_project, write
from sent_case import SOURCES, Sent
from sent_names import NAMES
from sent_rows import SENT_ROWS
from sent_workbooks import WORKBOOKS

from csa.errors import SourceError
from csa.settings import Settings, load_settings
from csa.store import Store, build
from csa.store.copies import choose_files

CASES = [*WORKBOOKS, *NAMES, *SENT_ROWS]
REFERENCE = ("lookups", "boundaries")
PERSONAL = ("Zebedee", "Quux")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The tiny partnership with its look-ups and boundaries built, for one case after the other."""
    root = tmp_path_factory.mktemp("sent")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSA_PERSON_KEY", str(root / "keys" / "person.key"))
        settings = make_project(root / "project")
        build(settings)
        yield settings


@pytest.fixture
def sent(project: Settings) -> Iterator[Settings]:
    """The project, from which what a case sent is taken away again."""
    configured = (project.root / "config" / "sources.toml").read_text(encoding="utf-8")
    yield project
    (project.root / "config" / "sources.toml").write_text(configured, encoding="utf-8")
    for path in project.raw.iterdir():
        if path.name not in REFERENCE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def send(project: Settings, case: Sent) -> Settings:
    """Put the files of a case where they belong; return the settings as they then are."""
    for name, content in case.files.items():
        if callable(content):
            (project.raw / name).parent.mkdir(parents=True, exist_ok=True)
            content(project.raw / name)
        else:
            write(project.raw, name, content)
    if case.sources:
        with (project.root / "config" / "sources.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n{case.sources}\n")
    return load_settings(project.root)


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.of_one_file], ids=lambda case: case.name
)
def test_what_is_sent_is_counted_once_or_told(case: Sent, sent: Settings) -> None:
    settings = send(sent, case)
    if case.error:
        with pytest.raises(SourceError) as refusal:
            build(settings)
        check_sentence(case, str(refusal.value))
        return
    report = build(settings)
    accounts = report.accounts[~report.accounts["source"].isin(REFERENCE)].set_index("path")
    first = next(name for name in accounts.index if name.startswith(next(iter(case.files))))
    check_account(case, accounts.loc[first].to_dict())
    others = accounts.drop(first)[["accepted", "superseded"]].T.to_dict("list")
    assert {name: tuple(counts) for name, counts in others.items()} == dict(case.others)
    store = Store(settings)
    quarantine = store.load("quarantine")
    check_reasons(case, quarantine[~quarantine["source"].isin(REFERENCE)])
    check_values(case, store.load)
    check_coverage(case, store, settings)
    assert report.unrecognised == list(case.unrecognised)
    assert report.left_out == list(case.left_out)


@pytest.mark.parametrize("case", [c for c in CASES if c.of_one_file], ids=lambda case: case.name)
def test_every_row_of_a_file_that_is_sent_is_accounted_for(case: Sent, reader: Reader) -> None:
    ((name, content),) = case.files.items()
    if callable(content):
        (reader.raw / name).parent.mkdir(parents=True)
        content(reader.raw / name)
    else:
        write(reader.raw, name, content)
    source = SOURCES[name.split("/")[0]]
    if case.error:
        with pytest.raises(SourceError) as refusal:
            read_as_named(reader, source)
        check_sentence(case, str(refusal.value))
        return
    reading = reader.read(source)
    rows = sum(map(len, (t for name, t in reader.tables.items() if name != "crime_index")))
    assert rows == case.accepted
    nowhere = next(iter(reader.tables.values()))["district"].isna().sum()
    check_account(case, {**vars(reading.account), "not_located": nowhere})
    check_reasons(case, pd.DataFrame(reading.quarantine))
    check_values(case, reader.tables.__getitem__)


def read_as_named(reader: Reader, source: str) -> None:
    choose_files(reader.files(source))
    reader.read(source)


def check_sentence(case: Sent, sentence: str) -> None:
    """The one sentence of a refusal says what, where and what to do, and no value of a person."""
    assert [text for text in case.error if text not in sentence] == []
    assert not any(text in sentence for text in PERSONAL)
    assert "\n" not in sentence


def check_account(case: Sent, account: Mapping[str, Any]) -> None:
    """The account says what became of every line."""
    aside = sum(map(len, case.reasons.values()))
    fates = ("accepted", "quarantined", "superseded", "out_of_area", "blank", "not_located")
    expected = {name: getattr(case, name, aside) for name in fates}
    assert {name: account[name] for name in fates} == expected
    assert account["rows"] == case.accepted + aside + case.superseded + case.out_of_area
    assert account["lines"] == 1 + account["rows"] + case.blank + case.inner_lines
    assert [text for text in case.note if text not in str(account["note"])] == []


def check_reasons(case: Sent, quarantine: pd.DataFrame) -> None:
    """Every row set aside is told by its number, with column and reason."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in quarantine.fillna("").to_dict("records"):
        found.setdefault((row["column"], row["reason"]), []).append(row["row_number"])
    assert {key: sorted(rows) for key, rows in found.items()} == dict(case.reasons)


def check_values(case: Sent, load: Callable[[str], pd.DataFrame]) -> None:
    """An unusual way of writing is read as what it means."""
    if case.values:
        table, column, values = case.values
        rows = load(table).sort_values("row_number")[column]
        assert [None if pd.isna(one) else one for one in rows] == [
            pd.Timestamp(one) if column.endswith(("_at", "_from")) else one for one in values
        ]


def check_coverage(case: Sent, store: Store, settings: Settings) -> None:
    """Coverage speaks of every month that was sent."""
    coverage = store.coverage().set_index(["unit", "district", "month"])[["status", "rows"]]
    slugs = {district.slug: district.code for district in settings.districts}
    for (unit, slug, month), expected in case.coverage.items():
        status, rows = coverage.loc[(unit, slugs[slug], month)]
        assert (status, None if pd.isna(rows) else rows) == expected


def test_cases_have_names_of_their_own() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
