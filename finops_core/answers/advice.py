"""What can be saved, on what evidence, and what exactly would be done about it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from finops_core.answers.record import DateRange, Kind, Record

MAX_ARGUMENTS_CHARS = 4000
"""Arguments are shown to who approves them, and stored whole."""


class Entity(Record):
    """What a row, an advice or a reading is about: one thing with an identity that lasts.

    `kind` says what it is (`account`, `service`, `ec2:instance`), and `id` is the provider's own: an ARN, a resource's
    or an account's id. The rest is for people and for looking it up; what is not known is empty.
    """

    kind: str
    id: str
    name: str = ""
    account: str = ""
    region: str = ""
    service: str = ""


class Evidence(Record):
    """One figure that shows something: `metric` over `window`, as it was read at `source`."""

    metric: str
    value: str
    kind: Kind = "number"
    unit: str = ""
    window: DateRange | None = None
    source: str = ""


class Proposal(Record):
    """An action as it would be carried out, once approved: exactly these arguments, and no others.

    `arguments` is the JSON text that the tool is called with and `arguments_hash` the SHA-256 of the tool's name, a
    line end and that text: an approval of one is none of another. Raises ValueError when they do not belong together.
    """

    tool: str
    arguments: str = Field(max_length=MAX_ARGUMENTS_CHARS)
    arguments_hash: str
    effect: str
    undo: str = ""
    expires_at: AwareDatetime | None = None

    @classmethod
    def of(
        cls, tool: str, arguments: Mapping[str, Any], *, effect: str, undo: str = "", expires_at: datetime | None = None
    ) -> Self:
        """The proposal to call a tool with these arguments. Raises TypeError for what JSON cannot hold exactly."""
        text = json.dumps(dict(arguments), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        digest = hash_of(tool, text)
        return cls(tool=tool, arguments=text, arguments_hash=digest, effect=effect, undo=undo, expires_at=expires_at)

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.arguments_hash != hash_of(self.tool, self.arguments):
            raise ValueError("the hash of a proposal is not that of its tool and arguments")
        return self


def hash_of(tool: str, arguments: str) -> str:
    """What an approval is bound to."""
    return hashlib.sha256(f"{tool}\n{arguments}".encode()).hexdigest()


Degree = Literal["", "none", "low", "medium", "high"]
"""How much of something; empty where nobody said."""


SavingClassName = Literal["", "waste", "rightsize", "modernise", "review", "commitment"]
"""What kind of saving: paid for nothing, a cheaper form, a newer form, a cost that a person decides about, or a
commitment; empty where nobody said."""


class Recommendation(Record):
    """One thing that can be saved on one resource, as one check found it.

    `saving_per_month` is an exact amount in `unit`, at the customer's own rates unless it is `estimated`. With
    `not_counted` a reason why the saving is in no total (it is in another's already, say). `counted_per_month` is what
    of it is in the totals, unrounded, so that parts add up to them. `restart`, `reversible` and `counted_per_month` are
    None where nobody said. `sources` names who gave the advice; `proposal` is the action that would do it.
    """

    title: str
    resource: str
    saving_per_month: str
    unit: str
    detail: str = ""
    check: str = ""
    entity: Entity | None = None
    finding: str = ""
    evidence: tuple[Evidence, ...] = ()
    estimated: bool = False
    effort: Degree = ""
    risk: Degree = ""
    restart: bool | None = None
    reversible: bool | None = None
    sources: tuple[str, ...] = ()
    status: Literal["open", "proposed", "in_progress", "done", "dismissed"] = "open"
    not_counted: str = ""
    proposal: Proposal | None = None
    counted_per_month: str | None = None
    saving_class: SavingClassName = ""
