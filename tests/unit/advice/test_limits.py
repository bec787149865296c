"""What an organisation's own terms say about advice, and that one bill is looked at once."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agents.opportunities.account_advice import AccountAdvice
from agents.opportunities.bill_advice import bill_advice, limits_in_force
from agents.opportunities.bill_view import BillView
from agents.opportunities.checks import BILL_CHECKS
from billing.export import open_bill
from billing.term_sections import AdviceTerms
from billing.terms import Terms, read_terms
from finops_core.errors import SettingsError
from tests.unit.advice.account_cases import ROWS
from tests.unit.advice.cases import CASES
from tests.unit.advice.made_usage import write_bill
from tests.unit.advice.test_account_advice import PERIODS, NoEvidence

TRAIL = next(case for case in CASES if case.check == "second-trail")
ADDRESS = next(case for case in CASES if case.check == "public-ipv4-idle")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bill(tmp_path_factory.mktemp("bill"), (*TRAIL.lines, *ADDRESS.lines), "cur-daily")


def found(path: Path, terms: str) -> set[str]:
    with open_bill(path, terms=read_terms(terms.encode(), "finops.toml")) as bill:
        return {each.opportunity.check.id for each in bill_advice(bill).counted}


def test_a_limit_of_ones_own_holds(path: Path):
    assert found(path, "") == {"second-trail", "public-ipv4-idle"}
    assert found(path, "advice = { least_saving = 10 }") == {"second-trail"}
    own = AdviceTerms(limits={"nat-gateway-traffic": {"cost_from": Decimal(7)}})
    assert limits_in_force(BILL_CHECKS, own)["nat-gateway-traffic"] == {"cost_from": Decimal(7)}


def test_a_limit_of_an_accounts_check_holds_and_the_rule_says_so():
    row = next(row for row in ROWS if row.check == "ebs-unattached")
    own = limits_in_force(BILL_CHECKS, AdviceTerms(limits={"ebs-unattached": {"days_from": Decimal(500)}}))
    nothing = BillView((), PERIODS, NoEvidence())
    (found,) = AccountAdvice(row.found(), (row.of,)).opportunities(nothing)
    assert found.check.rule == row.of.rule
    assert AccountAdvice(row.found(), (row.of,), own).opportunities(nothing) == []
    (older,) = AccountAdvice(replace(row, age=600).found(), (row.of,), own).opportunities(nothing)
    assert older.check.rule.endswith("finops.toml sets days_from = 500.")


def test_a_check_that_both_make_has_the_limits_of_both():
    own = limits_in_force(BILL_CHECKS, AdviceTerms(limits={"nat-gateway-idle": {"bytes_out_to_source_to": Decimal(9)}}))
    assert own["nat-gateway-idle"]["bytes_out_to_source_to"] == 9
    assert "traffic_an_hour" in own["nat-gateway-idle"]


def test_a_check_that_is_off_is_not_made(path: Path):
    assert found(path, 'advice = { off = ["second-trail"] }') == {"public-ipv4-idle"}


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (AdviceTerms(off=("nat-idle",)), "the check 'nat-idle'"),
        (AdviceTerms(limits={"nat": {"cost_from": Decimal(1)}}), "the check 'nat'"),
        (AdviceTerms(limits={"support-fee": {"cost": Decimal(1)}}), "no limit 'cost'; it has share_from"),
        (AdviceTerms(limits={"ec2-idle": {"cpu": Decimal(1)}}), "no limit 'cpu'; it has cpu_utilization_peak_to"),
        (AdviceTerms(limits={"ebs-unattached": {"days_from": Decimal(-1)}}), "days_from is below nothing"),
    ],
)
def test_a_name_that_there_is_not_is_told(terms: AdviceTerms, said: str):
    with pytest.raises(SettingsError, match=said):
        limits_in_force(BILL_CHECKS, terms)


def test_a_bill_is_looked_at_once(path: Path):
    with open_bill(path, terms=Terms()) as bill:
        assert bill_advice(bill) is bill_advice(bill)
        own = bill.scoped(frozenset({"999999999999"}))
        assert bill_advice(own) is bill_advice(own)


def test_usage_that_nothing_is_said_about_is_told(tmp_path: Path):
    unnamed = [replace(line, resource="") for line in TRAIL.lines]
    with open_bill(write_bill(tmp_path, (*unnamed, *ADDRESS.lines), "cur-daily")) as bill:
        advice = bill_advice(bill)
    assert [each.opportunity.check.id for each in advice.counted] == ["public-ipv4-idle"]
    (silence,) = advice.silences(Decimal("0.1"))
    assert silence.startswith("80 % of what is used names no resource")


def test_a_bill_of_another_provider_is_told_to_have_no_usage_types(tmp_path: Path):
    elsewhere = [replace(line, meter="") for line in TRAIL.lines]
    with open_bill(write_bill(tmp_path, elsewhere, "focus")) as bill:
        assert bill_advice(bill).silences(Decimal("0.1"))[0].startswith("100 % of what is used has no usage type")
