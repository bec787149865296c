"""Statements for teams: what each bears of a bill, in whole cents that add up to the bill at every level.

A charge goes where its own row goes, as in `billing.allocation`: to the first team whose rules it meets, else to the
first shared cost, else to nobody. Credits, refunds and taxes are rows like all others and follow the same rule, so a
credit helps the team whose account or service it is for, and tax of no team is shared where `[[shared]]` says so.

Amounts of a bill have up to twelve decimals; a statement has those of its currency. They are rounded once, from the
whole to its parts: each part is rounded down, and the units that are left go to the parts that lost most by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final

from billing.allocation import Allocation, Owner, TeamCost, divide, exact_sum, teams_in_sight
from billing.export import ExportBill
from billing.query import BillQuery, Dimension, LineKind
from billing.sql import conditions, unit_column
from finops_core.currencies import MINOR_UNITS
from finops_core.errors import BillError
from finops_core.values import EXACT

NO_TEAMS: Final = "No teams are defined. Add [[teams]] to finops.toml to get statements for them."


class Part(StrEnum):
    """What a row of a bill is to a statement."""

    CHARGES = "charges"
    CREDITS = "credits"
    REFUNDS = "refunds"
    TAXES = "taxes"


_PARTS: Final = {
    LineKind.CREDIT.value: Part.CREDITS,
    LineKind.REFUND.value: Part.REFUNDS,
    LineKind.TAX.value: Part.TAXES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What a team's own rows of one service in one account come to, by part."""

    service: str
    account: str
    amounts: Mapping[Part, Decimal]

    @property
    def total(self) -> Decimal:
        return exact_sum(list(self.amounts.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A team's own rows, the largest amount first, and its parts of shared costs by their names.

    That of nobody has an empty name and no shared costs.
    """

    team: str
    lines: tuple[StatementLine, ...]
    shared: Mapping[str, Decimal]

    def own(self, part: Part) -> Decimal:
        return exact_sum([line.amounts.get(part, Decimal(0)) for line in self.lines])

    @property
    def direct(self) -> Decimal:
        return exact_sum([line.total for line in self.lines])

    @property
    def borne(self) -> Decimal:
        """Its parts of shared costs."""
        return exact_sum(list(self.shared.values()))

    @property
    def total(self) -> Decimal:
        return exact_sum([self.direct, self.borne])


@dataclass(frozen=True, slots=True, kw_only=True)
class Showback:
    """All statements in one currency, in its smallest unit: those of teams and that of nobody add up to `total`.

    `exact` is the sum of the bill's rows before it is rounded.
    """

    currency: str
    teams: tuple[Statement, ...]
    nobody: Statement
    total: Decimal
    exact: Decimal


def showback(bill: ExportBill, query: BillQuery) -> tuple[Showback, ...]:
    """The statements for the rows of a query, one set a currency. Raises BillError when no teams are defined."""
    terms = bill.terms
    if not terms.teams:
        raise BillError(NO_TEAMS)
    known = frozenset(bill.values(Dimension.TEAM)) if bill.limited else None
    found: list[Showback] = []
    for currency, lines in sorted(_owned_lines(bill, query).items()):
        owned = {owner: exact_sum([line.total for line in its]) for owner, its in lines.items()}
        allocation = divide(terms, currency, owned)
        teams = allocation.teams if known is None else teams_in_sight(allocation.teams, known)
        found.append(_in_smallest_units(allocation, teams, lines))
    return tuple(found)


_Lines = dict[Owner, list[StatementLine]]


def _owned_lines(bill: ExportBill, query: BillQuery) -> dict[str, _Lines]:
    """The rows by currency and owner, summed up by service, account and part."""
    team, shared = bill.words.owner(bill.terms.teams), bill.words.owner(bill.terms.shared)
    service, account = bill.words.key(Dimension.SERVICE), bill.words.key(Dimension.ACCOUNT)
    where = conditions(query, bill.words)
    rows = bill.statement(
        f"SELECT unit, team, CASE WHEN team = '' THEN shared ELSE '' END AS cost, service, account, kind, sum(amount) "
        f"FROM (SELECT {unit_column(query.metric)} AS unit, {team.text} AS team, {shared.text} AS shared, "
        f'{service.text} AS service, {account.text} AS account, "x_LineKind" AS kind, '
        f'"{query.metric.value}" AS amount FROM charges WHERE {where.text}) GROUP BY ALL ORDER BY ALL',
        (*team.parameters, *shared.parameters, *service.parameters, *account.parameters, *where.parameters),
    )
    sums: dict[tuple[str, Owner, str, str], dict[Part, Decimal]] = {}
    for unit, name, cost, of_service, of_account, kind, amount in rows:
        amounts = sums.setdefault((str(unit), (str(name), str(cost)), str(of_service), str(of_account)), {})
        part = _PARTS.get(str(kind), Part.CHARGES)
        amounts[part] = exact_sum([amounts.get(part, Decimal(0)), Decimal(amount or 0)])
    found: dict[str, _Lines] = {}
    for (unit, owner, of_service, of_account), amounts in sums.items():
        line = StatementLine(service=of_service, account=of_account, amounts=amounts)
        found.setdefault(unit, {}).setdefault(owner, []).append(line)
    return found


def _in_smallest_units(allocation: Allocation, teams: Sequence[TeamCost], lines: _Lines) -> Showback:
    """The statements rounded from the whole down to each line, so that each level adds up to the one above."""
    unit = Decimal(1).scaleb(-MINOR_UNITS.get(allocation.currency, 2))
    total = allocation.total.quantize(unit, ROUND_HALF_EVEN, EXACT)
    totals = rounded_parts([*(team.total for team in teams), allocation.unallocated], total, unit)
    statements = [
        _statement(team.team, team.shared, lines.get((team.team, ""), []), amount, unit)
        for team, amount in zip(teams, totals, strict=False)
    ]
    nobody = _statement("", {}, lines.get(("", ""), []), totals[-1], unit)
    return Showback(
        currency=allocation.currency, teams=tuple(statements), nobody=nobody, total=total, exact=allocation.total
    )


def _statement(
    team: str, shared: Mapping[str, Decimal], lines: Sequence[StatementLine], total: Decimal, unit: Decimal
) -> Statement:
    amounts = rounded_parts([*(line.total for line in lines), *shared.values()], total, unit)
    own = [
        StatementLine(
            service=line.service,
            account=line.account,
            amounts=dict(zip(line.amounts, rounded_parts(list(line.amounts.values()), amount, unit), strict=True)),
        )
        for line, amount in zip(lines, amounts, strict=False)
    ]
    own.sort(key=lambda line: (-line.total, line.service, line.account))
    return Statement(team=team, lines=tuple(own), shared=dict(zip(shared, amounts[len(lines) :], strict=True)))


def rounded_parts(parts: Sequence[Decimal], total: Decimal, unit: Decimal) -> list[Decimal]:
    """The parts in whole units that add up to a total, which is the parts' exact sum rounded up or down to the unit.

    None of them is off by a unit or more.
    """
    floors = [EXACT.multiply(EXACT.divide(part, unit).to_integral_value(ROUND_FLOOR), unit) for part in parts]
    lost = [EXACT.subtract(part, floor) for part, floor in zip(parts, floors, strict=True)]
    left = int(EXACT.divide(EXACT.subtract(total, exact_sum(floors)), unit))
    for place in sorted(range(len(parts)), key=lambda n: (-lost[n], n))[:left]:
        floors[place] = EXACT.add(floors[place], unit)
    return floors
