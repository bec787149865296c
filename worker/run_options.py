"""What a run's `forwardedProps.finops` ask for: a tool by its name, and whether a language model may take part."""

from typing import Self

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, model_validator

from finops_core.errors import ToolRetry
from finops_core.jobs.model import JsonObject
from supervisor.plan import Step


class RunOptions(BaseModel):
    """`{agent, tool, args}` calls a tool, as a dashboard does; `{model: false}` keeps the question from any model.

    What is not known is refused: an option that means "do not" must never be passed over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent: str | None = None
    tool: str | None = None
    args: dict[str, str | int | tuple[str, ...]] = {}
    model: StrictBool = True

    @property
    def step(self) -> Step | None:
        """The tool call, if one is asked for."""
        return None if self.agent is None or self.tool is None else Step(self.agent, self.tool, self.args)

    @model_validator(mode="after")
    def _calls_whole(self) -> Self:
        if (self.agent is None) != (self.tool is None) or (self.args and self.tool is None):
            raise ValueError("a tool is called by its agent and its name")
        return self


def options_of(props: JsonObject) -> RunOptions:
    """The options of a run. Raises ToolRetry when they are none."""
    if props.get("finops") is None:
        return RunOptions()
    try:
        return RunOptions.model_validate(props["finops"])
    except ValidationError as error:
        raise ToolRetry(
            "forwardedProps.finops must be {agent, tool, args} of texts, numbers and lists, or {model: false}."
        ) from error


def may_be_told(props: JsonObject) -> bool:
    """Whether a later question's model may be told of this one; never where it was asked without a model."""
    try:
        return options_of(props).model
    except ToolRetry:
        return False
