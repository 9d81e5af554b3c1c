"""What kind of places districts are: residents, deprivation, ages, density, how urban.

Where the tables of residents and of deprivation hold every district, peers are chosen by those too;
this source brings what they lack, and goes before them where it has a figure.
"""

from __future__ import annotations

import pandas as pd

from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import Piece, each_once, join_files
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import DISTRICT, DISTRICT_NAME, Heading
from csa.schemas import TABLES
from csa.sources.context.lookups import ATTRIBUTION

TABLE = "district_trait"
KEYS = ["district", "trait"]
HEADINGS = {
    "residents": Heading(r"residents|totalpopulation|population", "residents"),
    "income_deprivation": Heading(
        r"incomedeprivation|income(average)?score", "the share of residents deprived of income"
    ),
    "age_10_24": Heading(r"age10(to)?24", "the share of residents aged 10 to 24"),
    "density": Heading(
        r"(population)?density|residentsper(km2|squarekilometre)", "residents per square kilometre"
    ),
    "urban_share": Heading(r"urban(share)?", "the share of residents who live in urban areas"),
}


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the table ``district_trait``.

    Raises
    ------
    SourceError
        If two files give a district different figures.
    """
    frames = read_frames(files)
    pieces: list[Piece] = [(frame, _traits(frame)) for frame in frames.standing]
    said = "give different figures of one kind"
    rows = join_files(pieces, claims=KEYS, compared=["value"], said=said)
    rows = rows.sort_values(["trait", "district"], ignore_index=True).astype({"name": "str"})
    return frames.reference({TABLE: rows[list(TABLES[TABLE].fields)]})


def _traits(frame: Frame) -> pd.DataFrame:
    codes, named = frame.codes(DISTRICT), frame.find(DISTRICT_NAME)
    found = {trait: frame.find(heading) for trait, heading in HEADINGS.items()}
    numbers = {trait: frame.numbers(column) for trait, column in found.items() if column}
    index = frame.data.index
    wide = pd.DataFrame({name: one.reindex(index) for name, one in numbers.items()}, index=index)
    wide = wide.assign(
        district=codes.reindex(index),
        name=frame.data[named] if named else None,
        source=frame.file.stem,
    )
    rows = wide.melt(
        ["district", "name", "source"], var_name="trait", value_name="value", ignore_index=False
    ).dropna(subset=["value"])
    return each_once(frame, rows, keys=KEYS, figure="value")


SOURCE = Source(
    name="district_traits",
    label="What kind of places districts are (ONS)",
    patterns=("district_traits/*.csv",),
    publisher="Office for National Statistics",
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=(TABLE,),
    columns=(),
    read=read,
    by_row=False,
    needs_lookups=False,
)
