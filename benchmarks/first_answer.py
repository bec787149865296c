"""Opens a bill, answers one question and says what that took: `python -m benchmarks.first_answer BILL N [ACCOUNTS]`.

N is the number of a standard question, or a question in words. With ACCOUNTS it is asked by who may see so many alone.
It is answered as a worker does: its words are read with the names of the bill, and the answer put together.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from agents.catalog import CATALOG
from billing.export import open_bill
from billing.query import BillInfo
from billing.terms import Terms
from finops_core.clock import ManualClock
from finops_core.jobs.events import Answered
from supervisor.run import Question, SupervisorDeps, run
from tests.evals.standard_questions import NOW, StandardQuestion, standard_questions
from worker.readers import readers


def main(path: str, asked: str, accounts: int) -> None:
    """Raises AssertionError when there is no answer."""
    start = perf_counter()
    with open_bill(path, memory_limit_mb=512) as bill:
        opened = perf_counter()
        seen = frozenset(sorted(bill.info().accounts)[:accounts]) if accounts else None
        question = _question(asked, (bill.scoped(seen) if seen is not None else bill).info())
        deps = SupervisorDeps(catalog=CATALOG, clock=ManualClock(NOW), services=readers(bill, Terms()))
        events = run(Question(job_id="job", user_id="ada", text=question.text, accounts=seen), deps)
        (answer,) = [event.answer for event in events if isinstance(event, Answered)]
        assert answer.answered, answer.headline
    # Not ru_maxrss, which begins with what the starting process had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_mb = int(status.split("VmHWM:")[1].split()[0]) / 1024
    busy_s = process_time()
    print(
        json.dumps(
            {"question": f"{asked} {question.text}", "opened_s": opened - start, "peak_mb": peak_mb, "busy_s": busy_s}
        )
    )


def _question(asked: str, info: BillInfo) -> StandardQuestion:
    if not asked.isdigit():
        return StandardQuestion(0, asked, ())
    (question,) = [one.of(info) for one in standard_questions() if one.number == int(asked)]
    return question


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
