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


_IS: Final = ("not", "aren't", "isn't", "are not", "is not", "that aren't", "that isn't", "that are not", "that is not",
              "which aren't", "which are not", "which is not")  # fmt: skip
_LACKS: Final = ("without", "with no", "have no", "has no", "lack", "lacks", "lacking", "that lack",
                 "which lack", "missing",
                 "don't have", "do not have", "doesn't have", "does not have", "that have no", "that don't have",
                 "that do not have", "which have no", "having no", "with zero")  # fmt: skip


def _is_not(adjectives: str) -> str:
    """ "Not encrypted", "that aren't encrypted", of each of them."""
    return ", ".join(f"{neg} {each.strip()}" for each in adjectives.split(",") for neg in _IS)


def _lacks(nouns: str) -> str:
    """ "Without targets", "that have no target", of each of them."""
    return ", ".join(
        f"{lack} {some}{each.strip()}" for each in nouns.split(",") for lack in _LACKS for some in ("", "a ", "any ")
    )


NARROWINGS: Final[Mapping[str, Narrowing]] = {
    "running": _state("that are running", "running, that are running, up and running", "running", "available"),
    "stopped": _state("that are stopped", "stopped, that are stopped, not running, switched off", "stopped"),
    "unattached": Narrowing(
        words="that are attached to nothing",
        holds=lambda resource: resource.attributes.get("attached_to") == ()
        or resource.attributes.get("associated") is False,
        known=lambda resource: not {"attached_to", "associated"}.isdisjoint(resource.attributes),
        said="unattached, detached, unassociated, attached to nothing, "
        + _is_not("attached, associated, attached to anything, attached to an instance, attached to any instance, "
                  "attached to any ec2 instance, used by any instance"),
    ),
    "unencrypted": _flag(
        "encrypted", False, "that are not encrypted",
        "unencrypted, unencrypted at rest, no encryption, "
        f"{_is_not('encrypted, encrypted at rest')}, {_lacks('encryption, encryption at rest')}",
    ),
    "no_lifecycle": _flag(
        "lifecycle", False, "without lifecycle rules",
        _lacks("lifecycle rules, lifecycle, lifecycle rule, lifecycle policy, lifecycle policies"),
    ),
    "no_retention": Narrowing(
        words="that keep everything for ever",
        holds=lambda resource: resource.number("kept_days") == 0,
        known=lambda resource: "kept_days" in resource.attributes,
        said=_lacks("retention, retention policy, retention period, retention set, expiry, expiration")
        + ", never expire, that never expire, kept forever, are kept forever",
    ),
    "no_targets": Narrowing(
        words="without targets",
        holds=lambda resource: resource.number("targets") == 0,
        known=lambda resource: "targets" in resource.attributes,
        said=_lacks("targets, target, registered target, registered targets, backend, backends, backend instances")
        + ", no targets, without instances behind them, with nothing behind them, have nothing behind them, "
        "with no targets behind them, "
        "without targets behind them, without any targets behind them",
    ),
    "public": Narrowing(
        words="that are public",
        holds=lambda resource: resource.attributes.get("public") is True
        or resource.text("scheme") == "internet-facing",
        known=lambda resource: not {"public", "scheme"}.isdisjoint(resource.attributes),
        said="public, publicly accessible, publicly readable, publicly reachable, publicly exposed, "
        + ", ".join(
            f"{which}{is_open} {whom}"
            for which in ("", "that are ", "which are ", "are ", "is ")
            for is_open in ("open to", "exposed to", "accessible from", "accessible to", "accessible by",
                            "accessible for",
                            "reachable from", "readable by", "readable for", "shared with", "visible to")
            for whom in ("the public", "the internet", "the world", "anyone", "everyone", "everybody", "anybody",
                         "the whole world", "the whole internet", "the open internet")
        )
        + ", that are public, are public, is public, with public access, allow public access, "
        "that allow public access, "
        "have public access, world-readable, world readable, internet-facing",
    ),
    "untagged": Narrowing(
        words="without tags",
        holds=lambda resource: not resource.tags and _tags_known(resource),
        known=_tags_known,
        said=f"untagged, {_is_not('tagged')}, "
        + ", ".join(f"{lack} {some}tags" for lack in _LACKS if lack != "missing" for some in ("", "any ")),
    ),
}  # fmt: skip


def since(resource: Resource, condition: str) -> datetime | None:
    """Since when a resource is as the condition says, or is there; None where that is not known."""
    return resource.moment("stopped_at" if condition == "stopped" else "created")
