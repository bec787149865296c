"""Runs one benchmark or all, and prints tables: `python -m benchmarks [NAME …] [--rows N] [--series FILE …]`."""

import argparse
import signal
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import explore, forecast, front_door, function_sizes, jobs, page, prepared, questions, route
from benchmarks.cloud_price import price
from benchmarks.processes import BenchmarkFailed
from benchmarks.scale import run as scale

BENCHMARKS: dict[str, Callable[[], None]] = {
    "front-door": front_door.run,
    "route": route.run,
    "jobs": jobs.run,
    "questions": questions.run,
    "page": page.run,
    "explore": explore.run,
    "prepared": prepared.run,
    "forecast": forecast.run,
    "cloud-price": price.run,
    "scale": scale.run,
    "function-sizes": function_sizes.run,
}


def _exit(signum: int, frame: object) -> None:
    sys.exit(128 + signum)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    # No `choices`: argparse would check the empty list against them.
    parser.add_argument("name", nargs="*", help=f"{', '.join(BENCHMARKS)}; all when none is named")
    parser.add_argument("--rows", type=int, default=questions.ROWS, help="rows of the bill that questions are asked of")
    parser.add_argument("--series", nargs="+", default=(), metavar="FILE", help="CSV of months for `forecast`")
    given = parser.parse_args()
    names: list[str] = given.name
    BENCHMARKS["questions"] = partial(questions.run, given.rows)
    BENCHMARKS["forecast"] = partial(forecast.run, given.series)
    BENCHMARKS["prepared"] = partial(prepared.run, given.rows)
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
