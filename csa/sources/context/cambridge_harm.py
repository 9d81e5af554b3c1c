"""Weights of the Cambridge Crime Harm Index: days of the sentence that is the starting point."""

from __future__ import annotations

from csa.reading.files.discovery import RawFile
from csa.reading.model import Context, Reference, Source
from csa.reading.reference.harm_weights import TABLE, Scheme, read_weights

SCHEME = Scheme(
    name="cambridge_harm",
    unit="days",
    weight=(
        ".*\\bdays\\b.*",
        "(cambridge )?(crime )?(harm index|chi|cchi|harm)( score| value| weight)?",
        "starting point.*",
    ),
)


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the days that stand for one offence of each code."""
    return read_weights(files, SCHEME)


SOURCE = Source(
    name="cambridge_harm",
    label="Cambridge Crime Harm Index",
    patterns=("harm/*harm-index*.csv", "harm/*harm_index*.csv", "harm/*cchi*.csv"),
    publisher="Institute of Criminology, University of Cambridge",
    licence="Free to use with attribution",
    attribution="Cambridge Crime Harm Index: Sherman, Neyroud and Neyroud, University of Cambridge",
    open=True,
    units=(TABLE,),
    columns=(),
    read=read,
    by_row=False,
    needs_lookups=False,
)
