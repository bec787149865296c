"""What can be asked of a bill. Names are FOCUS column names; what FOCUS lacks is prefixed `x_`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from finops_core.values import Granularity, Period


class Metric(StrEnum):
    """Cost columns of FOCUS. In CUR: unblended, amortised (net where present), public on-demand, contracted.

    SPLIT are containers' shares of what their instances cost: parts of other charges, never to be added to them.
    """

    BILLED = "BilledCost"
    EFFECTIVE = "EffectiveCost"
    LIST = "ListCost"
    CONTRACTED = "ContractedCost"
    QUANTITY = "ConsumedQuantity"
    SPLIT = "x_SplitCost"


class Dimension(StrEnum):
    """Columns to group and filter by."""

    SERVICE = "ServiceName"
    SERVICE_CATEGORY = "ServiceCategory"
    ACCOUNT = "SubAccountId"
    BILLING_ACCOUNT = "BillingAccountId"
    REGION = "RegionId"
    ZONE = "AvailabilityZone"
    RESOURCE = "ResourceId"
    RESOURCE_NAME = "ResourceName"
    RESOURCE_TYPE = "ResourceType"
    RESOURCE_GROUP = "x_ResourceGroupName"
    COMPARTMENT = "x_CompartmentName"
    ACCOUNT_NAME = "SubAccountName"
    USAGE_TYPE = "x_UsageType"
    USAGE_FAMILY = "x_UsageFamily"
    USAGE_KIND = "x_UsageKind"
    INSTANCE_FAMILY = "x_InstanceFamily"
    OPERATION = "x_Operation"
    CHARGE_CATEGORY = "ChargeCategory"
    CHARGE_CLASS = "ChargeClass"
    DESCRIPTION = "ChargeDescription"
    LINE_KIND = "x_LineKind"
    PRICING_CATEGORY = "PricingCategory"
    COMMITMENT = "CommitmentDiscountId"
    PROVIDER = "ProviderName"
    PUBLISHER = "PublisherName"
    INVOICE = "InvoiceId"
    INVOICE_ISSUER = "InvoiceIssuerName"
    TEAM = "x_Team"
    CADENCE = "x_Cadence"


class LineKind(StrEnum):
    """What a bill row is, the same for FOCUS and CUR. Every row has exactly one."""

    USAGE = "usage"
    TAX = "tax"
    SUPPORT = "support"
    MARKETPLACE = "marketplace"
    REFUND = "refund"
    CREDIT = "credit"
    DISCOUNT = "discount"
    SAVINGS_PLAN_UPFRONT = "savings_plan_upfront"
    SAVINGS_PLAN_RECURRING = "savings_plan_recurring"
    SAVINGS_PLAN_COVERED = "savings_plan_covered"
    SAVINGS_PLAN_NEGATION = "savings_plan_negation"
    RESERVATION_UPFRONT = "reservation_upfront"
    RESERVATION_RECURRING = "reservation_recurring"
    RESERVATION_COVERED = "reservation_covered"
    UNUSED_COMMITMENT = "unused_commitment"
    ROUNDING = "rounding"
    OTHER = "other"


class Cadence(StrEnum):
    """How a charge comes, worked out for each row: over days, for a whole month or longer, or once.

    TERM are purchases for longer than two months, such as a licence for a year: they do not come again next month.
    ASSUMED_ONCE are purchases of which the bill does not say how often they come.
    """

    DAILY = "daily"
    LONG = "long"
    TERM = "term"
    ONCE = "once"
    ASSUMED_ONCE = "assumed_once"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag key as a dimension, after `finops.toml` folded keys that mean the same.

    `others` are further keys to read as the same one; of several that a charge has, the first counts.
    """

    key: str
    others: tuple[str, ...] = ()


