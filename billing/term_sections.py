"""The tables of `finops.toml` that the bill needs, one by one; `billing/terms.py` is the whole file."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from billing.fiscal import FiscalCalendar
from billing.query import LineKind
from billing.tag_policy import MOST_KEYS, TagRule, parse_policies


class Section(BaseModel):
    """A table that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class DefaultPeriod(StrEnum):
    """What a question for a total or a ranking is about when it names no period. Months are full ones."""

    LAST_MONTH = "last_month"
    MONTH_TO_DATE = "month_to_date"
    PAST_3_MONTHS = "past_3_months"
    PAST_12_MONTHS = "past_12_months"
    YEAR_TO_DATE = "year_to_date"
    ALL = "all"


class QuestionTerms(Section):
    """`[questions]`: what words mean that a question leaves out."""

    default_period: DefaultPeriod = Field(
        default=DefaultPeriod.LAST_MONTH,
        description="What a question is about that names no period: last_month (the last full one), month_to_date, "
        "past_3_months, past_12_months, year_to_date, or all for the whole bill. Amounts over time take 12 months, or "
        "all.",
    )


class FiscalYearTerms(Section):
    """`[fiscal_year]`: see `billing.fiscal.FiscalYear`."""

    start_month: int = Field(default=1, ge=1, le=12, description="The month a fiscal year starts in, 1 to 12.")
    calendar: FiscalCalendar = Field(
        default=FiscalCalendar.MONTHS,
        description="What a fiscal quarter is made of: months, or weeks as 4-4-5, 4-5-4 or 5-4-4.",
    )
    named_by_end: bool = Field(
        default=True, description="Whether FY25 is the fiscal year that ends in 2025; if not, it starts in 2025."
    )


class TagTerms(Section):
    """`[tags.<key>]`: other `keys` with the same meaning, and other spellings of its values by the value shown.

    A value is folded when it equals a listed spelling, or differs from one only in case, spaces and punctuation.
    """

    keys: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])


class Rule(Section):
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


class Team(Section):
    """`[[teams]]`: charges that meet any of the rules; of two teams that claim a charge the first one gets it."""

    name: str = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)


class Split(StrEnum):
    """How a shared cost is laid on teams: the same for each, by what each spends itself, or by fixed shares."""

    EVEN = "even"
    PROPORTIONAL = "proportional"
    FIXED = "fixed"


class SharedCost(Section):
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


class AdviceTerms(Section):
    """`[advice]`: what is worth saying. Which checks and limits there are, the advice agent knows (docs/CHECKS.md)."""

    least_saving: Decimal = Field(
        default=Decimal(1), ge=0, description="Savings of less than this a month are not told, in the bill's currency."
    )
    off: tuple[str, ...] = Field(default=(), description="Checks that are not made, by their ids.")
    limits: dict[str, dict[str, Decimal]] = Field(
        default_factory=dict[str, dict[str, Decimal]],
        description="Thresholds of your own, by check and name, as docs/CHECKS.md lists them.",
    )


class TaggingTerms(Section):
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
