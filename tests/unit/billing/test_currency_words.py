"""Currencies written as names and signs: one currency's own are read as its code, what may be several is said."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.intake.currency_words import possible_codes, settled
from tests.unit.agents.asking import ask
from tests.unit.billing.made_bills import focus_row, write_csv, write_parquet


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "USD",
            "USD|usd|US$|US Dollar|us dollars|US-Dollar|U.S. Dollar|United States Dollar|USD ($)|$ USD|US Dollar (USD)",
        ),
        ("EUR", "€|Euro|EURO|euros|EUR - Euro"),
        ("GBP", "British Pound|Pound Sterling|GBP £|UK pounds"),
        ("JPY", "Yen|yen|Japanese Yen|JPY (¥)|円"),
        ("CNY", "RMB|CN¥|Renminbi|Chinese Yuan|元"),
        ("AUD", "A$|AU$|Australian Dollars"),
        ("SEK", "Swedish Krona|SEK kr"),
        ("BRL", "R$|Brazilian Real"),
        ("INR", "₹|Indian rupees"),
    ],
)
def test_a_name_or_sign_of_one_currency_is_its_code(code: str, texts: str) -> None:
    assert {text: possible_codes(text) for text in texts.split("|")} == {text: {code} for text in texts.split("|")}


@pytest.mark.parametrize("text", ["$", "Dollar", "£", "¥", "kr", "Rs", "Peso", "won"])
def test_what_several_currencies_are_called_is_none_of_them_for_certain(text: str) -> None:
    assert len(possible_codes(text)) > 1


@pytest.mark.parametrize("text", ["Credits", "ALL CREDITS", "AWS tokens", "12", "USD/EUR"])
def test_what_is_no_currency_stands_for_none(text: str) -> None:
    assert not possible_codes(text)


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        (["$"], {"$": ("USD", False)}),
        (["$", "EUR"], {"$": ("USD", False)}),
        (["$", "AUD", "EUR"], {"$": ("AUD", True)}),
        (["$", "AUD", "USD"], {}),
        (["£", "USD"], {"£": ("GBP", False)}),
        (["¥"], {}),
        (["¥", "CNY"], {"¥": ("CNY", True)}),
        (["KR", "NOK"], {"KR": ("NOK", True)}),
        (["KR", "NOK", "SEK"], {}),
    ],
)
def test_the_bill_itself_says_which_of_several_it_is(stated: Sequence[str], taken: dict[str, tuple[str, bool]]) -> None:
    assert settled(stated) == taken


def written(tmp_path: Path, currencies: Sequence[str], kind: str) -> Path:
    """Charges of 1, 2, 4, … in these currencies: a sum says which of them are in it."""
    rows = [focus_row(BillingCurrency=text, BilledCost=str(2**place)) for place, text in enumerate(currencies)]
    if kind == "csv":
        return write_csv(tmp_path / "bill.csv", rows)
    return write_parquet(tmp_path / "bill.parquet", {name: [row[name] for row in rows] for name in rows[0]})


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_spellings_of_a_currency_add_up_and_what_was_taken_for_what_is_said(tmp_path: Path, kind: str) -> None:
    report = check_bill(written(tmp_path, ["USD", "US Dollar", "$", "€", "Euro", "¥", "Tokens", ""], kind))
    sums = {unit: totals["billed"] for unit, totals in report.to_dict()["currencies"].items()}
    assert sums == {"USD": "7", "EUR": "24", "¥": "32", "TOKENS": "64", "XXX": "128"}
    said = [problem.message for problem in report.info.problems if problem.column == "BillingCurrency"]
    assert any("'$' may stand for several currencies; USD is taken" in one for one in said)
    assert any("'¥' may stand for several currencies, so its amounts stand apart" in one for one in said)
    assert any("'TOKENS' is no currency that is known" in one for one in said)


def test_an_assumed_currency_is_said_in_every_answer(tmp_path: Path) -> None:
    with open_bill(written(tmp_path, ["$", "Dollars"], "csv")) as bill:
        found = ask(bill, "spend")
    assert any("'$' may stand for several currencies; USD is assumed" in note for note in found.basis.notes)


def test_numbers_with_signs_belong_to_a_currency_given_by_name(tmp_path: Path) -> None:
    rows = [
        focus_row(BillingCurrency="Euro", BilledCost="€1.234,50"),
        focus_row(BillingCurrency="€", BilledCost="0,50"),
    ]
    path = write_csv(tmp_path / "bill.csv", rows)
    assert check_bill(path).to_dict()["currencies"]["EUR"]["billed"] == "1235"


def test_a_cost_and_usage_report_has_its_currencies_read_alike(tmp_path: Path) -> None:
    row = {
        "line_item_usage_start_date": "2026-05-01T00:00:00Z",
        "line_item_usage_end_date": "2026-05-02T00:00:00Z",
        "line_item_line_item_type": "Usage",
        "line_item_unblended_cost": "3",
        "line_item_product_code": "AmazonEC2",
        "line_item_usage_account_id": "1",
        "bill_billing_period_start_date": "2026-05-01T00:00:00Z",
        "bill_payer_account_id": "1",
        "line_item_currency_code": "US Dollar",
    }
    path = write_csv(
        tmp_path / "cur.csv", [row, {**row, "line_item_currency_code": "USD", "line_item_unblended_cost": "4"}]
    )
    assert list(check_bill(path).info.currencies) == ["USD"]
