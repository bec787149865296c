"""What a question narrows a list to: how it is said, and when it is so of a resource. Not known is not so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from account.resources import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """`words` stand behind the noun in a sentence; `known` says of which resources it can be told at all."""

    words: str
    holds: Callable[[Resource], bool]
    known: Callable[[Resource], bool]
    said: str


def _flag(attribute: str, value: bool, words: str, said: str) -> Narrowing:
    return Narrowing(
        words=words,
        holds=lambda resource: resource.attributes.get(attribute) is value,
        known=lambda resource: attribute in resource.attributes,
        said=said,
    )


def _state(words: str, said: str, *states: str) -> Narrowing:
    return Narrowing(
        words=words,
        holds=lambda resource: resource.text("state").lower() in states,
        known=lambda resource: "state" in resource.attributes,
        said=said,
    )


def _tags_known(resource: Resource) -> bool:
    return resource.attributes.get("tags_unread") is not True


NARROWINGS: Final[Mapping[str, Narrowing]] = {
    "running": _state("that are running", "running, that are running, up and running", "running", "available"),
    "stopped": _state("that are stopped", "stopped, that are stopped, not running, switched off", "stopped"),
    "unattached": Narrowing(
        words="that are attached to nothing",
        holds=lambda resource: resource.attributes.get("attached_to") == ()
        or resource.attributes.get("associated") is False,
        known=lambda resource: not {"attached_to", "associated"}.isdisjoint(resource.attributes),
        said="unattached, not attached, that are not attached, detached, unassociated, not associated, "
        "attached to nothing, not attached to anything, not attached to an instance, "
        "not attached to any instance, not attached to any ec2 instance, that are not attached to any ec2 instance",
    ),
    "unencrypted": _flag(
        "encrypted", False, "that are not encrypted",
        "unencrypted, not encrypted, that are not encrypted, without encryption, without encryption at rest, "
        "not encrypted at rest, unencrypted at rest, no encryption, with no encryption, have no encryption",
    ),
    "no_lifecycle": _flag(
        "lifecycle", False, "without lifecycle rules",
        "without lifecycle, without lifecycle rules, without a lifecycle, without a lifecycle rule, "
        "without a lifecycle policy, without lifecycle policies, with no lifecycle, with no lifecycle rules, "
        "with no lifecycle policy, have no lifecycle, have no lifecycle rules, have no lifecycle policy, "
        "that have no lifecycle rules, lack a lifecycle policy, lack lifecycle rules",
    ),
    "no_retention": Narrowing(
        words="that keep everything for ever",
        holds=lambda resource: resource.number("kept_days") == 0,
        known=lambda resource: "kept_days" in resource.attributes,
        said="without retention, without a retention, without a retention policy, with no retention, "
        "have no retention, "
        "have no retention set, without retention set, "
        "never expire, that never expire, kept forever, are kept forever, without expiry",
    ),
    "no_targets": Narrowing(
        words="without targets",
        holds=lambda resource: resource.number("targets") == 0,
        known=lambda resource: "targets" in resource.attributes,
        said="without targets, without any targets, with no targets, without a target, have no targets, "
        "that have no targets, has no targets, without registered targets, no targets, with zero targets, "
        "without instances behind them, with nothing behind them, have nothing behind them, without backends",
    ),
    "untagged": Narrowing(
        words="without tags",
        holds=lambda resource: not resource.tags and _tags_known(resource),
        known=_tags_known,
        said="untagged, without tags, without any tags, with no tags, have no tags, that have no tags, not tagged, "
        "that are not tagged, lack tags",
    ),
}  # fmt: skip


def since(resource: Resource, condition: str) -> datetime | None:
    """Since when a resource is as the condition says, or is there; None where that is not known."""
    return resource.moment("stopped_at" if condition == "stopped" else "created")
