"""A process's settings: read from its environment once, and wrong ones named before anything starts."""

from pathlib import Path

import pytest

from finops_core.errors import SettingsError
from finops_core.settings import Settings
from websocket.deps import AuthorizerSettings, WebsocketSettings
from worker.deps import WorkerSettings


class Example(Settings):
    name: str
    folder: Path = Path("data")
    limit: int = 5
    origins: tuple[str, ...] = ()


def read(**variables: str) -> Example:
    return Example.from_environment({f"FINOPS_{name.upper()}": value for name, value in variables.items()})


def test_what_is_not_given_has_its_default() -> None:
    assert read(name="x") == Example(name="x", folder=Path("data"), limit=5, origins=())


def test_text_and_paths_are_taken_as_they_are() -> None:
    told = read(name="7", folder="/tmp/a b", limit="7", origins='["https://a.example"]')
    assert told == Example(name="7", folder=Path("/tmp/a b"), limit=7, origins=("https://a.example",))


def test_variables_of_others_are_none_of_its_business() -> None:
    assert Example.from_environment({"FINOPS_NAME": "x", "FINOPS_OTHER": "y", "NAME": "z", "PATH": "/"}).name == "x"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "FINOPS_NAME: Field required"),
        ({"name": "x", "limit": "many"}, "FINOPS_LIMIT: must be JSON"),
        ({"name": "x", "limit": ""}, "FINOPS_LIMIT: must be JSON"),
        ({"name": "x", "limit": '"5 jobs"'}, "FINOPS_LIMIT: Input should be a valid integer"),
        ({"name": "x", "origins": "https://a.example"}, "FINOPS_ORIGINS: must be JSON"),
        ({"name": "x", "origins": "7"}, "FINOPS_ORIGINS: Input should be a valid tuple"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_with_what_it_should_be(variables: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        read(**variables)
    assert str(wrong.value).startswith(words)


@pytest.mark.parametrize("settings", [AuthorizerSettings, WebsocketSettings, WorkerSettings])
def test_a_function_without_its_environment_says_what_it_lacks(settings: type[Settings]) -> None:
    with pytest.raises(SettingsError, match=r"FINOPS_.*: Field required"):
        settings.from_environment({})


def test_the_defaults_of_both_sides_of_a_job_agree() -> None:
    assert WebsocketSettings.model_fields["max_active_jobs"].default == 5
    assert WorkerSettings.model_fields["max_active_jobs"].default == 5
    assert WorkerSettings.model_fields["attempt_limit_s"].default == 13 * 60
