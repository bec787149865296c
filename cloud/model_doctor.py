"""Whether a stack's language models could be asked: looked at in Bedrock's lists and where keys lie, asking none."""

from collections.abc import Iterator

from agents.adapters.model_names import BEDROCK
from cdk.model_access import KEY_ACTIONS, ModelChoice, foundation_model, is_parameter
from cloud.checks import Found, State, looked
from cloud.ports import Clients
from finops_core.aws.errors import error_code

OFFERED = "bedrock:GetFoundationModelAvailability"
PROFILE = "bedrock:GetInferenceProfile"
NEEDED = {
    "regionAvailability": (
        "AVAILABLE",
        "it is not offered in this region; name an inference profile, or another model",
    ),
    "entitlementAvailability": (
        "AVAILABLE",
        "the account has no access to it; ask for it under Model access in Bedrock",
    ),
    "authorizationStatus": ("AUTHORIZED", "the account may not use it; ask for it under Model access in Bedrock"),
}
"""What Bedrock says of a model that can be asked, and what to do otherwise; in the order in which to mend it."""
UNSIGNED = "its terms of use are not accepted; open it once under Model access in Bedrock"


def examine_models(clients: Clients, choice: ModelChoice) -> Iterator[Found]:
    """A check for each model that the stack would ask, and for each key; one without a model has nothing to check."""
    for model in choice.models:
        key = choice.keys[model]
        if key is None:
            yield looked("model", (OFFERED, PROFILE), lambda model=model: _of_bedrock(clients, model))
        else:
            yield looked("model", (_reading(key),), lambda model=model, key=key: _of_key(clients, model, key))


def _of_bedrock(clients: Clients, model: str) -> tuple[State, str]:
    from botocore.exceptions import ClientError

    name = model.removeprefix(BEDROCK)
    behind, by_profile = (name, "inference-profile/" in name) if name.startswith("arn:") else foundation_model(model)
    bedrock = clients.client("bedrock")
    if by_profile:
        try:
            profile = bedrock.get_inference_profile(inferenceProfileIdentifier=name)
        except ClientError as error:
            if error_code(error) not in ("ResourceNotFoundException", "ValidationException"):
                raise
            return "problem", f"{model}: this region knows no such inference profile"
        behind = str(profile["models"][0]["modelArn"]).rpartition("/")[2]
    try:
        said = bedrock.get_foundation_model_availability(modelId=behind)
    except ClientError as error:
        if error_code(error) not in ("ResourceNotFoundException", "ValidationException"):
            raise
        return "problem", f"{model}: Bedrock knows no such model here"
    for name, (wanted, remedy) in NEEDED.items():
        # A profile leads to where the model is: its own region need not be one of them.
        if said.get(name) != wanted and not (by_profile and name == "regionAvailability"):
            return "problem", f"{model}: {remedy}"
    if said["agreementAvailability"]["status"] != "AVAILABLE":
        return "problem", f"{model}: {UNSIGNED}"
    return "ok", f"{model} may be asked"


def _of_key(clients: Clients, model: str, key: str) -> tuple[State, str]:
    """Whether the key is there. It is not read: whoever deploys need not be allowed to."""
    from botocore.exceptions import ClientError

    try:
        if is_parameter(key):
            clients.client("ssm").get_parameter(Name=key, WithDecryption=False)
        else:
            clients.client("secretsmanager").describe_secret(SecretId=key)
    except ClientError as error:
        if error_code(error) not in ("ResourceNotFoundException", "ParameterNotFound"):
            raise
        return "problem", f"{model}: nothing lies at {key}; put the provider's key there"
    return "ok", f"{model}: its key lies at {key}, and is read by the worker alone"


def _reading(key: str) -> str:
    return KEY_ACTIONS["ssm"] if is_parameter(key) else "secretsmanager:DescribeSecret"