GroupKey = Dimension | Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Keeps rows whose dimension has one of `values` exactly (or, with `exclude`, none of them)."""

    dimension: GroupKey
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BillQuery:
    """One question to a bill: sums of a metric over a period, grouped by up to two dimensions and a time grain.

    `kinds_excluded` leaves out line kinds (credits, taxes, …); the basis names them. `period` None is the whole bill.
    `having_over` keeps groups above an amount, `limit` the first groups in `descending` order of amount;
    the totals of a result always cover all groups. `by_billing_period` dates charges by the start of the period in
    which they were billed, as invoices do, instead of their own days; days and weeks within it stay their own.
    `only_partly` keeps the charges that cover several days, of which only some lie in the period.
    """

    metric: Metric = Metric.BILLED
    period: Period | None = None
    granularity: Granularity | None = None
    group_by: tuple[GroupKey, ...] = ()
    filters: tuple[Filter, ...] = ()
    kinds_excluded: frozenset[LineKind] = frozenset()
    by_billing_period: bool = False
    only_partly: bool = False
    currency: str | None = None
    having_over: Decimal | None = None
    limit: int | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class BillRow:
    """`keys` follow `group_by` (an empty string is "no value in the bill"); `start` is set with a granularity."""

    keys: tuple[str, ...]
    start: datetime | None
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillResult:
    """Rows in order, exact totals by currency over all groups, and how much was read.

    `groups` counts the groups before `limit`. Of the rows read, `rows_without` have no amount of the metric and add
    nothing (a list price of 0 for what was paid is none); `cost_without` is what they cost otherwise, by currency.
    """

    rows: tuple[BillRow, ...]
    totals: Mapping[str, Decimal]
    groups: int
    rows_read: int
    rows_without: int = 0
    cost_without: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


@dataclass(frozen=True, slots=True, kw_only=True)
class BillProblem:
    """Something wrong with the export.

    `rows` were left out when greater than 0; `amount` is what they bill by currency, as far as it can be read.
    `affected` rows are counted, but without their value of `column`; `amount` is then what these rows bill.
    `period` spans the charges of either, where their dates can be read; None may be any time.
    `unread` says that a whole file or month is not in the bill.
    A `notice` is said for completeness only: no charge is missing, and no cost wrong, because of it.
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    rows: int = 0
    affected: int = 0
    amount: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    period: Period | None = None
    unread: bool = False
    notice: bool = False


class GapOf(StrEnum):
    """What a bill without some of its columns cannot tell."""

    AMORTISED = "amortised costs"
    LIST = "list prices"
    REFUNDS = "refunds"
    COMMITMENTS = "commitments"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillGap:
    """A column the export lacks, in words. With `kinds` it matters only to a bill that has charges of such a kind."""

    of: GapOf
    message: str
    kinds: tuple[LineKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillInfo:
    """What is loaded. `period` covers all charges; `complete_until` is the first day not yet fully billed.

    `has_long_charges` says that some charges cover several days, such as a month.
    `billed` covers the months of all billing periods, which differ from the days of charges where one was billed late.

    `closed_months` says of months such as `2026-05` whether their invoice issuer has closed them, as far as a FOCUS
    BillingPeriod dataset beside the charges tells.

    `accounts` are names by id, each the one of the account's last charge; `former_names` are its others, the latest
    first.
    """

    source: str
    format: str
    version: str
    rows: int
    period: Period
    currencies: Mapping[str, Mapping[Metric, Decimal]]
    accounts: Mapping[str, str] = field(default_factory=dict[str, str])
    former_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    tag_keys: tuple[str, ...] = ()
    has_hours: bool = False
    has_long_charges: bool = False
    has_split_costs: bool = False
    data_as_of: datetime | None = None
    complete_until: date | None = None
    billed: Period | None = None
    closed_months: Mapping[str, bool] = field(default_factory=dict[str, bool])
    sample: bool = False
    problems: tuple[BillProblem, ...] = ()
    gaps: tuple[BillGap, ...] = ()

    def names_of(self, account: str) -> tuple[str, ...]:
        """All names an account has or had, the one it is shown under first."""
        return (self.accounts.get(account, ""), *self.former_names.get(account, ()))
