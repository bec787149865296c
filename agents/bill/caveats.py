"""What every answer over the bill says of charges that are not in it, or that are in it under another name.

One step after every tool: `with_caveats` wraps what the tool reads and adds notes to the basis of whatever it found,
so that no tool can leave them out, whoever asks it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel

from agents.bill.dimensions import COST_CATEGORY
from agents.bill.missing_amounts import added, amounts_text, rows_text
from agents.bill.params import BillParams
from agents.bill.tag_keys import category_notes, key_notes, keys_of_tags
from agents.bill.wording import listed
from billing.engines.port import NO_USE
from billing.periods.symbols import day_text
from billing.query import BillInfo, BillProblem, Dimension, GapOf, Metric
from billing.source import BillSource, PaidBill
from billing.terms import Terms
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Period

P = TypeVar("P", bound=BaseModel)

SHOWN = 3
"""Files or accounts named one by one; more are counted."""

LONGEST_WORDS = 300
"""Characters of a problem's own words in a note."""


@dataclass(slots=True)
class DaysRead:
    """Days that a tool reads besides the period of its basis. `everything` is the whole bill."""

    periods: list[Period] = field(default_factory=list[Period])
    everything: bool = False


class OverABill(Protocol):
    """The result of a tool over a bill: a frozen dataclass with the basis of what it found."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def basis(self) -> Basis:
        """What the result stands on."""
        ...


B = TypeVar("B", bound=OverABill)


def with_caveats(read: Callable[[P, ToolContext], B]) -> Callable[[P, ToolContext], B]:
    """What a tool reads, with notes in its basis on what is not in it."""

    def told(params: P, context: ToolContext) -> B:
        days = DaysRead()
        found = read(params, replace(context, services={**context.services, DaysRead: days}))
        notes = _caveats(params, found.basis, days, context)
        basis = found.basis.model_copy(update={"notes": tuple(dict.fromkeys((*found.basis.notes, *notes)))})
        return replace(found, basis=_with_price(basis, context))

    return told


def _with_price(basis: Basis, context: ToolContext) -> Basis:
    """With the requests that reading the bill took since the answer before, and what they cost."""
    bill = context.service(BillSource)
    used = bill.claim_use() if isinstance(bill, PaidBill) else NO_USE
    if not used.requests:
        return basis
    context.meter.add(requests=used.requests, price_usd=used.price_usd)
    cost = str(Decimal(basis.api_cost_usd) + used.price_usd)
    return basis.model_copy(update={"api_requests": basis.api_requests + used.requests, "api_cost_usd": cost})


def also_read(context: ToolContext, *periods: Period) -> None:
    """Says that a tool reads more days than the period of its basis; without any, that it reads the whole bill."""
    read = context.services.get(DaysRead)
    if isinstance(read, DaysRead):
        read.periods += periods
        read.everything = read.everything or not periods


def _caveats(params: BaseModel, basis: Basis, read: DaysRead, context: ToolContext) -> Iterable[str]:
    info = context.service(BillSource).info()
    if context.accounts is not None:
        yield from _for_some_accounts(info, basis, read)
    else:
        concerned = [problem for problem in info.problems if _concerns(problem, basis, read, info)]
        yield from _left_out(concerned)
        yield from _affected(concerned, params, basis)
        yield from _of_currencies(concerned)
        yield from _in_their_own_words(concerned)
    yield from _gaps(params, basis, info, context)
    yield from _renamed(params, info, context)
    yield from _by_other_keys(params, info, context)


def _concerns(problem: BillProblem, basis: Basis, read: DaysRead, info: BillInfo) -> bool:
    """Whether a problem may touch the days of the answer: one without days may touch any."""
    days = problem.period
    if days is None or basis.period is None or read.everything:
        return not problem.notice
    periods = (Period(basis.period.start, basis.period.end), *read.periods)
    return not problem.notice and any(days.overlap(_to_the_edges(period, info)) for period in periods)


def _to_the_edges(period: Period, info: BillInfo) -> Period:
    """The bill ends where its counted rows end: rows left out before or after them concern who asks up to there."""
    start = date.min if period.start <= info.period.start else period.start
    end = date.max if period.end >= info.period.end else period.end
    return Period(start, end)


def _for_some_accounts(info: BillInfo, basis: Basis, read: DaysRead) -> Iterable[str]:
    """Who sees some accounts only learns no counts: which accounts the missing charges are of is not known."""
    concerned = [problem for problem in info.problems if _concerns(problem, basis, read, info)]
    if any(problem.rows or problem.unread for problem in concerned):
        yield "Some rows of the bill could not be read; whether they are of your accounts cannot be told."


def _left_out(problems: Sequence[BillProblem]) -> Iterable[str]:
    """All rows that are not counted in one line, with what they bill as far as it can be read."""
    found = [problem for problem in problems if problem.rows]
    if not found:
        return
    count = sum(problem.rows for problem in found)
    amount = added(problem.amount for problem in found)
    days = [problem.period for problem in found if problem.period]
    bills = f" ({amounts_text(amount)})" if amount else ""
    dated = f", dated {_span(days)}" if len(days) == len(found) else ""
    why = _words(found[0].message.removeprefix("Left out: ")) if len(found) == 1 else "“bill check” says why."
    yield f"{rows_text(count)} of the bill{bills}{dated} {'is' if count == 1 else 'are'} not counted: {why}"


_TAGS = "Tags"


def _affected(problems: Sequence[BillProblem], params: BaseModel, basis: Basis) -> Iterable[str]:
    """Rows that are counted without a value which this answer uses: tags where it asks for tags."""
    by_column: dict[str, list[BillProblem]] = {}
    for problem in problems:
        if problem.affected and problem.column == _TAGS and asks_for_tags(params):
            by_column.setdefault(problem.column, []).append(problem)
    for column, found in by_column.items():
        count = sum(problem.affected for problem in found)
        amount = added(problem.amount for problem in found)
        bills = f" ({amounts_text(amount)})" if amount else ""
        verbs = ("has", "counts") if count == 1 else ("have", "count")
        yield f"{rows_text(count)}{bills} {verbs[0]} {column} that cannot be read and {verbs[1]} as untagged."


def _of_currencies(problems: Sequence[BillProblem]) -> Iterable[str]:
    """In which currency amounts were taken to be that do not say it for certain."""
    said = dict.fromkeys(problem.message for problem in problems if problem.column == "BillingCurrency")
    yield from map(_words, list(said)[:SHOWN])


def asks_for_tags(params: BaseModel) -> bool:
    """Whether a question is about tags or teams."""
    groups: tuple[str, ...] = getattr(params, "group_by", ())
    named = (getattr(params, name, ()) for name in ("tag", "team", "keys"))
    picked: tuple[str, ...] = getattr(params, "only", ()) + getattr(params, "without", ())
    return (
        "keys" in type(params).model_fields
        or any(named)
        or any(one in ("team", COST_CATEGORY) or one[:4] == "tag:" for one in groups)
        or any(one.startswith(("team=", "tag:")) for one in picked)
    )


def _by_other_keys(params: BaseModel, info: BillInfo, context: ToolContext) -> Iterable[str]:
    """The tag keys that an answer is by, where they are not just those asked for."""
    groups: tuple[str, ...] = getattr(params, "group_by", ())
    tags: tuple[str, ...] = getattr(params, "tag", ())
    keys: tuple[str, ...] = getattr(params, "keys", ())
    if "keys" in type(params).model_fields and not keys:
        keys = keys_of_tags(info)
    asked = [name.removeprefix("tag:") for name in groups if name.startswith("tag:")]
    terms = context.services.get(Terms) or Terms()
    yield from key_notes((*asked, *keys, *(pair.partition("=")[0].rstrip("!") for pair in tags)), info, terms)
    if COST_CATEGORY in groups:
        yield from category_notes(info)


def _in_their_own_words(problems: Sequence[BillProblem]) -> Iterable[str]:
    """Files and months that are not in the bill, and deliveries in doubt."""
    found = [one for one in problems if one.unread or not (one.rows or one.column or _is_general(one))]
    for problem in found[:SHOWN]:
        yield _words(f"{problem.message}{f' ({amounts_text(problem.amount)})' if problem.amount else ''}")
    if len(found) > SHOWN:
        yield f"And {len(found) - SHOWN} more files or deliveries; “bill check” lists them."


def _is_general(problem: BillProblem) -> bool:
    """How a file was read, rather than what of it is missing."""
    return problem.period is None and not problem.amount


def _gaps(params: BaseModel, basis: Basis, info: BillInfo, context: ToolContext) -> Iterable[str]:
    """What the bill's columns cannot tell of what was asked."""
    asked = _asked_of(params, basis)
    concerned = [gap for gap in info.gaps if gap.of in asked]
    if any(gap.kinds for gap in concerned):
        kinds = set(context.service(BillSource).values(Dimension.LINE_KIND))
        concerned = [gap for gap in concerned if not gap.kinds or kinds.intersection(gap.kinds)]
    return [gap.message for gap in concerned]


