"""What every frame of the wire is made of."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Id = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
"""An id made by a client: printable ASCII without spaces."""


class Frame(BaseModel):
    """A frame with camelCase names; unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid", defer_build=True
    )


class RunMessage(BaseModel):
    """The part of an AG-UI message that a question is read from."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    role: str
    content: Any = None


class RunInput(BaseModel):
    """The part of AG-UI's RunAgentInput that a job is made of; the rest of it is let through and not kept.

    AG-UI's own model is not used here: importing it costs a third of the front door's cold start.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", defer_build=True, alias_generator=to_camel, populate_by_name=True
    )

    thread_id: Id
    run_id: Id
    messages: tuple[RunMessage, ...]
    forwarded_props: dict[str, Any] | None = None
