"""The outbox: what is to be told and what was, in the one table, so that an alert is told once whatever crashes.

An alert goes through three writes for each channel, each of them one transaction:

1. `record`: the alert is known from now on (`KNOWN#`), and waits (`WAITING#`). Known alerts are not recorded again.
2. `gather`: waiting alerts become a message (`PENDING#`) with a key, and wait no more.
3. `done`: a message that was sent is `SENT#`.

Before each try the message is claimed: its number of tries is counted up and its next try is set, so that two
processes do not send at the same time. A crash between a try and `done` repeats the try, later, with the same key.

`withdraw` takes an alert out of whichever of these states it waits in and keeps it (`WITHDRAWN#`), in one transaction;
what is recorded again because its dismissal was taken back waits again. A message that is just being sent is sent.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import ConditionFailed
from finops_core.table.port import (
    TTL_ATTRIBUTE,
    Delete,
    Equals,
    Exists,
    Item,
    Key,
    NotExists,
    Put,
    Table,
    Update,
    Write,
)
from worker.alerts.alert import Alert, Withdrawal
from worker.alerts.message import Message, from_json, to_json

logger = logging.getLogger(__name__)

KEPT: Final = timedelta(days=800)
"""How long an alert is known: longer than the period of any budget, so that it is not told twice."""
HELD: Final = timedelta(minutes=3)
"""How long a try may take before another process may make the next one."""
ONE_ANOMALY_DAYS: Final = 3
"""Days between two anomalies of a series up to which they are one that goes on."""
MOST_AT_ONCE: Final = 500
MOST_OF_ONE: Final = 50
"""Alerts of one anomaly that were withdrawn: once, and once for each time that it was dismissed anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An alert that no message tells yet, and since when."""

    alert: Alert
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A message that is still to be sent, how often that was tried, and when the next try is due."""

    message: Message
    tries: int
    due: datetime
    problem: str = ""


