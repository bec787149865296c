"""`python -m benchmarks [front-door|jobs|questions|route]`: runs one benchmark or all, and prints tables."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import front_door, jobs, questions, route
from benchmarks.processes import BenchmarkFailed

BENCHMARKS: dict[str, Callable[[], None]] = {
    "front-door": front_door.run,
    "route": route.run,
    "jobs": jobs.run,
    "questions": questions.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*BENCHMARKS, []], help="all when none is named")
    failed = False
    for name in parser.parse_args().name or BENCHMARKS:
        try:
            BENCHMARKS[name]()
        except BenchmarkFailed as error:
            failed = True
            print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
