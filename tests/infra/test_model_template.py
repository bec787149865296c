"""A stack whose worker has a language model: what it may ask and read, and where nothing of its key is."""

import json
from typing import Any, cast

import pytest

from cdk.app import bundles_of
from cdk.assets import FRONT_DOOR, WORKER, WORKER_WITH_MODELS
from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_iam import roles
from tests.infra.test_page_template import text_of
from tests.infra.test_template import function_of
from worker.deps import WorkerSettings

SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:anthropic-Ab12Cd"
PARAMETER = "arn:aws:ssm:eu-central-1:111122223333:parameter/finops/openai"
PROFILE = "bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0"
APPLICATION = "arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc123"
BEHIND = "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0"
ASKED = "bedrock:InvokeModelWithResponseStream"


def stack_with(tmp_path_factory: pytest.TempPathFactory, **context: object) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("models"), context)


@pytest.fixture(scope="module")
def by_profile(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return stack_with(
        tmp_path_factory, model=PROFILE, writer="none", model_price_in="3", model_price_out="15.5", model_cap_usd="0.5"
    )


@pytest.fixture(scope="module")
def by_keys(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return stack_with(
        tmp_path_factory,
        model="anthropic:claude-sonnet-4-5",
        writer="openai:gpt-5-mini",
        model_key=SECRET,
        writer_key=PARAMETER,
    )


def of_models(assembly: Assembly) -> dict[str, dict[str, list[str]]]:
    """What each role may do with models and keys: resources by action."""
    found: dict[str, dict[str, list[str]]] = {}
    for role, statements in roles(assembly).items():
        for statement in statements:
            for action in listed(statement["Action"]):
                if action.partition(":")[0] in ("bedrock", "secretsmanager", "ssm"):
                    found.setdefault(role, {})[action] = [text_of(each) for each in listed(statement["Resource"])]
    return found


def listed(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]


def worker_settings(assembly: Assembly) -> WorkerSettings:
    _, worker = function_of(assembly, "worker.handler.handler")
    variables = {name: text_of(value) for name, value in worker["Environment"]["Variables"].items()}
    return WorkerSettings.from_environment(variables)


def test_a_stack_without_a_model_may_ask_none_and_carries_none(assembly: Assembly) -> None:
    assert of_models(assembly) == {}
    assert worker_settings(assembly).model == "none"
    assert bundles_of(StackConfig()) == (FRONT_DOOR, WORKER)


def test_the_worker_alone_may_ask_exactly_the_named_model_by_its_profile(by_profile: Assembly) -> None:
    name = PROFILE.removeprefix("bedrock:")
    profile = f"arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:inference-profile/{name}"
    behind = f"arn:<AWS::Partition>:bedrock:*::foundation-model/{name.removeprefix('eu.')}"
    assert of_models(by_profile) == {"Work/Worker": {ASKED: [profile, behind]}}


@pytest.mark.parametrize(
    ("context", "resources"),
    [
        (
            {"model": "bedrock:amazon.nova-pro-v1:0"},
            ["arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model/amazon.nova-pro-v1:0"],
        ),
        ({"model": f"bedrock:{APPLICATION}", "model_stands_on": [BEHIND]}, [APPLICATION, BEHIND]),
    ],
    ids=["in its region", "an application's profile"],
)
def test_a_model_is_granted_by_what_it_is_called(
    tmp_path_factory: pytest.TempPathFactory, context: dict[str, object], resources: list[str]
) -> None:
    assert of_models(stack_with(tmp_path_factory, **context)) == {"Work/Worker": {ASKED: resources}}


def test_a_provider_with_a_key_takes_reading_that_one_secret_and_nothing_of_bedrock(by_keys: Assembly) -> None:
    assert of_models(by_keys) == {
        "Work/Worker": {"secretsmanager:GetSecretValue": [SECRET], "ssm:GetParameter": [PARAMETER]}
    }
    settings = worker_settings(by_keys)
    assert (settings.model_key, settings.writer_key) == (SECRET, PARAMETER)


def test_one_key_serves_two_models_of_a_provider(tmp_path_factory: pytest.TempPathFactory) -> None:
    stack = stack_with(tmp_path_factory, model="openai:large", writer="openai:small", model_key=PARAMETER)
    assert of_models(stack) == {"Work/Worker": {"ssm:GetParameter": [PARAMETER]}}
    assert worker_settings(stack).writer_key == PARAMETER


def test_no_template_and_no_environment_holds_a_key(by_keys: Assembly) -> None:
    written = json.dumps(by_keys.template)
    assert "resolve:secretsmanager" not in written
    assert "API_KEY" not in written


def test_the_worker_reads_the_models_as_the_owner_named_them(by_profile: Assembly) -> None:
    settings = worker_settings(by_profile)
    assert (settings.model, settings.writer, settings.model_key) == (PROFILE, "none", "")
    assert (str(settings.model_price_in), str(settings.model_price_out)) == ("3", "15.5")
    assert str(settings.model_cap_usd) == "0.5"
    assert bundles_of(StackConfig(model=PROFILE)) == (FRONT_DOOR, WORKER_WITH_MODELS)


def test_the_page_is_told_which_model_gets_what(by_profile: Assembly, assembly: Assembly) -> None:
    [published] = by_profile.resources("Custom::FinOpsPage").values()
    told = json.loads(text_of(published["Properties"]["Config"]))
    assert (told["modelPlans"], told["modelWrites"]) == (PROFILE, "")
    [without] = assembly.resources("Custom::FinOpsPage").values()
    assert "model" not in text_of(without["Properties"]["Config"])


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"model": "claude"}, "context value model"),
        ({"model": "ollama:llama3"}, "context value model"),
        ({"model": "bedrock:*"}, "context value model"),
        ({"model": "anthropic:m"}, "needs `model_key`"),
        ({"model": PROFILE, "writer": "openai:m"}, "openai:m needs `model_key`"),
        ({"writer": "openai:m", "model_key": PARAMETER}, "`writer` needs a `model`"),
        ({"model": "openai:m", "model_key": "sk-live-abcdef"}, "context value model_key"),
        ({"model": "openai:m", "model_key": f"{SECRET[:-3]}*"}, "context value model_key"),
        ({"model": f"bedrock:{APPLICATION}"}, "needs `model_stands_on`"),
        ({"model": PROFILE, "model_price_in": "-1"}, "context value model_price_in"),
        ({"model": PROFILE, "model_cap_usd": "0.5"}, "needs the prices"),
    ],
    ids=str,
)
def test_a_model_that_cannot_work_is_refused_before_anything_is_made(context: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        StackConfig.from_context(context.get)
    assert "sk-live" not in str(refused.value)
