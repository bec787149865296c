"""Cost Explorer as a bill: the same sums as the charges behind it, what it lacks said, and each request counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.ce.models import ce_backends

from billing.cost_explorer.address import CostExplorerAddress, parsed
from billing.cost_explorer.location import CostExplorerSettings
from billing.cost_explorer.plan import METRICS, months_until
from billing.cost_explorer.testing import AccountWithCostExplorer, MadeCharge, MemoryCostExplorer
from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension, Filter, GroupKey, LineKind, Metric, Tag
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from finops_core.values import Granularity, Period
from tests.unit.agents.asking import ask, headline

NOW = datetime(2026, 5, 11, 8, tzinfo=UTC)
ONE, TWO = "111111111111", "222222222222"


def charge(day: date, billed: str, **more: Any) -> MadeCharge:
    if "effective" in more:
        more["effective"] = Decimal(more["effective"])
    return MadeCharge(day=day, billed=Decimal(billed), **more)


def charges() -> list[MadeCharge]:
    """Three months of two accounts with usage in two regions, a Savings Plan, a reservation, tax, credit and refund."""
    found: list[MadeCharge] = []
    ec2 = {"service": "Amazon Elastic Compute Cloud - Compute", "usage_type": "EUC1-BoxUsage:m5.large"}
    for month in (3, 4, 5):
        for day in range(1, 11):
            on = date(2026, month, day)
            found += [
                charge(on, f"{day}.0123456789", tags={"team": "shop"}),
                charge(on, "2.5", account=TWO, region="eu-central-1", tags={"team": "data"}, **ec2),
                charge(on, "3", account=TWO, region="eu-central-1", record_type="SavingsPlanCoveredUsage",
                       effective="1.1", **ec2),
                charge(on, "-3", account=TWO, region="eu-central-1", record_type="SavingsPlanNegation", effective="0",
                       **ec2),
                charge(on, "1.2", account=TWO, record_type="SavingsPlanRecurringFee", effective="0.1",
                       service="Savings Plans for AWS Compute usage", usage_type="ComputeSP:1yrNoUpfront"),
                charge(on, "0", account=TWO, region="eu-central-1", record_type="DiscountedUsage", effective="0.7",
                       **ec2),
            ]  # fmt: skip
        first = date(2026, month, 1)
        found += [
            charge(first, "40", account=TWO, record_type="Recurring", effective="0", **ec2),
            charge(first, "100", account=TWO, record_type="Upfront", effective="0", **ec2),
            charge(first, "7.77", record_type="Tax", service="Tax", usage_type="", region="NoRegion"),
            charge(first, "-5", record_type="Credit"),
            charge(first, "-1.5", record_type="Refund", account=TWO),
            charge(first, "12", service="Datadog Pro", usage_type="Global-SoftwareUsage", region="global",
                   seller="AWS Marketplace"),
            charge(first, "9", service="AWS Support (Business)", record_type="Support", region="global"),
            charge(first, "-0.9", account=TWO, record_type="Enterprise Discount Program Discount", effective="0"),
        ]  # fmt: skip
    return found


@pytest.fixture(scope="module")
def explorer() -> MemoryCostExplorer:
    return MemoryCostExplorer(charges(), estimated_from=date(2026, 5, 1), page=7, names={ONE: "shop", TWO: "data"})


@pytest.fixture(scope="module")
def bill(explorer: MemoryCostExplorer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with opened(explorer, tmp_path_factory.mktemp("kept"), "cost-explorer:prod?months=2") as found:
        yield found


def opened(
    explorer: MemoryCostExplorer,
    folder: Path,
    address: str = "cost-explorer:?months=2",
    *,
    clock: ManualClock | None = None,
    cap: str = "5",
    told: Callable[[str], None] = lambda sentence: None,
) -> ExportBill:
    settings = CostExplorerSettings(folder=folder, cap_usd=Decimal(cap), clock=clock or ManualClock(NOW), told=told)
    return open_bill(address, account=AccountWithCostExplorer(explorer), cost_explorer=settings)


def asked(bill: ExportBill, group: GroupKey, metric: Metric = Metric.BILLED, **more: Any) -> dict[str, Decimal]:
    return {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(group,), metric=metric, **more)).rows}


def of_charges(attribute: str, amount: str = "billed") -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for each in charges():
        value = each.billed if amount == "billed" or each.effective is None else each.effective
        key = str(getattr(each, attribute))
        totals[key] = totals.get(key, Decimal(0)) + value
    return totals


def test_sums_by_what_it_groups_by_are_those_of_the_charges(bill: ExportBill):
    assert asked(bill, Dimension.ACCOUNT) == of_charges("account")
    assert asked(bill, Dimension.SERVICE) == of_charges("service")
    assert asked(bill, Dimension.ACCOUNT, Metric.EFFECTIVE) == of_charges("account", "effective")
    assert asked(bill, Dimension.SERVICE, Metric.EFFECTIVE) == of_charges("service", "effective")
    daily = bill.query(BillQuery(granularity=Granularity.DAILY, filters=(kinds(LineKind.USAGE),))).rows
    assert daily[0].start == datetime(2026, 3, 1, tzinfo=UTC)
    assert daily[0].amount == Decimal("1.0123456789") + Decimal("2.5")
    assert bill.info().accounts == {ONE: "shop", TWO: "data"}


def kinds(kind: LineKind) -> Filter:
    return Filter(dimension=Dimension.LINE_KIND, values=(kind.value,))


def test_every_record_type_is_its_kind_of_charge(bill: ExportBill):
    assert asked(bill, Dimension.LINE_KIND) == {
        "usage": Decimal("165.370370367") + 75,
        "savings_plan_covered": Decimal(90),
        "savings_plan_negation": Decimal(-90),
        "savings_plan_recurring": Decimal(36),
        "reservation_covered": Decimal(0),
        "reservation_recurring": Decimal(120),
        "reservation_upfront": Decimal(300),
        "tax": Decimal("23.31"),
        "credit": Decimal(-15),
        "refund": Decimal("-4.5"),
        "marketplace": Decimal(36),
        "support": Decimal(27),
        "discount": Decimal("-2.7"),
    }


def test_a_usage_types_only_region_is_its_region(bill: ExportBill):
    found = asked(bill, Dimension.REGION, filters=(kinds(LineKind.USAGE),))
    assert found == {"us-east-1": Decimal("165.370370367"), "eu-central-1": Decimal(75)}
    assert asked(bill, Dimension.REGION)["eu-central-1"] == 75  # what a plan covered is taken back where it was used


def test_a_usage_type_of_two_regions_has_none_and_that_is_said(tmp_path: Path):
    twice = [charge(date(2026, 4, 2), "1"), charge(date(2026, 4, 2), "2", region="eu-west-1")]
    with opened(MemoryCostExplorer(twice), tmp_path) as found:
        assert asked(found, Dimension.REGION) == {"": Decimal(3)}
        (said,) = [problem for problem in found.info().problems if "one region" in problem.message]
    assert said.amount == {"USD": Decimal(3)}
    with opened(MemoryCostExplorer(twice), tmp_path, "cost-explorer:?months=2&keys=usage-type,region") as found:
        assert asked(found, Dimension.REGION) == {"us-east-1": Decimal(1), "eu-west-1": Decimal(2)}


def test_accounts_can_be_a_key_so_that_many_take_no_more_requests(tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    with opened(explorer, tmp_path, "cost-explorer:?months=2&grain=month&keys=account,usage-type") as found:
        assert asked(found, Dimension.ACCOUNT) == of_charges("account")
        assert asked(found, Dimension.LINE_KIND)["support"] == 27
        (grain,) = [problem.message for problem in found.info().problems if not problem.notice]
    assert len(explorer.asked) == 3 * (1 + 12 + 1)
    assert grain.startswith("From Cost Explorer by month, account, record type, usage type, the region of each. It")
    assert grain.endswith("Of usage the marketplace's part is not told.")


def test_record_types_are_read_as_the_console_spells_them_too(tmp_path: Path):
    words = {"SavingsPlanCoveredUsage": "Savings Plan Covered Usage", "DiscountedUsage": "Reservation applied usage",
             "SavingsPlanNegation": "Savings Plan Negation", "Upfront": "Upfront reservation fee",
             "SavingsPlanRecurringFee": "Savings Plan Recurring Fee", "Recurring": "RIFee"}  # fmt: skip
    spelled = [replace(each, record_type=words.get(each.record_type, each.record_type)) for each in charges()]
    with opened(MemoryCostExplorer(spelled), tmp_path) as found:
        kinds = asked(found, Dimension.LINE_KIND)
    assert (kinds["savings_plan_covered"], kinds["savings_plan_negation"]) == (90, -90)
    assert (kinds["reservation_upfront"], kinds["reservation_recurring"]) == (300, 120)
    assert "other" not in kinds


@pytest.mark.parametrize("key", ["tag:team", "category:team"])
def test_a_tag_or_cost_category_can_be_one_of_the_two_keys(key: str, tmp_path: Path):
    with opened(MemoryCostExplorer(charges()), tmp_path, f"cost-explorer:?months=2&keys=service,{key}") as found:
        tag = Tag("team" if key.startswith("tag") else "costCategory/team")
        usage = asked(found, tag, filters=(kinds(LineKind.USAGE),))
        assert usage == {"shop": Decimal("165.370370367"), "data": Decimal(75)}
        assert asked(found, Dimension.SERVICE) == of_charges("service")


def test_by_month_it_adds_up_as_well(tmp_path: Path):
    with opened(MemoryCostExplorer(charges()), tmp_path, "cost-explorer:?months=2&grain=month") as found:
        assert asked(found, Dimension.SERVICE) == of_charges("service")
        months = found.query(BillQuery(granularity=Granularity.MONTHLY)).rows
        assert [row.start.month for row in months if row.start] == [3, 4, 5]


def test_what_it_lacks_is_said_in_every_answer(bill: ExportBill):
    info = bill.info()
    (grain,) = [problem for problem in info.problems if problem.message.startswith("From Cost Explorer by day")]
    assert grain.period == Period(date(2026, 3, 1), date(2026, 5, 11))
    assert "no resources, hours, list prices" in grain.message
    assert len(grain.message) <= 300
    assert not grain.notice
    assert [problem for problem in info.problems if not problem.notice] == [grain]
    assert info.format == "Cost Explorer"
    assert {gap.of.value for gap in info.gaps} == {"list prices", "commitments"}


def test_pages_are_read_to_the_last_and_an_open_months_days_end_yesterday(
    bill: ExportBill, explorer: MemoryCostExplorer
):
    assert bill.info().rows > 100
    assert max(each["TimePeriod"]["End"] for each in explorer.asked) == "2026-05-11"
    assert any("NextPageToken" in each for each in explorer.asked)


def test_requests_are_told_with_their_price_before_they_are_made_and_counted_after(tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    heard: list[tuple[str, int]] = []
    with opened(explorer, tmp_path, told=lambda sentence: heard.append((sentence, len(explorer.asked)))) as found:
        made = len(explorer.asked)
        assert found.claim_use().requests == made
        assert found.claim_use().requests == 0
    (first, before), (second, after) = heard
    assert before == 0
    assert first.startswith("Cost Explorer is asked 3 times to see what there is: $0.03")
    assert after == 3
    # a month: usage of two accounts, covered usage of two kinds, negations, eight others, regions and sellers
    assert second.startswith(f"Cost Explorer is asked {made - 3} times for the charges: ${(made - 3) / 100:.2f}")
    assert made - 3 == 3 * (5 + 8 + 2)


def test_an_answer_tells_what_the_bill_lacks_and_the_first_one_what_it_cost(tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    with opened(explorer, tmp_path) as found:
        first, second = (ask(found, "spend", group_by=["service"], service=["EC2"]) for _ in range(2))
    assert any(note.startswith("From Cost Explorer by day") for note in first.basis.notes)
    assert (first.basis.api_requests, first.basis.api_cost_usd) == (48, "0.48")
    assert (second.basis.api_requests, second.basis.api_cost_usd) == (0, "0")
    assert headline(first).startswith("You spent $165.00 on EC2 in April 2026")


@pytest.mark.parametrize(("agent", "tool"), [("advice", "savings"), ("anomalies", "anomalies"), ("ec2", "use")])
def test_advice_and_anomalies_say_too_what_it_cannot_tell(bill: ExportBill, agent: str, tool: str):
    notes = ask(bill, tool, agent=agent, now=NOW).basis.notes
    assert any(note.startswith("From Cost Explorer by day") and "no resources, hours" in note for note in notes)


def test_a_client_of_aws_takes_the_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """boto3 refuses what the API has no place for; what moto is given to answer becomes the bill."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    days = {"Start": "2026-05-01", "End": "2026-05-11"}

    def answered(*groups: tuple[str, str]) -> dict[str, Any]:
        cost = {name: {"Amount": "12.5", "Unit": "USD"} for name in METRICS}
        told = [{"Keys": list(keys), "Metrics": cost} for keys in groups]
        return {"ResultsByTime": [{"TimePeriod": days, "Estimated": True, "Groups": told, "Total": {}}]}

    settings = CostExplorerSettings(folder=tmp_path, clock=ManualClock(NOW), told=lambda sentence: None)
    with mock_aws():
        ce_backends["123456789012"]["aws"].cost_usage_results_queue += [
            answered((ONE, "Usage")),
            answered(("Amazon Simple Storage Service", "EUC1-TimedStorage-ByteHrs")),
            answered(("EUC1-TimedStorage-ByteHrs", "eu-central-1")),
            answered(("Amazon Simple Storage Service", "AWS")),
        ]
        with open_bill("cost-explorer:?months=0", account=AnalysedAccount(), cost_explorer=settings) as found:
            assert asked(found, Dimension.REGION) == {"eu-central-1": Decimal("12.5")}
            assert found.claim_use().requests == 4


