"""Opens a bill, answers one question and says what that took: `python -m benchmarks.first_answer BILL N [ACCOUNTS]`.

N is the number of a standard question, or a question in words. With ACCOUNTS it is asked by who may see so many alone.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from billing.export import open_bill
from billing.query import BillInfo
from tests.evals.standard_questions import StandardQuestion, answered, standard_questions


def main(path: str, asked: str, accounts: int) -> None:
    start = perf_counter()
    with open_bill(path, memory_limit_mb=512) as whole:
        opened = perf_counter()
        bill = whole.scoped(frozenset(sorted(whole.info().accounts)[:accounts])) if accounts else whole
        question = _question(asked, bill.info())
        answered(question, bill)
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
