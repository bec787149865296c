"""Planted waste is told from its look-alikes, the same in every form that AWS writes a bill in."""

from pathlib import Path

import pytest

from agents.opportunities.bill_advice import bill_advice
from agents.opportunities.checks import BILL_CHECKS
from billing.export import open_bill
from tests.evals.planted_waste.bill import FORMS, MadeBill, make_bill, write_bill
from tests.evals.planted_waste.measure import Score, advice_on, score, told
from tests.evals.planted_waste.variations import OF_CUR, OF_FOCUS, varied

SEED = 11
BY_DAY = ("cur-daily", "focus-daily")


@pytest.fixture(scope="module")
def made() -> MadeBill:
    return make_bill(SEED)


@pytest.fixture(scope="module")
def advised(made: MadeBill, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Score, frozenset[str]]]:
    found: dict[str, tuple[Score, frozenset[str]]] = {}
    for form in BY_DAY:
        advice = advice_on(made, form, tmp_path_factory.mktemp(form), SEED)
        found[form] = score(made.planted, advice), frozenset(map(" ".join, told(advice)))
    return found


@pytest.mark.parametrize("form", BY_DAY)
def test_planted_waste_is_found_and_look_alikes_are_left_alone(
    form: str, advised: dict[str, tuple[Score, frozenset[str]]]
):
    own, _ = advised[form]
    assert own.missed == ()
    assert own.invented == ()
    assert own.wrong == ()


def test_two_forms_of_one_bill_say_the_same(advised: dict[str, tuple[Score, frozenset[str]]]):
    assert advised["cur-daily"][1] == advised["focus-daily"][1]


def test_every_check_is_planted():
    made = make_bill(SEED)
    assert {each.check for each in made.planted} | {"marketplace-fee", "security-twice"} == {
        check.id for check in BILL_CHECKS
    }


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 4))
def test_bills_of_other_seeds_and_forms_are_told_apart_too(seed: int, tmp_path: Path):
    made = make_bill(seed)
    found = {form: advice_on(made, form, tmp_path, seed) for form in FORMS}
    total = sum((score(made.planted, advice) for advice in found.values()), Score())
    assert total.precision >= 0.97, total.invented
    assert total.recall >= 0.95, total.missed
    assert total.recall_by_money >= 0.95
    assert total.in_range >= 0.95, total.wrong
    assert len({frozenset(told(advice)) for advice in found.values()}) == 1


VARIATIONS = [("cur-daily", name) for name in OF_CUR] + [("focus-daily", name) for name in OF_FOCUS]


@pytest.mark.nightly
@pytest.mark.parametrize(("form", "name"), VARIATIONS, ids=lambda text: text)
def test_what_stands_beside_usage_and_what_is_left_out_changes_no_finding(
    form: str, name: str, made: MadeBill, tmp_path: Path
):
    sql = OF_CUR[name] if form == "cur-daily" else OF_FOCUS[name]
    path = varied(write_bill(made, form, tmp_path / "bill.parquet", SEED), sql)
    with open_bill(path) as bill:
        own = score(made.planted, bill_advice(bill))
    assert own.missed == ()
    assert own.invented == ()
    assert own.wrong == ()
