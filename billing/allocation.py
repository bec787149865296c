"""Costs by team: each charge has one owner, shared costs are split, and the parts add up to the total exactly.

The owner of a charge is the first team whose rules it meets, else the first shared cost whose rules it meets, else
nobody. A split never rounds money away: remainders go, a smallest unit each, to the teams with the largest fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal, localcontext

from billing.export import ExportBill
from billing.query import BillQuery, Dimension, GroupKey, Metric
from billing.sql import conditions, unit_column
from billing.term_sections import SharedCost, Split
from billing.terms import Terms
from finops_core.errors import BillError
from finops_core.values import Period

_PRECISION = 76
"""Twice the digits of the widest amount, so that no intermediate result is rounded."""

OTHER_TEAMS = "other teams"
"""What those are called together of which a user may see no charge."""

_SMALLEST = Decimal("0.000000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCost:
    """What a team owns by its rules, and its part of each shared cost."""

    team: str
    direct: Decimal
    shared: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return exact_sum([self.direct, *self.shared.values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """One currency's cost by team. Teams' totals + `unallocated` = `total`, exactly."""

    currency: str
    teams: tuple[TeamCost, ...]
    unallocated: Decimal
    total: Decimal

    @property
    def allocated(self) -> Decimal:
        """What teams own directly."""
        return exact_sum([team.direct for team in self.teams])

    @property
    def shared(self) -> Decimal:
        """Shared costs laid on teams."""
        return exact_sum([part for team in self.teams for part in team.shared.values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCoverage:
    """How much of a cost carries a tag; `share` is None when there is no cost to take a share of."""

    currency: str
    tagged: Decimal
    total: Decimal

    @property
    def share(self) -> Decimal | None:
        with localcontext(prec=_PRECISION):
            return self.tagged / self.total if self.total else None


def allocate(
    bill: ExportBill, *, period: Period | None = None, metric: Metric | None = None, query: BillQuery | None = None
) -> tuple[Allocation, ...]:
    """The bill's costs by team, one allocation a currency. `query` gives filters and kinds to leave out.

    Raises BillError when no teams are defined.
    """
    terms = bill.terms
    if not terms.teams:
        raise BillError("No teams are defined. Add [[teams]] to finops.toml to allocate costs.")
    wanted = query or BillQuery(metric=metric or terms.metric, period=period)
    owned = _owned(bill, terms, wanted)
    found = tuple(divide(terms, currency, owners) for currency, owners in sorted(owned.items()))
    if not bill.limited:
        return found
    known = frozenset(bill.values(Dimension.TEAM))
    return tuple(replace(one, teams=teams_in_sight(one.teams, known)) for one in found)


def teams_in_sight(teams: Sequence[TeamCost], known: frozenset[str]) -> tuple[TeamCost, ...]:
    """The teams that own a charge in sight. Others bear their part of shared costs together, without their names."""
    own = [team for team in teams if team.team in known]
    others = [team for team in teams if team.team not in known and team.total]
    if not others:
        return tuple(own)
    names = dict.fromkeys(name for team in others for name in team.shared)
    shared = {name: exact_sum([team.shared.get(name, Decimal(0)) for team in others]) for name in names}
    return (*own, TeamCost(team=OTHER_TEAMS, direct=Decimal(0), shared=shared))


def tag_coverage(bill: ExportBill, key: GroupKey, query: BillQuery) -> tuple[TagCoverage, ...]:
    """The part of the costs of a query that has a value for a tag or a team, one a currency."""
    result = bill.query(
        BillQuery(
            metric=query.metric,
            period=query.period,
            group_by=(key,),
            filters=query.filters,
            kinds_excluded=query.kinds_excluded,
            currency=query.currency,
        )
    )
    untagged = {row.currency: row.amount for row in result.rows if row.keys == ("",)}
    return tuple(
        TagCoverage(
            currency=currency, tagged=exact_sum([total, untagged.get(currency, Decimal(0)).copy_negate()]), total=total
        )
        for currency, total in result.totals.items()
    )


Owner = tuple[str, str]
"""A team and a shared cost, one of which is empty; both are for charges nobody owns."""


def _owned(bill: ExportBill, terms: Terms, query: BillQuery) -> dict[str, dict[Owner, Decimal]]:
    team, shared = bill.words.owner(terms.teams), bill.words.owner(terms.shared)
    where = conditions(query, bill.words)
    found = bill.statement(
        f"SELECT unit, team, CASE WHEN team = '' THEN shared ELSE '' END AS cost, sum(amount) FROM "
        f"(SELECT {unit_column(query.metric)} AS unit, {team.text} AS team, {shared.text} AS shared, "
        f'"{query.metric.value}" AS amount FROM charges WHERE {where.text}) GROUP BY ALL ORDER BY ALL',
        (*team.parameters, *shared.parameters, *where.parameters),
    )
    owned: dict[str, dict[Owner, Decimal]] = {}
    for unit, name, cost, amount in found:
        owned.setdefault(str(unit), {})[str(name), str(cost)] = Decimal(amount or 0)
    return owned


def divide(terms: Terms, currency: str, owned: Mapping[Owner, Decimal]) -> Allocation:
    """Lays shared costs on teams, by what each owner has."""
    direct = {team.name: owned.get((team.name, ""), Decimal(0)) for team in terms.teams}
    parts: dict[str, dict[str, Decimal]] = {name: {} for name in direct}
    for cost in terms.shared:
        amount = owned.get(("", cost.name), Decimal(0))
        for name, part in split(amount, _weights(cost, direct)).items():
            parts[name][cost.name] = part
    teams = tuple(TeamCost(team=name, direct=own, shared=parts[name]) for name, own in direct.items())
    return Allocation(
        currency=currency,
        teams=teams,
        unallocated=owned.get(("", ""), Decimal(0)),
        total=exact_sum(list(owned.values())),
    )


def _weights(cost: SharedCost, direct: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What each bearing team weighs. Nothing spent by any of them means that they bear the same."""
    bearers = cost.teams or tuple(direct)
    match cost.split:
        case Split.FIXED:
            return dict(cost.shares)
        case Split.EVEN:
            return dict.fromkeys(bearers, Decimal(1))
        case Split.PROPORTIONAL:
            spent = {name: max(direct[name], Decimal(0)) for name in bearers}
            return spent if any(spent.values()) else dict.fromkeys(bearers, Decimal(1))


def split(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Divides an amount by weights into parts that add up to it exactly (largest remainder method)."""
    with localcontext(prec=_PRECISION):
        unit = min(_SMALLEST, Decimal(1).scaleb(int(amount.as_tuple().exponent)))
        whole = sum(weights.values(), Decimal(0))
        ideal = {name: amount * weight / whole for name, weight in weights.items()}
        parts = {name: (value / unit).to_integral_value(ROUND_FLOOR) * unit for name, value in ideal.items()}
        left = int((amount - sum(parts.values(), Decimal(0))) / unit)
        by_remainder = sorted(weights, key=lambda name: (parts[name] - ideal[name], name))
        for name in by_remainder[:left]:
            parts[name] += unit
        return parts


def exact_sum(amounts: Sequence[Decimal]) -> Decimal:
    """A sum that is never rounded; Python's own context keeps only 28 digits."""
    with localcontext(prec=_PRECISION):
        return sum(amounts, Decimal(0))
