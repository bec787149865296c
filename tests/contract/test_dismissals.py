"""Dismissed recommendations over every storage backend: kept for their user, reopened, ended, out of other accounts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from finops_core.clock import ManualClock
from finops_core.dismissals import Advised, Dismissal, DismissalRepository, KnownDismissals, dismissal
from finops_core.errors import BadFrame
from finops_core.table.port import Put, Table

IDLE = Advised(check="idle-nat", account="111122223333", resource="nat-1")
OTHER = Advised(check="idle-nat", account="444455556666", resource="nat-1")


def made(clock: ManualClock, advised: Advised = IDLE, saving: str = "40", days: int = 30) -> Dismissal:
    return dismissal(advised, saving=saving, currency="USD", reason="Needed  for tests", days=days, now=clock.now())


def test_what_one_user_dismissed_comes_back_to_that_user_alone(table: Table, clock: ManualClock) -> None:
    store, user = DismissalRepository(table, clock), f"ana-{clock.now()}-{id(table)}"
    store.dismiss(user, made(clock))
    store.dismiss(user, made(clock, OTHER))

    assert set(store.of_user(user)) == {made(clock), made(clock, OTHER)}
    assert store.scoped(frozenset({"444455556666"})).of_user(user) == (made(clock, OTHER),)
    assert store.of_user(f"{user}-2") == ()


def test_reopening_ends_it_and_dismissing_again_begins_anew(table: Table, clock: ManualClock) -> None:
    store, user = DismissalRepository(table, clock), f"bob-{id(table)}"
    store.dismiss(user, made(clock))
    store.reopen(user, IDLE)
    (reopened,) = store.of_user(user)
    store.dismiss(user, made(clock, saving="80"))

    assert reopened == replace(made(clock), reopened_at=clock.now())
    assert not reopened.holds(Decimal(1), clock.now())
    assert store.of_user(user) == (made(clock, saving="80"),)
    with pytest.raises(BadFrame, match="not dismissed"):
        store.reopen(user, OTHER)


def test_a_record_that_cannot_be_read_hides_no_other(table: Table, clock: ManualClock) -> None:
    store, user = DismissalRepository(table, clock), f"cy-{id(table)}"
    store.dismiss(user, made(clock))
    table.put_if(Put(item={"pk": f"USER#{user}", "sk": "DISMISSAL#torn", "saving": "much"}))

    assert store.of_user(user) == (made(clock),)


def test_it_ends_with_its_days_and_when_its_saving_has_grown_by_more_than_a_quarter(clock: ManualClock) -> None:
    one = made(clock, saving="40", days=30)

    assert [one.holds(Decimal(saving), clock.now()) for saving in ("0", "40", "50", "50.01")] == [
        True,
        True,
        True,
        False,
    ]
    assert one.holds(Decimal(40), clock.now() + timedelta(days=29, hours=23))
    assert not one.holds(Decimal(40), clock.now() + timedelta(days=30))


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"reason": "x" * 301}, {"days": 0}, {"days": 367}, {"saving": "NaN"}, {"saving": "-1"},
     {"saving": "much"}, {"advised": replace(IDLE, check="")}, {"advised": replace(IDLE, resource="x" * 3000)}],
)  # fmt: skip
def test_a_dismissal_without_reason_end_amount_or_resource_is_refused(
    wrong: dict[str, object], clock: ManualClock
) -> None:
    parts: dict[str, object] = {"advised": IDLE, "saving": "4", "currency": "USD", "reason": "r", "days": 9, **wrong}
    with pytest.raises(BadFrame, match="dismissal"):
        dismissal(now=clock.now(), **parts)  # type: ignore[arg-type]


def test_the_fake_is_limited_to_accounts_as_the_store_is(clock: ManualClock) -> None:
    known = KnownDismissals({"ana": (made(clock), made(clock, OTHER))})

    assert known.scoped(frozenset({"111122223333"})).of_user("ana") == (made(clock),)
    assert known.of_user("bob") == ()
