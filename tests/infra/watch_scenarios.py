"""What the deployed watch does unasked, each as a function that says whether it worked."""

import uuid

from finops_core.clock import SystemClock
from finops_core.table.port import Key
from tests.infra.stage import Stage
from worker.alerts.alert import Alert, AlertKind
from worker.alerts.function_rounds import LAST_LOOK
from worker.alerts.message import message_of
from worker.alerts.outbox import Outbox
from worker.alerts.settings import TOPIC_CHANNEL


def telling_the_topic(stage: Stage) -> bool:
    """An alert that waits is sent to the stack's topic by the next round of the watch, and known as sent."""
    alert = Alert(
        kind=AlertKind.BUDGET,
        subject=uuid.uuid4().hex,
        period="2026-11",
        threshold="",
        headline="A budget is beyond its limit",
        details=(),
        todo="Look at it.",
    )
    box = Outbox(stage.table, SystemClock(), TOPIC_CHANNEL)
    box.record(alert)
    key = message_of(TOPIC_CHANNEL, [alert], "").key
    try:
        stage.invoke("Watch/Rounds", {})
        return stage.table.get(Key(f"ALERTS#{TOPIC_CHANNEL}", f"SENT#{key}")) is not None
    finally:
        stage.forget(f"ALERTS#{TOPIC_CHANNEL}")


def making_a_report(stage: Stage) -> bool:
    """A report that somebody saved is made by the next call, and waits in the table to be told."""
    name = f"report-{uuid.uuid4().hex}"
    key = f"reports/saved/{name}.toml"
    stage.s3.put_object(Bucket=stage.bucket, Key=key, Body=b'questions = ["What did I spend by service?"]')
    try:
        if not stage.invoke("Reports/Writer", {}):
            return False
        made = stage.s3.list_objects_v2(Bucket=stage.bucket, Prefix=f"reports/made/{name}/").get("Contents", [])
        waiting = Outbox(stage.table, SystemClock(), TOPIC_CHANNEL).waiting()
        told = [one.alert.subject for one in waiting]
        return len(made) == len((".html", ".md")) and told.count(name) == 1
    finally:
        stage.s3.delete_object(Bucket=stage.bucket, Key=key)
        stage.forget(f"ALERTS#{TOPIC_CHANNEL}")


def making_a_report_cold(stage: Stage) -> bool:
    """A function that has no session of the reader's yet makes a report."""
    stage.chill("Reports/Writer")
    return making_a_report(stage)


def watching_a_delivery(stage: Stage) -> bool:
    """A watch that has no session of the reader's yet looks at what was prepared, and keeps that it did."""
    stage.chill("Watch/Rounds")
    stage.forget("ALERTS")
    answered = stage.invoke("Watch/Rounds", {"detail-type": "Object Created"})
    return answered and stage.table.get(LAST_LOOK) is not None
