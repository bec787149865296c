"""What a tool finds is data that other tools can use: the amounts of each result beside SQL over the bill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from agents.bill.absent import NotInBill
from agents.catalog import CATALOG
from agents.cost.bill_status.result import BillStatus
from agents.cost.charge.result import AmountExplained, NamedCharge
from agents.cost.commitments.result import Commitments
from agents.cost.compare.result import Compared, NothingBefore
from agents.cost.credits.result import Credits
from agents.cost.forecast.groups import GroupForecasts
from agents.cost.forecast.result import BilledAlready, TooLittleHistory, WholeForecast
from agents.cost.invoices.result import Invoices
from agents.cost.run_rate.result import MonthInProgress
from agents.cost.spend.result import NothingSpent
from agents.cost.spend.spent import Spent
from agents.cost.tag_coverage.result import TagCoverage
from agents.cost.usage.result import Usage
from agents.cost.weekdays.result import DaysOfTheWeek
from billing.export import ExportBill
from billing.source import BillSource
from billing.terms import Terms
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.agents.asking import opened
from tests.unit.billing.made_bills import focus_day

NOW = datetime(2026, 6, 16, 12, tzinfo=UTC)
PLAN = {"CommitmentDiscountId": "plan-1", "CommitmentDiscountStatus": "Used", "CommitmentDiscountType": "Savings Plan"}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    """May whole and June up to the 15th: two services, a tax, a credit, a plan, tags on some, invoices for May."""
    rows = [
        focus_day(
            day,
            month,
            BilledCost=f"{day}.{month}",
            ServiceName="Amazon S3" if day % 3 else "Amazon EC2",
            x_UsageType="TimedStorage-ByteHrs" if day % 3 else "BoxUsage:m5.large",
            ConsumedUnit="GB-Mo" if day % 3 else "Hrs",
            Tags='{"team": "red"}' if day % 2 else "",
            InvoiceId="inv-5" if month == 5 else "",
        )
        for month, last in ((5, 31), (6, 16))
        for day in range(1, last)
    ]
    rows.append(focus_day(2, 5, BilledCost="7.77", ChargeCategory="Tax", ServiceName="Tax", InvoiceId="inv-5"))
    rows.append(
        focus_day(5, 5, BilledCost="-3.3", ChargeCategory="Credit", ChargeDescription="promo", InvoiceId="inv-5")
    )
    rows.append(
        focus_day(6, 5, InvoiceId="inv-5") | {"BilledCost": "0", "EffectiveCost": "4.5", "ListCost": "6"} | PLAN
    )
    folder = tmp_path_factory.mktemp("typed")
    with opened(folder, [{"InvoiceId": ""} | row for row in rows]) as found:
        yield found


def read(bill: BillSource, name: str, **args: Any) -> Any:
    """What one tool finds for another, by way of the context."""
    tool = CATALOG["cost"].tool(name)
    services = {BillSource: bill, Terms: Terms()}
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services)
    params: BaseModel = tool.params.model_validate(args)
    return context.call(tool, params)


def amount(bill: ExportBill, what: str = 'sum("BilledCost")', where: str = "TRUE") -> Decimal:
    ((value,),) = bill.statement(f"SELECT {what} FROM charges WHERE {where}", ())
    return Decimal(str(value))


MAY = "\"ChargePeriodStart\" >= '2026-05-01' AND \"ChargePeriodStart\" < '2026-06-01'"
JUNE = "\"ChargePeriodStart\" >= '2026-06-01' AND \"ChargePeriodStart\" < '2026-06-15'"


def test_the_pace_of_a_month(bill: ExportBill) -> None:
    found = read(bill, "run_rate")

    assert isinstance(found, MonthInProgress)
    (rate,) = found.rates
    assert (found.billed.start, found.billed.end) == (date(2026, 6, 1), date(2026, 6, 15))
    assert (rate.currency, rate.so_far) == ("USD", amount(bill, where=JUNE))
    assert rate.per_day is not None
    assert abs(rate.per_day - amount(bill, where=JUNE) / 14) < Decimal("1e-20")


def test_the_status_of_the_bill(bill: ExportBill) -> None:
    found = read(bill, "bill_status")

    assert isinstance(found, BillStatus)
    assert found.info.rows == amount(bill, "count(*)")
    assert found.complete.end == date(2026, 6, 15)
    assert found.accounts == ("prod (200000000001)",)


def test_invoices_with_their_months_and_amounts(bill: ExportBill) -> None:
    found = read(bill, "invoices")

    assert isinstance(found, Invoices)
    assert [(one.month, one.number, one.amount.amount) for one in found.invoices] == [
        (date(2026, 6, 1), "", amount(bill, where="\"InvoiceId\" = ''")),
        (date(2026, 5, 1), "inv-5", amount(bill, where="\"InvoiceId\" = 'inv-5'")),
    ]
    assert found.totals == {"USD": amount(bill)}


def test_credits_by_name_and_month(bill: ExportBill) -> None:
    found = read(bill, "credits")

    assert isinstance(found, Credits)
    (one,) = found.credits
    assert (one.name, one.months) == (
        "promo",
        ((date(2026, 5, 1), amount(bill, where="\"ChargeCategory\" = 'Credit'")),),
    )


def test_quantities_and_prices(bill: ExportBill) -> None:
    found = read(bill, "usage", period="2026-05", service=["S3"])

    assert isinstance(found, Usage)
    where = f"{MAY} AND \"ServiceName\" = 'Amazon S3'"
    (one,) = found.used
    assert (one.unit, one.quantity) == ("GB-Mo", amount(bill, 'sum("ConsumedQuantity")', where))
    assert one.price == amount(bill, where=where) / one.quantity


def test_days_of_the_week(bill: ExportBill) -> None:
    found = read(bill, "weekdays", period="2026-05")

    assert isinstance(found, DaysOfTheWeek)
    by_sql = [amount(bill, where=f'{MAY} AND isodow("ChargePeriodStart") = {day}') for day in range(1, 8)]
    assert list(found.sums["USD"]) == by_sql


def test_tag_coverage(bill: ExportBill) -> None:
    found = read(bill, "tag_coverage", period="2026-05", keys=["team"])

    assert isinstance(found, TagCoverage)
    (key,) = found.keys
    tagged = "coalesce(\"Tags\"['team'], '') <> ''"
    assert (found.total, key.tagged) == (amount(bill, where=MAY), amount(bill, where=f"{MAY} AND {tagged}"))
    assert key.untagged == amount(bill, where=f"{MAY} AND NOT {tagged}")
    assert sum(row.amount for row in found.untagged_parts.rows) == key.untagged


def test_commitments(bill: ExportBill) -> None:
    found = read(bill, "commitments", period="2026-05")

    assert isinstance(found, Commitments)
    (report,) = found.reports
    assert report.used == amount(bill, 'sum("EffectiveCost")', "\"CommitmentDiscountId\" <> ''")


def test_one_charge_by_its_name_and_by_its_amount(bill: ExportBill) -> None:
    named = read(bill, "charge", period="2026-05", service=["EC2"])
    explained = read(bill, "charge", period="2026-05", amount="7.77")

    assert isinstance(named, NamedCharge)
    assert sum(row.amount for row in named.behind.rows) == named.by_usage_type.totals["USD"]
    assert named.by_usage_type.totals["USD"] == amount(bill, where=f"{MAY} AND \"ServiceName\" = 'Amazon EC2'")
    assert isinstance(explained, AmountExplained)
    assert explained.behind is not None
    assert [row.amount for row in explained.behind.rows] == [Decimal("7.77")]


@pytest.mark.parametrize("name", ["compare", "changes"])
def test_two_periods_by_service(bill: ExportBill, name: str) -> None:
    found = read(bill, name, period="2026-06-08/2026-06-14", compare_to="2026-06-01/2026-06-07", group_by=["service"])
    alone = read(bill, name, period="2026-05", compare_to="2026-04")

    def by_sql(service: str, first: int, last: int) -> Decimal:
        days = f'day("ChargePeriodStart") BETWEEN {first} AND {last} AND month("ChargePeriodStart") = 6'
        return amount(bill, where=f"{days} AND \"ServiceName\" = '{service}'")

    assert isinstance(found, Compared)
    assert {move.keys[0]: (move.before, move.after) for move in found.moves} == {
        service: (by_sql(service, 1, 7), by_sql(service, 8, 14)) for service in ("Amazon EC2", "Amazon S3")
    }
    assert isinstance(alone, NothingBefore)
    assert alone.totals == {"USD": amount(bill, where=MAY)}


def test_what_days_ahead_continue(bill: ExportBill, tmp_path_factory: pytest.TempPathFactory) -> None:
    days = [(month, day) for month, last in ((3, 31), (4, 30), (5, 31), (6, 16)) for day in range(1, last)]
    rows = [focus_day(day, month, BilledCost=f"{day}.{month}") for month, day in days]
    with opened(tmp_path_factory.mktemp("longer"), rows) as longer:
        groups = read(longer, "forecast", period="next_month", group_by=["account"])
        whole = read(longer, "forecast", period="this_month")
        may, june = (amount(longer, where=where) for where in (MAY, JUNE))
    over = read(bill, "forecast", period="2026-05")

    assert isinstance(groups, GroupForecasts)
    assert {one.keys[0]: one.billed for one in groups.known} == {"200000000001": may}
    assert isinstance(whole, WholeForecast)
    assert round(whole.outlook.known, 6) == float(june)
    assert isinstance(over, BilledAlready)
    assert over.totals == {"USD": amount(bill, where=MAY)}
    assert isinstance(read(bill, "forecast", period="next_3_months"), TooLittleHistory)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("compare", {"service": ["Nothing"]}),
        ("changes", {"period": "2020-01"}),
        ("forecast", {"service": ["Nothing"]}),
        ("run_rate", {"service": ["Nothing"]}),
        ("invoices", {"service": ["Nothing"]}),
        ("credits", {"period": "2026-06"}),
        ("usage", {"service": ["Nothing"]}),
        ("weekdays", {"period": "2020-01"}),
        ("tag_coverage", {"keys": ["nothing"]}),
        ("commitments", {"period": "2026-06"}),
        ("charge", {"service": ["Nothing"]}),
    ],
)
def test_what_a_bill_lacks_is_a_result_of_its_own_kind(bill: ExportBill, name: str, args: dict[str, Any]) -> None:
    assert isinstance(read(bill, name, **args), NotInBill)


@pytest.mark.parametrize(
    "name", ["forecast", "run_rate", "invoices", "credits", "usage", "weekdays", "tag_coverage", "charge"]
)
def test_a_result_says_what_is_not_in_it_whoever_asks(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    rows = [focus_day(day, ChargeCategory="Credit" if day == 3 else "Usage") for day in range(1, 8)]
    broken = focus_day(5, BilledCost="not a number")
    with opened(tmp_path_factory.mktemp("broken"), [*rows, broken]) as damaged:
        args = {} if name == "forecast" else {"period": "2026-05"}
        found = read(damaged, name, **args)
        services = {BillSource: damaged, Terms: Terms()}
        context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services)
        told = run_tool(CATALOG["cost"].tool(name), args, context)

    assert any("not counted" in note for note in found.basis.notes)
    assert found.basis == told.basis


def test_what_was_spent_is_rows_and_totals(bill: ExportBill) -> None:
    found = read(bill, "spend", period="2026-05", group_by=("service",))

    assert isinstance(found, Spent)
    may = "ChargePeriodStart >= '2026-05-01' AND ChargePeriodStart < '2026-06-01'"
    assert found.result.totals == {"USD": amount(bill, where=may)}
    by_service = {row.keys[0]: row.amount for row in found.result.rows}
    assert by_service["Amazon S3"] == amount(bill, where=f"{may} AND \"ServiceName\" = 'Amazon S3'")
    assert sum(by_service.values()) == found.result.totals["USD"]
    assert found.basis.currency == "USD"


def test_a_period_without_charges_is_said_to_have_none(bill: ExportBill) -> None:
    found = read(bill, "spend", period="2026-05", usage_type=("BoxUsage:m5.large",), exclude=("usage",))

    assert isinstance(found, NothingSpent)
    assert not found.cut
