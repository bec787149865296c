"""AWS as a script, and the accounts that tools are tried on."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from account.aws_advice import AwsAdvice
from account.live.advice import ADVISERS
from account.live.asks import Ask
from account.live.listings import LISTINGS
from account.live.metric_data import METRIC_DATA
from account.live.permissions import ROLE, SIMULATE
from account.live.take import IDENTITY, NAME, REGIONS
from account.metrics import MetricKey, Readings
from account.reader import AccountReader, KnownAccount
from account.resources import Resource
from account.shortfalls import Shortfall
from account.snapshot import AccountSnapshot, Of, Place
from finops_core.tools.testing import Trial

Answering = Callable[..., Mapping[str, Any]]
"""Answers one operation: gets the region as `region` and the request's arguments."""

ASKS: Final = {
    (ask.client, ask.method): ask
    for ask in (
        IDENTITY,
        REGIONS,
        NAME,
        METRIC_DATA,
        SIMULATE,
        ROLE,
        *(ask for listing in LISTINGS for ask in listing.asks),
        *(ask for adviser in ADVISERS for ask in adviser.asks),
    )
}
"""Everything that is ever asked, as a client's method."""


class ScriptedAws:
    """Clients of one account that answer from a table, by client and operation: `("ec2", "DescribeVolumes")`.

    What is not in the table answers nothing. `denied` actions are refused as IAM refuses them; `errors` are raised as
    they are. `asked` are the actions of all requests.
    """

    def __init__(
        self,
        answers: Mapping[tuple[str, str], Mapping[str, Any] | Answering],
        *,
        account: str = "111122223333",
        regions: Collection[str] = ("us-east-1",),
        denied: Collection[str] = (),
        errors: Mapping[str, Exception] | None = None,
    ) -> None:
        own: dict[tuple[str, str], Mapping[str, Any] | Answering] = {
            ("sts", "GetCallerIdentity"): {"Account": account},
            ("ec2", "DescribeRegions"): {"Regions": [{"RegionName": region} for region in regions]},
        }
        self._answers = own | dict(answers)
        self._denied = frozenset(denied)
        self._errors = dict(errors or {})
        self.asked: list[str] = []

    def client(self, service: str, region: str | None = None) -> Any:
        return _ScriptedClient(self, service, region or "us-east-1")

    def answer(self, ask: Ask, region: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(ask.action)
        if ask.action in self._errors:
            raise self._errors[ask.action]
        if ask.action in self._denied:
            raise client_error("AccessDenied", ask.operation)
        found = self._answers.get((ask.client, ask.operation), {})
        return found(region=region, **arguments) if callable(found) else found


class _Meta:
    region_name: str

    def __init__(self, region: str) -> None:
        self.region_name = region


class _ScriptedClient:
    def __init__(self, aws: ScriptedAws, service: str, region: str) -> None:
        self._aws = aws
        self._service = service
        self.meta = _Meta(region)

    def __getattr__(self, method: str) -> Callable[..., Mapping[str, Any]]:
        ask = ASKS[self._service, method]

        def call(**arguments: Any) -> Mapping[str, Any]:
            return self._aws.answer(ask, self.meta.region_name, arguments)

        return call


def client_error(code: str, operation: str = "Operation") -> Exception:
    """An error as boto3 raises it."""
    from botocore.exceptions import ClientError

    return ClientError(cast(Any, {"Error": {"Code": code, "Message": "no"}}), operation)


class MemorySink:
    """Keeps a snapshot as it is made."""

    def __init__(self) -> None:
        self._taken_at = datetime(2026, 1, 1, tzinfo=UTC)
        self._accounts: dict[str, str] = {}
        self._resources: list[Resource] = []
        self._readings: dict[Of, dict[MetricKey, Readings]] = {}
        self._advice: list[AwsAdvice] = []
        self._shortfalls: list[Shortfall] = []
        self._looked: set[Place] = set()

    def head(self, taken_at: datetime, accounts: Mapping[str, str]) -> None:
        self._taken_at, self._accounts = taken_at, dict(accounts)

    def looked(self, place: Place) -> None:
        self._looked.add(place)

    def resource(self, resource: Resource) -> None:
        self._resources.append(resource)

    def metric(self, of: Of, key: MetricKey, values: Any, *, days: int, period_s: int) -> None:
        self._readings.setdefault(of, {})[key] = Readings.of(values, days=days, period_s=period_s)

    def advice(self, advice: AwsAdvice) -> None:
        self._advice.append(advice)

    def shortfall(self, shortfall: Shortfall) -> None:
        self._shortfalls.append(shortfall)

    def snapshot(self) -> AccountSnapshot:
        return AccountSnapshot(
            taken_at=self._taken_at,
            accounts=self._accounts,
            resources=tuple(self._resources),
            readings=self._readings,
            advice=tuple(self._advice),
            shortfalls=tuple(self._shortfalls),
            looked=frozenset(self._looked),
        )


TAKEN: Final = datetime(2026, 6, 1, 6, tzinfo=UTC)


def trial_account(trial: Trial) -> KnownAccount:
    """Instances, volumes, functions, buckets, databases and log groups of the user's account, and of a hidden one."""
    resources = [each for number in range(trial.many) for each in _things(trial.own, "app", number, number + 1)]
    shortfalls: list[Shortfall] = []
    accounts = {trial.own: "own"}
    if trial.others:
        accounts[trial.other] = trial.word
        resources += [
            each for number in range(2) for each in _things(trial.other, trial.word, number, int(trial.amount))
        ]
        if trial.many > 10:
            refused = Shortfall(
                action="rds:DescribeDBClusters", account=trial.other, region=trial.word, reason="denied"
            )
            shortfalls.append(refused)
    looked = {(each.kind, each.account, each.region) for each in resources}
    return KnownAccount(
        AccountSnapshot(
            taken_at=TAKEN,
            accounts=accounts,
            resources=tuple(resources),
            shortfalls=tuple(shortfalls),
            looked=frozenset(looked),
        )
    )


def _things(account: str, word: str, number: int, size: int) -> list[Resource]:
    name, created = f"{word}-{number}", TAKEN - timedelta(days=100 + number % 100)
    tags = {"team": word} if number % 2 else {}

    def thing(kind: str, id_: str, region: str = "eu-west-1", **attributes: Any) -> Resource:
        return Resource(
            kind=kind, id=id_, name=name, account=account, region=region, created=created, tags=tags,
            attributes=attributes,
        )  # fmt: skip

    return [
        thing("ec2:instance", f"i-{name}", type="m6i.large", state="running" if number % 3 else "stopped"),
        thing("ec2:volume", f"vol-{name}", type="gp3", size_gb=size, state="available" if number % 2 else "in-use"),
        thing("lambda:function", name, runtime="python3.12", memory_mb=128, timeout_s=3),
        thing("s3:bucket", f"bucket-{name}", lifecycle=bool(number % 2)),
        thing("rds:instance", f"db-{name}", type="db.r6g.large", engine="postgres", state="available"),
        thing("logs:group", f"/app/{name}", kept_days=0, stored_bytes=size * 10**9),
    ]


TRIALS: Final = {AccountReader: trial_account}