class Outbox:
    """What is to be told over one channel. Methods may raise StorageUnavailable; each may then be called again."""

    def __init__(self, table: Table, clock: Clock, channel: str) -> None:
        self._table = table
        self._clock = clock
        self._pk = f"ALERTS#{channel}"

    def record(self, alert: Alert) -> bool:
        """Makes an alert known and lets it wait. Returns whether it is new."""
        item = self._item("KNOWN", alert.identity, {"kind": alert.kind.value, "subject": alert.subject})
        waiting = {"alert": alert.to_json(), "since_ms": to_epoch_ms(self._clock.now())}
        writes: list[Write] = [
            Put(item=item, conditions=(NotExists(),)),
            Put(item=self._item("WAITING", alert.identity, waiting, expires=False)),
        ]
        if alert.first is not None and alert.last is not None:
            series = self._series(alert, alert.first, alert.last)
            if series is None:
                return self._wait_again(alert, alert.first, alert.last)
            writes.append(series)
        try:
            self._table.transact(writes)
        except ConditionFailed:
            return False
        return True

    def _wait_again(self, alert: Alert, first: date, last: date) -> bool:
        """Lets an alert that was withdrawn wait, under the identity that it had. Returns whether there was one."""
        near = timedelta(days=ONE_ANOMALY_DAYS)
        days = Withdrawal(subject=alert.subject, first=first - near, last=last + near)
        found = self._table.query(self._pk, prefix=f"WITHDRAWN#{alert.series}#", limit=MOST_AT_ONCE)
        read = ((Key(self._pk, str(item["sk"])), _alert_of(item)) for item in found)
        formers = [(key, former) for key, former in read if former is not None and days.covers(former)][:MOST_OF_ONE]
        if not formers:
            return False
        again = replace(alert, period=formers[0][1].period, threshold=formers[0][1].threshold)
        body = {"alert": again.to_json(), "since_ms": to_epoch_ms(self._clock.now())}
        writes: list[Write] = [Delete(key=key, conditions=(Exists(),)) for key, _ in formers]
        return self._transacted([*writes, Put(item=self._item("WAITING", again.identity, body, expires=False))])

    def withdraw(self, withdrawals: Sequence[Withdrawal]) -> int:
        """Takes back what still waits of these days, in the order in which alerts move on. Returns how many alerts."""

        def gone(alert: Alert) -> bool:
            return any(one.covers(alert) for one in withdrawals)

        taken = 0
        for waiting in self.waiting():
            if gone(waiting.alert):
                delete = Delete(key=self._key("WAITING", waiting.alert.identity), conditions=(Exists(),))
                taken += self._transacted([delete, self._withdrawn(waiting.alert)])
        for state, found in (("PENDING", self.pending), ("GIVEN_UP", self.given_up)):
            for one in found():
                out = [alert for alert in one.message.alerts if gone(alert)]
                if out:
                    writes = [self._without(state, one, out), *(self._withdrawn(alert) for alert in out)]
                    taken += len(out) * self._transacted(writes)
        return taken

    def _without(self, state: str, one: Pending, out: Sequence[Alert]) -> Write:
        """A message less some of its alerts. It keeps its key: a receiver may have taken the whole of it."""
        key, unchanged = self._key(state, one.message.key), (Exists(), Equals("tries", one.tries))
        left = tuple(alert for alert in one.message.alerts if alert not in out)
        if not left:
            return Delete(key=key, conditions=unchanged)
        return Update(key=key, set={"message": to_json(replace(one.message, alerts=left))}, conditions=unchanged)

    def _withdrawn(self, alert: Alert) -> Put:
        name = f"{alert.series}#{alert.identity}"
        return Put(item=self._item("WITHDRAWN", name, {"alert": alert.to_json()}))

    def _transacted(self, writes: Sequence[Write]) -> bool:
        try:
            self._table.transact(writes)
        except ConditionFailed:
            logger.info("another process moved an alert or a message meanwhile")
            return False
        return True

    def _series(self, alert: Alert, first: date, last: date) -> Put | None:
        """The days of a series' latest anomaly, as a write; None when these days are of the one that was recorded.

        Newer deliveries move the first and last day of an anomaly, which makes no other anomaly of it.
        """
        key = self._key("SERIES", alert.series)
        known = self._table.get(key)
        span = {"first": first.isoformat(), "last": last.isoformat()}
        if known is None:
            return Put(item=self._item("SERIES", alert.series, span), conditions=(NotExists(),))
        begins, ends = date.fromisoformat(str(known["first"])), date.fromisoformat(str(known["last"]))
        unchanged = (Equals("first", str(known["first"])), Equals("last", str(known["last"])))
        near = timedelta(days=ONE_ANOMALY_DAYS)
        if first > ends + near:
            return Put(item=self._item("SERIES", alert.series, span), conditions=unchanged)
        if last < begins - near:
            return Put(item=dict(known), conditions=unchanged)  # an older one that was not seen before
        wider = {"first": min(begins, first).isoformat(), "last": max(ends, last).isoformat()}
        if wider != {"first": str(known["first"]), "last": str(known["last"])}:
            try:
                self._table.put_if(Put(item=self._item("SERIES", alert.series, wider), conditions=unchanged))
            except ConditionFailed:
                logger.info("another process follows the same anomaly")
        return None

    def waiting(self) -> list[Waiting]:
        """Alerts that wait, at most MOST_AT_ONCE."""
        found: list[Waiting] = []
        for item in self._table.query(self._pk, prefix="WAITING#", limit=MOST_AT_ONCE):
            try:
                raw: dict[str, Any] = dict(item)
                since = from_epoch_ms(raw["since_ms"])
                found.append(Waiting(alert=Alert.from_json(str(raw["alert"])), since=since))
            except (KeyError, TypeError, ValueError) as error:
                logger.error("sk=%s, reason=%s | an alert cannot be read", item.get("sk"), type(error).__name__)
        return found

    def gather(self, message: Message) -> bool:
        """Makes a message of alerts that wait. Returns whether it did; another process may have been first."""
        now_ms = to_epoch_ms(self._clock.now())
        body = {"message": to_json(message), "tries": 0, "due_ms": now_ms, "problem": ""}
        writes: list[Write] = [
            Put(item=self._item("PENDING", message.key, body, expires=False), conditions=(NotExists(),))
        ]
        writes += [Delete(key=self._key("WAITING", alert.identity), conditions=(Exists(),)) for alert in message.alerts]
        try:
            self._table.transact(writes)
        except ConditionFailed:
            return False
        return True

    def pending(self) -> list[Pending]:
        """Messages that are still to be sent, at most MOST_AT_ONCE."""
        return self._messages("PENDING#")

    def given_up(self) -> list[Pending]:
        """Messages that were tried for the last time."""
        return self._messages("GIVEN_UP#")

    def _messages(self, prefix: str) -> list[Pending]:
        found = (self._read(item) for item in self._table.query(self._pk, prefix=prefix, limit=MOST_AT_ONCE))
        return [one for one in found if one is not None]

    def claim(self, pending: Pending) -> bool:
        """Counts a try and holds the message for it. Returns whether this process has it."""
        due_ms = to_epoch_ms(self._clock.now() + HELD)
        write = Update(
            key=self._key("PENDING", pending.message.key),
            set={"due_ms": due_ms},
            add={"tries": 1},
            conditions=(Exists(), Equals("tries", pending.tries)),
        )
        try:
            self._table.update_if(write)
        except ConditionFailed:
            return False
        return True

    def done(self, message: Message) -> None:
        """Marks a message as sent. Doing it again is fine."""
        self._move(message, "PENDING", "SENT", {"at_ms": to_epoch_ms(self._clock.now())})

    def again(self, message: Message, due: datetime, problem: str) -> None:
        """Sets when the next try is due, and what was wrong with this one."""
        write = Update(
            key=self._key("PENDING", message.key),
            set={"due_ms": to_epoch_ms(due), "problem": problem[:300]},
            conditions=(Exists(),),
        )
        try:
            self._table.update_if(write)
        except ConditionFailed:
            logger.info("key=%s | another process sent the message meanwhile", message.key)

    def give_up(self, message: Message, problem: str) -> None:
        """Keeps a message that nobody took; `retry` sends it again."""
        now_ms = to_epoch_ms(self._clock.now())
        body = {"message": to_json(message), "tries": 0, "due_ms": now_ms, "problem": problem[:300]}
        self._move(message, "PENDING", "GIVEN_UP", body)

    def retry(self, message: Message) -> None:
        """Lets a message that was given up be sent again."""
        now_ms = to_epoch_ms(self._clock.now())
        body = {"message": to_json(message), "tries": 0, "due_ms": now_ms, "problem": ""}
        self._move(message, "GIVEN_UP", "PENDING", body)

    def _move(self, message: Message, source: str, target: str, body: dict[str, Any]) -> None:
        writes: list[Write] = [
            Delete(key=self._key(source, message.key), conditions=(Exists(),)),
            Put(item=self._item(target, message.key, body, expires=target == "SENT")),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed:
            logger.info("key=%s | another process moved the message meanwhile", message.key)

    def _read(self, item: Item) -> Pending | None:
        raw: dict[str, Any] = dict(item)
        try:
            return Pending(
                message=from_json(str(raw["message"])),
                tries=int(raw["tries"]),
                due=from_epoch_ms(raw["due_ms"]),
                problem=str(raw["problem"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            logger.error("sk=%s, reason=%s | a message cannot be read", raw.get("sk"), type(error).__name__)
            return None

    def _key(self, state: str, name: str) -> Key:
        return Key(self._pk, f"{state}#{name}")

    def _item(self, state: str, name: str, body: dict[str, Any], *, expires: bool = True) -> dict[str, Any]:
        key = self._key(state, name)
        until = {TTL_ATTRIBUTE: int((self._clock.now() + KEPT).timestamp())} if expires else {}
        return {"pk": key.pk, "sk": key.sk, **body, **until}


def _alert_of(item: Item) -> Alert | None:
    try:
        return Alert.from_json(str(item["alert"]))
    except (KeyError, TypeError, ValueError) as error:
        logger.error("sk=%s, reason=%s | an alert cannot be read", item.get("sk"), type(error).__name__)
        return None


def gathered(waiting: Sequence[Waiting], size: int) -> list[tuple[Alert, ...]]:
    """Alerts in groups of a size, the oldest first."""
    ordered = [one.alert for one in sorted(waiting, key=lambda one: (one.since, one.alert.identity))]
    return [tuple(ordered[start : start + size]) for start in range(0, len(ordered), size)]
