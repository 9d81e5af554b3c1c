"""Small releases, made by hand: victims in two districts and both, in a period or in its months."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd

from csa.counting.content import CONTENT, GROUP, content_of
from csa.disclosure.attack.across import Display
from csa.disclosure.ledger.chain import Entry, Past, make_entry
from csa.disclosure.ledger.counted_from import CountedFrom, mark_content
from csa.disclosure.ledger.history import open_history, record_release
from csa.disclosure.ledger.release import LEDGER_COLUMNS, Release, write_release

SECRET = b"the key of these tests"
MADE_FROM = {"inputs": "files", "settings": "as they are", "code": "this"}
NO_ROWS = mark_content(content_of({}, ()), SECRET)
COLUMNS = ["kind", "relation", "parent", "child"]


def key_of(area, period, dims="", unit="victim"):
    return f"{unit}|{area}|{period}|{dims}"


def cells_of(values, *, classes=None, marks=(), unit="victim"):
    """Return published cells of ``{(area, period, dims): value}``."""
    rows = []
    for (area, period, dims), value in values.items():
        key = key_of(area, period, dims, unit)
        kind = (classes or {}).get((area, period, dims), "person")
        rows.append(
            {
                "key": key, "area": area, "dims": dims, "period": period, "measure": unit,
                "class": kind, "value": value, "printed_bound": 0 if kind == "public" else 4,
                "by": "+".join(part.split("=")[0] for part in dims.split(";") if part),
                "level": "partnership" if area == "P" else "district",
                "reason": "" if value is not None else "withheld",
                "mark": "r" if (area, period, dims) in marks else "",
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=LEDGER_COLUMNS).astype({"value": "Int64"})


def sums_of(*sums, unit="victim"):
    """Return relations of ``(parent, child, child, ...)``, each an ``(area, period, dims)``."""
    rows = [
        ("sum", f"sum {number}", key_of(*parent, unit), key_of(*child, unit))
        for number, (parent, *children) in enumerate(sums)
        for child in children
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


PERIOD = "2016-04/2017-01"
THREE = {("P", PERIOD, ""): 25, ("A", PERIOD, ""): 15, ("B", PERIOD, ""): 10}
AREAS = [(("P", PERIOD, ""), ("A", PERIOD, ""), ("B", PERIOD, ""))]


def publish(
    reports: Path, cells, relations, *, year="2016-17", period=PERIOD, secret=SECRET, **made
):
    """Freeze a release and put it where published sets are, without recording it."""
    history = open_history(reports, secret=secret)
    folder = reports / year / "release"
    shutil.rmtree(folder, ignore_errors=True)

    def complete(about):
        entry = make_entry(
            history, base=5, cells=cells, relations=relations, files=about["files"],
            made_from={"year": year, "period": period, **MADE_FROM, **made},
        )  # fmt: skip
        return {**about, "ledger": entry.signed(secret).as_stated()}

    release = Release(cells=cells, reference={}, about={"base": 5})
    write_release(
        release, relations=relations, counted_from=NO_ROWS, folder=folder, complete=complete
    )
    return folder


def publish_and_record(reports: Path, values, *, secret=SECRET, marks=(), **made):
    """Publish a release of three counts and record it."""
    folder = publish(reports, cells_of(values, marks=marks), sums_of(*AREAS), secret=secret, **made)
    return record_release(reports, folder, secret=secret)


def digest_below(folder: Path) -> str:
    """Return a hash over every file in a folder."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


DECEMBER, JANUARY = "2016-04/2016-12", "2016-04/2017-01"
SEXES = ("sex=F", "sex=M")


def table(period, men, women, *, area="A"):
    """Return the victims of an area by sex, and both."""
    counts = {"": men + women, "sex=F": women, "sex=M": men}
    return {(area, period, dims): count for dims, count in counts.items()}


def margin(period, *, area="A"):
    return ((area, period, ""), *((area, period, sex) for sex in SEXES))


def counted(months, *, district="A", key=SECRET):
    """Return what victims were counted from: by month, the sum of the hashes of their rows."""
    rows = [
        ("victim", detail, "", district, month, content)
        for month, content in months.items()
        for detail in ("", "sex")
    ]
    content = pd.DataFrame(rows, columns=[*GROUP, CONTENT])
    return CountedFrom(mark_content(content, key))


def past(number, cells, relations, *, rows=None, **made):
    hashes = {**MADE_FROM, **made}
    entry = Entry(
        number=number, year="2016-17", period=DECEMBER, base=5, plan="", values="",
        files={}, previous="", **hashes,
    )  # fmt: skip
    return Past(entry, cells, relations, rows)


def display(name, cells, relations, rows=None):
    return Display(name, cells, relations, rows)
