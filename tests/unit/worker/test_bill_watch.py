"""New deliveries reach a worker that runs on."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.query import BillInfo, Metric
from finops_core.clock import ManualClock
from tests.unit.billing.made_bills import focus_day, write_csv
from worker import bill_watch
from worker.bill_watch import BillWatch

START = datetime(2026, 6, 2, tzinfo=UTC)


def billed(info: BillInfo) -> Decimal:
    return info.currencies["USD"][Metric.BILLED]


def test_a_new_delivery_is_seen_between_questions_after_half_a_minute(tmp_path: Path) -> None:
    write_csv(tmp_path / "bill" / "may.csv", [focus_day(1, BilledCost="1")])
    clock = ManualClock(START)
    with open_bill(tmp_path / "bill") as bill:
        watch = BillWatch(bill, clock)
        write_csv(tmp_path / "bill" / "june.csv", [focus_day(1, 6, BilledCost="2")])
        clock.advance(29)
        with watch.question():
            assert billed(bill.info()) == 1
        clock.advance(1)
        with watch.question():
            assert billed(bill.info()) == 3
        (tmp_path / "bill" / "june.csv").write_bytes(b"")
        clock.advance(60)
        with watch.question():
            assert billed(bill.info()) == 1


def test_the_bill_does_not_change_during_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bill_watch, "PATIENCE_S", 0.0)
    write_csv(tmp_path / "bill" / "may.csv", [focus_day(1, BilledCost="1")])
    clock = ManualClock(START)
    with open_bill(tmp_path / "bill") as bill:
        watch = BillWatch(bill, clock)
        with watch.question():
            write_csv(tmp_path / "bill" / "june.csv", [focus_day(1, 6, BilledCost="2")])
            clock.advance(60)
            with watch.question():
                assert billed(bill.info()) == 1
        with watch.question():
            assert billed(bill.info()) == 3
