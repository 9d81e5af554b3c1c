"""Assaults that emergency departments treated, without a name: when, where, and with what."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csa.reading.model import MOMENT, Column
from csa.reading.rows.block import Block
from csa.schemas import ASSAULT_METHODS, ASSAULT_PLACES, SEXES
from csa.sources.services.incidents import Columns, Kind, incident_source

TIMES = r"(date|time)( (and|&)? ?(time|date))?( ?time)?"
ASSAULTED = rf"(assault|injury) {TIMES}.*|{TIMES} of (the )?(assault|injury)"
ARRIVED = (
    rf"(arrival|attendance|attended|registration|arrived) {TIMES}.*"
    rf"|{TIMES} of (arrival|attendance|registration)"
)
SEX_WORDS = {"female": "F", "male": "M", "1": "M", "2": "F", "indeterminate": "other"}


def _details(block: Block, assaulted: pa.Array) -> Columns:
    """Read an attendance. A day without an hour leaves the hour unknown: it is not midnight."""
    arrived = block.moment("arrived_at")
    block.check_order(assaulted, arrived, column="arrived_at")
    timed = pa.array(block.judged("assaulted_at", _have_times, empty=False).astype(bool))
    return {
        "assaulted_on": pc.floor_temporal(assaulted, unit="day"),
        "assaulted_at": pc.if_else(timed, assaulted, None),
        "arrived_at": arrived,
        "method": block.choice("method", ASSAULT_METHODS),
        "place_type": block.choice("place_type", ASSAULT_PLACES),
        "sex": block.choice("sex", SEXES, aliases=SEX_WORDS),
        "police_informed": block.flag("police_informed"),
    }


def _have_times(texts: Sequence[str]) -> list[bool]:
    return [any(mark in text for mark in ": T") for text in texts]


SOURCE = incident_source(
    Kind(
        name="ae_assaults",
        table="ae_assault",
        moment="assaulted_at",
        columns=(
            Column("assaulted_at", distinct=True, kind=MOMENT, headed=ASSAULTED),
            Column(
                "arrived_at", required=False, distinct=True, kind=MOMENT,
                headed=ARRIVED,
            ),
            Column(
                "method", required=False, values=ASSAULT_METHODS,
                headed=r"(assault )?(method|weapon)( (type|used))?|(method|type) of assault",
            ),
            Column(
                "place_type", required=False, values=ASSAULT_PLACES,
                headed=r"(assault )?(location|place)( type)?|(place|location) of assault",
            ),
            Column("age_group", required=False, listed="age_group", headed=r"age (group|band)"),
            Column("sex", required=False, values=SEXES, headed=r"sex|gender.*"),
            Column("police_informed", required=False, headed=r"police (informed|aware).*"),
        ),
        details=_details,
        publisher="NHS trusts with an emergency department",
        law="Information Sharing to Tackle Violence (standard DCB1594)",
    )
)  # fmt: skip
