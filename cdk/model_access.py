"""What a worker may do because of its language model: ask exactly the named one, and read exactly the named key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from agents.adapters.model_names import BEDROCK, NONE
from finops_core.tools.readers import Grant

MODEL: Final = r"^(none|(bedrock|anthropic|openai):[^\s*?]+)$"
KEY: Final = (
    r"^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[^*?\s]+|ssm:[a-z0-9-]+:\d{12}:parameter/[^*?\s]+)$"
)
FOUNDATION_MODEL: Final = r"^arn:aws[a-z-]*:bedrock:[a-z0-9-]*::foundation-model/[^*?\s]+$"

_PROFILE: Final = re.compile(r"(us|us-gov|eu|apac|jp|au|ca|sa|global)\.(.+)")
"""An inference profile of a group of regions, as Bedrock names them, and the model that it leads to."""
ASK: Final = ("bedrock:InvokeModelWithResponseStream",)
"""ConverseStream, which is how a model is asked here."""
KEY_ACTIONS: Final = {"ssm": "ssm:GetParameter", "secretsmanager": "secretsmanager:GetSecretValue"}
"""What reading a key takes, by the service that keeps it."""


def is_parameter(key: str) -> bool:
    """Whether a key lies in Systems Manager, by its ARN."""
    return key.split(":")[2] == "ssm"


def foundation_model(model: str) -> tuple[str, bool]:
    """The model behind a setting `bedrock:ID` that is no ARN, and whether it is reached by a profile of regions."""
    name = model.removeprefix(BEDROCK)
    profile = _PROFILE.fullmatch(name)
    return (profile[2], True) if profile else (name, False)


class ModelChoice(BaseModel):
    """Which language model a stack's worker asks for what it does not read itself; each field is a context value.

    `model` plans and writes, `writer` writes if it is another one (`none`: the product's own words): `bedrock:ID`, an
    ID of a model, of an inference profile, or an ARN; `anthropic:ID`; `openai:ID`. `model_key` and `writer_key` are
    ARNs of a secret of Secrets Manager or a parameter of Systems Manager that hold the key of a provider other than
    Bedrock; `writer_key` is `model_key` where there is none. `model_stands_on` are the ARNs of the foundation models
    behind an application inference profile. Prices are US dollars for a million tokens; `model_cap_usd` is what the
    models of one question may cost, which takes the prices of each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(default=NONE, pattern=MODEL)
    writer: str = Field(default="", pattern=rf"^$|{MODEL}")
    model_key: str | None = Field(default=None, pattern=KEY)
    writer_key: str | None = Field(default=None, pattern=KEY)
    model_stands_on: tuple[Annotated[str, Field(pattern=FOUNDATION_MODEL)], ...] = ()
    model_price_in: Decimal | None = Field(default=None, ge=0)
    model_price_out: Decimal | None = Field(default=None, ge=0)
    writer_price_in: Decimal | None = Field(default=None, ge=0)
    writer_price_out: Decimal | None = Field(default=None, ge=0)
    model_cap_usd: Decimal | None = Field(default=None, gt=0)

    @property
    def models(self) -> tuple[str, ...]:
        """The models that are asked, each once."""
        if self.model == NONE:
            return ()
        return tuple(dict.fromkeys(each for each in (self.model, self.writer) if each not in ("", NONE)))

    @property
    def keys(self) -> Mapping[str, str | None]:
        """Where the key of each model lies; None for one of Bedrock, which takes none."""
        given = {self.writer: self.writer_key or self.model_key, self.model: self.model_key}
        return {each: None if each.startswith(BEDROCK) else given[each] for each in self.models}

    @property
    def _has_prices(self) -> bool:
        """Whether the tokens of each model that is asked have a price."""
        own = None not in (self.model_price_in, self.model_price_out)
        writers = None not in (self.writer_price_in, self.writer_price_out)
        return own and (writers or self.models[1:] == ())

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        if self.model == NONE and self.writer not in ("", NONE):
            raise PydanticCustomError("model", "`writer` needs a `model` that chooses what to look up")
        if self.model_cap_usd is not None and not self._has_prices:
            raise PydanticCustomError("model", "`model_cap_usd` needs the prices of each model that is asked")
        for each, key in self.keys.items():
            if key is None and not each.startswith(BEDROCK):
                raise PydanticCustomError("model", "{asked} needs `model_key`, the ARN of its key", {"asked": each})
            if ":application-inference-profile/" in each and not self.model_stands_on:
                raise PydanticCustomError("model", "an application inference profile needs `model_stands_on`")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccess:
    """The worker's grants for its models; `arns` are the words of `cdk.iam` that they use."""

    grants: tuple[Grant, ...] = ()
    arns: Mapping[str, str] = field(default_factory=dict[str, str])


def model_access(choice: ModelChoice, *, partition: str, region: str, account: str) -> ModelAccess:
    """What asking the chosen models takes, in the account and region of the stack."""
    grants: list[Grant] = []
    arns: dict[str, str] = {}
    for word, model in zip(("model", "writer"), choice.models, strict=False):
        key = choice.keys[model]
        if key is None:
            own = _bedrock_arns(word, model, partition=partition, region=region, account=account)
            arns |= own
            grants.append(Grant(actions=ASK, resources=(*own, *choice.model_stands_on)))
        elif key not in arns.values():
            arns[f"{word}_key"] = key
            grants.append(Grant(actions=(_reading(key),), resources=(f"{word}_key",)))
    return ModelAccess(grants=tuple(dict.fromkeys(grants)), arns=arns)


def _reading(key: str) -> str:
    return KEY_ACTIONS[key.split(":")[2]]


def _bedrock_arns(word: str, model: str, *, partition: str, region: str, account: str) -> dict[str, str]:
    """A profile of regions takes itself and its model in whichever of them it chooses."""
    name = model.removeprefix(BEDROCK)
    if name.startswith("arn:"):
        return {word: name}
    behind, by_profile = foundation_model(model)
    if not by_profile:
        return {word: f"arn:{partition}:bedrock:{region}::foundation-model/{behind}"}
    return {
        word: f"arn:{partition}:bedrock:{region}:{account}:inference-profile/{name}",
        f"{word}_anywhere": f"arn:{partition}:bedrock:*::foundation-model/{behind}",
    }


def worker_model_settings(choice: ModelChoice) -> dict[str, Any]:
    """The settings of the worker that are about models. Keys go by where they lie, never by what they are."""
    writer_key = choice.keys.get(choice.writer)
    told = set(ModelChoice.model_fields) - {"model_stands_on"}
    return {
        **choice.model_dump(mode="json", include=told),
        "model_key": choice.keys.get(choice.model) or "",
        "writer_key": writer_key or "",
    }