def _asked_of(params: BaseModel, basis: Basis) -> frozenset[GapOf]:
    declared = params.asks_of if isinstance(params, BillParams) else frozenset[GapOf]()
    if GapOf.REFUNDS in declared and getattr(params, "group_by", ()):
        declared |= {GapOf.COMMITMENTS}  # groups whose use a commitment paid are told, where the bill says so
    metric = _OF_METRIC.get(basis.metric)
    return declared if metric is None or declared >= frozenset({metric}) else declared | {metric}


_OF_METRIC = {Metric.EFFECTIVE.value: GapOf.AMORTISED, Metric.LIST.value: GapOf.LIST}


def _renamed(params: BaseModel, info: BillInfo, context: ToolContext) -> Iterable[str]:
    """Former names of the accounts that an answer by account shows, or was asked about."""
    groups: tuple[str, ...] = getattr(params, "group_by", ())
    asked: tuple[str, ...] = getattr(params, "account", ())
    if not asked and "account" not in groups:
        return
    wanted = {name.casefold() for name in asked}
    found = [
        account
        for account in info.former_names
        if (context.accounts is None or account in context.accounts)
        and ("account" in groups or wanted & {account, *(name.casefold() for name in info.names_of(account))})
    ]
    for account in found[:SHOWN]:
        names = info.former_names[account][:SHOWN]
        yield f"Account {account} was called {listed(names)} before."
    if len(found) > SHOWN:
        yield f"And {len(found) - SHOWN} more accounts had other names before."


def _words(text: str) -> str:
    """A problem's own words, cut with a mark where they are long."""
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


def _span(periods: Sequence[Period]) -> str:
    first, last = min(one.start for one in periods), max(one.last_day for one in periods)
    return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"
