"""`python -m tests.evals.anomalies [--series N] [--seed S]`: the detector beside simple rules on invented series."""

import argparse
import time

from billing.anomalies.detection import anomalies
from tests.evals.anomalies.measure import Spans, score
from tests.evals.anomalies.rivals import RIVALS
from tests.evals.anomalies.series import Labelled, labelled_series


def ours(one: Labelled) -> Spans:
    """The product's detector, with its own settings."""
    found = anomalies(one.first, [float(amount) for amount in one.amounts])
    return [((each.start - one.first).days, (each.end - one.first).days) for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    series = list(labelled_series(chosen.series, seed=chosen.seed))
    print(
        f"{len(series)} series of 180 days, {sum(len(one.anomalies) for one in series)} anomalies, seed {chosen.seed}"
    )
    for name, detector in {"finops": ours, **RIVALS}.items():
        began = time.process_time()
        found = score(series, detector)
        spent = time.process_time() - began
        print(
            f"{name:30s} F1 {found.f1:.3f}  precision {found.precision:.3f}  recall {found.recall:.3f}  "
            f"false alerts {found.false_per_100_series_days:.3f} per 100 series-days, {found.month_starts} at month "
            f"starts  {1000 * spent / len(series):.2f} ms a series"
        )


if __name__ == "__main__":
    main()
