"""How fast are police.uk files read, beside pandas and pyarrow on the very same file?

Ours does the whole work: every row checked, placed, hashed, accounted for and written as sorted
Parquet. The peers only parse. Each runs in a process of its own, in turn; the table gives the
fastest of the rounds and the highest peak memory of its process.

    python benchmarks/ingest.py --rows 5000000 --rounds 3
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

CHUNK = 200_000
CATEGORIES = ("Anti-social behaviour", "Burglary", "Drugs", "Shoplifting", "Vehicle crime")
OUTCOMES = ("Under investigation", "Unable to prosecute suspect", "Local resolution")
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
MONTH = "2024-01"
FILE = f"{MONTH}-west-mercia-street.csv"
SOUTH, WEST, SIDE = 270_000, 390_000, 1_000
DISTRICTS = ("E07000234", "E07000236", "E07000239")
LSOAS = 60
PLACES = 20_000
OURS_SHARE = 0.25  # as in West Mercia's files


def write_street_file(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write invented rows, a quarter of them in the partnership's LSOAs."""
    random = np.random.default_rng(seed)
    places = [_place(n) for n in range(PLACES)]
    with path.open("w", encoding="ascii") as file:
        file.write(HEADER)
        for start in range(0, rows, CHUNK):
            file.writelines(_lines(random, places, min(CHUNK, rows - start)))


def _place(number: int) -> str:
    if number < PLACES * OURS_SHARE:
        area = number % LSOAS
        longitude, latitude = -2.14 + area * 0.0145 + 1e-6 * (number // LSOAS), 52.3317
        name = f"Bromsgrove {area:03d}A"
        code = f"E01{area + 1:06d}"
    else:
        longitude, latitude = -1.9 + 1e-6 * number, 52.48
        code, name = f"E01{9_000 + number % 900:06d}", "Birmingham 128B"
    return f"{longitude:.6f},{latitude:.6f},On or near Road {number},{code},{name}"


def _lines(random: np.random.Generator, places: list[str], rows: int) -> Iterator[str]:
    ids = random.bytes(32 * rows).hex()
    where = random.integers(0, PLACES, rows)
    kind, outcome = random.integers(0, len(CATEGORIES), rows), random.integers(0, 3, rows)
    force = "West Mercia Police,West Mercia Police"
    for n in range(rows):
        is_asb = kind[n] == 0
        crime_id = "" if is_asb else ids[64 * n : 64 * n + 64]
        result = "" if is_asb else OUTCOMES[outcome[n]]
        yield (f"{crime_id},{MONTH},{force},{places[where[n]]},{CATEGORIES[kind[n]]},{result},\n")


def read_with_pandas(path: Path) -> int:
    """Parse with ``pandas.read_csv`` as it comes."""
    import pandas as pd

    return len(pd.read_csv(path))


def read_texts_with_pandas(path: Path) -> int:
    """Parse with ``pandas.read_csv`` and keep codes as text, so that none is mangled."""
    import pandas as pd

    return len(pd.read_csv(path, dtype=str))


def read_with_pyarrow(path: Path) -> int:
    """Parse with ``pyarrow.csv`` as it comes."""
    from pyarrow import csv

    return int(csv.read_csv(path).num_rows)


def read_with_csa(path: Path) -> int:
    """Read, check, place, account for and write, as ``csa build`` does."""
    from csa.settings import load_settings
    from csa.sources import Context, all_sources, find_files
    from csa.sources.rows import read_rows
    from csa.store.parts import PartWriter

    root = path.parents[3]
    settings = load_settings().model_copy(update={"root": root})
    (file,) = find_files(all_sources()["police_uk_street"], settings)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        writer = PartWriter(Path(folder), "benchmark")
        reading = read_rows(file, Context(settings, _geography()), writer.add)
        counts = writer.finish(reading.superseded)
    account = reading.account
    written = sum(rows for table in counts.values() for _, _, rows in table)
    if written != account.accepted or account.rows != account.accepted + account.out_of_area:
        raise SystemExit("The account does not balance.")
    return account.rows


def _geography() -> object:
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


READERS: dict[str, Callable[[Path], int]] = {
    "csa, full account": read_with_csa,
    "pandas.read_csv": read_with_pandas,
    "pandas.read_csv, texts": read_texts_with_pandas,
    "pyarrow.csv": read_with_pyarrow,
}


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one reader in a process of its own and return its seconds, rows and peak MiB."""
    command = [sys.executable, __file__, "--child", name, "--file", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def run_child(name: str, path: Path) -> None:
    """Time one reader, its imports aside, and print the result."""
    import pandas as pd
    import pyarrow as pa

    versions = [pd.__version__, pa.__version__]
    start = time.perf_counter()
    rows = READERS[name](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": peak, "versions": versions}))


def main() -> None:
    """Write the file, run every reader in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the file is written and kept")
    parser.add_argument("--child", choices=list(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options.child, options.file)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.folder or Path(temporary)
        path = root / "data" / "raw" / "police_uk" / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        write_street_file(path, options.rows)
        _print_table(path, rounds=options.rounds)


def _print_table(path: Path, *, rounds: int) -> None:
    results: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name in READERS:
            results[name].append(measure(name, path))
    best = {name: min(r["seconds"] for r in found) for name, found in results.items()}
    size = path.stat().st_size / 1e6
    print(f"{results['pandas.read_csv'][0]['rows']:,} rows, {size:,.0f} MB, {rounds} rounds")
    print(f"{'':24}{'seconds':>9}{'rows/s':>12}{'peak MiB':>10}{'of pandas':>11}")
    for name, found in results.items():
        rate = found[0]["rows"] / best[name]
        peak = max(r["peak"] for r in found)
        share = best[name] / best["pandas.read_csv"]
        print(f"{name:24}{best[name]:9.2f}{rate:12,.0f}{peak:10,.0f}{share:11.2f}")


if __name__ == "__main__":
    main()
