"""How alike two deliveries are, told from their rows: what they cover both, and which charges they share there.

Rows are compared by day and account (a cell). A charge is the same charge in two deliveries when everything that
identifies it is equal; amounts may differ then. Where rows name a resource that is enough, and tags may have been added
since. Rows without a resource are vague: two different charges can look the same, so their tags must be equal too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.charges import AMOUNT_COLUMNS, TEXT_COLUMNS, TIME_COLUMNS
from billing.intake.source_columns import literal
from billing.intake.source_file import ReadFile, naming
from billing.intake.survey import MONTH, PAYER, Month

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BASE = (
    *("ProviderName", "SubAccountId", "ServiceName", "RegionId", "ResourceId", "SkuId", "x_UsageType", "x_Operation"),
    *("ChargeCategory", "ChargeClass", "x_LineType", "CommitmentDiscountId", "CommitmentDiscountStatus"),
    *("PricingCategory", "ConsumedUnit", "BillingCurrency"),
)
_BARE = tuple(name for name in _BASE if name not in ("ResourceId", "SkuId"))
_GIVEN_LATER = ("InvoiceId", "x_LineItemId", "SubAccountName", "BillingAccountName", "CommitmentDiscountName")
"""What a later delivery of the same charge may have otherwise."""

_TEXTS = tuple(name for name in TEXT_COLUMNS if name not in _GIVEN_LATER)
AGREE = 0.02
"""Two sums of the same charges differ by less than this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One delivery's share of the cells that two have in common. `whole` are its distinct rows that can tell."""

    rows: int
    keys: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two deliveries over the cells that both cover.

    `equal` distinct rows are the same in every column, equally often; `equal_rows` counts such rows. `named` charges
    with a resource, and `vague` ones without, are the same but for amounts; `opposite` ones cancel each other.
    `billed_alike` is 1 when both bill the same in every cell, and 0 when they have nothing in common.
    """

    first: Side
    second: Side
    equal: int = 0
    equal_rows: int = 0
    named: int = 0
    vague: int = 0
    opposite: int = 0
    billed_alike: float = 0.0

    @property
    def share_equal(self) -> float:
        smaller = min(self.first.whole, self.second.whole)
        if not smaller:
            return 1.0 if self.equal_rows == self.first.rows == self.second.rows else 0.0
        return self.equal / smaller

    @property
    def share_named(self) -> float:
        return self.named / max(min(self.first.keys, self.second.keys), 1)

    @property
    def share_same(self) -> float:
        return (self.named + self.vague) / max(min(self.first.keys, self.second.keys), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrainPair:
    """Two deliveries of different grain: which share of the charges is the same, and of those bills the same."""

    share_same: float
    share_agreeing: float


def collect(connection: "DuckDBPyConnection", units: Sequence[Sequence[ReadFile]], months: Sequence[Month]) -> None:
    """Makes `delivered`: every row of the units in months that several have, reduced to what is compared.

    Where a report and a FOCUS export meet, cells are days alone: they name accounts in different ways.
    """
    mixed = len({file.layout.format for files in units for file in files}) > 1
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE delivered (unit INTEGER, file INTEGER, place BIGINT, home UBIGINT, cell UBIGINT,
           base UBIGINT, bare UBIGINT, plain UBIGINT, "full" UBIGINT, tagged UBIGINT, named BOOLEAN, cost DOUBLE,
           start TIMESTAMP, hours BIGINT, tags MAP(VARCHAR, VARCHAR), payer VARCHAR, month TIMESTAMP)"""
    )
    wanted = " OR ".join(in_month(month) for month in months)
    for number, files in enumerate(units):
        for file in files:
            with naming(file):
                connection.execute(f"INSERT INTO delivered {_reduced(number, file, wanted, by_account=not mixed)}")
    _keep_shared_homes(connection)
    _summarise(connection)


def in_month(month: Month) -> str:
    """SQL: whether a row is in a month; NULL dates are in none."""
    return f"coalesce({PAYER} = {literal(month[0])} AND {MONTH} = TIMESTAMP {literal(str(month[1]))}, FALSE)"


