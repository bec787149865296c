"""Opens a bill, answers one standard question and says what that took: `python -m benchmarks.first_answer BILL N`."""

import json
import resource
import sys
from time import perf_counter

from billing.export import open_bill
from tests.evals.standard_questions import answered, standard_questions


def main(path: str, number: int) -> None:
    start = perf_counter()
    with open_bill(path, memory_limit_mb=512) as bill:
        opened = perf_counter()
        (question,) = [one.of(bill.info()) for one in standard_questions() if one.number == number]
        answered(question, bill)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"question": f"{number} {question.text}", "opened_s": opened - start, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
