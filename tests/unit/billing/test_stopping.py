"""A query that is under way ends when its question is stopped, and leaves the bill as it was."""

from pathlib import Path
from threading import Thread

from billing.export import ExportBill, open_bill
from finops_core.stopping import Stop, Stopping, stopped_by

ENDLESS = "SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range + b.range = c.range"
SOON_S = 10
"""Far more than interrupting takes, and far less than the query."""

HEAD = "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd"
ROW = "1.50,USD,2026-05-01,2026-06-01,Usage,2026-05-02,2026-05-03"


def bill_in(folder: Path) -> ExportBill:
    file = folder / "focus.csv"
    file.write_text(f"{HEAD},EffectiveCost,ListCost,ContractedCost,ServiceName\n{ROW},1.50,1.50,1.50,Lake\n")
    return open_bill(file)


def ask(bill: ExportBill, stop: Stop, heard: list[object]) -> None:
    try:
        with stopped_by(stop):
            heard.append(bill.statement(ENDLESS))
    except Stopping as error:
        heard.append(error)


def test_a_stop_ends_the_query_of_its_question_and_the_bill_goes_on(tmp_path: Path):
    with bill_in(tmp_path) as bill:
        stop, heard = Stop(), list[object]()
        asking = Thread(target=ask, args=(bill, stop, heard), daemon=True)
        asking.start()
        stop.set()
        asking.join(SOON_S)
        assert not asking.is_alive()
        assert [type(each) for each in heard] == [Stopping]
        with stopped_by(Stop()):
            assert bill.statement("SELECT count(*) FROM charges") == [(1,)]


def test_a_question_that_was_stopped_before_asks_nothing(tmp_path: Path):
    with bill_in(tmp_path) as bill:
        stop, heard = Stop(), list[object]()
        stop.set()
        ask(bill, stop, heard)
        assert [type(each) for each in heard] == [Stopping]