def test_a_closed_month_is_never_asked_for_again_and_an_open_one_once_a_day(tmp_path: Path):
    explorer, clock = MemoryCostExplorer(charges(), estimated_from=date(2026, 5, 1)), ManualClock(NOW)
    with opened(explorer, tmp_path, clock=clock) as found:
        explorer.asked.clear()
        for _ in range(3):
            found.refresh()
            clock.advance(3600)
        assert explorer.asked == []
        explorer.charges.append(charge(date(2026, 5, 10), "1000"))
        clock.advance(24 * 3600)
        found.refresh()
        assert {each["TimePeriod"]["Start"] for each in explorer.asked} == {"2026-05-01"}
        assert asked(found, Dimension.ACCOUNT)[ONE] == of_charges("account")[ONE] + 1000
    explorer.asked.clear()
    with opened(explorer, tmp_path, clock=clock):
        assert explorer.asked == []


def test_another_accounts_answers_are_not_taken(tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    with opened(explorer, tmp_path):
        first = len(explorer.asked)
    other = AccountWithCostExplorer(explorer, account="888888888888")
    settings = CostExplorerSettings(folder=tmp_path, clock=ManualClock(NOW), told=lambda sentence: None)
    with open_bill("cost-explorer:?months=2", account=other, cost_explorer=settings):
        assert len(explorer.asked) == 2 * first


@pytest.mark.parametrize(("cap", "made"), [("0", 0), ("0.02", 0), ("0.10", 3), ("0.44", 3)])
def test_the_cap_refuses_before_a_cent_more_is_spent(cap: str, made: int, tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    with pytest.raises(BillError, match=r"would have to be asked .* more times, \$.*cost_explorer_cap_usd"):
        opened(explorer, tmp_path, cap=cap)
    assert len(explorer.asked) == made


def test_pages_count_towards_the_cap_too_and_what_was_answered_is_kept(tmp_path: Path):
    explorer = MemoryCostExplorer(charges(), page=9)
    with pytest.raises(BillError, match="cap of"):
        opened(explorer, tmp_path, cap="0.50")
    assert len(explorer.asked) == 50
    with opened(explorer, tmp_path, clock=ManualClock(NOW + timedelta(hours=1)), cap="50") as found:
        assert asked(found, Dimension.ACCOUNT) == of_charges("account")


def test_a_new_calendar_month_has_its_own_cap(tmp_path: Path):
    explorer = MemoryCostExplorer(charges())
    with opened(explorer, tmp_path, cap="0.48"):
        pass
    later = ManualClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    with opened(explorer, tmp_path, cap="0.48", clock=later) as found:
        assert found.info().period.end <= date(2026, 6, 1)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDeniedException", "Allow ce:GetCostAndUsage"),
        ("ExpiredTokenException", "Sign in again"),
        ("LimitExceededException", "try again later"),
        ("DataUnavailableException", "opened it in the console"),
        ("InternalFailure", "gave no answer"),
    ],
)
def test_a_refusal_says_what_to_do(code: str, words: str, tmp_path: Path):
    class Refusing(MemoryCostExplorer):
        def get_cost_and_usage(self, **arguments: Any) -> dict[str, Any]:
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "GetCostAndUsage")

    with pytest.raises(BillError, match=words):
        opened(Refusing(charges()), tmp_path)


