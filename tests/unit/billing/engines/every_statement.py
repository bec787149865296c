"""All kinds of statements that the product sends to a bill, asked of one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from agents.advice.commitments.hourly import hourly_usage
from agents.advice.what_if.bought import compute_rates
from agents.opportunities.bill_evidence import EvidenceOf
from agents.tagging.charges import keys_as_spelled
from billing.allocation import tag_coverage
from billing.commitments import CommitmentKind, commitments, coverage_of
from billing.export import ExportBill
from billing.query import BillQuery, Dimension, GroupKey, Metric, Tag
from billing.resource_use import busiest_hours, meter_uses, service_fees, unmetered_part, use_periods
from billing.showback import showback
from billing.terms import Terms
from finops_core.errors import FinOpsError
from finops_core.values import Granularity, Period
from tests.evals.standard_questions import answered, standard_questions

TERMS = Terms.model_validate(
    {
        "week_start": "sunday",
        "fiscal_year": {"start_month": 4},
        "teams": [
            {"name": "o'hara \\ sons", "rules": [{"tags": {"environment": ["prod", "production"]}}]},
            {"name": "compute", "rules": [{"services": ["Amazon Elastic Compute Cloud", "Amazon EC2"]}]},
        ],
        "shared": [{"name": "taxes", "rules": [{"kinds": ["tax", "support"]}], "split": "even"}],
    }
)


_MARK_OF_A_FACT = re.compile(r"(?<=\bf)(\d+)-[0-9a-f]{8}\b")
"""Drawn at random for each answer."""


_REFUSED = "refused with "
_OF_LONGER_BILLS = frozenset({"uses", "busiest", "unmetered", "fees", "unused", "hours"})
_TOO_SHORT = re.compile(r"The bill has \d+ days(\.|;)|this bill has days only")


def refusals(found: Mapping[str, str]) -> dict[str, str]:
    """Those that are no answers. Two engines that refuse alike would otherwise count as equal.

    Advice from a bill of a few days, or planning from days alone, is refused as it should be, and left out.
    """
    refused = {name: text for name, text in found.items() if text.startswith(_REFUSED)}
    return {name: text for name, text in refused.items() if name not in _OF_LONGER_BILLS or not _TOO_SHORT.search(text)}


def answers(bill: ExportBill) -> Iterator[tuple[str, str]]:
    """What each of them comes to, in full, under a name of its own: see `refusals` for errors of the product."""
    for name, ask in _questions(bill):
        try:
            yield name, _MARK_OF_A_FACT.sub(r"\1", str(ask()))
        except (FinOpsError, AssertionError) as error:
            yield name, f"{_REFUSED}{type(error).__name__}: {error}"


def _questions(bill: ExportBill) -> Iterator[tuple[str, Callable[[], object]]]:
    info = bill.info()
    for question in standard_questions():
        yield f"question {question.number}", lambda asked=question: answered(asked.of(info), bill)
    tags = [Tag(key) for key in info.tag_keys[:3]]
    for key in (*Dimension, *tags):
        yield f"by {key}", lambda key=key: _rows(bill, key, None)
    for granularity in Granularity:
        yield f"{granularity}", lambda grain=granularity: _rows(bill, Dimension.SERVICE, grain)
    yield from _statements(bill, info.period, tags)


def _rows(bill: ExportBill, key: GroupKey, granularity: Granularity | None) -> Any:
    query = BillQuery(group_by=(key,), granularity=granularity, limit=7)
    metrics = (Metric.BILLED, Metric.LIST, Metric.QUANTITY) if granularity is None else (Metric.EFFECTIVE,)
    return bill.values(key), [bill.query(replace(query, metric=metric)) for metric in metrics]


def _statements(bill: ExportBill, period: Period, tags: list[Tag]) -> Iterator[tuple[str, Callable[[], object]]]:
    meters = ["BoxUsage", "Requests-Tier1", "TimedStorage-ByteHrs"]
    # Of two charges of one moment with different tags either is the last.
    yield "uses", lambda: sorted(map(str, meter_uses(bill, use_periods(bill))))
    yield "busiest", lambda: sorted(busiest_hours(bill, use_periods(bill), meters).items())
    yield "unmetered", lambda: unmetered_part(bill, use_periods(bill))
    yield "fees", lambda: sorted(map(str, service_fees(bill, use_periods(bill))))
    yield "unused", lambda: EvidenceOf(bill, use_periods(bill)).unused_commitments()
    yield "commitments", lambda: commitments(bill)
    yield "plans", lambda: commitments(bill, period, CommitmentKind.SAVINGS_PLAN)
    yield "coverage", lambda: coverage_of(bill, period, None, by=Dimension.SERVICE)
    yield "coverage by month", lambda: coverage_of(bill, period, CommitmentKind.RESERVATION, monthly=True)
    yield "showback", lambda: showback(bill, BillQuery())
    yield "tag keys", lambda: keys_as_spelled(bill)
    yield "one account", lambda: _of_one_account(bill)
    yield "rates", lambda: sorted(compute_rates(bill).items())
    yield "hours", lambda: sorted(map(str, hourly_usage(bill).on_demand))
    for tag in tags:
        yield f"coverage of {tag.key}", lambda tag=tag: tag_coverage(bill, tag, BillQuery())


def _of_one_account(bill: ExportBill) -> Any:
    own = bill.scoped(frozenset(sorted(bill.info().accounts)[:1]))
    return own.info(), own.query(BillQuery(group_by=(Dimension.SERVICE,), granularity=Granularity.MONTHLY))
