"""What is a setting: a model that is frozen and refuses keys it does not know."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel, ConfigDict, model_validator


class Model(BaseModel):
    """A frozen setting that refuses keys it does not know, and numbers written as texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, given: object) -> object:
        """Refuse ``"0.95"`` and ``true`` for a number, and ``"no"`` and ``0`` for yes or no."""
        for name, value in given.items() if isinstance(given, dict) else ():
            if name in cls.model_fields:
                _check_kind(name, value, cls.model_fields[name].annotation)
        return given


def _check_kind(name: str, value: object, annotation: object) -> None:
    kinds = {annotation, *get_args(annotation)}
    if kinds & {int, float} and str not in kinds and isinstance(value, (str, bool)):
        raise ValueError(f"{name} must be a number, without quotes")
    if bool in kinds and not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, without quotes")
