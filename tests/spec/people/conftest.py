"""The synthetic partnership's last 25 months, read and counted, with unmistakable people in it.

Every person of the synthetic files carries references that can stand nowhere else; some are
planted here besides in cells where a careless message would repeat them.
"""

import pickle
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from csa.counting.assessment import open_assessment
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import everything_declared
from csa.report.run.release import count_assessment
from csa.settings import load_settings
from csa.store import Store, build

CONFIG = Path(__file__).resolve().parents[3] / "config"
FIRST_KEPT = "2015-01"


def spoil(raw: Path) -> int:
    """Put a person's reference where a number, a date or a known word belongs."""
    faults = 0
    for kind, column in (("victims", "age"), ("suspects", "status"), ("victims", "sex")):
        path = raw / "police" / f"2016-12-{kind}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        place = lines[0].split(",").index(column)
        row = next(i for i in range(1 + faults, len(lines)) if '"' not in lines[i])
        cells = lines[row].split(",")
        cells[place] = f"PLANTEDREFERENCE-{column}"
        lines[row] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        faults += 1
    return faults


@pytest.fixture(scope="session")
def people(once, synthetic_built):
    folder = once("people", lambda root: _count(root, synthetic_built))
    made = pickle.loads((folder / "counted.pickle").read_bytes())
    settings = load_settings(folder / "project")
    return SimpleNamespace(settings=settings, store=Store(settings), **made)


def _count(folder, synthetic_built):
    root = folder / "project"
    shutil.copytree(CONFIG, root / "config")
    settings = load_settings(root)
    shutil.copytree(synthetic_built / "data" / "raw", settings.raw)
    for kind in ("police", "asb", "fire", "environment"):
        for path in (settings.raw / kind).iterdir():
            if path.name[:7] < FIRST_KEPT:
                path.unlink()
    spoil(settings.raw)
    report = build(settings)
    store = Store(settings)
    asked = {"year": "2016-17", "to": "2017-01", "wanted": everything_declared()}
    counted = count_assessment(settings, store, **asked)
    beside = open_assessment(settings, store, **asked)
    release = Release(
        cells=counted.cells,
        reference=counted.reference | beside.words(),
        about=counted.about | beside.sources(),
    )
    made = {"counted": counted, "release": release, "report": report}
    (folder / "counted.pickle").write_bytes(pickle.dumps(made))
