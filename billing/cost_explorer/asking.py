"""Asking Cost Explorer: from what was kept where it still holds, page by page otherwise, and never beyond the cap."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from billing.cost_explorer.answers import is_estimated, kept_text
from billing.cost_explorer.plan import Request, month_end
from billing.cost_explorer.store import Kept, RequestStore
from finops_core.aws.errors import AwsFailure, classify, error_code
from finops_core.clock import Clock
from finops_core.errors import BillError
from finops_core.tools.readers import Grant

logger = logging.getLogger(__name__)

REGION: Final = "us-east-1"
"""The only one that the API is in."""
GRANT: Final = Grant(actions=("ce:GetCostAndUsage",))
"""What a bill out of Cost Explorer takes. Who one is may be asked by everybody."""
FRESH: Final = timedelta(hours=24)
"""An answer that may still change is asked for again after this."""
SETTLED: Final = timedelta(days=5)
"""After the end of a month; AWS closes a bill within days of it."""
MOST_PAGES: Final = 500


class CostExplorer(Protocol):
    """The one operation that is used, as boto3's client has it."""

    def get_cost_and_usage(self, **arguments: Any) -> dict[str, Any]: ...


@dataclass(slots=True, kw_only=True)
class Asking:
    """One account's requests. `made` counts those that were paid for."""

    client: CostExplorer
    account: str
    store: RequestStore
    clock: Clock
    made: int = 0
    latest: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    """When the newest of the answers that were given out came."""

    def holds(self, request: Request) -> bool:
        """Whether it is answered from what was kept."""
        return self._kept(request) is not None

    def answer(self, request: Request) -> str:
        """All pages of an answer. Raises BillError when there is none, or the cap is reached."""
        kept = self._kept(request)
        if kept is None:
            text = kept_text(self._pages(request))
            now = self.clock.now()
            settled = now.date() >= month_end(request.days) + SETTLED
            kept = Kept(text=text, fetched_at=now, final=settled and not is_estimated(text))
            self.store.keep(self.account, request.text(), kept)
        self.latest = max(self.latest, kept.fetched_at)
        return kept.text

    def _kept(self, request: Request) -> Kept | None:
        kept = self.store.find(self.account, request.text())
        return kept if kept is not None and (kept.final or self.clock.now() - kept.fetched_at < FRESH) else None

    def _pages(self, request: Request) -> Iterator[dict[str, Any]]:
        arguments, seen = request.arguments(), set[str]()
        for _ in range(MOST_PAGES):
            page = self._page(arguments)
            yield page
            token = str(page.get("NextPageToken") or "")
            if not token:
                return
            if token in seen:
                break
            seen.add(token)
            arguments["NextPageToken"] = token
        raise BillError("Cost Explorer's pages do not end. Take a bill with fewer keys or months.")

    def _page(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.store.pay(self.clock.now())
        self.made += 1
        try:
            return self.client.get_cost_and_usage(**arguments)
        except Exception as error:
            words = _refused(error)
            if words is None:
                raise
            raise BillError(words) from error


def _refused(error: Exception) -> str | None:
    """Why AWS did not answer and what to do; None for what no client of AWS raised."""
    from botocore.exceptions import BotoCoreError, ClientError

    if not isinstance(error, BotoCoreError | ClientError):
        return None
    code = error_code(error)
    if code == "DataUnavailableException":
        return "Cost Explorer has no data yet: it is there a day after somebody opened it in the console once."
    match classify(error):
        case AwsFailure.DENIED:
            return (
                f"AWS does not let me ask Cost Explorer ({code}). Allow ce:GetCostAndUsage, and in a member account "
                "let the payer switch on its access; `finops account policy --of cost-explorer` prints the policy."
            )
        case AwsFailure.UNAUTHENTICATED:
            return f"AWS does not say who you are ({code}). Sign in again, or give a profile: cost-explorer:PROFILE."
        case AwsFailure.THROTTLED:
            return f"Cost Explorer refuses more requests for now ({code}). What it answered is kept; try again later."
        case _:
            return f"Cost Explorer gave no answer ({code}). What it answered before is kept; try again."
