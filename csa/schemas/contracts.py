"""What is the contract of each table, and does a frame keep it?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from csa.errors import SchemaError, StoreError, did_you_mean
from csa.schemas.accounts import ACCOUNTS
from csa.schemas.fields import MONTH, PANDAS_TYPES, Contract, Field
from csa.schemas.incidents import INCIDENTS
from csa.schemas.reference import REFERENCE
from csa.schemas.services import SERVICE_TABLES

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

TABLES: Mapping[str, Contract] = {**INCIDENTS, **SERVICE_TABLES, **REFERENCE, **ACCOUNTS}


def contract(table: str) -> Contract:
    """Return the contract of a table.

    Raises
    ------
    StoreError
        If there is no such table; the message lists those there are.
    """
    if table not in TABLES:
        known = ", ".join(sorted(TABLES))
        near = did_you_mean(table, TABLES)
        raise StoreError(f"There is no table '{table}'.{near} Choose from: {known}.")
    return TABLES[table]


@lru_cache
def schema(table: str) -> DataFrameSchema:
    """Return the pandera schema of a table: columns in order, kinds, values and bounds."""
    import pandera.pandas as pandera

    columns = {
        name: pandera.Column(
            PANDAS_TYPES.get(field.kind),
            checks=_checks(field, pandera),
            nullable=not field.required,
        )
        for name, field in contract(table).fields.items()
    }
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, name=table)


def _checks(field: Field, pandera: Any) -> list[Any]:
    checks = []
    if field.values:
        checks.append(pandera.Check.isin(field.values))
    if field.kind == "month":
        checks.append(pandera.Check.str_matches(MONTH))
    if field.low is not None:
        checks.append(pandera.Check.ge(field.low))
    if field.high is not None:
        checks.append(pandera.Check.le(field.high))
    return checks


def check_table(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check a frame against the contract of its table and return it unchanged.

    Raises
    ------
    SchemaError
        If a column is missing, unexpected, of another kind or holds a value that is not allowed.
        The message names the columns and how many rows fail, never a value.
    """
    from pandera.errors import SchemaErrors

    try:
        schema(table).validate(pd.DataFrame(frame), lazy=True)
    except SchemaErrors as problem:
        failures = problem.failure_cases
        names = failures["column"].where(failures["column"].notna(), failures["failure_case"])
        found = names.astype(str) + " (" + failures["check"].astype(str) + ")"
        counts = "; ".join(f"{what}: {n}" for what, n in found.value_counts().sort_index().items())
        raise SchemaError(f"The table '{table}' does not keep its contract: {counts}.") from None
    return frame


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame with the pandas types of the contracts."""
    mapping = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}
    return pd.DataFrame(table.to_pandas(types_mapper=mapping.get))
