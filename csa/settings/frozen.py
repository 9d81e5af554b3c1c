"""What is a setting: a model that is frozen and refuses keys it does not know."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

_NUMBERS = (int, float)


class Model(BaseModel):
    """A frozen setting that refuses keys it does not know, and numbers written as texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: object, info: ValidationInfo) -> object:
        """Refuse ``"0.95"`` and ``true`` for a number, and ``"no"`` and ``0`` for yes or no."""
        annotation = cls.model_fields[info.field_name or ""].annotation
        kinds = {annotation, *get_args(annotation)}
        if kinds & {*_NUMBERS} and isinstance(value, (str, bool)):
            raise ValueError("it must be a number, without quotes")
        if bool in kinds and not isinstance(value, bool):
            raise ValueError("it must be true or false, without quotes")
        return value
