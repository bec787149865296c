"""What AWS itself recommends: Trusted Advisor, Cost Optimization Hub, Compute Optimizer, in one shape."""

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from account.resources import Name, Text

Source = Literal["Trusted Advisor", "Cost Optimization Hub", "Compute Optimizer"]
Deed = Literal["remove", "resize", "modernise", "commit", "review"]
"""What is to be done: away with it, a smaller or newer form, another processor, a commitment, or a look."""

MOST_DETAILS: Final = 60


class AwsAdvice(BaseModel):
    """One recommendation for one resource, with the saving a month that AWS states.

    `details` keeps what else the source said, by its own names, so that nothing is lost.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    source: Source
    check: Name
    title: Text
    deed: Deed
    resource: Text = ""
    arn: Text = ""
    account: Text = ""
    region: Text = ""
    service: Text = ""
    saving: Decimal = Field(default=Decimal(0), allow_inf_nan=False)
    currency: Text = "USD"
    finding: Text = ""
    instead: Text = ""
    effort: Text = ""
    restart: bool | None = None
    reversible: bool | None = None
    as_of: AwareDatetime | None = None
    details: Annotated[dict[Text, Text], Field(max_length=MOST_DETAILS)] = {}

    @property
    def names_on_a_bill(self) -> tuple[str, ...]:
        return tuple(name for name in dict.fromkeys((self.arn, self.resource)) if name)
