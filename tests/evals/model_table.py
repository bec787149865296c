"""What is answered rightly, wrongly or not at all: `MODEL=… python -m tests.evals.model_table`, `none` by default.

More than two hundred questions about the sample bill, each with its amount by SQL. Without a model they go the way of
every question; with one, every question is the model's. An answer is right when it has the amount to the cent, or
says of nothing that there are no charges.
"""

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from agents.adapters.model_price import ModelPrice, price_of
from agents.adapters.models import planner_of
from agents.catalog import CATALOG
from agents.planner import Asked
from billing.export import ExportBill, open_bill
from billing.periods.calendar import add_months
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import said
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError
from finops_core.jobs.events import Answered
from finops_core.tools.context import ToolContext
from finops_core.tools.meter import Meter, Metered
from finops_core.values import CENT
from local.sample.make import sample_account
from supervisor.run import Question, SupervisorDeps, run

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONTHS = 12
SERVICES = 14
NO_CHARGES = "has no charges"
Outcome = Literal["right", "wrong", "left"]


@dataclass(frozen=True, slots=True)
class Known:
    """A question, its amount, and of how many charges that is the sum."""

    text: str
    amount: Decimal
    charges: int

    def answered_by(self, text: str) -> bool:
        """Whether a text has the amount to the cent, or says that there are no charges where there are none."""
        plain = text.replace("\\", "")
        if not self.charges and NO_CHARGES in plain:
            return True
        return re.search(rf"(?<![\d.,]){re.escape(f'{self.amount:,.2f}')}(?!\d)", plain) is not None


def known_questions(bill: ExportBill) -> Iterator[Known]:
    """Amounts of whole months: of all, by service, region and account, each by SQL over the bill."""
    last = bill.info().period.end.replace(day=1)
    months = [add_months(last, -back) for back in range(1, MONTHS + 1)]
    parts = [("ServiceName", name, f"on {name}") for name in bill.values(Dimension.SERVICE)[:SERVICES]]
    parts += [("RegionId", name, f"in {name}") for name in bill.values(Dimension.REGION)[:2] if name]
    parts += [("SubAccountId", name, f"in account {name}") for name in bill.values(Dimension.ACCOUNT)[:2]]
    for month in months:
        yield Known(f"How much did I spend in {month:%B %Y}?", *_spent(bill, month, "1 = 1", ()))
        for column, name, said_so in parts:
            spent = _spent(bill, month, f'"{column}" = ?', (name,))
            yield Known(f"How much did I spend {said_so} in {month:%B %Y}?", *spent)


def _spent(bill: ExportBill, month: date, where: str, values: tuple[str, ...]) -> tuple[Decimal, int]:
    sql = f"""SELECT coalesce(sum("BilledCost"), 0), count(*) FROM charges
        WHERE "ChargePeriodStart" >= '{month}' AND "ChargePeriodStart" < '{add_months(month, 1)}' AND {where}"""
    ((amount, charges),) = bill.statement(sql, values)
    return Decimal(str(amount)).quantize(CENT), int(charges)


def answered(question: Known, bill: ExportBill, setting: str, meter: Meter) -> Outcome:
    """What an answer is worth."""
    planner = planner_of(setting, price=_price())
    services = {BillSource: bill}
    try:
        if planner is None:
            asked = Question(job_id="eval", user_id="eval", text=question.text)
            events = run(asked, SupervisorDeps(catalog=CATALOG, clock=ManualClock(NOW), services=services))
            answer = next(event.answer for event in events if isinstance(event, Answered))
            text, has = f"{answer.headline} {answer.markdown}", answer.answered and bool(answer.facts)
        else:
            context = ToolContext(job_id="eval", user_id="eval", clock=ManualClock(NOW), services=services, meter=meter)
            asked_of = Asked(text=question.text, history=(), run_id="eval")
            text, has = said(planner(asked_of, CATALOG, context, lambda _: None)), True
    except FinOpsError:
        return "left"
    if question.answered_by(text):
        return "right"
    return "wrong" if has and question.amount else "left"


def _price() -> ModelPrice | None:
    """PRICE_IN and PRICE_OUT of the environment, in US dollars a million tokens."""
    given = [os.environ.get(name) for name in ("PRICE_IN", "PRICE_OUT")]
    first, second = (Decimal(text) if text else None for text in given)
    return price_of(first, second)


def money(used: Metered) -> str:
    """What it cost in US dollars, unknown as soon as any of it is."""
    return "unknown" if used.tokens_unpriced else f"{used.price_usd:.4f}"


def main() -> None:
    """Prints the table."""
    setting = os.environ.get("MODEL", "none")
    meter = Meter()
    with TemporaryDirectory() as folder, open_bill(sample_account(Path(folder), NOW.date()).bill) as bill:
        questions = list(known_questions(bill))
        began = time.monotonic()
        outcomes = [(question, answered(question, bill, setting, meter)) for question in questions]
    took = time.monotonic() - began
    counts, used = Counter(outcome for _, outcome in outcomes), meter.read()
    sys.stdout.write(f"{'model':24}{'asked':>7}{'right':>7}{'wrong':>7}{'left':>7}{'tokens':>10}{'USD':>9}{'s':>8}\n")
    sys.stdout.write(
        f"{setting:24}{len(questions):7}{counts['right']:7}{counts['wrong']:7}{counts['left']:7}"
        f"{used.tokens_in + used.tokens_out:10}{money(used):>9}{took:8.1f}\n"
    )
    for question, outcome in outcomes:
        if outcome != "right":
            sys.stdout.write(f"{outcome}: {question.text} {question.amount}\n")


if __name__ == "__main__":
    main()
