"""Arguments of the cost tools. Short names and plain values: people read them in `finops route --json`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Texts = Annotated[tuple[Text, ...], Field(max_length=20)]
PeriodText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]

MetricName = Literal["billed", "effective", "list", "contracted"]
GrainName = Literal["hourly", "daily", "weekly", "monthly", "quarterly", "yearly"]


class Scope(BaseModel):
    """Which rows of the bill a question is about. Several values of one field mean "any of them"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: PeriodText = Field(
        "",
        description="A period such as last_month, 2018-10, since_march; all: the whole bill; empty: the usual one, "
        "which is the last full month, and 12 months for amounts over time.",
    )
    service: Texts = Field((), description="Service names or nicknames, such as EC2.")
    service_category: Texts = Field((), description="FOCUS service categories, such as Compute or Storage.")
    account: Texts = Field((), description="Account ids or names.")
    region: Texts = Field((), description="Region codes, such as eu-west-1.")
    usage_type: Texts = Field((), description="Usage types as the bill spells them.")
    usage_family: Texts = Field((), description="Families of usage types, such as data_transfer or nat_gateway.")
    provider: Texts = Field((), description="Cloud providers, such as AWS or Microsoft.")
    resource: Texts = Field((), description="Resource ids.")
    tag: Texts = Field((), description="Tags as key=value or key!=value; an empty value means untagged.")
    team: Texts = Field((), description="Teams as the organisation's terms define them.")
    kind: Texts = Field((), description="Keep only these line kinds, such as tax, support, marketplace or credit.")
    by_invoice: bool = Field(
        False, description="The period is that of invoices: charges count where they were billed, not by their days."
    )
    exclude: Texts = Field(
        (), description="Leave out line kinds (credit and refund give the gross amount), or values as service=Redshift."
    )
    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = Field(
        "", description="Tell totals in this ISO 4217 currency too, at the organisation's own rates."
    )
    metric: MetricName | None = Field(
        None,
        description="billed (unblended), effective (amortised), list or contracted; empty: the organisation's own.",
    )


class SpendParams(Scope):
    """What was spent, in total or by up to two dimensions, as one sum or over time."""

    group_by: Annotated[tuple[Text, ...], Field(max_length=2)] = Field(
        (), description="Up to two of service, account, region, usage_type, …, or tag:KEY."
    )
    granularity: GrainName | None = Field(None, description="One amount for each hour, day, week, month, …")
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the first N groups.")
    order: Literal["highest", "lowest"] = Field("highest", description="Which groups come first.")
    threshold: Decimal | None = Field(None, description="Only groups above this amount, in the bill's currency.")
    below: Decimal | None = Field(None, description="Only groups below this amount.")
    share: bool = Field(False, description="What part of all spend the filters keep.")
    average: GrainName | None = Field(None, description="The average amount of a day, week, month, … of the period.")


class TagCoverageParams(Scope):
    """How much of the spend carries tags, key by key."""

    keys: Texts = Field((), description="Tag keys; empty: all keys of the bill.")


class CompareParams(Scope):
    """One period against another: how much more or less, and what drove the difference."""

    compare_to: PeriodText = Field("previous", description="previous, year_before, or any period.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=1)] = Field((), description="What may have driven it.")
    direction: Literal["up", "down"] | None = Field(None, description="Only what rose, or only what fell.")
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = None


class ChangesParams(Scope):
    """Charges that appeared in a period, or that were there in the period before and are gone."""

    change: Literal["new", "stopped"] = "new"
    compare_to: PeriodText = Field("previous", description="previous, year_before, or any period.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=1)] = Field(
        (), description="What counts as one charge; empty: a service's usage type."
    )


class UsageParams(Scope):
    """How much was used, in the bill's own units, and what a unit of it cost."""

    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        "", description="Only what is measured in this unit, such as gb, hour or request; stored: GB-Mo and the like."
    )
    aspect: Literal["price", "price_change"] | None = Field(
        None, description="price: what a unit cost; price_change: which prices differ from the period before."
    )


class WeekdaysParams(Scope):
    """What a day of the weekend costs beside a weekday."""


class CreditsParams(Scope):
    """The credits of a bill: each with its months; without a period over the whole bill."""

    aspect: Literal["left", "ends"] | None = Field(
        None, description="left: what remains of them; ends: when they end, as far as the bill states it."
    )


class InvoicesParams(Scope):
    """The invoices of a bill by billing month; without a period all of them."""


class ChargeParams(Scope):
    """One charge explained: the rows behind an amount, or what a usage type, family or service bills."""

    amount: Decimal | None = Field(None, description="The amount to explain, in the bill's currency, to the cent.")


class RunRateParams(Scope):
    """The month in progress: what it came to so far and where it would end at the same pace."""


class ForecastParams(Scope):
    """What days ahead will probably come to, from the bill's own history."""

    period: PeriodText = Field(
        "next_month", description="Ahead: next_month, next_3_months, next_60_days, this_quarter, rest_of_year, october."
    )
    granularity: Literal["daily", "weekly", "monthly"] | None = Field(None, description="One estimate for each.")
    group_by: Annotated[tuple[Text, ...], Field(max_length=1)] = Field(
        (), description="One estimate for each of the largest: service, account, region, team, or tag:KEY."
    )
    top_n: Annotated[int, Field(ge=1, le=20)] | None = Field(None, description="How many groups; 10 unless given.")
    order: Literal["highest", "growth"] = Field("highest", description="Which groups come first.")


class CommitmentsParams(BaseModel):
    """Savings Plans and reservations as the bill shows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: PeriodText = Field(
        "", description="A period such as last_month; all: the whole bill; empty: the usual one."
    )
    kind: Literal["savings_plan", "reservation"] | None = Field(None, description="Only one kind of commitment.")
    aspect: Literal["coverage", "utilisation", "unused", "ends", "saved"] | None = None


class BillStatusParams(BaseModel):
    """What is loaded: takes no arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")
