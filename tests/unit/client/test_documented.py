"""What the client exports says what it is for, and both clients offer the same."""

import inspect
from pathlib import Path

import pytest

import finops_client
from finops_client import AsyncClient, Client, errors
from finops_client.errors import FinOpsClientError

README = Path(finops_client.__file__).parents[2] / "README.md"
NOT_FOR_CALLERS = {"now", "wake", "leave", "leave_soon"}
"""What an iterator needs of its client."""


def public(owner: type) -> dict[str, object]:
    return {name: found for name, found in vars(owner).items() if not name.startswith(("_", "model_"))}


@pytest.mark.parametrize("name", finops_client.__all__)
def test_every_export_and_each_of_its_methods_has_words(name: str) -> None:
    exported: object = getattr(finops_client, name)
    assert inspect.getdoc(exported)
    if not inspect.isclass(exported) or not exported.__module__.startswith("finops_client"):
        return
    assert exported.__doc__, name
    for method, found in public(exported).items():
        if inspect.isroutine(found) or isinstance(found, property):
            assert inspect.getdoc(found), f"{name}.{method}"


def test_every_error_says_when_it_is_raised() -> None:
    tree = [found for found in vars(errors).values() if inspect.isclass(found) and issubclass(found, FinOpsClientError)]
    assert len(tree) > 15
    assert [error.__name__ for error in tree if "__doc__" not in vars(error) or not error.__doc__] == []


def test_both_clients_have_the_same_methods_with_the_same_arguments() -> None:
    offered = {name for name, found in public(AsyncClient).items() if callable(found)} - NOT_FOR_CALLERS
    assert offered == {name for name, found in public(Client).items() if callable(found)}
    for name in offered:
        here, there = (inspect.signature(getattr(client, name)).parameters for client in (AsyncClient, Client))
        assert list(here) == list(there), name


def test_the_readme_names_every_method() -> None:
    text = README.read_text(encoding="utf-8")
    listed = {name for name, found in public(AsyncClient).items() if callable(found)} - NOT_FOR_CALLERS
    missing = {name for name in listed - {"open", "close"} if f"`{name}(" not in text and f" `{name}(" not in text}
    assert missing == set()
