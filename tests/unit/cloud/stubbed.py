"""Clients whose answers are given ahead, each held against the service's own model."""

from typing import Any

from botocore.session import Session
from botocore.stub import Stubber

REGION = "eu-central-1"
ACCOUNT = "111122223333"

SESSION = Session()
"""One for all: it keeps the services' models, which take longest to read."""


class StubbedClients:
    """Makes one client a service. What is asked beyond what was foreseen fails the test."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, Stubber]] = {}

    def client(self, service: str, region: str | None = None) -> Any:
        return self._of(service)[0]

    def answers(self, service: str, operation: str, answer: dict[str, Any], expected: Any = None) -> None:
        """The next answer of a service."""
        self._of(service)[1].add_response(operation, answer, expected)

    def fails(self, service: str, operation: str, code: str) -> None:
        """The next answer of a service is an error."""
        self._of(service)[1].add_client_error(operation, code)

    def is_account(self, account: str = ACCOUNT) -> None:
        identity = {"Account": account, "Arn": f"arn:aws:iam::{account}:user/owner", "UserId": "AIDA"}
        self.answers("sts", "get_caller_identity", identity)

    def all_asked(self) -> None:
        """Raises AssertionError when something that was foreseen was not asked for."""
        for _, stubber in self._made.values():
            stubber.assert_no_pending_responses()

    def _of(self, service: str) -> tuple[Any, Stubber]:
        if service not in self._made:
            client: Any = SESSION.create_client(
                service, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
            )
            stubber = Stubber(client)
            stubber.activate()
            self._made[service] = (client, stubber)
        return self._made[service]
