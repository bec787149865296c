"""Settings of a process: one frozen model, built from environment variables, read only at the process's edge."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from finops_core.errors import SettingsError

PREFIX = "FINOPS_"

SILENCE_LIMIT_S = 300.0
"""For so long a question at work may say nothing. The longest single step of an answer, such as one query over a very
large bill, takes less."""


class Settings(BaseModel):
    """Base of every process's settings. Field `queue_url` is the variable `FINOPS_QUEUE_URL`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def variables(cls) -> frozenset[str]:
        """The environment variables this process reads; the stack sets exactly these."""
        return frozenset(PREFIX + name.upper() for name in cls.model_fields)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads and validates. Text and paths are taken as they are, all others as JSON. Raises SettingsError."""
        given: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            variable = PREFIX + name.upper()
            if variable in environment:
                raw = environment[variable]
                given[name] = raw if is_text(field.annotation) else _parsed(variable, raw)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            variable = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else cls.__name__
            raise SettingsError(f"{variable}: {problem['msg']}") from error


def is_text(annotation: Any) -> bool:
    """Whether a setting is given as it is: a text, a path, or one of a few words."""
    return annotation is str or annotation is Path or get_origin(annotation) is Literal


def _parsed(variable: str, raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise SettingsError(f'{variable}: must be JSON, such as 5 or ["a"], and is {raw!r}') from error
