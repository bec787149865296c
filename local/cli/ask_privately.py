"""`finops ask --stage …`: one question at a stack's private address, signed with AWS credentials."""

from collections.abc import Sequence
from dataclasses import dataclass

from finops_core.errors import SettingsError

LONGEST_S = 600.0
"""How long an answer is waited for unless the command says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePlace:
    """Which private address, of a stage's stack or by itself, and whose credentials sign."""

    stage: str | None
    url: str | None
    profile: str | None
    region: str | None


def place_of(
    *, stage: str | None, url: str | None, profile: str | None, region: str | None, at_home: Sequence[object]
) -> PrivatePlace | None:
    """The private address that is meant; None for any other platform. Raises SettingsError for what excludes it."""
    if stage is None and (url is None or not url.startswith("https://")):
        if profile is not None or region is not None:
            raise SettingsError("--profile and --region sign a question for --stage, or a private --url (https://…).")
        return None
    if stage is not None and url is not None:
        raise SettingsError("--stage and --url both say where to ask: give one of them.")
    if any(each is not None for each in at_home):
        raise SettingsError("--bill, --engine and --data-dir are for a platform here: the stack has its own.")
    return PrivatePlace(stage=stage, url=url, profile=profile, region=region)


def ask_privately(
    question: str, place: PrivatePlace, *, timeout_s: float | None, everything: bool, model: bool, as_json: bool
) -> None:
    """Asks, and prints the answer. Raises FinOpsClientError when it fails; an interrupt cancels the question."""
    from finops_client import PrivateClient
    from local.cli.ask import show

    client = PrivateClient(address_of(place), profile=place.profile, region=place.region)
    answer = client.answer(
        question, model=model, whole=everything, cancel_on_exit=True, timeout_s=timeout_s or LONGEST_S
    )
    show(answer, as_json=as_json)


def address_of(place: PrivatePlace) -> str:
    """The address, of the stack's outputs where a stage is named. Raises ToolError when that stack has none."""
    if place.url is not None:
        return place.url
    from local.cli.cloud import private_address

    return private_address(str(place.stage), profile=place.profile, region=place.region)
