"""The Lambda function that makes the reports that are due: called by a clock, and when the file of one was saved."""

from collections.abc import Mapping
from typing import Any

from worker.reports.deps import deployed_rounds
from worker.reports.rounds import ReportRounds


def handler(event: Mapping[str, Any], context: object, *, rounds: ReportRounds | None = None) -> dict[str, Any]:
    """Makes what is due. Raises ReportsFailed when some could not be made, for the function's alarm."""
    done = (rounds or deployed_rounds()).run()
    done.require_success()
    return {"made": list(done.made)}
