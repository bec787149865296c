"""What the cloud's commands stand on: AWS clients, a patience for what AWS takes its time over, words to the user."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from finops_core.aws.errors import AwsFailure, classify, error_code
from finops_core.errors import FinOpsError, Forbidden, SettingsError, ToolError

Tell = Callable[[str], None]
"""Takes one sentence about what is being done."""


class Clients(Protocol):
    """Makes boto3 clients of the account that the stack goes to, as `finops_core.aws.clients` does."""

    def client(self, service: str, region: str | None = None) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long something is waited for, and how often it is asked after."""

    longest_s: float = 3600.0
    pause_s: float = 3.0
    sleep: Callable[[float], None] = time.sleep

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Asks until `done` says so. Raises ToolError when it takes longer than allowed."""
        for _ in range(max(1, int(self.longest_s / self.pause_s))):
            if done():
                return
            self.sleep(self.pause_s)
        raise ToolError(f"{what} took more than {self.longest_s / 60:.0f} minutes. Look at it in the AWS console.")


@contextmanager
def aws_errors(what: str, *permissions: str) -> Generator[None]:
    """Turns what a client raises while it does `what` into an error that says what to do, permissions included."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise _told(error, what, permissions) from error


def _told(error: Exception, what: str, permissions: tuple[str, ...]) -> FinOpsError:
    needed = f" It takes {', '.join(permissions)}." if permissions else ""
    match classify(error):
        case AwsFailure.UNAUTHENTICATED:
            return SettingsError(
                f"{what}: there are no valid AWS credentials ({error_code(error)}). Sign in, for example with "
                "`aws sso login`, or name a profile by --profile."
            )
        case AwsFailure.DENIED:
            return Forbidden(f"{what}: AWS refuses it to you ({error_code(error)}).{needed}")
        case _:
            return ToolError(f"{what}: {error}{needed}")
