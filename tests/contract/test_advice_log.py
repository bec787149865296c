"""What was recommended and done, over every storage backend: kept for its user, a run a day, out of other accounts."""

from datetime import timedelta
from decimal import Decimal

from finops_core.advice_log import MOST_OF_A_RUN, AdviceLogRepository, Done, KnownAdvice, Said
from finops_core.clock import ManualClock
from finops_core.dismissals import Advised
from finops_core.table.port import Put, Table

NAT = Advised(check="nat-gateway-idle", account="111122223333", resource="nat-1")
GP2 = Advised(check="ebs-gp2", account="444455556666", resource="vol-ü")


def said(advised: Advised, saving: str) -> Said:
    return Said(advised=advised, title="What it is", saving=Decimal(saving), currency="USD")


def test_each_day_keeps_its_last_run_for_its_user_alone(table: Table, clock: ManualClock) -> None:
    log, user = AdviceLogRepository(table, clock), f"ana-{clock.now()}-{id(table)}"
    first = clock.now().date()
    log.note(user, [said(NAT, "32.85")])
    log.note(user, [said(GP2, "10.00"), said(NAT, "32.85")])
    clock.advance(timedelta(days=1).total_seconds())
    log.note(user, [said(GP2, "10.00")])

    one, two = log.runs(user)
    assert (one.day, one.said) == (first, (said(NAT, "32.85"), said(GP2, "10.00")))
    assert (two.day, two.said) == (first + timedelta(days=1), (said(GP2, "10.00"),))
    assert [run.said for run in log.scoped(frozenset({"444455556666"})).runs(user)] == [(said(GP2, "10.00"),)] * 2
    assert log.runs(f"{user}-2") == ()


def test_what_is_marked_as_done_comes_back(table: Table, clock: ManualClock) -> None:
    log, user = AdviceLogRepository(table, clock), f"bob-{id(table)}"
    made = log.mark_done(user, NAT)
    assert log.done(user) == (made,)
    assert made == Done(advised=NAT, at=clock.now())
    assert log.scoped(frozenset({"444455556666"})).done(user) == ()
    clock.advance(60)
    assert log.mark_done(user, NAT) == made
    log.unmark(user, NAT)
    log.unmark(user, NAT)
    assert log.done(user) == ()


def test_of_a_large_run_the_largest_are_kept_and_the_rest_counted(table: Table, clock: ManualClock) -> None:
    log, user = AdviceLogRepository(table, clock), f"cy-{id(table)}"
    many = [said(Advised(check="c", account="1", resource=f"r-{n}"), str(n)) for n in range(MOST_OF_A_RUN + 7)]
    log.note(user, many)
    (run,) = log.runs(user)
    assert (len(run.said), run.left_out, run.said[0].saving) == (MOST_OF_A_RUN, 7, Decimal(MOST_OF_A_RUN + 6))


def test_records_that_cannot_be_read_hide_no_other(table: Table, clock: ManualClock) -> None:
    log, user = AdviceLogRepository(table, clock), f"di-{id(table)}"
    log.note(user, [said(NAT, "1")])
    table.put_if(Put(item={"pk": f"USER#{user}", "sk": "ADVISED#1970-01-01", "said": "[[1]]"}))
    table.put_if(Put(item={"pk": f"USER#{user}", "sk": "DONE#torn", "at_ms": "soon"}))
    assert len(log.runs(user)) == 1
    assert log.done(user) == ()


def test_the_fake_keeps_a_run_a_day_and_accounts_apart_as_the_store_does() -> None:
    log = KnownAdvice()
    log.note("ana", [said(NAT, "1")])
    log.note("ana", [said(NAT, "1"), said(GP2, "2")])
    (run,) = log.runs("ana")
    assert run.said == (said(GP2, "2"), said(NAT, "1"))
    assert log.scoped(frozenset({"111122223333"})).runs("ana")[0].said == (said(NAT, "1"),)
