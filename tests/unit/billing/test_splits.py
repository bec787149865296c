"""Splitting shared costs: every part by hand, to the smallest unit, whoever bears it."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from billing.allocation import Allocation, TagCoverage, divide, exact_sum, split
from billing.terms import Terms, terms_from

TEAMS = [{"name": name, "rules": [{"tags": {"team": [name]}}]} for name in ("payments", "search", "base")]
THIRD = "0.33333333333"
SUPPORT = [{"kinds": ["support"]}]


def organisation(*shared: Mapping[str, object]) -> Terms:
    costs = [{"name": f"Cost {number}", "rules": SUPPORT, **cost} for number, cost in enumerate(shared, start=1)]
    return terms_from({"teams": TEAMS, "shared": costs}, "finops.toml")


def divided(terms: Terms, direct: dict[str, str], costs: dict[str, str], nobody: str = "0") -> Allocation:
    owned = {(team, ""): Decimal(amount) for team, amount in direct.items()}
    owned |= {("", cost): Decimal(amount) for cost, amount in costs.items()}
    return divide(terms, "USD", {**owned, ("", ""): Decimal(nobody)})


def parts(found: Allocation, cost: str = "Cost 1") -> dict[str, str]:
    return {team.team: str(team.shared[cost].normalize()) for team in found.teams if cost in team.shared}


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("10", {"a": "1", "b": "1"}, {"a": "5", "b": "5"}),
        ("10", {"a": "1", "b": "3"}, {"a": "2.5", "b": "7.5"}),
        ("10", {"a": "1", "b": "0"}, {"a": "10", "b": "0"}),
        ("0", {"a": "1", "b": "2"}, {"a": "0", "b": "0"}),
        ("-10", {"a": "1", "b": "1"}, {"a": "-5", "b": "-5"}),
        ("1", {"a": "1", "b": "1", "c": "1"}, {"a": f"{THIRD}4", "b": f"{THIRD}3", "c": f"{THIRD}3"}),
        ("2", {"a": "1", "b": "1", "c": "1"}, {"a": "0.666666666667", "b": "0.666666666667", "c": "0.666666666666"}),
        (
            "-1",
            {"a": "1", "b": "1", "c": "1"},
            {"a": "-0.333333333333", "b": "-0.333333333333", "c": "-0.333333333334"},
        ),
        ("1", {"a": "2", "b": "1"}, {"a": "0.666666666667", "b": "0.333333333333"}),
        ("1", {"a": "1", "b": "2"}, {"a": "0.333333333333", "b": "0.666666666667"}),
    ],
)
def test_an_amount_is_divided_by_weights(amount: str, weights: dict[str, str], expected: dict[str, str]) -> None:
    """A remainder goes to the largest fraction, of equal ones to the first name."""
    found = split(Decimal(amount), {name: Decimal(weight) for name, weight in weights.items()})

    assert found == {name: Decimal(part) for name, part in expected.items()}


def test_an_amount_finer_than_a_smallest_unit_is_divided_in_its_own() -> None:
    found = split(Decimal("0.00000000000003"), {"a": Decimal(1), "b": Decimal(1)})

    assert found == {"a": Decimal("0.00000000000002"), "b": Decimal("0.00000000000001")}


def test_thirty_digits_are_divided_without_losing_one() -> None:
    amount = Decimal("123456789012345678.901234567891")
    found = split(amount, {"a": Decimal(1), "b": Decimal(1)})

    assert found == {"a": Decimal("61728394506172839.450617283946"), "b": Decimal("61728394506172839.450617283945")}
    assert exact_sum(list(found.values())) == amount


def test_a_proportional_split_follows_what_each_team_spends() -> None:
    found = divided(organisation({}), {"payments": "30", "search": "10", "base": "0"}, {"Cost 1": "8"})

    assert parts(found) == {"payments": "6", "search": "2", "base": "0"}


def test_a_team_with_more_credits_than_charges_bears_nothing_of_a_proportional_split() -> None:
    found = divided(organisation({}), {"payments": "30", "search": "-10", "base": "10"}, {"Cost 1": "8"})

    assert parts(found) == {"payments": "6", "search": "0", "base": "2"}


@pytest.mark.parametrize("direct", [{}, {"payments": "0"}, {"payments": "-5", "search": "-1"}])
def test_where_no_team_spent_anything_all_bear_the_same(direct: dict[str, str]) -> None:
    found = divided(organisation({}), direct, {"Cost 1": "9"})

    assert parts(found) == {"payments": "3", "search": "3", "base": "3"}


def test_only_the_teams_that_are_named_bear_a_cost() -> None:
    proportional = {"teams": ["payments", "base"]}
    found = divided(organisation(proportional), {"payments": "10", "search": "70", "base": "30"}, {"Cost 1": "8"})

    assert parts(found) == {"payments": "2", "base": "6"}


def test_fixed_shares_are_weights_and_need_not_come_to_a_hundred() -> None:
    fixed = {"split": "fixed", "shares": {"payments": "1", "base": "0.5"}}
    found = divided(organisation(fixed), {"payments": "0", "search": "70", "base": "30"}, {"Cost 1": "9"})

    assert parts(found) == {"payments": "6", "base": "3"}


def test_several_shared_costs_are_each_laid_on_by_their_own_rule() -> None:
    terms = organisation({"split": "even"}, {"split": "fixed", "shares": {"search": 1}})
    found = divided(terms, {"payments": "10"}, {"Cost 1": "6", "Cost 2": "5"}, nobody="4")
    totals = {team.team: (team.direct, team.total) for team in found.teams}

    assert totals == {
        "payments": (Decimal(10), Decimal(12)),
        "search": (Decimal(0), Decimal(7)),
        "base": (Decimal(0), Decimal(2)),
    }
    assert (found.allocated, found.shared, found.unallocated, found.total) == (10, 11, 4, 25)


def test_a_credit_that_is_shared_makes_every_team_cheaper() -> None:
    found = divided(organisation({"split": "even"}), {"payments": "10", "search": "10"}, {"Cost 1": "-6"})

    assert [team.total for team in found.teams] == [8, 8, -2]
    assert found.total == Decimal(14)


def test_sums_keep_more_digits_than_python_would() -> None:
    assert exact_sum([Decimal("1e28"), Decimal("1e-12")]) == Decimal("10000000000000000000000000000.000000000001")
    assert exact_sum([]) == Decimal(0)


@pytest.mark.parametrize(
    ("tagged", "total", "share"), [("1", "4", "0.25"), ("0", "4", "0"), ("4", "4", "1"), ("3", "0", None)]
)
def test_the_tagged_share_needs_a_cost_to_be_a_share_of(tagged: str, total: str, share: str | None) -> None:
    found = TagCoverage(currency="USD", tagged=Decimal(tagged), total=Decimal(total)).share

    assert found == (None if share is None else Decimal(share))
