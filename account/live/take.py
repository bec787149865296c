"""Taking a snapshot of accounts: everything listed, region by region side by side, then metrics, then AWS's advice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final, Protocol, TypeVar

from account.aws_advice import AwsAdvice
from account.live.advice import ADVISERS, Adviser
from account.live.asks import Ask
from account.live.calls import Calls, ClientOf, Refused, is_aws, reason_of
from account.live.listing import Listing
from account.live.listings import LISTINGS
from account.live.metric_data import METRIC_DATA, Asked, asked, metric_values
from account.metrics import DAY_S, Metric, MetricKey
from account.resources import Resource
from account.shortfalls import Shortfall
from account.snapshot import Of, Place, of
from finops_core.aws.errors import error_code
from finops_core.errors import SettingsError

IDENTITY: Final = Ask(client="sts", operation="GetCallerIdentity")
REGIONS: Final = Ask(client="ec2", operation="DescribeRegions", items="Regions")
NAME: Final = Ask(client="account", operation="GetAccountInformation", region="us-east-1")
"""What an account is called. Checks of what should not run outside production read it, and people do."""
SIDE_BY_SIDE: Final = 16
"""Requests that are under way at once; AWS allows far more, a shared rate does not."""
HOME: Final = "us-east-1"
_MOST_OF_A_NAME: Final = 50
"""Characters; AWS takes no longer ones."""

T = TypeVar("T")


class Sink(Protocol):
    """Where a snapshot goes, as it is made. Called from one thread at a time."""

    def head(self, taken_at: datetime, accounts: Mapping[str, str]) -> None: ...
    def looked(self, place: Place) -> None: ...
    def resource(self, resource: Resource) -> None: ...
    def metric(self, of: Of, key: MetricKey, values: Iterable[float], *, days: int, period_s: int) -> None: ...
    def advice(self, advice: AwsAdvice) -> None: ...
    def shortfall(self, shortfall: Shortfall) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How accounts are looked at. `metrics` are by kind of resource; without `regions` all that are switched on.

    `told` hears in a sentence what was done; `check` is called before every request, and what it raises ends it all.
    """

    now: datetime
    metrics: Mapping[str, Sequence[Metric]] = field(default_factory=dict[str, Sequence[Metric]])
    regions: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = LISTINGS
    advisers: tuple[Adviser, ...] = ADVISERS
    told: Callable[[str], None] = lambda sentence: None
    check: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class _Account:
    id: str
    name: str
    client_of: ClientOf
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _NotEntered:
    error: Exception

    def words(self) -> SettingsError:
        return SettingsError(
            f"AWS does not say who you are ({reason_of(self.error)}: {error_code(self.error)}). Sign in again, or give "
            "a profile with --profile that `aws sts get-caller-identity` works with; a role has to trust whoever "
            "assumes it, with the external id in [account]."
        )


def take(accounts: Sequence[ClientOf], looking: Looking, sink: Sink, names: Sequence[str] = ()) -> None:
    """Looks at every account and writes what is found.

    `names` are what the accounts are called, in their order, where one cannot be entered: of several that one is said
    to be missing. Raises SettingsError where none can be.
    """
    out = _Writing(sink)
    named = [names[number] if number < len(names) else f"number {number + 1}" for number in range(len(accounts))]
    entered = _side_by_side(
        [partial(_entered, client_of, name, looking, out) for client_of, name in zip(accounts, named, strict=True)]
    )
    refused = [each for each in entered if isinstance(each, _NotEntered)]
    known = list({each.id: each for each in entered if isinstance(each, _Account)}.values())
    if refused and not known:
        raise refused[0].words() from refused[0].error
    sink.head(looking.now, {account.id: account.name for account in known})
    listed = _side_by_side(
        [
            partial(_listed, account, region, listing, looking, out)
            for account in known
            for listing in looking.listings
            for region in (("",) if listing.once else account.regions)
        ]
    )
    resources = [resource for part in listed for resource in part]
    looking.told(f"Listed {len(resources):,} resources.")
    _side_by_side(
        [
            partial(_measured, account, region, asked(own, looking.metrics), looking, out)
            for account in known
            for region, own in _by_region(resources, account.id).items()
        ]
    )
    looking.told("Read the metrics.")
    _side_by_side(
        [
            partial(_advised, account, region, adviser, looking, out)
            for account in known
            for adviser in looking.advisers
            for region in (account.regions if adviser.regional else (HOME,))
        ]
    )
    looking.told("Read what AWS advises.")
    out.shortfalls_told()


