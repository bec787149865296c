"""A budget in the terms of AWS Budgets, read without loss: what is not known here is kept, and can be named.

Fields are those of the API (docs.aws.amazon.com/aws-cost-management/latest/APIReference, "Budget"), in its spelling or
with underscores (`BudgetName` or `budget_name`). Notifications, actions and the history come of other calls than the
budget itself, and are kept beside it here.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic.alias_generators import to_pascal

COST: Final = "COST"
USAGE: Final = "USAGE"
SHARES: Final = ("RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE")
"""Types whose amounts are percentages, and whose alerts are for less."""
TYPES: Final = (COST, USAGE, *SHARES)
TIME_UNITS: Final = ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")
METRICS: Final = (
    "BlendedCost", "UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost",
    "UsageQuantity", "NormalizedUsageAmount", "Hours",
)  # fmt: skip
ACTUAL: Final = "ACTUAL"
FORECASTED: Final = "FORECASTED"
PERCENTAGE: Final = "PERCENTAGE"
ABSOLUTE: Final = "ABSOLUTE_VALUE"
OPERATORS: Final = ("GREATER_THAN", "LESS_THAN", "EQUAL_TO")
ADJUSTED: Final = ("HISTORICAL", "FORECAST")


def moment(value: object) -> object:
    """A moment as the API gives it: seconds since 1970, an ISO text, a date, or what boto3 makes of them."""
    if isinstance(value, bool):
        raise ValueError("is no date")
    if isinstance(value, int | float | Decimal):
        try:
            return datetime.fromtimestamp(float(value), UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise ValueError("is no moment since 1970") from error
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise ValueError("is no date; write one such as 2026-07-01") from error
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _written(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _number(value: object) -> object:
    """Numbers as they are written: a float is what it prints, not its binary value."""
    if isinstance(value, bool):
        raise ValueError("is no number")
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation as error:
            raise ValueError("is no number") from error
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError("is no amount of money or usage")
    return value


_MOST_DIGITS = 30
Moment = Annotated[datetime, BeforeValidator(moment), PlainSerializer(_written, when_used="json")]
Amount = Annotated[Decimal, BeforeValidator(_number)]
Number = Annotated[Decimal, BeforeValidator(_number), PlainSerializer(float, when_used="json")]
"""What the API gives as a number; amounts are texts there."""


class Shape(BaseModel):
    """A structure of the API. What it has besides the known fields is kept."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_pascal, populate_by_name=True)

    def as_aws(self) -> dict[str, Any]:
        """What was given, in the API's terms: as JSON has it, moments as ISO texts."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def unknown(self, at: str = "") -> Iterator[str]:
        """Fields that are not known here, with where they are."""
        yield from (f"{at}{name}" for name in self.model_extra or ())
        for name, value in self:
            for one in cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,):
                if isinstance(one, Shape):
                    yield from one.unknown(f"{at}{to_pascal(name)}.")


class Spend(Shape):
    """An amount and its unit: a currency, a unit of usage, or PERCENTAGE."""

    amount: Amount
    unit: str = "USD"

    @model_validator(mode="before")
    @classmethod
    def _has_fields(cls, value: object) -> object:
        if isinstance(value, str | int | float | Decimal):
            raise ValueError(f'is an amount with its unit: {{ Amount = "{value}", Unit = "USD" }}')
        return value


class TimePeriod(Shape):
    """From `start` up to, not including, `end`."""

    start: Moment | None = None
    end: Moment | None = None


class CostTypes(Shape):
    """What counts as cost. Fields that are not given are as AWS has them."""

    include_tax: bool = True
    include_subscription: bool = True
    use_blended: bool = False
    include_refund: bool = True
    include_credit: bool = True
    include_upfront: bool = True
    include_recurring: bool = True
    include_other_subscription: bool = True
    include_support: bool = True
    include_discount: bool = True
    use_amortized: bool = False


class Named(Shape):
    """Values of a dimension, tag or cost category that an expression keeps."""

    key: str = ""
    values: tuple[str, ...] = ()
    match_options: tuple[str, ...] = ()


class Expression(Shape):
    """A filter expression: one of its fields is given."""

    any_of: "tuple[Expression, ...]" = Field(default=(), alias="Or")
    all_of: "tuple[Expression, ...]" = Field(default=(), alias="And")
    none_of: "Expression | None" = Field(default=None, alias="Not")
    dimensions: Named | None = None
    tags: Named | None = None
    cost_categories: Named | None = None


class HistoricalOptions(Shape):
    """How many periods an auto-adjusted limit looks back."""

    budget_adjustment_period: int = Field(ge=1, le=60)
    look_back_available_periods: int | None = None


class AutoAdjustData(Shape):
    """A limit that AWS sets anew for each period: from the past, or from its forecast."""

    auto_adjust_type: str
    historical_options: HistoricalOptions | None = None
    last_auto_adjust_time: Moment | None = None


class CalculatedSpend(Shape):
    """What AWS says was spent and will be."""

    actual_spend: Spend | None = None
    forecasted_spend: Spend | None = None


class HealthStatus(Shape):
    status: str = ""
    status_reason: str = ""
    last_updated_time: Moment | None = None


class Subscriber(Shape):
    """Who is told."""

    subscription_type: str
    address: str


class Notification(Shape):
    """An alert: told once a period, when the amount passes the threshold. `subscribers` come of a call of their own."""

    notification_type: str
    comparison_operator: str = "GREATER_THAN"
    threshold: Number
    threshold_type: str = PERCENTAGE
    notification_state: str = ""
    subscribers: tuple[Subscriber, ...] = ()


class ActionThreshold(Shape):
    action_threshold_value: Number
    action_threshold_type: str = PERCENTAGE


class Action(Shape):
    """What AWS does when a threshold is passed. `definition` is kept as it is given."""

    action_id: str = ""
    notification_type: str = ACTUAL
    action_type: str = ""
    action_threshold: ActionThreshold | None = None
    definition: dict[str, Any] = Field(default_factory=dict[str, Any])
    execution_role_arn: str = ""
    approval_model: str = ""
    status: str = ""
    subscribers: tuple[Subscriber, ...] = ()


class BudgetedAndActualAmounts(Shape):
    """One period of a budget's history."""

    budgeted_amount: Spend | None = None
    actual_amount: Spend | None = None
    time_period: TimePeriod | None = None


