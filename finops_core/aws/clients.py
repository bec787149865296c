"""The only maker of AWS clients. The platform's own account and an account that is analysed are two things.

botocore loads on first use. It honours AWS_ENDPOINT_URL by itself, for tests and emulators. Clients are thread-safe
and kept, since making one costs tens of milliseconds.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from finops_core.aws.credentials import CredentialSource, install, keep_out_of_logs
from finops_core.clock import Clock, SystemClock
from finops_core.errors import SettingsError

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.credentials import Credentials
    from botocore.session import Session
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

_CONNECT_TIMEOUT_S = 3
_READ_TIMEOUT_S = 10
_LONG_POLL_READ_TIMEOUT_S = 30
"""Above the 20 seconds that SQS holds a receive."""
_ANALYSED_READ_TIMEOUT_S = 60
"""Cost Explorer and the optimisers take their time over a year of data."""
_ATTEMPTS = 3
_ANALYSED_ATTEMPTS = 5
_CONNECTIONS = 32

Made = TypeVar("Made")


class PlatformClients:
    """Clients of the account that the platform itself runs in. `region` None: botocore finds it."""

    def __init__(self, *, region: str | None = None) -> None:
        self._region = region
        self._session: Session | None = None
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._lock = threading.Lock()

    def dynamodb(self) -> "DynamoDBClient":
        """Without botocore's retries: it would repeat a conditional write whose first try went through unseen.

        The table repeats what is safe to repeat.
        """
        return cast("DynamoDBClient", self._client("dynamodb", attempts=1))

    def sqs(self) -> "SQSClient":
        return cast("SQSClient", self._client("sqs", read_timeout_s=_LONG_POLL_READ_TIMEOUT_S))

    def s3(self) -> "S3Client":
        return cast("S3Client", self._client("s3"))

    def telling(self, service: Literal["ses", "sns"]) -> Any:
        """For telling people. One attempt: a message whose first try went through unseen would be told twice."""
        return self._client(service, attempts=1)

    def secrets(self, service: Literal["secretsmanager", "ssm"]) -> Any:
        """For reading what the platform's owner keeps secret."""
        return self._client(service)

    def api_gateway_management(self, endpoint_url: str) -> "ApiGatewayManagementApiClient":
        """For posting to the connections of the WebSocket API at `endpoint_url` (https://…/stage).

        One attempt: a frame that is not delivered is fetched by its client, and must not hold up the others.
        """
        client = self._client("apigatewaymanagementapi", attempts=1, endpoint_url=endpoint_url)
        return cast("ApiGatewayManagementApiClient", client)

    def _client(
        self,
        service: str,
        *,
        attempts: int = _ATTEMPTS,
        read_timeout_s: int = _READ_TIMEOUT_S,
        endpoint_url: str | None = None,
    ) -> Any:
        def create() -> Any:
            if self._session is None:
                self._session = _new_session(None)
            return self._session.create_client(
                cast(Any, service),
                region_name=self._region,
                endpoint_url=endpoint_url,
                config=_config(attempts=attempts, read_timeout_s=read_timeout_s),
            )

        return _kept(self._clients, self._lock, (service, endpoint_url), create)


