"""Weights of the Crime Severity Score of the Office for National Statistics."""

from __future__ import annotations

from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.harm_weights import TABLE, Scheme, read_weights
from csa.sources.context.lookups import ATTRIBUTION

SCHEME = Scheme(
    name="ons_severity",
    unit="score",
    weight=("(crime )?(severity )?(score )?weight(ing)?s?", ".*weight.*", "(severity )?score"),
)


def read(files: list[RawFile], _: Context) -> Reference:
    """Read one weight per offence code."""
    return read_weights(files, SCHEME)


SOURCE = Source(
    name="ons_severity",
    label="Crime Severity Score weights (ONS)",
    patterns=("harm/*severity*.csv",),
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
