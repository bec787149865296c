"""What a resource of an account is: one thing with an identity, what it is called, and what is known of it."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

MOST_TEXT = 2048
MOST_TAGS = 200
MOST_ATTRIBUTES = 100
MOST_LISTED = 10_000

Text = Annotated[str, StringConstraints(max_length=MOST_TEXT)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]
Attribute = bool | int | float | Text | Annotated[tuple[Text, ...], Field(max_length=MOST_LISTED)]
"""A flag, a number, a text, or texts such as the volumes of an instance. Times are ISO texts."""


class Resource(BaseModel):
    """One thing of one account in one region.

    `kind` is its service and what it is (`ec2:volume`), `id` what the API calls it, `arn` its ARN where it has one.
    `created` is None where AWS does not say. An attribute that could not be read is absent: what is absent is not
    known, and no rule takes it for anything.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    kind: Name
    id: Name
    arn: Text = ""
    name: Text = ""
    account: Name
    region: Text = ""
    created: AwareDatetime | None = None
    tags: Annotated[dict[Text, Text], Field(max_length=MOST_TAGS)] = {}
    attributes: Annotated[dict[Text, Attribute], Field(max_length=MOST_ATTRIBUTES)] = {}

    @property
    def service(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def names_on_a_bill(self) -> tuple[str, ...]:
        """What a bill may call it: by its ARN or by its id, service by service."""
        return tuple(name for name in dict.fromkeys((self.arn, self.id)) if name)

    @property
    def shown_name(self) -> str:
        return self.name or self.tags.get("Name", "") or self.id

    def text(self, attribute: str) -> str:
        """An attribute as text; empty when it is not known, or is none."""
        value = self.attributes.get(attribute, "")
        return value if isinstance(value, str) else ""

    def number(self, attribute: str) -> float | None:
        """An attribute as a number; None when it is not known, or is none."""
        value = self.attributes.get(attribute)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def listed(self, attribute: str) -> tuple[str, ...]:
        """An attribute that lists others by id; empty when it is not known, or lists none."""
        value = self.attributes.get(attribute, ())
        return value if isinstance(value, tuple) else ()

    def moment(self, attribute: str) -> datetime | None:
        """An attribute that is a time; `created` is the resource's own. None when it is not known."""
        if attribute == "created":
            return self.created
        try:
            found = datetime.fromisoformat(self.text(attribute))
        except ValueError:
            return None
        return found if found.tzinfo is not None else None