class AnalysedAccount:
    """Clients of an account whose bill and resources are looked at, as a profile, a role, or both (role from profile).

    Where credentials are looked for, `credentials.py` says; `source` goes before all, `other_sources` before the role
    of the machine. `external_id` is the one the role's trust policy asks for. A session of the role is replaced a
    quarter of an hour before it ends, whatever is being read; `clock` tells when.
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        role_arn: str | None = None,
        external_id: str | None = None,
        region: str | None = None,
        clock: Clock | None = None,
        source: CredentialSource | None = None,
        other_sources: Sequence[CredentialSource] = (),
    ) -> None:
        self._profile = profile
        self._clock = clock or SystemClock()
        self._role_arn = role_arn
        self._external_id = external_id
        self._region = region
        self._source = source
        self._other_sources = tuple(other_sources)
        self._entered_from: AnalysedAccount | None = None
        self.skipped: list[str] = []
        """Sources of credentials that could not be looked at, and why."""
        self._session: Session | None = None
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._lock = threading.Lock()

    def assuming(self, role_arn: str, external_id: str | None = None) -> "AnalysedAccount":
        """The account of a role that is assumed with this one's credentials, which are looked for once."""
        found = AnalysedAccount(role_arn=role_arn, external_id=external_id, region=self._region, clock=self._clock)
        found._entered_from = self
        found.skipped = self.skipped
        return found

    def client(self, service: str, region: str | None = None) -> Any:
        """The client of a service by its boto3 name, in the given region or the account's own."""

        def create() -> Any:
            if self._session is None:
                self._session = self._new_session()
            return self._session.create_client(
                cast(Any, service),
                region_name=region or self._region,
                config=_config(attempts=_ANALYSED_ATTEMPTS, read_timeout_s=_ANALYSED_READ_TIMEOUT_S),
            )

        return _kept(self._clients, self._lock, (service, region or self._region), create)

    def not_looked_at(self) -> str:
        """Which sources of credentials could not be looked at, in sentences that begin with a blank; else empty."""
        return "".join(f" {sentence}" for sentence in dict.fromkeys(self.skipped))

    def credentials_from(self) -> str:
        """Where the credentials come from, as botocore or the source calls it; empty when there are none.

        Raises SettingsError.
        """
        session = self._entered_from._own_session() if self._entered_from is not None else self._own_session()
        found = _created(session.get_credentials)
        return "" if found is None else str(found.method)

    def _own_session(self) -> "Session":
        with self._lock:
            session = self._session or _created(self._new_session)
            self._session = session
            return session

    def _new_session(self) -> "Session":
        session = self._session_of_sources() if self._entered_from is None else self._entered_from._own_session()
        if self._role_arn is None:
            return session
        extra_args = {"RoleSessionName": "finops-agent"}
        if self._external_id is not None:
            extra_args["ExternalId"] = self._external_id
        create_client = partial(session.create_client, region_name=self._region)
        entered = _session_of_role(create_client, session.get_credentials(), self._role_arn, extra_args, self._clock)
        entered.set_config_variable("region", session.get_config_variable("region"))
        return entered

    def _session_of_sources(self) -> "Session":
        session = _new_session(self._profile)
        install(
            session,
            profile=self._profile,
            first=self._source,
            others=self._other_sources,
            skipped=self.skipped,
            clock=self._clock,
        )
        return session


def _kept(
    clients: dict[tuple[str, str | None], Any],
    lock: threading.Lock,
    key: tuple[str, str | None],
    create: Callable[[], Any],
) -> Any:
    """The client under `key`, made once: making clients of one session is not thread-safe."""
    with lock:
        if key not in clients:
            clients[key] = _created(create)
        return clients[key]


def _created(create: Callable[[], Made]) -> Made:
    """What `create` makes. Raises SettingsError for a profile or a region that is missing or unknown."""
    from botocore.exceptions import InvalidRegionError, NoRegionError, ProfileNotFound

    try:
        return create()
    except ProfileNotFound as error:
        raise SettingsError(f"{error}. Set the profile to one that `aws configure list-profiles` shows.") from error
    except (InvalidRegionError, NoRegionError) as error:
        raise SettingsError(f"{error} Set the region, such as eu-central-1, or AWS_REGION.") from error


def _new_session(profile: str | None) -> "Session":
    from botocore.session import Session

    keep_out_of_logs()
    return Session(profile=profile)


def _config(*, attempts: int, read_timeout_s: int) -> "Config":
    from botocore.config import Config

    return Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=read_timeout_s,
        max_pool_connections=_CONNECTIONS,
        user_agent_extra="finops-agent",
    )


def _session_of_role(
    create_client: Callable[..., Any],
    source: "Credentials | None",
    role_arn: str,
    extra_args: dict[str, str],
    clock: Clock,
) -> "Session":
    """A session whose only credentials are those of the role, assumed with `source` when first needed."""
    from botocore.credentials import AssumeRoleCredentialFetcher, CredentialProvider, DeferredRefreshableCredentials

    def assume() -> Any:
        # A fetcher of its own each time: a kept one would hand out the session it had made by the machine's clock.
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=create_client,
            source_credentials=cast(Any, source),
            role_arn=role_arn,
            extra_args=extra_args,
        )
        return fetcher.fetch_credentials()

    class Role(CredentialProvider):
        METHOD = "assume-role"

        def load(self) -> DeferredRefreshableCredentials:
            return DeferredRefreshableCredentials(assume, self.METHOD, time_fetcher=clock.now)

    session = _new_session(None)
    session.get_component("credential_provider").providers[:] = [Role()]
    return session
