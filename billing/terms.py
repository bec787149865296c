"""An organisation's own terms, from `finops.toml`: its year, its names, its tags, its teams and shared costs.

metric = "effective"                 # billed, effective, list or contracted; the default of every question
time_zone = "Europe/Berlin"          # for words like "yesterday"; bill days themselves are UTC
week_start = "monday"

[questions]
default_period = "last_month"        # what a question means that names no period

[fiscal_year]
start_month = 4
calendar = "months"                  # or "4-4-5", "4-5-4", "5-4-4"
named_by_end = true                  # FY25 ends in 2025

[accounts]
"123456789012" = "Production"

[services]
EC2 = ["Amazon Elastic Compute Cloud"]

[tags.team]
keys = ["Team", "team_name"]         # keys that mean the same; the first one with a value counts
values = { "Base Load" = ["BaseLoad", "base"] }

[[teams]]
name = "payments"
rules = [{ tags = { team = ["payments"] } }, { accounts = ["Production"], services = ["EC2"] }]

[[shared]]
name = "Support"
rules = [{ kinds = ["support", "tax"] }]
split = "proportional"               # or "even", or "fixed" with shares
shares = { payments = "60", search = "40" }

[advice]
least_saving = 5                     # smaller savings are not told
off = ["support-fee"]                # checks that are not made

[tagging]
required = ["team", "environment"]   # keys that everything that can be tagged has to carry
values = { environment = ["prod", "staging", "dev*"] }
policies = []                        # tag policies of AWS Organizations as JSON, from the root's to the account's

[[budgets]]                          # in AWS's own terms, or with underscores: budget_name, budget_limit
BudgetName = "data"
TimeUnit = "MONTHLY"
BudgetLimit = { Amount = "500", Unit = "USD" }
CostFilters = { Service = ["Amazon Redshift"] }
Notifications = [{ NotificationType = "ACTUAL", Threshold = 80 }]

[rates.USD]                          # one unit of each currency in US dollars; used only where asked for
EUR = "1.08"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from billing.budgets.record import Budget
from billing.budgets.written import check_budgets
from billing.fiscal import FiscalCalendar, FiscalYear
from billing.query import BillInfo, LineKind, Metric
from billing.tag_policy import MOST_KEYS, TagRule, parse_policies
from finops_core.errors import BillError, SettingsError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_METRICS = {
    "billed": Metric.BILLED,
    "effective": Metric.EFFECTIVE,
    "list": Metric.LIST,
    "contracted": Metric.CONTRACTED,
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _weekday(value: object) -> object:
    """0 is Monday, as in `date.weekday`."""
    if isinstance(value, str):
        if value.lower() not in _WEEKDAYS:
            raise ValueError(f"is no day of the week; accepted are {', '.join(_WEEKDAYS)}")
        return _WEEKDAYS.index(value.lower())
    return value


def _metric(value: object) -> object:
    if isinstance(value, str) and value.lower() not in _METRICS and value not in list(Metric):
        raise ValueError(f"is no cost metric; accepted are {', '.join(_METRICS)}")
    return _METRICS.get(value.lower(), value) if isinstance(value, str) else value


def _metric_word(metric: Metric) -> str:
    return next(word for word, known in _METRICS.items() if known is metric)


def _weekday_word(day: int) -> str:
    return _WEEKDAYS[day]


class DefaultPeriod(StrEnum):
    """What a question for a total or a ranking is about when it names no period. Months are full ones."""

    LAST_MONTH = "last_month"
    MONTH_TO_DATE = "month_to_date"
    PAST_3_MONTHS = "past_3_months"
    PAST_12_MONTHS = "past_12_months"
    YEAR_TO_DATE = "year_to_date"
    ALL = "all"


class QuestionTerms(_Section):
    """`[questions]`: what words mean that a question leaves out."""

    default_period: DefaultPeriod = Field(
        default=DefaultPeriod.LAST_MONTH,
        description="What a question is about that names no period: last_month (the last full one), month_to_date, "
        "past_3_months, past_12_months, year_to_date, or all for the whole bill. Amounts over time take 12 months, or "
        "all.",
    )


class FiscalYearTerms(_Section):
    """`[fiscal_year]`: see `billing.fiscal.FiscalYear`."""

    start_month: int = Field(default=1, ge=1, le=12, description="The month a fiscal year starts in, 1 to 12.")
    calendar: FiscalCalendar = Field(
        default=FiscalCalendar.MONTHS,
        description="What a fiscal quarter is made of: months, or weeks as 4-4-5, 4-5-4 or 5-4-4.",
    )
    named_by_end: bool = Field(
        default=True, description="Whether FY25 is the fiscal year that ends in 2025; if not, it starts in 2025."
    )


class TagTerms(_Section):
    """`[tags.<key>]`: other `keys` with the same meaning, and other spellings of its values by the value shown.

    A value is folded when it equals a listed spelling, or differs from one only in case, spaces and punctuation.
    """

    keys: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])


class Rule(_Section):
    """Charges that meet every condition given: one of the accounts (ids or names), services, kinds, tag values."""

    accounts: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    kinds: tuple[LineKind, ...] = ()
    tags: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if not (self.accounts or self.services or self.kinds or self.tags):
            raise ValueError("needs at least one of accounts, services, kinds, tags")
        return self


class Team(_Section):
    """`[[teams]]`: charges that meet any of the rules; of two teams that claim a charge the first one gets it."""

    name: str = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)


class Split(StrEnum):
    """How a shared cost is laid on teams: the same for each, by what each spends itself, or by fixed shares."""

    EVEN = "even"
    PROPORTIONAL = "proportional"
    FIXED = "fixed"


class SharedCost(_Section):
    """`[[shared]]`: charges of no team that several teams bear. `shares` are weights, needed for a fixed split only."""

    name: str = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)
    split: Split = Split.PROPORTIONAL
    teams: tuple[str, ...] = ()
    shares: dict[str, Decimal] = Field(default_factory=dict[str, Decimal])

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.split is Split.FIXED and not self.shares:
            raise ValueError("a fixed split needs shares, such as shares = { payments = '60', search = '40' }")
        if self.split is not Split.FIXED and self.shares:
            raise ValueError(f"shares belong to a fixed split, this one is {self.split.value}")
        if any(share < 0 or not share.is_finite() for share in self.shares.values()) or (
            self.shares and not sum(self.shares.values())
        ):
            raise ValueError("shares are numbers of 0 or more, and not all of them 0")
        return self


class AdviceTerms(_Section):
    """`[advice]`: what is worth saying. Which checks and limits there are, the advice agent knows (docs/CHECKS.md)."""

    least_saving: Decimal = Field(
        default=Decimal(1), ge=0, description="Savings of less than this a month are not told, in the bill's currency."
    )
    off: tuple[str, ...] = Field(default=(), description="Checks that are not made, by their ids.")
    limits: dict[str, dict[str, Decimal]] = Field(
        default_factory=dict[str, dict[str, Decimal]],
        description="Thresholds of your own, by check and name, as docs/CHECKS.md lists them.",
    )


class TaggingTerms(_Section):
    """`[tagging]`: what tags have to be, in words of your own or as tag policies of AWS Organizations."""

    required: tuple[str, ...] = Field(
        default=(), max_length=MOST_KEYS, description="Tag keys that everything that can be tagged has to carry."
    )
    values: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="Values that a tag key may have; a * stands for anything.",
    )
    policies: tuple[str, ...] = Field(
        default=(), max_length=10, description="Tag policies of AWS as JSON, from the root's to the account's own."
    )

    @model_validator(mode="after")
    def _readable(self) -> Self:
        parse_policies(self.policies)
        return self

    @property
    def rules(self) -> tuple[TagRule, ...]:
        """One rule a key; what is said here goes before a policy."""
        own = {
            key.casefold(): TagRule(key=key, values=self.values.get(key, ()), required=key in self.required)
            for key in dict.fromkeys((*self.required, *self.values))
        }
        inherited = {rule.key.casefold(): rule for rule in parse_policies(self.policies)}
        return tuple({**inherited, **own}.values())


class Terms(_Section):
    """Everything in `finops.toml` that the bill needs. Without a file, the defaults of each field."""

    metric: Annotated[
        Metric,
        BeforeValidator(_metric),
        PlainSerializer(_metric_word, when_used="json"),
        Field(
            description="What “cost” means when a question does not say: billed (as invoiced), effective (commitments "
            "spread over what they cover), list (public prices) or contracted (negotiated prices)."
        ),
    ] = Metric.BILLED
    time_zone: str = Field(
        default="UTC",
        description="The time zone for words like “yesterday”, such as Europe/Berlin. The days of a bill are UTC.",
    )
    week_start: Annotated[
        int,
        BeforeValidator(_weekday),
        PlainSerializer(_weekday_word, when_used="json"),
        Field(ge=0, le=6, description="The day a week starts on."),
    ] = 0
    questions: QuestionTerms = QuestionTerms()
    fiscal_year: FiscalYearTerms = FiscalYearTerms()
    accounts: dict[str, str] = Field(
        default_factory=dict[str, str], description="Names of your own for account ids, used in questions and answers."
    )
    services: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="Nicknames, each for one or several services as the bill names them.",
    )
    tags: dict[str, TagTerms] = Field(
        default_factory=dict[str, TagTerms],
        description="Tag keys that mean the same (keys), and spellings of their values that mean the same (values).",
    )
    teams: tuple[Team, ...] = Field(
        default=(),
        description="Your teams and the rules that say which charges are theirs, by account, service, kind or tag. Of "
        "two teams that claim a charge the first one gets it.",
    )
    shared: tuple[SharedCost, ...] = Field(
        default=(),
        description="Costs of no team that several teams bear, and how they are split: evenly, in proportion to what "
        "each team spends, or by fixed shares.",
    )
    advice: AdviceTerms = AdviceTerms()
    tagging: TaggingTerms = TaggingTerms()
    budgets: tuple[Budget, ...] = Field(
        default=(),
        description="Budgets in the terms of AWS Budgets: what may be spent (BudgetLimit) on what (CostFilters or a "
        "FilterExpression) in which TimeUnit, and at which amounts to be told (Notifications).",
    )
    rates: dict[str, dict[str, Decimal]] = Field(
        default_factory=dict[str, dict[str, Decimal]],
        description="Exchange rates by target currency. Used only where an answer has to be in one currency, and shown "
        "there.",
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("is no time zone; give one such as Europe/Berlin or America/New_York") from error
        return value

    @field_validator("budgets")
    @classmethod
    def _proper_budgets(cls, value: tuple[Budget, ...]) -> tuple[Budget, ...]:
        check_budgets(value)
        return value

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        names = [team.name for team in self.teams]
        if len(set(names)) != len(names):
            raise ValueError("two teams have the same name")
        shared = [cost.name for cost in self.shared]
        if len(set(shared)) != len(shared):
            raise ValueError("two shared costs have the same name")
        for cost in self.shared:
            unknown = sorted({*cost.teams, *cost.shares} - set(names))
            if unknown:
                raise ValueError(f"shared cost {cost.name!r} names the team {unknown[0]!r}, which is not defined")
        if any(rate <= 0 for table in self.rates.values() for rate in table.values()):
            raise ValueError("rates are numbers above 0")
        return self

    def scoped(self, accounts: frozenset[str]) -> Self:
        """The terms for who may see these accounts only: without the names and budgets of others."""
        own = {account: name for account, name in self.accounts.items() if account in accounts}
        ids = accounts | frozenset(own.values())
        budgets = tuple(budget for budget in self.budgets if budget.is_within(ids))
        return self.model_copy(update={"accounts": own, "budgets": budgets})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def year(self) -> FiscalYear:
        """The fiscal calendar."""
        return FiscalYear(
            start_month=self.fiscal_year.start_month,
            calendar=self.fiscal_year.calendar,
            week_start=self.week_start,
            named_by_end=self.fiscal_year.named_by_end,
        )

    def naming_accounts(self, info: BillInfo) -> BillInfo:
        """The bill with the organisation's names for accounts; the bill's own become former names."""
        named = {account: self.accounts.get(account, name) for account, name in info.accounts.items()}
        former = {
            account: others
            for account, name in named.items()
            if (others := tuple(other for other in info.names_of(account) if other not in ("", name)))
        }
        return replace(info, accounts=named, former_names=former)

    def converted(self, totals: Mapping[str, Decimal], currency: str) -> Decimal:
        """Totals of several currencies as one amount. Raises BillError when `[rates.<currency>]` lacks one."""
        table = {**self.rates.get(currency, {}), currency: Decimal(1)}
        missing = sorted(set(totals) - set(table))
        if missing:
            raise BillError(
                f"There is no rate from {missing[0]} to {currency}. Add {missing[0]} under [rates.{currency}] in "
                "finops.toml, or ask for each currency on its own."
            )
        return sum((amount * table[unit] for unit, amount in totals.items()), Decimal(0))


def load_terms(path: Path) -> Terms:
    """Reads `finops.toml`; keys that belong to other parts of the program (`[run]`, `[aws]`) are left to them.

    Raises SettingsError naming the file, the setting and what is accepted.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    return read_terms(content, str(path))


def read_terms(content: bytes, source: str) -> Terms:
    """Terms from the bytes of a `finops.toml` that lies at `source`. Raises SettingsError."""
    try:
        found = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{source}: is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source}: is not valid TOML: {error}.") from error
    return terms_from(found, source)


def terms_from(content: Mapping[str, Any], source: str) -> Terms:
    """Terms from parsed TOML. Raises SettingsError."""
    try:
        return Terms.model_validate({key: value for key, value in content.items() if key not in OTHER_TABLES})
    except ValidationError as error:
        problem = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]).lstrip(".")
        reason = problem["msg"].removeprefix("Value error, ")
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise SettingsError(f"{source}: {place or 'the file'}: {reason}{more}.") from error


OTHER_TABLES = frozenset({"run", "account", "engine", "alerts", "aws", "model", "worker", "websocket", "local"})
"""Tables of the same file that other parts of the program read."""
