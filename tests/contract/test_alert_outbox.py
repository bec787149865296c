"""The outbox of alerts over every table: each step once, whoever repeats it, and nothing between two steps is lost."""

from datetime import date, timedelta

from finops_core.clock import ManualClock
from finops_core.table.port import Table
from worker.alerts.alert import Alert, AlertKind, Withdrawal
from worker.alerts.message import message_of
from worker.alerts.outbox import HELD, Outbox


def alert(subject: str, first: date | None = None, last: date | None = None) -> Alert:
    return Alert(
        kind=AlertKind.ANOMALY if first else AlertKind.BUDGET,
        subject=subject,
        period=first.isoformat() if first else "2026-11",
        threshold="80 %",
        headline=f"{subject}: <b>ünïcode</b> \ud800".encode("utf-8", "replace").decode(),
        details=(("How much", "$1.00"),),
        todo="Look.",
        first=first,
        last=last,
    )


def test_an_alert_goes_through_the_outbox_once(table: Table, clock: ManualClock) -> None:
    box, other = Outbox(table, clock, "team"), Outbox(table, clock, "others")
    assert (box.record(alert("a")), box.record(alert("a")), other.record(alert("a"))) == (True, False, True)
    (waiting,) = box.waiting()
    message = message_of("team", [waiting.alert], "https://finops.example.com/")
    assert (box.gather(message), box.gather(message), box.waiting()) == (True, False, [])
    (pending,) = box.pending()
    assert pending.message == message
    assert (box.claim(pending), box.claim(pending)) == (True, False)
    (held,) = box.pending()
    assert (held.tries, held.due) == (1, clock.now() + HELD)
    box.again(message, clock.now() + timedelta(hours=1), "down")
    assert [(one.tries, one.problem) for one in box.pending()] == [(1, "down")]
    box.give_up(message, "down for good")
    assert (box.pending(), [one.message for one in box.given_up()]) == ([], [message])
    box.retry(message)
    assert ([one.tries for one in box.pending()], box.given_up()) == ([0], [])
    box.done(message)
    box.done(message)
    assert (box.pending(), box.record(alert("a"))) == ([], False)


def test_an_anomaly_whose_days_move_is_the_same_and_a_later_one_is_another(table: Table, clock: ManualClock) -> None:
    box = Outbox(table, clock, "team")
    november = [date(2026, 11, day) for day in range(1, 31)]
    assert box.record(alert("s3", november[9], november[10]))
    assert not box.record(alert("s3", november[8], november[14]))
    assert not box.record(alert("s3", november[16], november[17]))
    assert box.record(alert("s3", november[25], november[26]))
    assert box.record(alert("ec2", november[9], november[10]))
    assert [one.alert.subject for one in box.waiting()].count("s3") == 2


def test_what_is_withdrawn_leaves_the_rest_of_its_message_and_waits_again_when_recorded(
    table: Table, clock: ManualClock
) -> None:
    box = Outbox(table, clock, "team")
    spike, other = (alert(name, date(2026, 11, 10), date(2026, 11, 11)) for name in ("spike", "other"))
    assert (box.record(spike), box.record(other)) == (True, True)
    message = message_of("team", [spike, other], "")
    assert box.gather(message)
    dismissed = [Withdrawal(subject="spike", first=date(2026, 11, 9), last=date(2026, 11, 12))]
    assert (box.withdraw(dismissed), box.withdraw(dismissed)) == (1, 0)
    (pending,) = box.pending()
    assert (pending.message.key, pending.message.alerts) == (message.key, (other,))
    assert (box.record(other), box.record(spike), box.record(spike)) == (False, True, False)
    assert [one.alert for one in box.waiting()] == [spike]
    assert (box.withdraw(dismissed), box.waiting()) == (1, [])
