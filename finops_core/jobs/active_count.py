"""The number of a user's active jobs, mended where it is no number: it would keep the user's questions out for ever."""

import logging
from collections.abc import Callable

from finops_core.errors import ConditionFailed
from finops_core.jobs import items
from finops_core.table.port import Exists, Table, Update

logger = logging.getLogger(__name__)


def mend_active_count(table: Table, user_id: str, count: Callable[[], int]) -> bool:
    """Puts the true number where something else stands; whether it was so, and no more is.

    `count` counts the user's active jobs. A number that is wrong is not looked for: that would take a count a question.
    """
    item = table.get(items.active_key(user_id))
    if item is None or "jobs" not in item or type(item["jobs"]) is int:
        return False
    # While it is no number nobody adds to it: of two that mend it at once both put the same number there.
    try:
        table.update_if(Update(key=items.active_key(user_id), set={"jobs": count()}, conditions=(Exists(),)))
    except ConditionFailed:
        return False
    logger.error("user_id=%s | the number of active jobs was none, and is counted anew", user_id)
    return True
