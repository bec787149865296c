"""The HTTP API at a function's own URL, for callers whom AWS knows: their requests are signed with SigV4.

It needs no sign-in of its own, and the function waits for an answer far longer than API Gateway would.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field

from finops_core.roles import Role
from finops_core.settings import Settings
from websocket.deps import FrontDoor, front_door
from websocket.http_api.handler import Response, respond
from websocket.http_api.principals import Principals
from websocket.http_api.visit import Pause

LONGEST_WAIT_S = 110
"""How long one request waits. What takes longer is read on with the next one."""


class PrincipalSettings(Settings):
    """Who may ask: ARNs of roles and users, with the analysed accounts that each may see (null: all), and roles."""

    principal_accounts: dict[str, tuple[str, ...] | None]
    principal_roles: dict[str, Role] = Field(default_factory=dict[str, Role])


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateDoor:
    """The front door, and who may come in this way."""

    door: FrontDoor
    principals: Principals


@cache
def private_door() -> PrivateDoor:
    """The deployed function's. Raises SettingsError."""
    settings = PrincipalSettings.from_environment(os.environ)
    return PrivateDoor(door=front_door(), principals=Principals(settings.principal_accounts, settings.principal_roles))


def handler(
    event: Mapping[str, Any], context: object, *, deps: PrivateDoor | None = None, pause: Pause = time.sleep
) -> Response:
    """Answers one signed request of a function's URL, in payload format 2.0."""
    deps = deps or private_door()
    return respond(event, deps.door, lambda _: deps.principals.identify(event), pause, longest_wait_s=LONGEST_WAIT_S)