class Budget(Shape):
    """A budget with its alerts, actions and history. `planned_budget_limits` are by the first day of each period."""

    budget_name: str = Field(min_length=1, max_length=100)
    budget_type: str = COST
    time_unit: str = "MONTHLY"
    budget_limit: Spend | None = None
    planned_budget_limits: dict[str, Spend] = Field(default_factory=dict[str, Spend])
    auto_adjust_data: AutoAdjustData | None = None
    cost_filters: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    filter_expression: Expression | None = None
    cost_types: CostTypes | None = None
    metrics: tuple[str, ...] = ()
    time_period: TimePeriod | None = None
    calculated_spend: CalculatedSpend | None = None
    last_updated_time: Moment | None = None
    billing_view_arn: str = ""
    health_status: HealthStatus | None = None
    notifications: tuple[Notification, ...] = ()
    actions: tuple[Action, ...] = ()
    history: tuple[BudgetedAndActualAmounts, ...] = ()

    @property
    def is_share(self) -> bool:
        """Whether its amounts are percentages."""
        return self.budget_type in SHARES

    def is_within(self, accounts: frozenset[str]) -> bool:
        """Whether it says that it counts these accounts (ids or names) alone."""
        named = self.cost_filters.get("LinkedAccount", ())
        if self.filter_expression is not None:
            named = next(iter(_accounts_of(self.filter_expression)), ())
        return bool(named) and accounts.issuperset(named)

    def limit_at(self, first_day: date) -> Spend | None:
        """What is planned for the period that begins on a day, or the limit of all; None where neither is said."""
        planned = [(planned_day(key), spend) for key, spend in self.planned_budget_limits.items()]
        return next((spend for day, spend in planned if day == first_day), self.budget_limit)


def _accounts_of(given: Expression) -> Iterator[tuple[str, ...]]:
    """The accounts that an expression, or a part of it that has to hold, keeps."""
    if given.dimensions is not None and given.dimensions.key == "LINKED_ACCOUNT" and not given.dimensions.match_options:
        yield given.dimensions.values
    for one in given.all_of:
        yield from _accounts_of(one)


def planned_day(key: str) -> date | None:
    """The day that a planned limit begins on: given as seconds since 1970, a month or a day."""
    try:
        if key.isdecimal() and len(key) > len("20261231"):
            return datetime.fromtimestamp(int(key), UTC).date()
        return date.fromisoformat(f"{key}-01" if len(key) == len("2026-07") else key)
    except (ValueError, OverflowError, OSError):
        return None
