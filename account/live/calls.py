"""Asking AWS in one account and region: page by page, within bounds, and whatever is refused is written down."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NoReturn, cast

from account.live.asks import Ask
from account.shortfalls import Reason, Shortfall
from finops_core.aws.errors import AwsFailure, classify, error_code
from finops_core.errors import SettingsError

MOST_PAGES: Final = 2_000
MOST_ITEMS: Final = 200_000
"""Of one kind in one region; beyond, the rest is said to be unread."""

ClientOf = Callable[[str, str | None], Any]
"""Makes a client of a service in a region; None is the account's own."""

_TOKENS: Final = {
    "NextToken": "NextToken",
    "nextToken": "nextToken",
    "NextMarker": "Marker",
    "Marker": "Marker",
    "LastEvaluatedTableName": "ExclusiveStartTableName",
    "ContinuationToken": "ContinuationToken",
    "position": "position",
    "nextPageToken": "pageToken",
}
"""Where an answer says that there is more, and how it is asked for; CloudFront repeats the `Marker` that was asked."""
_NOT_SUBSCRIBED: Final = frozenset({"SubscriptionRequiredException"})
_ENROLLED: Final = re.compile(r"not (?:been )?(?:enrolled|opted[ -]in|subscribed)", re.IGNORECASE)
"""Cost Optimization Hub says in words alone that nobody has switched it on."""
_NOT_ENABLED: Final = frozenset({"OptInRequiredException", "OptInRequired"})


class Refused(Exception):
    """AWS did not answer. What it was is among the shortfalls already."""


@dataclass(slots=True, kw_only=True)
class Calls:
    """What one reader asks with. `asks` are all it may ask, so that its permissions are those it declares.

    `check` is called before every request; what it raises ends the reading.
    """

    client_of: ClientOf
    account: str
    region: str
    asks: tuple[Ask, ...]
    check: Callable[[], None] = lambda: None
    shortfalls: list[Shortfall] = field(default_factory=list[Shortfall])
    requests: int = 0
    _refused: set[str] = field(default_factory=set[str])

    def items(self, ask: Ask, **arguments: Any) -> Iterator[dict[str, Any]]:
        """All that an operation lists. Raises Refused as soon as AWS does not answer."""
        found = 0
        for page in self.pages(ask, **arguments):
            for item in cast(list[Any], _body(page, ask).get(ask.items) or []):
                yield item if isinstance(item, dict) else {"": item}
                found += 1
                if found >= MOST_ITEMS:
                    self._say(ask, "unread", f"more than {MOST_ITEMS}")
                    raise Refused

    def pages(self, ask: Ask, **arguments: Any) -> Iterator[dict[str, Any]]:
        """Whole answers, page by page. Raises Refused."""
        seen: set[tuple[str, ...]] = set()
        for _ in range(MOST_PAGES):
            page = self._asked(ask, arguments)
            yield page
            further = _next(_body(page, ask), ask)
            if not further:
                return
            if (place := tuple(further.values())) in seen:
                break
            seen.add(place)
            arguments = {name: value for name, value in arguments.items() if name not in dict(ask.further).values()}
            arguments |= further
        self._say(ask, "unread", "endless pages")
        raise Refused

    def one(self, ask: Ask, **arguments: Any) -> dict[str, Any]:
        """One thing looked up without which nothing is known. Raises Refused."""
        return self._asked(ask, arguments)

    def detail(self, ask: Ask, **arguments: Any) -> dict[str, Any] | None:
        """One thing looked up: an empty answer where there is none, None where it is not known.

        Who was refused once here is not asked again: the next thing would be refused as well.
        """
        if ask.action in self._refused:
            return None
        try:
            return self._asked(ask, arguments)
        except Refused:
            return None

    def _asked(self, ask: Ask, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if ask not in self.asks:
            raise ValueError(f"{ask.action} is asked and not declared")
        self.check()
        self.requests += 1
        with self._refusals(ask):
            try:
                client = self.client_of(ask.client, ask.region or self.region or None)
                if (call := getattr(client, ask.method, None)) is None:
                    self._refuse(ask, "unread", "UnknownOperation")
                return call(**arguments)
            except Exception as error:
                if is_aws(error) and (error_code(error) in ask.absent or _not_offered(ask.client, self.region, error)):
                    return {}
                raise

    @contextmanager
    def _refusals(self, ask: Ask) -> Generator[None]:
        try:
            yield
        except SettingsError:
            raise
        except Exception as error:
            if not is_aws(error):
                raise
            self._refuse(ask, reason_of(error), error_code(error), error)

    def _refuse(self, ask: Ask, reason: Reason, code: str, cause: Exception | None = None) -> NoReturn:
        self._refused.add(ask.action)
        self._say(ask, reason, code)
        raise Refused from cause

    def _say(self, ask: Ask, reason: Reason, code: str) -> None:
        said = Shortfall(action=ask.action, account=self.account, region=self.region, reason=reason, code=code[:200])
        if said not in self.shortfalls:
            self.shortfalls.append(said)


def reason_of(error: Exception) -> Reason:
    """Why AWS refused, as people are told."""
    code = error_code(error)
    if code in _NOT_SUBSCRIBED:
        return "not_subscribed"
    if code in _NOT_ENABLED or _ENROLLED.search(str(error)):
        return "not_enabled"
    match classify(error):
        case AwsFailure.DENIED:
            return "denied"
        case AwsFailure.UNAUTHENTICATED:
            return "denied"
        case AwsFailure.THROTTLED:
            return "throttled"
        case _:
            return "unread"


def _next(page: Mapping[str, Any], ask: Ask) -> dict[str, str]:
    """How the next page is asked for; nothing after the last one."""
    if page.get("IsTruncated") is False:
        return {}
    told = ((asked, page.get(said)) for said, asked in ask.further or _TOKENS.items())
    found = [(asked, value) for asked, value in told if isinstance(value, str) and value]
    return dict(found if ask.further else found[:1])


def _body(page: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
    """The part of an answer that lists."""
    found = page.get(ask.within) if ask.within else page
    return cast(Mapping[str, Any], found) if isinstance(found, Mapping) else {}


def _not_offered(client: str, region: str, error: Exception) -> bool:
    """Whether nobody answers because the region does not have the service: then there is none."""
    from botocore.exceptions import EndpointConnectionError

    return isinstance(error, EndpointConnectionError) and bool(region) and region not in _regions_with(client)


@cache
def _regions_with(client: str) -> frozenset[str]:
    """The regions that have a service, as boto3 knows them."""
    from botocore.session import Session

    session = Session()
    partitions = session.get_available_partitions()
    return frozenset(region for each in partitions for region in session.get_available_regions(client, each))


def is_aws(error: Exception) -> bool:
    """Whether a client of AWS raised it: refused, not reached, or with an answer that cannot be read."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return isinstance(error, BotoCoreError | ClientError | ResponseParserError)
