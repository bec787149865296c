"""What of a bill could run on Graviton processors, and how much less it would cost there.

A price list is not at hand, so that a kind of usage has one share by which its Graviton price lies below: that of the
families which AWS sells in both, On-Demand, in us-east-1.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from agents.bill.absent import Missing, NotInBill
from agents.bill.params import ScopeParams
from agents.bill.scope import read_scope
from agents.bill.wording import sentence
from agents.cost.forecast.supposed_params import SupposedParams
from agents.opportunities.checks.families import DATABASE_GRAVITON, EC2_GRAVITON
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext

MOST_TYPES: Final = 20
"""Usage types that a forecast keeps rows by; the largest ones."""

LATELY: Final = "past_3_months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """Usage types of one kind, the share that is saved on Graviton, and what that is taken from.

    `left_out` says how many smaller usage types of the kind are not in it.
    """

    name: str
    saving: Decimal
    source: str
    usage_types: tuple[str, ...]
    left_out: int

    @property
    def assumed(self) -> str:
        text = f"{self.name}: {self.source}."
        return f"{text} {self.left_out} smaller usage types of it are left out." if self.left_out else text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    name: str
    pattern: re.Pattern[str]
    families: frozenset[str]
    saving: Decimal
    source: str

    def has(self, usage_type: str) -> bool:
        found = self.pattern.search(usage_type)
        return found is not None and (not self.families or found["family"] in self.families)


_KINDS: Final = (
    _Kind(
        name="EC2 instances",
        pattern=re.compile(r"BoxUsage:(?P<family>[a-z0-9-]+)\."),
        families=frozenset(EC2_GRAVITON),
        saving=Decimal("0.2"),
        source="m6g, c6g, r6g and t4g have list prices 19 to 20 % below m5, c5, r5 and t3 of the same size; what newer "
        "families cost differs, and Windows, which does not run there, is not told apart",
    ),
    _Kind(
        name="RDS instances",
        pattern=re.compile(r"(?:InstanceUsage|Multi-AZUsage):db\.(?P<family>[a-z0-9-]+)\."),
        families=frozenset(DATABASE_GRAVITON),
        saving=Decimal("0.1"),
        source="m6g and r6g have list prices 10 to 11 % below m5 and r5 of the same size for MySQL and PostgreSQL; "
        "Oracle and SQL Server, which do not run there, are not told apart",
    ),
    _Kind(
        name="Lambda's time",
        pattern=re.compile(r"Lambda-GB-Second$"),
        families=frozenset(),
        saving=Decimal("0.2"),
        source="a second on ARM has a list price 20 % below; requests cost the same",
    ),
    _Kind(
        name="Fargate",
        pattern=re.compile(r"Fargate-(?:vCPU-Hours:perCPU|GB-Hours)$"),
        families=frozenset(),
        saving=Decimal("0.2"),
        source="vCPU and memory on ARM have list prices 20 % below",
    ),
)


def movable(params: SupposedParams, context: ToolContext) -> tuple[Movable, ...] | NotInBill:
    """By kind what of the named was used lately and has a Graviton counterpart; NotInBill where that is nothing."""
    named = params.model_dump(exclude_unset=True, include=set(ScopeParams.model_fields) - {"period"})
    scope = read_scope(ScopeParams.model_validate(named | {"period": LATELY}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    found = context.service(BillSource).query(replace(scope.rows, group_by=(Dimension.USAGE_TYPE,)))
    sums: dict[str, Decimal] = {}
    for row in found.rows:
        sums[row.keys[0]] = sums.get(row.keys[0], Decimal(0)) + row.amount
    ranked = sorted((one for one in sums if sums[one] > 0), key=lambda one: (-sums[one], one))
    moves = tuple(
        Movable(
            name=kind.name,
            saving=kind.saving,
            source=kind.source,
            usage_types=tuple(own[:MOST_TYPES]),
            left_out=len(own[MOST_TYPES:]),
        )
        for kind in _KINDS
        if (own := [one for one in ranked if kind.has(one)])
    )
    if moves:
        return moves
    text = sentence("nothing was billed in the past three months", scope.subject, "that has a Graviton counterpart.")
    return NotInBill(basis=scope.basis, sentence=text)
