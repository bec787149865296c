"""Arguments of the knowledge agent's tool."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class ExplainParams(BaseModel):
    """What to explain."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    about: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] = Field(
        description="A term or a question, such as BilledCost or how a Savings Plan applies."
    )
    also: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = Field(
        "", description="A second term, where the difference between two is asked for."
    )