def _reduced(number: int, file: ReadFile, wanted: str, *, by_account: bool) -> str:
    home = f"{PAYER}, {MONTH}, lower(coalesce(\"SubAccountId\", ''))" if by_account else f"{PAYER}, {MONTH}"
    base, bare = (", ".join(map(_compared, names)) for names in (_BASE, _BARE))
    day = "date_trunc('day', \"ChargePeriodStart\")"
    amounts = ", ".join(f'try_cast("{name}" AS DOUBLE)' for name in AMOUNT_COLUMNS)
    texts = ", ".join(map(_compared, (*_TEXTS, *TIME_COLUMNS)))
    tags = 'CAST(coalesce("Tags", MAP {}) AS MAP(VARCHAR, VARCHAR))'
    tagged = f"list_sum(list_transform(map_entries({tags}), lambda e: hash(e)::HUGEINT % 4294967296))"
    cost = 'coalesce(try_cast("BilledCost" AS DOUBLE), 0)'
    return f"""
        SELECT {number}, {file.number}, x_Place, hash({home}), hash({home}, {day}), hash({base}),
               hash({bare}), hash({base}, "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd"),
               hash({texts}, {amounts}, {tagged}), hash({tagged}), "ResourceId" IS NOT NULL, {cost},
               "ChargePeriodStart", date_diff('hour', "ChargePeriodStart", coalesce("ChargePeriodEnd",
               "ChargePeriodStart")), {tags}, {PAYER}, {MONTH}
        FROM {file.view} WHERE {wanted}"""


def _compared(name: str) -> str:
    """A column as two deliveries are compared by it: Azure writes the same id now in this case and now in that."""
    return f'lower("{name}")' if name in ("ResourceId", "SubAccountId", "x_ResourceGroupName") else f'"{name}"'


def _keep_shared_homes(connection: "DuckDBPyConnection") -> None:
    """Rows of an account and month that one unit alone has are compared with nothing."""
    connection.execute(
        """DELETE FROM delivered WHERE home IN
           (SELECT home FROM delivered GROUP BY home HAVING count(DISTINCT unit) = 1)"""
    )


def _summarise(connection: "DuckDBPyConnection") -> None:
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE keyed AS
           SELECT unit, cell, plain, count(*) AS n, sum(tagged % 4294967296) AS tagged, bool_or(named) AS named,
                  sum(cost) AS cost, any_value(tags) AS tags
           FROM delivered GROUP BY unit, cell, plain"""
    )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE whole AS
           SELECT unit, cell, "full", count(*) AS n, bool_or(named OR cost <> 0) AS tells
           FROM delivered GROUP BY unit, cell, "full" """
    )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE cells AS
           SELECT unit, cell, sum(n) AS rows, count(*) AS keys, sum(cost) AS cost,
                  any_value(whole) AS whole FROM keyed JOIN
           (SELECT unit, cell, count(*) FILTER (tells) AS whole FROM whole GROUP BY unit, cell) USING (unit, cell)
           GROUP BY unit, cell"""
    )


def pairs(connection: "DuckDBPyConnection") -> Mapping[tuple[int, int], Pair]:
    """Every two units that have a cell in common; the smaller number comes first."""
    sizes = connection.execute(
        """SELECT a.unit, b.unit, sum(a.rows), sum(a.keys), sum(a.whole), sum(b.rows), sum(b.keys), sum(b.whole),
                  sum(abs(a.cost - b.cost)), sum(greatest(abs(a.cost), abs(b.cost)))
           FROM cells a JOIN cells b ON a.cell = b.cell AND a.unit < b.unit GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    charges = _by_pair(
        connection,
        f"""SELECT a.unit, b.unit, count(*) FILTER (a.named AND NOT {_CONFLICT}),
                   count(*) FILTER (NOT a.named AND a.tagged = b.tagged AND a.n = b.n),
                   count(*) FILTER (a.cost * b.cost < 0)
            FROM keyed a JOIN keyed b ON a.cell = b.cell AND a.plain = b.plain AND a.unit < b.unit GROUP BY 1, 2""",
    )
    equal = _by_pair(
        connection,
        """SELECT a.unit, b.unit, count(*) FILTER (a.n = b.n AND a.tells), sum(least(a.n, b.n))
           FROM whole a JOIN whole b ON a.cell = b.cell AND a."full" = b."full" AND a.unit < b.unit GROUP BY 1, 2""",
    )
    found: dict[tuple[int, int], Pair] = {}
    for one, other, rows_a, keys_a, whole_a, rows_b, keys_b, whole_b, apart, most in sizes:
        named, vague, opposite = charges.get((one, other), (0, 0, 0))
        same, same_rows = equal.get((one, other), (0, 0))
        found[one, other] = Pair(
            first=Side(rows=int(rows_a), keys=int(keys_a), whole=int(whole_a)),
            second=Side(rows=int(rows_b), keys=int(keys_b), whole=int(whole_b)),
            equal=same,
            equal_rows=same_rows,
            named=named,
            vague=vague,
            opposite=opposite,
            billed_alike=1 - apart / most if most else 0.0,
        )
    return found


