"""An account keeps its id and changes its name: it is found under every name it had, and shown under its latest."""

from pathlib import Path

import pytest

from billing.export import ExportBill
from billing.source import BillSource
from billing.terms import Terms, terms_from
from supervisor.fast_path import decide
from supervisor.plan import nothing_before
from supervisor.vocabulary import Vocabulary
from tests.unit.agents.asking import ask, headline, opened, said, table
from tests.unit.billing.made_bills import focus_day

A, B = "200000000001", "200000000002"


def renamed(folder: Path, terms: Terms | None = None) -> ExportBill:
    """A was zebra, then had no name on one day, and is alpha; B was alpha before and is omega."""
    return opened(
        folder,
        [
            focus_day(5, month=6, SubAccountId=A, SubAccountName="alpha", BilledCost="1"),
            focus_day(3, month=5, SubAccountId=A, SubAccountName="zebra", BilledCost="2"),
            focus_day(9, month=6, SubAccountId=A, SubAccountName="", BilledCost="4"),
            focus_day(3, month=4, SubAccountId=B, SubAccountName="alpha", BilledCost="8"),
            focus_day(3, month=6, SubAccountId=B, SubAccountName="omega", BilledCost="16"),
        ],
        terms,
    )


def test_the_latest_name_is_shown_whatever_the_alphabet_says(tmp_path: Path) -> None:
    with renamed(tmp_path) as bill:
        shown = {row["key0"]: row["amount"] for row in table(ask(bill, "spend", group_by=["account"], period="all"))}

    assert {name: float(amount or 0) for name, amount in shown.items()} == {f"alpha ({A})": 7, f"omega ({B})": 24}


@pytest.mark.parametrize(("name", "amount"), [("zebra", "$7.00"), ("ALPHA", "$7.00"), ("omega", "$24.00")])
def test_an_account_is_found_under_every_name_it_had(tmp_path: Path, name: str, amount: str) -> None:
    """Alpha is A now: that B was called so before does not make it both."""
    with renamed(tmp_path) as bill:
        found = ask(bill, "spend", account=[name], period="all")

    assert amount in headline(found)


def test_an_answer_says_that_an_account_had_another_name(tmp_path: Path) -> None:
    with renamed(tmp_path) as bill:
        assert f"Account {A} was called zebra before." in said(ask(bill, "spend", account=["zebra"], period="all"))
        grouped = said(ask(bill, "spend", group_by=["account"], period="all"))
        total = said(ask(bill, "spend", period="all"))
        limited = said(ask(bill, "spend", group_by=["account"], period="all", accounts=frozenset({B})))

    assert f"Account {A} was called zebra before." in grouped
    assert f"Account {B} was called alpha before." in grouped
    assert "was called" not in total
    assert "zebra" not in limited, "nobody learns the names of accounts they may not see"


def test_a_question_may_use_a_former_name(tmp_path: Path) -> None:
    with renamed(tmp_path) as bill:
        step = decide("How much did zebra spend in May?", nothing_before, Vocabulary().of(bill))

    assert step is not None
    assert step.args["account"] == (A,)


def test_the_organisations_own_name_leaves_the_bills_name_findable(tmp_path: Path) -> None:
    terms = terms_from({"accounts": {A: "Production"}}, "finops.toml")
    with renamed(tmp_path, terms) as bill:
        source: BillSource = bill
        assert source.info().names_of(A) == ("Production", "alpha", "zebra")
        assert "$7.00" in headline(ask(bill, "spend", account=["zebra"], period="all", terms=terms))
