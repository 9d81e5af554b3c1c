"""Time what an edit costs: an unchanged run, a label, a proposal, a style, a heading.

Run as ``python benchmarks/edit_loop.py PROJECT --year 2016-17 [--district redditch]`` on a copy of
a published project and from a copy of this repository: both are changed. Every run is a command of
its own, as an officer's is; the last column is how many entries the ledger has after it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
# What is changed: a file of the repository or of the project, what stands there, and what then.
CODE = {
    "label shown in one chapter of an area": (
        "csa/exhibits/trust/duties.py", "What partners have to share", "What has to be shared"),
    "style": ("csa/report/pages/template/style.css", r"\A", "/* another */\n"),
}  # fmt: skip
PROJECT = {
    "proposal": ("config/proposals.toml", r'what = "', 'what = "Soon: '),
    "heading of a notebook": ("notebooks/annex_area.ipynb", r'"## ', '"## Now: '),
}


def main() -> None:
    """Read the arguments, and time each edit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path, help="a copy of a published project")
    parser.add_argument("--year", required=True)
    parser.add_argument("--district", help="only this area; all by default")
    given = parser.parse_args()
    asked = ["--year", given.year, *(["--district", given.district] if given.district else [])]
    measure("made whole, or taken", given.project, asked)
    measure("unchanged", given.project, asked)
    for root, edits in ((HERE, CODE), (given.project, PROJECT)):
        for name, (file, old, new) in edits.items():
            text, times = re.subn(old, new, (root / file).read_text(encoding="utf-8"), count=1)
            if not times:
                raise SystemExit(f"{file} does not hold {old}")
            (root / file).write_text(text, encoding="utf-8")
            measure(name, given.project, asked)


def measure(name: str, project: Path, asked: list[str]) -> None:
    """Print what a run takes by the clock."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "csa.cli", "assess", *asked]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    chain = project / "reports" / "ledger" / "chain.jsonl"
    entries = len(chain.read_text(encoding="utf-8").splitlines())
    print(f"{name:40} {time.perf_counter() - started:7.1f} s  {entries}")


if __name__ == "__main__":
    main()