class _Writing:
    """A sink for several threads."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.lock = Lock()
        self._shortfalls: dict[Shortfall, None] = {}

    def short(self, shortfalls: Iterable[Shortfall]) -> None:
        with self.lock:
            self._shortfalls |= dict.fromkeys(shortfalls)

    def shortfalls_told(self) -> None:
        for each in self._shortfalls:
            self.sink.shortfall(each)


def _side_by_side(calls: Sequence[Callable[[], T]]) -> list[T]:
    if not calls:
        return []
    with ThreadPoolExecutor(max_workers=min(SIDE_BY_SIDE, len(calls))) as pool:
        running = [pool.submit(copy_context().run, call) for call in calls]
        try:
            return [future.result() for future in running]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _entered(client_of: ClientOf, name: str, looking: Looking, out: _Writing) -> "_Account | _NotEntered":
    """Who an account is, and which of its regions are switched on; or that nobody says so."""
    looking.check()
    try:
        client = client_of("sts", None)
        id_ = str(client.get_caller_identity()["Account"])
    except SettingsError:
        raise
    except Exception as error:
        if not is_aws(error):
            raise
        # A role is assumed when it is first used: that may be what was refused.
        asked = str(getattr(error, "operation_name", ""))
        action = f"sts:{asked if asked.startswith('AssumeRole') else IDENTITY.operation}"
        reason, code = reason_of(error), error_code(error)[:200]
        out.short([Shortfall(action=action, account=name, reason=reason, code=code)])
        return _NotEntered(error)
    calls = Calls(client_of=client_of, account=id_, region="", asks=(REGIONS, NAME), check=looking.check)
    name = str((calls.detail(NAME) or {}).get("AccountName") or "")[:_MOST_OF_A_NAME]
    regions = looking.regions or _switched_on(calls, home=str(getattr(client.meta, "region_name", "") or HOME))
    out.short(calls.shortfalls)
    return _Account(id_, name, client_of, regions)


def _switched_on(calls: Calls, home: str) -> tuple[str, ...]:
    """The regions that are switched on; the account's own where AWS does not list them."""
    try:
        return tuple(sorted(item["RegionName"] for item in calls.items(REGIONS)))
    except Refused:
        return (home,)


def _listed(account: _Account, region: str, listing: Listing, looking: Looking, out: _Writing) -> list[Resource]:
    """One kind in one region. What was listed before a refusal is kept, and the kind is not known to be all there."""
    calls = Calls(
        client_of=account.client_of, account=account.id, region=region, asks=listing.asks, check=looking.check
    )
    found: list[Resource] = []
    whole = True
    try:
        found.extend(listing.read(calls))
    except Refused:
        whole = False
    with out.lock:
        for each in found:
            out.sink.resource(each)
        if whole:
            out.sink.looked((listing.kind, account.id, region))
    out.short(calls.shortfalls)
    return found


def _by_region(resources: Iterable[Resource], account: str) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for each in resources:
        if each.account == account:
            found.setdefault(each.region or HOME, []).append(each)
    return found


def _measured(account: _Account, region: str, wanted: Sequence[Asked], looking: Looking, out: _Writing) -> None:
    calls = Calls(
        client_of=account.client_of, account=account.id, region=region, asks=(METRIC_DATA,), check=looking.check
    )
    for each, values in metric_values(calls, wanted, looking.now):
        with out.lock:
            out.sink.metric(of(each.resource), each.metric.key, values, days=each.metric.days, period_s=DAY_S)
    out.short(calls.shortfalls)


def _advised(account: _Account, region: str, adviser: Adviser, looking: Looking, out: _Writing) -> None:
    calls = Calls(
        client_of=account.client_of, account=account.id, region=region, asks=adviser.asks, check=looking.check
    )
    found: list[AwsAdvice] = []
    with suppress(Refused):  # what was told before the refusal stays
        found.extend(adviser.read(calls))
    with out.lock:
        for each in found:
            out.sink.advice(each)
    out.short(calls.shortfalls)
