"""How well advice on a made bill tells waste from its look-alikes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Self

from agents.opportunities.bill_advice import BillAdvice, bill_advice
from agents.opportunities.checks import BILL_CHECKS
from agents.opportunities.opportunity import SavingClass
from billing.export import open_bill
from tests.evals.planted_waste.bill import MadeBill, write_bill
from tests.evals.planted_waste.planting import Planted

BY_MONEY = frozenset({SavingClass.WASTE, SavingClass.RIGHTSIZE, SavingClass.COMMITMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was found of what was planted; `invented` are findings on anything else, with their check."""

    found: int = 0
    planted: int = 0
    right: int = 0
    money_found: Decimal = Decimal(0)
    money: Decimal = Decimal(0)
    invented: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = field(default=())

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.invented)) if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.planted

    @property
    def recall_by_money(self) -> float:
        return float(self.money_found / self.money) if self.money else 1.0

    @property
    def in_range(self) -> float:
        return self.right / self.found if self.found else 0.0

    def __add__(self, other: Self) -> "Score":
        return Score(
            found=self.found + other.found,
            planted=self.planted + other.planted,
            right=self.right + other.right,
            money_found=self.money_found + other.money_found,
            money=self.money + other.money,
            invented=(*self.invented, *other.invented),
            missed=(*self.missed, *other.missed),
            wrong=(*self.wrong, *other.wrong),
        )


def advice_on(made: MadeBill, form: str, folder: Path, seed: int = 0) -> BillAdvice:
    """Writes the bill and looks at it."""
    with open_bill(write_bill(made, form, folder / f"{form}.parquet", seed)) as bill:
        return bill_advice(bill)


def told(advice: BillAdvice) -> dict[tuple[str, str, str], Decimal]:
    """Savings by check, account and resource."""
    return {
        (each.opportunity.check.id, each.opportunity.found.thing.account, each.opportunity.found.thing.resource):
        each.opportunity.found.saving
        for each in advice.counted
    }  # fmt: skip


def score(planted: Sequence[Planted], advice: BillAdvice) -> Score:
    """Each planted waste is found by its own check; every other finding is invented."""
    findings = told(advice)
    classes = {check.id: check.saving_class for check in BILL_CHECKS}
    total = Score()
    for each in planted:
        saving = findings.pop((each.check, each.account, each.resource), None)
        middle = (each.least + each.most) / 2
        by_money = classes[each.check] in BY_MONEY
        right = saving is not None and each.least <= saving <= each.most
        total += Score(
            found=int(saving is not None),
            planted=1,
            right=int(right),
            money=middle if by_money else Decimal(0),
            money_found=middle if by_money and saving is not None else Decimal(0),
            missed=() if saving is not None else (f"{each.check} {each.resource}",),
            wrong=()
            if right or saving is None
            else (f"{each.check} {saving:.2f} not {each.least:.2f}..{each.most:.2f}",),
        )
    return total + Score(invented=_named(findings))


def _named(findings: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    return tuple(f"{check} {resource}" for check, _, resource in findings)
