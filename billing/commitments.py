"""Savings Plans and reservations, read from the bill's rows: coverage, utilisation, unused money, ends.

Used is the effective cost of the usage a commitment covered; unused is what was paid for nothing: in a CUR the
effective cost of the commitment's own fees (or, in one without the columns that tell what of a fee was used, the fees
less what the covered usage cost), in FOCUS that of charges with status Unused.
Utilisation = used ÷ (used + unused). Coverage = what covered usage would cost on demand ÷ what all usage that a
commitment could cover would, as AWS Cost Explorer defines both. What a commitment could cover: on-demand usage of the
services and families of usage in which commitments are used, but for their storage, I/O, transfer and requests, and,
where a plan covers some of it, whatever a Compute Savings Plan of AWS applies to: EC2 instances, Fargate and Lambda.
Spot usage has prices of its own and no commitment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from billing.charge_rows import ChargeRows
from billing.commitment_terms import TermEnd, term_ends
from billing.query import BillQuery, Filter, GroupKey, LineKind
from billing.sql import Sql, conditions
from finops_core.values import Period

_PRECISION = 76


class CommitmentKind(StrEnum):
    """The two kinds of commitment."""

    SAVINGS_PLAN = "Savings Plan"
    RESERVATION = "Reserved Instance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One Savings Plan or reservation over a period, amounts in `currency`.

    `on_demand` is what its covered usage would have cost on demand; None where the bill does not say it of all of it:
    `unpriced` is the effective cost of what has no list price, or one of 0, which is none.
    `end` is the last day of its term and how the bill tells it.
    """

    id: str
    kind: CommitmentKind
    currency: str
    used: Decimal
    unused: Decimal
    on_demand: Decimal | None
    end: TermEnd
    unpriced: Decimal = Decimal(0)

    @property
    def utilisation(self) -> Decimal | None:
        """A fraction; None when nothing was paid."""
        return _share(self.used, self.used + self.unused)

    @property
    def saved(self) -> Decimal | None:
        """Against on-demand prices, after what was not used; negative when the commitment cost more."""
        return None if self.on_demand is None else self.on_demand - self.used - self.unused


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReport:
    """All commitments of a period in one currency, dearest waste first.

    `coverable` is the on-demand cost of all usage that a commitment could cover, `paid` its effective cost; `unpriced`
    is the effective cost of usage among it that has no list price. `by_compute_plan` says that what a Compute Savings
    Plan applies to is in it.
    """

    currency: str
    commitments: tuple[Commitment, ...]
    covered: Decimal
    coverable: Decimal
    unpriced: Decimal = Decimal(0)
    by_compute_plan: bool = False
    paid: Decimal = Decimal(0)

    @property
    def savings_rate(self) -> Decimal | None:
        """What was saved, unused commitments paid, of what coverable usage would have cost on demand (FinOps
        Foundation, "Effective Savings Rate"); None as for coverage."""
        rate = None if self.unpriced else _share(self.paid + self.unused, self.coverable)
        return None if rate is None else 1 - rate

    @property
    def used(self) -> Decimal:
        return sum((c.used for c in self.commitments), Decimal(0))

    @property
    def unused(self) -> Decimal:
        return sum((c.unused for c in self.commitments), Decimal(0))

    @property
    def utilisation(self) -> Decimal | None:
        return _share(self.used, self.used + self.unused)

    @property
    def coverage(self) -> Decimal | None:
        """A fraction; None when there is no usage that a commitment could cover, or some of it has no list price."""
        return None if self.unpriced else _share(self.covered, self.coverable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of the usage that commitments could cover they did, of one value of a dimension, at list prices."""

    name: str
    currency: str
    covered: Decimal
    coverable: Decimal
    unpriced: Decimal

    @property
    def coverage(self) -> Decimal | None:
        """A fraction; None where nothing could be covered, or some of it has no list price."""
        return None if self.unpriced else _share(self.covered, self.coverable)


_UNPRICED = 'coalesce("ListCost", 0) <= 0 AND "EffectiveCost" > 0'
"""SQL: paid usage without a list price. A price of 0 is none: exports of reservations write it where they know none."""

_COMPUTE_PLAN = (
    """("ProviderName" ILIKE 'AWS%' OR "ProviderName" ILIKE 'Amazon%') AND regexp_matches("x_UsageType", """
    "'BoxUsage|DedicatedUsage|UnusedBox|UnusedDed|Fargate-.*(vCPU|GB)-Hours|Lambda-(Provisioned-)?"
    """(GB-Second|Concurrency)')"""
)
"""SQL: usage that a Compute Savings Plan of AWS applies to (docs.aws.amazon.com/savingsplans, "Savings Plan types")."""

_SPOT = """("x_UsageType" LIKE '%SpotUsage%' OR "PricingCategory" = 'Dynamic')"""

_BESIDE_CAPACITY = (
    """regexp_matches("x_UsageType", 'Storage|IOUsage|IOPS|Throughput|Backup|Snapshot|DataTransfer|Bytes|Request')"""
)
"""SQL: storage, I/O, transfer and requests, which no commitment covers: plans and reservations are of capacity."""

_COVERED = (LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)
_COVERED_BY = {
    CommitmentKind.SAVINGS_PLAN: (LineKind.SAVINGS_PLAN_COVERED,),
    CommitmentKind.RESERVATION: (LineKind.RESERVATION_COVERED,),
}
_FEES = (LineKind.SAVINGS_PLAN_RECURRING, LineKind.RESERVATION_RECURRING)
_UNUSED = (LineKind.UNUSED_COMMITMENT,)


def commitments(
    bill: ChargeRows, period: Period | None = None, kind: CommitmentKind | None = None
) -> tuple[CommitmentReport, ...]:
    """The commitments of a bill, one report a currency; none for a bill without commitments.

    With a `kind`, only those, and coverage of what they could cover.
    """
    where = conditions(BillQuery(period=period), bill.words)
    ends = term_ends(bill)
    kinds, unused = _list(_COVERED), _unused_in_report() if "CUR" in bill.info().format else _sum(_UNUSED)
    found = bill.statement(
        f"""SELECT "BillingCurrency", "CommitmentDiscountId",
                   bool_or("x_LineKind" LIKE 'savings_plan%' OR "CommitmentDiscountType" ILIKE '%savings plan%'),
                   {_sum(_COVERED)},
                   {unused},
                   sum("ListCost") FILTER ("x_LineKind" IN {kinds}),
                   coalesce(sum("EffectiveCost") FILTER ("x_LineKind" IN {kinds} AND {_UNPRICED}), 0)
            FROM charges WHERE {where.text} AND "CommitmentDiscountId" <> ''
            GROUP BY 1, 2 ORDER BY 1, 5 DESC, 2""",
        where.parameters,
    )
    by_currency: dict[str, list[Commitment]] = {}
    for currency, name, is_plan, used, wasted, on_demand, unpriced in found:
        its_kind = CommitmentKind.SAVINGS_PLAN if is_plan else CommitmentKind.RESERVATION
        if kind not in (None, its_kind):
            continue
        by_currency.setdefault(str(currency), []).append(
            Commitment(
                id=str(name),
                kind=its_kind,
                currency=str(currency),
                used=Decimal(used),
                unused=Decimal(wasted),
                on_demand=None if on_demand is None or unpriced else Decimal(on_demand),
                unpriced=Decimal(unpriced),
                end=ends.get(str(name), TermEnd()),
            )
        )
    return tuple(_report(bill, currency, period, found, kind) for currency, found in by_currency.items())


def _sum(kinds: Sequence[LineKind]) -> str:
    return f"""coalesce(sum("EffectiveCost") FILTER ("x_LineKind" IN {_list(kinds)}), 0)"""


def _unused_in_report() -> str:
    """SQL: what a CUR says was paid for nothing. Fees that cost in effect all that they are billed at, row by row,
    say nothing of their use: the report lacks the columns that tell it."""
    silent = f"""bool_and("EffectiveCost" = "BilledCost") FILTER ("x_LineKind" IN {_list(_FEES)})"""
    stated = _sum((*_UNUSED, *_FEES))
    return f"CASE WHEN {silent} THEN greatest({stated} - {_sum(_COVERED)}, 0) ELSE {stated} END"


def _report(
    bill: ChargeRows,
    currency: str,
    period: Period | None,
    found: Sequence[Commitment],
    kind: CommitmentKind | None,
) -> CommitmentReport:
    where = conditions(BillQuery(period=period, currency=currency), bill.words)
    rows = bill.statement(
        f"""{_charged(where.text, kind)} SELECT {_SUMS}, (SELECT compute FROM plans) FROM charged WHERE {_COVERABLE}""",
        where.parameters,
    )
    covered, coverable, unpriced, paid, by_compute_plan = rows[0]
    return CommitmentReport(
        currency=currency,
        commitments=tuple(found),
        covered=Decimal(covered),
        coverable=Decimal(coverable),
        unpriced=Decimal(unpriced),
        by_compute_plan=bool(by_compute_plan),
        paid=Decimal(paid),
    )


_SUMS = f"""coalesce(sum("ListCost") FILTER (is_covered), 0), coalesce(sum("ListCost"), 0),
            coalesce(sum("EffectiveCost") FILTER ({_UNPRICED}), 0), coalesce(sum("EffectiveCost"), 0)"""
_COVERABLE = f"""(is_covered OR (NOT {_SPOT} AND (
    (is_compute AND (SELECT compute FROM plans)) OR (NOT {_BESIDE_CAPACITY} AND ("ServiceName", "x_UsageFamily") IN
    (SELECT ("ServiceName", "x_UsageFamily") FROM charged WHERE is_covered)))))"""


def _charged(where: str, kind: CommitmentKind | None) -> str:
    """SQL: usage with whether a commitment covered it, and whether plans cover what a Compute plan applies to."""
    kinds = _list(_COVERED_BY[kind] if kind else _COVERED)
    usage = _list((*_COVERED, LineKind.USAGE))
    return f"""WITH charged AS (SELECT *, "x_LineKind" IN {kinds} AS is_covered, {_COMPUTE_PLAN} AS is_compute
                               FROM charges WHERE {where} AND "x_LineKind" IN {usage}),
                    plans AS (SELECT coalesce(bool_or(is_compute), FALSE) AS compute FROM charged
                              WHERE is_covered AND "x_LineKind" = '{LineKind.SAVINGS_PLAN_COVERED.value}')"""


def coverage_of(
    bill: ChargeRows,
    period: Period,
    kind: CommitmentKind | None,
    *,
    filters: tuple[Filter, ...] = (),
    by: GroupKey | None = None,
    monthly: bool = False,
) -> tuple[Covered, ...]:
    """Coverage of the usage that filters keep, by a dimension or by month, what is most uncovered first.

    What commitments could cover is told by all usage of the period: an account without any may have some to cover.
    """
    where = conditions(BillQuery(period=period), bill.words)
    kept = conditions(BillQuery(filters=filters), bill.words)
    key = bill.words.key(by) if by is not None else Sql("''")
    name = "strftime(\"ChargePeriodStart\", '%Y-%m')" if monthly else key.text
    order = "1" if monthly else f"{_UNCOVERED} DESC, 1"
    rows = bill.statement(
        f"""{_charged(where.text, kind)} SELECT {name} AS name, "BillingCurrency" AS currency, {_SUMS}
            FROM charged WHERE {_COVERABLE} AND {kept.text} GROUP BY 1, 2 ORDER BY {order}""",
        (*where.parameters, *(() if monthly else key.parameters), *kept.parameters),
    )
    return tuple(
        Covered(
            name=str(name or ""),
            currency=str(currency),
            covered=Decimal(covered),
            coverable=Decimal(coverable),
            unpriced=Decimal(unpriced),
        )
        for name, currency, covered, coverable, unpriced, _ in rows
    )


_UNCOVERED = """coalesce(sum("ListCost") FILTER (NOT is_covered), 0)"""


def _list(kinds: Sequence[LineKind]) -> str:
    return "(" + ", ".join(f"'{kind.value}'" for kind in kinds) + ")"


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    with localcontext(prec=_PRECISION):
        return part / whole if whole else None
