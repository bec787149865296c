"""AutoETS of statsforecast over series of a JSON file: `forecast_peer FILE SEASON STEPS`, printing seconds and answers.

Runs in .venv-forecast, whose packages the product's own environment does not have.
"""

# pyright: basic, reportMissingImports=false

import json
import sys
from time import perf_counter, process_time

import numpy as np


def main() -> None:
    from statsforecast.models import AutoETS

    season, steps = int(sys.argv[2]), int(sys.argv[3])
    with open(sys.argv[1], encoding="utf-8") as file:
        series = [np.array(one) for one in json.load(file)]
    AutoETS(season_length=season).forecast(y=series[0], h=steps)
    wall, cpu = perf_counter(), process_time()
    found = [AutoETS(season_length=season).forecast(y=one, h=steps)["mean"].tolist() for one in series]
    taken = {"wall_s": perf_counter() - wall, "cpu_s": process_time() - cpu}
    print(json.dumps({**taken, "mean": found}))


if __name__ == "__main__":
    main()