_CONFLICT = "(len(list_filter(map_keys(a.tags), lambda k: b.tags[k] <> a.tags[k])) > 0)"


def _by_pair(connection: "DuckDBPyConnection", sql: str) -> dict[tuple[int, int], tuple[int, ...]]:
    return {(int(row[0]), int(row[1])): tuple(map(int, row[2:])) for row in connection.execute(sql).fetchall()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """How finely a unit tells its charges: the interval of most of them, and whether they name resources."""

    interval: str
    resources: bool

    @property
    def rank(self) -> tuple[int, bool]:
        """Rises with coarseness."""
        return INTERVALS.index(self.interval), not self.resources


INTERVALS = ("hour", "day", "month")


def grains(connection: "DuckDBPyConnection") -> dict[int, Grain]:
    """The grain of each unit."""
    found = connection.execute("SELECT unit, median(hours), bool_or(named) FROM delivered GROUP BY unit").fetchall()
    return {
        int(unit): Grain(interval=INTERVALS[0 if hours < 20 else 1 if hours < 500 else 2], resources=bool(named))
        for unit, hours, named in found
    }


def neighbours(connection: "DuckDBPyConnection") -> list[tuple[int, int]]:
    """Every two units that have an account and month in common."""
    return connection.execute(
        """WITH homes AS (SELECT DISTINCT unit, home FROM delivered)
           SELECT DISTINCT a.unit, b.unit FROM homes a JOIN homes b ON a.home = b.home AND a.unit < b.unit
           ORDER BY 1, 2"""
    ).fetchall()


def grain_pair(connection: "DuckDBPyConnection", one: int, other: int, charge: str) -> GrainPair:
    """Compares two units by what they bill for each charge, as `coarse` tells charges."""
    found = connection.execute(
        f"""WITH sums AS (SELECT unit, {charge} AS charge, sum(cost) AS cost FROM delivered
                          WHERE unit IN (?, ?) GROUP BY 1, 2),
                 sizes AS (SELECT count(*) FILTER (unit = ?) AS a, count(*) FILTER (unit = ?) AS b FROM sums),
                 common AS (SELECT count(*) AS same, count(*) FILTER (abs(a.cost - b.cost) <=
                                   {AGREE} * greatest(abs(a.cost), abs(b.cost)) + 1e-9) AS agreeing
                            FROM sums a JOIN sums b ON a.charge = b.charge AND a.unit = ? AND b.unit = ?)
            SELECT same, agreeing, least(a, b) FROM sizes, common""",
        [one, other, one, other, one, other],
    ).fetchone()
    same, agreeing, smaller = found or (0, 0, 0)
    return GrainPair(share_same=same / max(smaller, 1), share_agreeing=agreeing / max(same, 1))


def coarse(one: Grain, other: Grain) -> str:
    """SQL over `delivered`: a charge as the coarser of both grains tells it."""
    interval = max(one.interval, other.interval, key=INTERVALS.index)
    key = "base" if one.resources == other.resources else "bare"
    return f"hash(home, {key}, date_trunc('{interval}', start))"
