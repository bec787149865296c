"""Opens a bill, answers one standard question and says what that took: `python -m benchmarks.first_answer BILL N`."""

import json
import sys
from pathlib import Path
from time import perf_counter

from billing.export import open_bill
from tests.evals.standard_questions import answered, standard_questions


def main(path: str, number: int) -> None:
    start = perf_counter()
    with open_bill(path, memory_limit_mb=512) as bill:
        opened = perf_counter()
        (question,) = [one.of(bill.info()) for one in standard_questions() if one.number == number]
        answered(question, bill)
    # Not ru_maxrss, which begins with what the starting process had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_mb = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"question": f"{number} {question.text}", "opened_s": opened - start, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
