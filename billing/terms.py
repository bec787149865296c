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
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from billing.budgets.record import Budget
from billing.budgets.written import check_budgets
from billing.fiscal import FiscalYear
from billing.query import BillInfo, Metric
from billing.term_sections import (
    AdviceTerms,
    FiscalYearTerms,
    QuestionTerms,
    Section,
    SharedCost,
    TaggingTerms,
    TagTerms,
    Team,
)
from finops_core.errors import BillError, SettingsError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_METRICS = {
    "billed": Metric.BILLED,
    "effective": Metric.EFFECTIVE,
    "list": Metric.LIST,
    "contracted": Metric.CONTRACTED,
}


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


class Terms(Section):
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
