"""Bills by seed and form, and what was found in them."""

import argparse
import tempfile
import time
from pathlib import Path

from tests.evals.planted_waste.bill import FORMS, make_bill
from tests.evals.planted_waste.kinds import KINDS
from tests.evals.planted_waste.measure import Score, advice_on, score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--forms", nargs="*", default=list(FORMS))
    arguments = parser.parse_args()
    total = Score()
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        made = make_bill(seed, tuple(KINDS), arguments.copies)
        for form in arguments.forms:
            with tempfile.TemporaryDirectory() as folder:
                begun = time.perf_counter()
                own = score(made.planted, advice_on(made, form, Path(folder), seed))
            total += own
            print(f"seed {seed} {form:13}{_line(own)}  {time.perf_counter() - begun:.1f} s")
            for kind, names in (("invented", own.invented), ("missed", own.missed), ("amount", own.wrong)):
                for name in names:
                    print(f"    {kind:9} {name}")
    print(f"all: {len(KINDS)} kinds {_line(total)}")


def _line(own: Score) -> str:
    return (
        f" precision {own.precision:.3f}  recall {own.recall:.3f}  by money {own.recall_by_money:.3f}"
        f"  savings right {own.in_range:.3f}"
    )


if __name__ == "__main__":
    main()
