"""What a returned Savings Plan or reservation does to the effective cost: nothing, like the fee that it gives back.

An upfront fee has no effective cost of its own (FOCUS: EffectiveCost of a purchase that covers later charges is 0;
CUR: upfront fees are amortised over the usage they cover). Exports state the refund of such a fee at its full amount,
which made the effective cost fall by money that was never in it. Refunds of recurring fees stay: those fees count.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from billing.intake.source_columns import literal, quoted
from billing.query import BillProblem, LineKind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UPFRONT = (LineKind.SAVINGS_PLAN_UPFRONT, LineKind.RESERVATION_UPFRONT)
_RECURRING = (LineKind.SAVINGS_PLAN_RECURRING, LineKind.RESERVATION_RECURRING)
_RETURNED = "refund|return|exchang|cancel"
_COMMITMENT = "savings ?plan|reserved instance|reserved node|reservation|sign up charge"
_OF_A_RECURRING_FEE = "recurring|(hourly|monthly) fee|instal+ment|no upfront"


def amortise_returns(connection: "DuckDBPyConnection", table: str) -> list[BillProblem]:
    """Takes refunds of upfront fees out of the effective cost of `table`, and says of how many rows."""
    names = {str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    refund = _refund_of_a_fee(names)
    id_ = _text("CommitmentDiscountId", names)
    count = connection.execute(f"SELECT count(*) FROM {table} WHERE {refund}").fetchone() or (0,)
    if not count[0]:
        return []
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE commitment_fees AS
            SELECT {id_} AS id,
                   bool_or("x_LineKind" IN {_list(_UPFRONT)} AND "EffectiveCost" <> 0) AS counted,
                   bool_or("x_LineKind" IN {_list(_UPFRONT)} AND "EffectiveCost" = 0) AS amortised,
                   bool_or("x_LineKind" IN {_list(_RECURRING)}) AS recurring
            FROM {table} WHERE "x_LineKind" IN {_list((*_UPFRONT, *_RECURRING))} AND "BilledCost" > 0 GROUP BY 1"""
    )
    # A refund that names no commitment is of any of them; one whose fee is not in the bill is of an upfront fee.
    fees = f"(SELECT * FROM commitment_fees f WHERE {id_} IN ('', f.id))"
    changed = connection.execute(
        f"""UPDATE {table} SET "EffectiveCost" = 0 WHERE {refund}
            AND NOT EXISTS (SELECT 1 FROM {fees} WHERE counted)
            AND (EXISTS (SELECT 1 FROM {fees} WHERE amortised) OR NOT EXISTS (SELECT 1 FROM {fees} WHERE recurring))"""
    ).fetchone() or (0,)
    connection.execute("DROP TABLE commitment_fees")
    if not changed[0]:
        return []
    message = (
        f"{changed[0]} refund{'' if changed[0] == 1 else 's'} of returned commitments add nothing to the effective "
        "cost, as the upfront fees that they give back add nothing."
    )
    return [BillProblem(message=message, column="EffectiveCost", notice=True)]


def _refund_of_a_fee(names: set[str]) -> str:
    """SQL: whether a row gives back a fee of a commitment, and lowers the effective cost by it."""
    kind, id_ = '"x_LineKind"', _text("CommitmentDiscountId", names)
    said = f"lower({_text('ChargeDescription', names)})"
    code, service = (f"lower({_text(name, names)})" for name in ("x_ServiceCode", "ServiceName"))
    sold_as_one = f"contains({code}, 'savingsplan') OR contains({service}, 'savings plan')"
    names_one = f"({_like(said, _COMMITMENT)} OR {sold_as_one})"
    # Usage of another service that a Savings Plan covered may be refunded, too: that is no fee of the plan.
    of_usage = f"({code} <> '' AND {_like(f'lower({id_})', 'savingsplan')} AND NOT {names_one})"
    given_back = (
        f"({kind} = {literal(LineKind.REFUND)} OR {kind} IN {_list(_UPFRONT)} "
        f"OR ({kind} = {literal(LineKind.CREDIT)} AND {_like(said, _RETURNED)}))"
    )
    return (
        f'"BilledCost" < 0 AND "EffectiveCost" < 0 AND {given_back} AND ({id_} <> \'\' OR {names_one}) '
        f"AND NOT {of_usage} AND NOT {_like(said, _OF_A_RECURRING_FEE)}"
    )


def _text(name: str, names: set[str]) -> str:
    """A text column, empty where no file has it."""
    return quoted(name) if name in names else "''"


def _like(value: str, pattern: str) -> str:
    return f"regexp_matches({value}, {literal(pattern)})"


def _list(kinds: Sequence[LineKind]) -> str:
    return f"({', '.join(literal(kind) for kind in kinds)})"
