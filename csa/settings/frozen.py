"""What is a setting: a model that is frozen and refuses keys it does not know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen setting that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
