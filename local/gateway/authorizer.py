"""Reads what a Lambda authorizer returned, as strictly as API Gateway does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, cast

INVOKE_ACTION = "execute-api:Invoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """`context` goes into `requestContext.authorizer` of every later event of the connection."""

    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The HTTP status of the handshake: 403 for a policy that does not allow, 500 for a result that makes no sense."""

    status: int
    why: str


def read_result(result: object, *, method_arn: str, context_bytes: int) -> Allowed | Refused:
    """The decision in an authorizer's result: an explicit Deny wins, and nothing is allowed that no statement allows.

    Context values must be strings, numbers or booleans, and at most `context_bytes` long together. Like API Gateway,
    numbers and booleans arrive at the handlers as strings.
    """
    if not isinstance(result, Mapping):
        return Refused(status=500, why="the authorizer returned no policy")
    fields = cast(Mapping[str, Any], result)
    principal = fields.get("principalId")
    effects = _effects(fields.get("policyDocument"), method_arn)
    context = _context(fields.get("context", {}))
    if not isinstance(principal, str) or not principal or effects is None or context is None:
        return Refused(status=500, why="the authorizer's principalId, policyDocument or context is malformed")
    if len(json.dumps(context).encode()) > context_bytes:
        return Refused(status=500, why="the authorizer's context is too large")
    if "Deny" in effects or "Allow" not in effects:
        return Refused(status=403, why="the authorizer's policy does not allow $connect")
    return Allowed(context={**context, "principalId": principal})


def _effects(document: object, method_arn: str) -> set[str] | None:
    """The effects of all statements about `method_arn`; None when the document is malformed."""
    if not isinstance(document, Mapping):
        return None
    statements = cast(Mapping[str, Any], document).get("Statement")
    if isinstance(statements, Mapping):
        statements = [cast(object, statements)]
    if not isinstance(statements, list):
        return None
    effects: set[str] = set()
    for statement in cast(list[object], statements):
        if not isinstance(statement, Mapping):
            return None
        fields = cast(Mapping[str, Any], statement)
        if fields.get("Effect") not in ("Allow", "Deny"):
            return None
        actions, resources = _strings(fields.get("Action")), _strings(fields.get("Resource"))
        if _any_matches(INVOKE_ACTION, actions) and _any_matches(method_arn, resources):
            effects.add(fields["Effect"])
    return effects


def _context(value: object) -> dict[str, str] | None:
    """The flat context with its values as strings; None when it is not flat."""
    if not isinstance(value, Mapping):
        return None
    fields = cast(Mapping[str, Any], value)
    if not all(isinstance(item, str | int | float | bool) for item in fields.values()):
        return None
    return {key: item if isinstance(item, str) else json.dumps(item) for key, item in fields.items()}


def _strings(value: object) -> list[str]:
    values = cast(list[object], value) if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def _any_matches(text: str, patterns: list[str]) -> bool:
    # IAM knows only * and ?: a bracket in an ARN is a bracket.
    return any(fnmatchcase(text, pattern.replace("[", "[[]")) for pattern in patterns)
