"""`python -m benchmarks [front-door|jobs|questions|route]`: runs one benchmark or all, and prints tables."""

import argparse
import signal
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


def _exit(signum: int, frame: object) -> None:
    sys.exit(128 + signum)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    # No `choices`: argparse would check the empty list against them.
    parser.add_argument("name", nargs="*", help=f"{', '.join(BENCHMARKS)}; all when none is named")
    names: list[str] = parser.parse_args().name
    for name in set(names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {name}")
    # As after Ctrl-C: what was started has to be stopped.
    signal.signal(signal.SIGTERM, _exit)
    failed = False
    for name in names or BENCHMARKS:
        try:
            BENCHMARKS[name]()
        except BenchmarkFailed as error:
            failed = True
            print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