ODD: list[dict[str, Any]] = [
    {"ResultsByTime": [{"TimePeriod": {"Start": "x", "End": "y"}, "Groups": []}]},
    {"ResultsByTime": [{"Groups": [{}]}]},
    {"ResultsByTime": [{"TimePeriod": {"Start": "2026-03-01", "End": "2026-04-01"}, "Groups": [{"Keys": ["a"]}]}]},
    {"ResultsByTime": []},
    {"ResultsByTime": [], "NextPageToken": "again"},
]


@pytest.mark.parametrize(
    "answer",
    ODD,
    ids=["no dates", "no period", "one key", "nothing", "endless"],
)
def test_an_answer_that_is_none_is_an_error_in_words(answer: dict[str, Any], tmp_path: Path):
    class Odd(MemoryCostExplorer):
        def get_cost_and_usage(self, **arguments: Any) -> dict[str, Any]:
            return answer

    with pytest.raises(BillError):
        opened(Odd([]), tmp_path)


def test_parts_that_are_another_sum_than_the_total_are_said(tmp_path: Path):
    class Moving(MemoryCostExplorer):
        def get_cost_and_usage(self, **arguments: Any) -> dict[str, Any]:
            found = super().get_cost_and_usage(**arguments)
            if arguments["GroupBy"][1]["Key"] == "RECORD_TYPE":
                self.charges.append(charge(date(2026, 4, 3), "0.25"))
            return found

    with opened(Moving(charges()), tmp_path) as found:
        (said,) = [problem for problem in found.info().problems if "differ" in problem.message]
    assert said.period == Period(date(2026, 4, 1), date(2026, 5, 1))
    assert said.amount == {"USD": Decimal("-0.5")}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("cost-explorer:", CostExplorerAddress()),
        ("cost-explorer:prod", CostExplorerAddress(profile="prod")),
        ("cost-explorer:a b@c?months=13&grain=month", CostExplorerAddress(profile="a b@c", months=13, grain="month")),
        ("cost-explorer:?keys=account,tag:cost center", CostExplorerAddress(keys=("account", "tag:cost center"))),
    ],
)
def test_addresses(text: str, address: CostExplorerAddress):
    assert parsed(text) == address


@pytest.mark.parametrize(
    "text",
    ["?months=14", "?months=-1", "?months=x", "?grain=hour", "?keys=service", "?keys=service,service", "?keys=a,b",
     "?keys=service,tag:", "?else=1", "?months=1&months=2", "a\nb"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_before_anything_is_asked(text: str):
    explorer = MemoryCostExplorer(charges())
    with pytest.raises(BillError, match=r"Cost Explorer|months is from"):
        open_bill(f"cost-explorer:{text}", account=AccountWithCostExplorer(explorer))
    assert explorer.asked == []


def test_months_are_the_full_ones_before_and_the_days_that_are_over():
    assert months_until(date(2026, 3, 1), 2) == [
        Period(date(2026, 1, 1), date(2026, 2, 1)),
        Period(date(2026, 2, 1), date(2026, 3, 1)),
    ]
    assert months_until(date(2026, 1, 2), 1)[-1] == Period(date(2026, 1, 1), date(2026, 1, 2))
