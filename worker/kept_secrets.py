"""What its owner keeps secret, read where it is kept: an AWS secret or parameter. Neither settings nor logs hold it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final, Literal

from finops_core.aws.errors import error_code
from finops_core.clock import Clock
from finops_core.errors import ToolError

KEPT_FOR: Final = timedelta(minutes=10)
"""A secret that was replaced is used no longer than this."""
LONGEST: Final = 4096

ClientOf = Callable[[Literal["secretsmanager", "ssm"]], Any]
"""Makes a boto3 client of the platform's own account."""


class KeptSecrets:
    """Reads secrets by the ARN of one of Secrets Manager or of a parameter of Systems Manager, and keeps them a while.

    `kind` says in errors what they are. Safe to use from several threads.
    """

    def __init__(self, client: ClientOf, clock: Clock, kind: str = "key") -> None:
        self._kind = kind
        self._client = client
        self._clock = clock
        self._lock = Lock()
        self._known: dict[str, tuple[str, datetime]] = {}

    def read(self, arn: str) -> str:
        """The secret itself. Raises ToolError, which names the place and never what lies there."""
        with self._lock:
            known = self._known.get(arn)
            if known is None or self._clock.now() >= known[1] + KEPT_FOR:
                known = (self._plain(self._fetch(arn), arn), self._clock.now())
                self._known[arn] = known
            return known[0]

    def _fetch(self, arn: str) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            if arn.split(":")[2] == "ssm":
                found = self._client("ssm").get_parameter(Name=arn, WithDecryption=True)
                return str(found["Parameter"]["Value"])
            return str(self._client("secretsmanager").get_secret_value(SecretId=arn).get("SecretString", ""))
        except (BotoCoreError, ClientError) as error:
            raise ToolError(f"The {self._kind} at {arn} cannot be read ({error_code(error)}).") from error

    def _plain(self, text: str, arn: str) -> str:
        """The whole text, or the only value of a JSON object, as AWS's console makes them."""
        found: Any = text.strip()
        if found.startswith("{"):
            try:
                values = list(json.loads(found).values())
            except ValueError:
                values = []
            found = values[0] if len(values) == 1 else ""
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST or not found.isprintable() or " " in found:
            raise ToolError(
                f"What lies at {arn} is no {self._kind}: it has to be alone there, or a JSON object's only value."
            )
        return found
