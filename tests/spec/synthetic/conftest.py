"""The synthetic raw files, read with plain pandas: nothing of the project reads them here."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from csa.settings import load_settings
from csa.synthetic import write_partnership

DISTRICTS = {"E07000234": "bromsgrove", "E07000236": "redditch", "E07000239": "wyre-forest"}


def read_months(raw: Path, pattern: str) -> pd.DataFrame:
    """Read monthly files as text; an empty cell stays an empty text."""
    frames = [
        pd.read_csv(path, dtype=str, keep_default_na=False).assign(month=path.name[:7])
        for path in sorted(raw.glob(pattern))
    ]
    return pd.concat(frames, ignore_index=True)


def located(raw: Path, pattern: str) -> pd.DataFrame:
    frame = read_months(raw, pattern)
    frame["district"] = frame["district_code"].map(DISTRICTS)
    frame["x"] = pd.to_numeric(frame["easting"])
    frame["y"] = pd.to_numeric(frame["northing"])
    return frame


@pytest.fixture(scope="session", params=[2017, 404], ids=["seed2017", "seed404"])
def data(request, tmp_path_factory):
    raw = tmp_path_factory.mktemp("partnership") / "raw"
    write_partnership(raw, seed=request.param, settings=load_settings())
    every = located(raw, "police/*-crimes.csv")
    return SimpleNamespace(
        raw=raw,
        every_crime=every,
        crimes=every[every["status"] == "recorded"],
        victims=read_months(raw, "police/*-victims.csv"),
        suspects=read_months(raw, "police/*-suspects.csv"),
        asb=located(raw, "asb/*.csv"),
        fires=located(raw, "fire/*.csv"),
        reports=located(raw, "environment/*.csv"),
    )
