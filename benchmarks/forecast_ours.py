"""The product's forecast over series of a JSON file: `forecast_ours FILE STEPS`, printing seconds and answers."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from billing.foresight.continuation import continued
from billing.foresight.weighing import MONTHS


def main() -> None:
    series = [np.array(one) for one in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))]
    steps = int(sys.argv[2])
    continued(series[:1], steps, MONTHS)
    wall, cpu = perf_counter(), process_time()
    found = continued(series, steps, MONTHS).mean.tolist()
    taken = {"wall_s": perf_counter() - wall, "cpu_s": process_time() - cpu}
    print(json.dumps({**taken, "mean": found}))


if __name__ == "__main__":
    main()
