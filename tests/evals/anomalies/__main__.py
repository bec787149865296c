"""`python -m tests.evals.anomalies [--series N] [--seed S]`: the detector beside simple rules on invented series.

With `--other` on those of the second generator, which is made in another way.

With `--causes SERVICES`, instead, how many causes are told right on an invented bill of so many services.
With `--new-day`, instead, what one more day of as many series of 400 days takes, from reading the state to its bytes.
"""

import argparse
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from billing.anomalies.detection import anomalies
from billing.anomalies.judged_series import Judged, judged_in_full, renewed
from billing.anomalies.state_file import read, written
from billing.export import open_bill
from billing.foresight.series_file import Series
from tests.evals.anomalies.causes import cause_score, caused_bill, told_of
from tests.evals.anomalies.measure import Spans, score
from tests.evals.anomalies.other_series import other_series
from tests.evals.anomalies.rivals import RIVALS
from tests.evals.anomalies.series import Labelled, labelled_series
from tests.unit.billing.made_bills import write_csv


def ours(one: Labelled) -> Spans:
    """The product's detector, with its own settings."""
    found = anomalies(one.first, [float(amount) for amount in one.amounts])
    return [((each.start - one.first).days, (each.end - one.first).days) for each in found]


def new_day(count: int, seed: int) -> None:
    """Prints the seconds of the processor of each part."""
    state: list[Judged] = []
    given: list[Series] = []
    for one in labelled_series(count, days=400, seed=seed):
        amounts = tuple(one.amounts.tolist())
        state.append(judged_in_full(Series(name=one.name, start=one.first, amounts=amounts[:-1], told=())))
        given.append(Series(name=one.name, start=one.first + timedelta(days=399), amounts=amounts[-1:], told=()))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state"
        file.write_bytes(written(state))
        began = time.process_time()
        kept = read(file)
        known = time.process_time()
        found = renewed(kept.judged, given, lambda series: map(judged_in_full, series))
        judged = time.process_time()
        size = len(written(found.judged))
        ended = time.process_time()
    print(
        f"{count} series of 400 days, one new day: {ended - began:.2f} s (state read {known - began:.2f}, "
        f"{found.judged_in_full} series judged in full {judged - known:.2f}, state of {size / 1e6:.0f} MB made "
        f"{ended - judged:.2f})"
    )


def causes(count: int, seed: int) -> None:
    """Prints how many causes are told right on an invented bill of `count` services."""
    made = caused_bill(count, seed=seed)
    services = dict.fromkeys(row["ServiceName"] for row in made.rows)
    with TemporaryDirectory() as folder, open_bill(write_csv(Path(folder) / "bill.csv", made.rows)) as bill:
        found = cause_score(made.causes, told_of(bill, services))
    print(
        f"causes on a bill of {count} services, seed {seed}: of {found.known} anomalies {found.found} were found, the "
        f"cause of {found.right} is right ({found.share:.1%}): usage type {found.usage_type}, resource "
        f"{found.resource}, price or quantity {found.driver}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--causes", type=int, default=0, metavar="SERVICES")
    parser.add_argument("--new-day", action="store_true")
    parser.add_argument("--other", action="store_true")
    chosen = parser.parse_args()
    if chosen.causes:
        causes(chosen.causes, chosen.seed)
        return
    if chosen.new_day:
        new_day(chosen.series, chosen.seed)
        return
    made = other_series if chosen.other else labelled_series
    series = list(made(chosen.series, seed=chosen.seed))
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
