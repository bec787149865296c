"""A Celery task message (protocol 2 on kombu's Redis transport), written without Celery.

`apply_async` costs a front about half a millisecond a call; this costs 20 µs and can go into the same atomic step as
the job's record. The worker sees no difference.
"""

# pyright: basic, reportMissingImports=false

import base64
import uuid

import orjson


def task_message(task: str, args: list[str], queue: str) -> bytes:
    """The element to LPUSH onto the list named like the queue."""
    task_id = str(uuid.uuid4())
    body = orjson.dumps([args, {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    headers = {"lang": "py", "task": task, "id": task_id, "root_id": task_id, "parent_id": None, "group": None}
    headers |= {"eta": None, "expires": None, "retries": 0, "timelimit": [None, None], "ignore_result": True}
    properties = {
        "correlation_id": task_id,
        "reply_to": "",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": queue},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": task_id,
    }
    message = {"body": base64.b64encode(body).decode(), "headers": headers, "properties": properties}
    return orjson.dumps({**message, "content-encoding": "utf-8", "content-type": "application/json"})
