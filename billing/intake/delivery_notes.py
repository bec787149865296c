"""What is said about deliveries that replace each other: rows, months and amounts, in the user's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from billing.intake.amounts import MAX_DIGITS
from billing.intake.delivery_order import Unit
from billing.intake.left_out import SPAN, billed_amount, period_of
from billing.intake.likeness import in_month
from billing.intake.replaced_rows import Replacement
from billing.intake.source_file import ReadFile
from billing.intake.survey import Month
from billing.query import BillProblem
from finops_core.values import Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Amount = Mapping[str, Decimal]
"""Billed cost by currency."""


class DeliveryNotes:
    """Makes problems of what does not count. `currency` is that of rows that state none."""

    def __init__(self, connection: "DuckDBPyConnection", currency: str) -> None:
        self._connection = connection
        self._currency = currency

    def outdated(self, file: ReadFile, reason: str) -> BillProblem:
        """A file that a manifest or log does not count."""
        return self._problem(f"Left out: {reason}.", [file], "TRUE", notice=True)

    def replaced(self, old: Unit, new: Unit, month: Month) -> BillProblem:
        """A month of a delivery that another one of its family replaces wholly."""
        where = in_month(month)
        told = _change(self._billed(old.files, where), self._billed(new.files, where))
        return self._problem(_again(month[1].strftime("%Y-%m"), new, told), old.files, where, notice=True)

    def again(self, units: Sequence[Unit], found: Replacement) -> BillProblem:
        """Rows of a unit that another one has again."""
        old, new, month = units[found.old], units[found.new], (found.payer, found.month)
        pair = f"old = {found.old} AND new = {found.new}"
        gone = f"x_Place IN (SELECT place FROM dropped WHERE file = x_File AND {pair}) AND {in_month(month)}"
        covered = f"SELECT cell FROM dropped WHERE {pair}"
        counted = f"x_Place IN (SELECT place FROM delivered WHERE file = x_File AND cell IN ({covered}))"
        before = self._billed(old.files, gone)
        after = self._billed(new.files, in_month(month) if found.whole else f"{in_month(month)} AND {counted}")
        if found.by_grain:
            message = (
                f"Left out: {new.files[0].name} has the same charges by other intervals, so that counting both would "
                f"count them twice; there they come to {_shown(after)}, here to {_shown(before)}."
            )
        else:
            message = _again(found.month.strftime("%Y-%m"), new, _change(before, after))
        same = _change(before, after) == _SAME
        return self._problem(message, old.files, gone, notice=same)

    def doubtful(self, units: Sequence[Unit], old: int, new: int) -> BillProblem:
        """Two units that are both counted although some of their charges look the same."""
        alike = f"SELECT (cell, plain) FROM keyed WHERE unit = {new}"
        place = f"SELECT place FROM delivered WHERE unit = {old} AND file = x_File AND (cell, plain) IN ({alike})"
        later = units[new].files[0].name
        problem = self._problem("", units[old].files, f"x_Place IN ({place})", notice=False)
        amount = f", of {_shown(problem.amount)}," if problem.amount else ""
        return BillProblem(
            message=(
                f"{problem.rows} rows{amount} may be counted twice: {later} has charges that differ in amount only. "
                "Both are counted as parts of one bill; leave one out if it restates the other."
            ),
            file=problem.file,
            affected=problem.rows,
            amount=problem.amount,
            period=problem.period,
        )

    def repeated(self, file: ReadFile, of: ReadFile | None, counted: str, *, doubtful: bool) -> BillProblem | None:
        """Rows that are counted although their delivery has the same ones before, in this file or in `of`.

        With `doubtful` nothing speaks for it but that the file is its own first part over again, or a part of `of`.
        """
        again = f"x_Place IN (SELECT place FROM repeated WHERE file = {file.number}) AND {counted}"
        problem = self._problem("", [file], again, notice=False)
        if not problem.rows:
            return None
        first = self._connection.execute(f"SELECT min(x_Place) FROM {file.view} WHERE {again}").fetchall()[0][0]
        amount = f", of {_shown(problem.amount)}," if problem.amount else ""
        where = (
            f"{of.name} has the same ones, and is of the same delivery"
            if of
            else "the same ones come before them, as if a file had been appended to itself"
        )
        if doubtful and of is None:
            where = "the file is exactly its first rows over again, as if it had been appended to itself"
        rows = "1 row" if problem.rows == 1 else f"{problem.rows} rows"
        are = "may be" if doubtful else "is" if problem.rows == 1 else "are"
        message = f"{rows}{amount} {are} counted twice: {where}."
        return replace(
            problem,
            message=f"{message} Both are counted; remove one and open the bill again if they are the same charges.",
            row=file.first_row + int(first),
            rows=0,
            affected=problem.rows,
        )

    def _billed(self, files: Iterable[ReadFile], where: str) -> Amount:
        return _added(billed_amount(self._connection, file.view, where, self._currency) for file in files)

    def _problem(self, message: str, files: Sequence[ReadFile], where: str, *, notice: bool) -> BillProblem:
        rows, period = self._extent(files, where)
        return BillProblem(
            message=message,
            file=files[0].name,
            rows=rows,
            amount=self._billed(files, where),
            period=period,
            notice=notice,
        )

    def _extent(self, files: Iterable[ReadFile], where: str) -> tuple[int, Period | None]:
        found = [
            self._connection.execute(f"SELECT count(*), {SPAN} FROM {file.view} WHERE {where}").fetchall()[0]
            for file in files
        ]
        starts = [start for _, start, _ in found if start is not None]
        ends = [end for _, _, end in found if end is not None]
        return sum(int(rows) for rows, _, _ in found), period_of(min(starts, default=None), max(ends, default=None))


_SAME = "bills the same amount"


def _again(what: str, new: Unit, change: str) -> str:
    return f"Left out: {what} was delivered again in {new.files[0].name}, which {change}."


def _added(amounts: Iterable[Amount]) -> Amount:
    total: dict[str, Decimal] = {}
    with localcontext(prec=MAX_DIGITS * 2):
        for amount in amounts:
            for currency, value in amount.items():
                total[currency] = total.get(currency, Decimal(0)) + value
    return total


def _change(before: Amount, after: Amount) -> str:
    changes: list[str] = []
    for unit in sorted(before.keys() | after.keys()):
        old, new = before.get(unit, Decimal(0)), after.get(unit, Decimal(0))
        if old != new:
            changes.append(f"{_signed(new - old)} {unit}, from {_plain(old)} to {_plain(new)}")
    return f"changes the billed cost by {'; '.join(changes)}" if changes else _SAME


def _shown(amount: Amount) -> str:
    return ", ".join(f"{_plain(value)} {unit}" for unit, value in sorted(amount.items())) or "nothing"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{_plain(value)}"
