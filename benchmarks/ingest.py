"""How fast are police.uk files read, beside what people use, on the very same files?

The files are as data.police.uk publishes them: one per force and month, some 9,400 rows each.
``csa, full account`` hashes every file, checks, places and counts every row and keeps the
partnership's rows in memory, as the peers keep theirs; ``csa, tables written`` then writes them as
sorted Parquet, which is what ``csa build`` does and no peer. The peers only parse; duckdb counts
rows by LSOA and crime type. Each runs in a process of its own, in turn, after a first run on a
small file that pays for imports. Ours reads two files side by side; the peers use as many
processors as they like: plain ``pandas.read_csv`` (3.1 and later) reads a file by one thread up to
5 MB and by all processors beyond. The table gives the fastest of the rounds, the processor seconds
of all threads, the highest peak memory of the process, and the seconds as a share of those of
plain ``pandas.read_csv``. On a machine that does other work, compare the processor seconds.

    python benchmarks/ingest.py --rows 5000000 --rounds 3
    python benchmarks/ingest.py --rows 5000000 --files 50
    python benchmarks/ingest.py --rows 5000000 --files 1
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

CHUNK = 200_000
# Shares as in 18 months of West Mercia's published files.
CATEGORIES = {
    "Violence and sexual offences": 0.357,
    "Anti-social behaviour": 0.243,
    "Criminal damage and arson": 0.072,
    "Shoplifting": 0.071,
    "Public order": 0.064,
    "Other theft": 0.058,
    "Burglary": 0.037,
    "Vehicle crime": 0.034,
    "Drugs": 0.022,
    "Other crime": 0.019,
    "Possession of weapons": 0.009,
    "Bicycle theft": 0.006,
    "Robbery": 0.005,
    "Theft from the person": 0.003,
}
ASB = "Anti-social behaviour"
OUTCOMES = {
    "Unable to prosecute suspect": 0.51,
    "Investigation complete; no suspect identified": 0.27,
    "Under investigation": 0.08,
    "Status update unavailable": 0.06,
    "Court result unavailable": 0.05,
    "Awaiting court outcome": 0.02,
    "Local resolution": 0.01,
}
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
FIRST_YEAR = 1980
SMALL = 1_000
SOUTH, WEST, SIDE = 270_000, 390_000, 1_000
DISTRICTS = ("E07000234", "E07000236", "E07000239")
LSOAS, OTHER_LSOAS = 276, 924
PLACES = 27_000
# Of 9,400 rows, some 4,600 then have a place of their own, as in the published files.
BUSIEST = 50
NOWHERE_SHARE = 0.013
NOWHERE = ",,No Location,,"
STREETS = ("Warren Avenue", "London Road", "Supermarket", "St John's Close", "Mill Lane", "High St")


def write_street_files(folder: Path, rows: int, *, files: int = 1, seed: int = 1) -> list[Path]:
    """Write invented rows, 23% of them in the partnership's LSOAs, in monthly files.

    As in the published files, rows are sorted by LSOA and crime type, busy places recur, and some
    files have line feeds alone while others have returns as well.
    """
    random = np.random.default_rng(seed)
    places = [_place(n) for n in range(PLACES)] + [NOWHERE]
    busy = random.permutation(1 / (BUSIEST + np.arange(PLACES)))
    shares = np.append(busy * (1 - NOWHERE_SHARE) / busy.sum(), NOWHERE_SHARE)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        month = f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02d}"
        mine = rows // files + (number < rows % files)
        path = folder / f"{month}-west-mercia-street.csv"
        line_end = "\r\n" if number % 2 else "\n"
        with path.open("w", encoding="ascii", newline=line_end) as file:
            file.write(HEADER)
            for start in range(0, mine, CHUNK):
                where = random.choice(len(places), min(CHUNK, mine - start), p=shares)
                file.writelines(_lines(random, places, where, month=month))
    return sorted(folder.iterdir())


def _place(number: int) -> str:
    """Return point, name and LSOA of a place."""
    area = _area(number)
    longitude = -2.14 + area * 0.0036 % 0.86 + 1e-6 * (number * 11 % 3000)
    latitude = 52.3317 + 1e-6 * (number * 37 % 8000 - 4000)
    is_ours = area < LSOAS
    code = f"E01{area + 1 if is_ours else area + 9_000:06d}"
    name = f"{'Bromsgrove' if is_ours else 'Shropshire'} {area:03d}A"
    street = f"{STREETS[number % len(STREETS)]} {number}"
    return f"{longitude:.6f},{latitude:.6f},On or near {street},{code},{name}"


def _area(place: Any) -> Any:
    return place * (LSOAS + OTHER_LSOAS) // PLACES


def _lines(
    random: np.random.Generator, places: list[str], where: np.ndarray, *, month: str
) -> Iterator[str]:
    rows = len(where)
    ids = random.bytes(32 * rows).hex()
    kinds = random.choice(list(CATEGORIES), rows, p=list(CATEGORIES.values()))
    order = np.lexsort((kinds, _area(where)))
    where, kinds = where[order], kinds[order]
    outcomes = random.choice(list(OUTCOMES), rows, p=list(OUTCOMES.values()))
    force = "West Mercia Police,West Mercia Police"
    for n in range(rows):
        is_asb = kinds[n] == ASB
        crime_id = "" if is_asb else ids[64 * n : 64 * n + 64]
        result = "" if is_asb else outcomes[n]
        yield f"{crime_id},{month},{force},{places[where[n]]},{kinds[n]},{result},\n"


def read_with_pandas(paths: list[Path]) -> int:
    """Parse with ``pandas.read_csv`` as it comes."""
    import pandas as pd

    return len(pd.concat([pd.read_csv(path) for path in paths]))


def read_texts_with_pandas(paths: list[Path]) -> int:
    """Parse with ``pandas.read_csv`` and keep codes as text, so that none is mangled."""
    import pandas as pd

    return len(pd.concat([pd.read_csv(path, dtype=str) for path in paths]))


def read_with_pyarrow(paths: list[Path]) -> int:
    """Parse with ``pyarrow.csv`` as it comes."""
    import pyarrow as pa
    from pyarrow import csv

    tables = [csv.read_csv(path) for path in paths]
    return int(pa.concat_tables(tables, promote_options="permissive").num_rows)


def count_with_duckdb(paths: list[Path]) -> int:
    """Count rows by LSOA and crime type with duckdb, all columns as text.

    It takes line ends from the first file and would lose rows of those that have others.
    """
    import duckdb

    counts: Counter[tuple[str, str]] = Counter()
    with duckdb.connect() as connection:
        for alike in _by_line_end(paths):
            rows = connection.read_csv([str(path) for path in alike], all_varchar=True)
            found = rows.aggregate('"LSOA code", "Crime type", count(*) as n').fetchall()
            counts.update({(code, kind): n for code, kind, n in found})
    return counts.total()


def _by_line_end(paths: list[Path]) -> list[list[Path]]:
    groups: dict[bool, list[Path]] = {}
    for path in paths:
        with path.open("rb") as file:
            groups.setdefault(file.readline().endswith(b"\r\n"), []).append(path)
    return list(groups.values())


def read_with_csa(paths: list[Path]) -> int:
    """Read, check, place and account for every row, and keep those of the partnership."""
    from csa.reading.files.order import in_order
    from csa.reading.rows.parts import read_rows

    kept: list[Any] = []

    def read(job: Any) -> int:
        return read_rows(job.file, job.context, _keep(kept)).account.rows

    rows = sum(in_order(read, _jobs(paths)))
    if not kept:
        raise SystemExit("No row was kept.")
    return rows


def _keep(kept: list[Any]) -> Callable[[str, Any], None]:
    return lambda table, rows: kept.append((table, rows))


def build_with_csa(paths: list[Path]) -> int:
    """Read as above and write the tables, as ``csa build`` does."""
    from csa.reading.files.order import in_order
    from csa.store.monthly import read_job

    with tempfile.TemporaryDirectory(dir=paths[0].parents[3]) as folder:
        return sum(in_order(lambda job: _balanced(read_job(job, Path(folder))), _jobs(paths)))


def _jobs(paths: list[Path]) -> list[Any]:
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")  # as the command does
    from csa.reading.files.discovery import find_files
    from csa.reading.model import Context
    from csa.settings import load_settings
    from csa.sources import all_sources
    from csa.store.monthly import Job

    settings = load_settings().model_copy(update={"root": paths[0].parents[3]})
    files = find_files(all_sources()["police_uk_street"], settings)
    return [Job(file, file.stem, Context(settings, _geography())) for file in files]


def _balanced(entry: dict[str, Any] | Exception) -> int:
    """Return the rows of a file, once its account is seen to balance."""
    if isinstance(entry, Exception):
        raise entry
    written = sum(rows for table in entry["tables"].values() for _, _, rows in table)
    aside = entry["quarantined"] + entry["superseded"] + entry["out_of_area"]
    if written != entry["accepted"] or entry["rows"] != written + aside:
        raise SystemExit("The account does not balance.")
    return int(entry["rows"])


@cache
def _geography() -> Any:
    import geopandas
    import pandas as pd
    from shapely.geometry import box

    from csa.geography import Geography

    codes = [f"E01{n + 1:06d}" for n in range(LSOAS)]
    areas = pd.DataFrame(
        {
            "lsoa": codes,
            "lsoa_name": "Bromsgrove 001A",
            "ward": "E05000001",
            "district": [DISTRICTS[n % 3] for n in range(LSOAS)],
            "district_name": "Bromsgrove",
        }
    )
    changes = pd.DataFrame({"lsoa11": codes, "lsoa21": codes, "change": "U"})
    squares = [
        box(WEST + n * SIDE, SOUTH, WEST + (n + 1) * SIDE, SOUTH + SIDE) for n in range(LSOAS)
    ]
    shapes = geopandas.GeoDataFrame({"code": codes}, geometry=squares, crs="EPSG:27700")
    return Geography(areas, changes, shapes)


READERS: dict[str, Callable[[list[Path]], int]] = {
    "csa, full account": read_with_csa,
    "csa, tables written": build_with_csa,
    "pandas.read_csv": read_with_pandas,
    "pandas.read_csv, texts": read_texts_with_pandas,
    "pyarrow.csv": read_with_pyarrow,
    "duckdb, counts": count_with_duckdb,
}
PEER = "pandas.read_csv"


def measure(name: str, root: Path) -> dict[str, float]:
    """Run one reader in a process of its own; return its seconds, rows and peak MiB."""
    command = [sys.executable, __file__, "--child", name, "--folder", str(root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def run_child(name: str, root: Path) -> None:
    """Time one reader, its imports aside, and print the result."""
    READERS[name](_files(root / "small"))
    before = time.process_time()
    start = time.perf_counter()
    rows = READERS[name](_files(root / "large"))
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if rows != sum(path.read_bytes().count(b"\n") - 1 for path in _files(root / "large")):
        raise SystemExit(f"{name} found {rows:,} rows, not all of them.")
    print(json.dumps({"seconds": seconds, "processor": processor, "rows": rows, "peak": peak}))


def _folder(root: Path) -> Path:
    return root / "data" / "raw" / "police_uk"


def _files(root: Path) -> list[Path]:
    return sorted(_folder(root).iterdir())


def main() -> None:
    """Write the files, run every reader in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=532, help="monthly files that share the rows")
    parser.add_argument("--only", nargs="+", choices=list(READERS), default=list(READERS))
    parser.add_argument("--folder", type=Path, help="where the files are written and kept")
    parser.add_argument("--child", choices=list(READERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options.child, options.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.folder or Path(temporary)
        write_street_files(_folder(root / "small"), SMALL)
        paths = write_street_files(_folder(root / "large"), options.rows, files=options.files)
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{options.rows:,} rows, {len(paths)} files, {size:,.0f} MB, {options.rounds} rounds")
        _print_table(root, options.only, rounds=options.rounds)


def _print_table(root: Path, names: list[str], *, rounds: int) -> None:
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    load = os.getloadavg()[0]
    for _ in range(rounds):
        for name in names:
            results[name].append(measure(name, root))
    peer = min((r["seconds"] for r in results.get(PEER, [])), default=float("nan"))
    print(f"{os.cpu_count()} processors, load {load:.1f} before")
    print(f"{'':24}{'seconds':>9}{'cpu':>8}{'rows/s':>12}{'peak MiB':>10}{'of pandas':>11}")
    for name, found in results.items():
        best = min(found, key=lambda r: r["seconds"])
        seconds, peak = best["seconds"], max(r["peak"] for r in found)
        print(
            f"{name:24}{seconds:9.2f}{best['processor']:8.2f}{best['rows'] / seconds:12,.0f}"
            f"{peak:10,.0f}{seconds / peer:11.2f}"
        )


if __name__ == "__main__":
    main()
