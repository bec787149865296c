"""How near monthly forecasts come: `python -m tests.evals.monthly_forecast [FILE.csv ...] [--peers]`.

Each file has `unique_id,ds,y`, with true dates: months owe something to their working days. Without one, series are
made. The last 18 months of each are held back and forecast. Printed are OWA against Naive2 as the M4 competition
defines both (S. Makridakis, E. Spiliotis, V. Assimakopoulos, "The M4 Competition", International Journal of Forecasting
36, 2020), how often the intervals held, and processor seconds a series. `--peers` adds AutoETS, DynamicOptimizedTheta
and AutoCES where statsforecast is installed.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from billing.fiscal import add_months
from billing.foresight.candidates import said
from billing.foresight.continuation import continued
from billing.foresight.rows import Floats
from billing.foresight.seasons import centred_average
from billing.foresight.series_file import read_series
from billing.foresight.weighing import MONTHS

AHEAD, SEASON, MADE = 18, 12, 200
Forecaster = Callable[[Floats], Floats]


def made_series(count: int, seed: int) -> list[Floats]:
    """Months with trend, damped or not, seasons that add or multiply, levels that shift, outliers, month lengths."""
    rng = np.random.default_rng(seed)
    found: list[Floats] = []
    for _ in range(count):
        length = int(rng.integers(66, 180))
        at = np.arange(length)
        drift = rng.normal(0.004, 0.006) * (at if rng.random() < 0.6 else 60 * (1 - np.exp(-at / 60)))
        walk = np.cumsum(rng.normal(0, rng.uniform(0.005, 0.03), length))
        season = np.tile(rng.normal(0, rng.choice((0.0, 0.05, 0.2)), SEASON), length // SEASON + 1)[:length]
        days = np.log(np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 30.4)[at % SEASON]
        shift = np.where(at > rng.integers(0, length), rng.choice((0.0, 0.0, 0.3, -0.3)), 0.0)
        noise = rng.normal(0, rng.uniform(0.01, 0.08), length)
        noise += np.where(rng.random(length) < 0.01, rng.normal(0, 0.5, length), 0.0)
        logs = drift + walk + days * (rng.random() < 0.3) + shift + noise
        amounts = np.exp(logs) + season if rng.random() < 0.4 else np.exp(logs + season)
        found.append(1000 * np.maximum(amounts, 0.05))
    return found


def naive2(history: Floats) -> Floats:
    """The last amount in its season, where the season is significant at 90 %; what M4 measures against."""
    factors: Floats = np.ones(SEASON)
    if _seasonal(history):
        ratios: Floats = history / centred_average(history[None], SEASON)[0]
        told = [ratios[place::SEASON] for place in range(SEASON)]
        means = [float(one[~np.isnan(one)].mean()) for one in told]
        factors = np.array(means, dtype=np.float64)
        factors /= factors.mean()
    last = history[-1] / factors[(len(history) - 1) % SEASON]
    return last * factors[(len(history) + np.arange(AHEAD)) % SEASON]


def _seasonal(history: Floats) -> bool:
    if len(history) < 3 * SEASON or not history.std():
        return False
    off = history - history.mean()
    found = [float((off[lag:] * off[:-lag]).sum() / (off * off).sum()) for lag in range(1, SEASON + 1)]
    return abs(found[-1]) > 1.645 * np.sqrt((1 + 2 * sum(one**2 for one in found[:-1])) / len(history))


def smape(came: Floats, ahead: Floats) -> Floats:
    size = np.abs(came) + np.abs(ahead)
    return (200 * np.abs(came - ahead) / np.where(size > 0, size, 1)).mean(axis=1)


def owa(pasts: Sequence[Floats], came: Floats, ahead: Floats) -> float:
    """The mean of both errors relative to those of Naive2."""
    naive = np.stack([naive2(past) for past in pasts])
    scale = np.array([np.abs(past[SEASON:] - past[:-SEASON]).mean() for past in pasts])
    scaled: list[Floats] = [
        np.abs(came - one).mean(axis=1) / np.where(scale > 0, scale, np.nan) for one in (ahead, naive)
    ]
    ours, theirs = (sum(one[~np.isnan(one)].tolist()) for one in scaled)
    relative = ours / theirs
    return (float(smape(came, ahead).mean()) / float(smape(came, naive).mean()) + relative) / 2


def peers() -> Iterator[tuple[str, Forecaster]]:
    """The models of statsforecast, one series a call."""
    from statsforecast.models import AutoCES, AutoETS, DynamicOptimizedTheta  # pyright: ignore[reportMissingImports, reportUnknownVariableType]

    for name, model in (("AutoETS", AutoETS), ("DynamicOptimizedTheta", DynamicOptimizedTheta), ("AutoCES", AutoCES)):  # pyright: ignore[reportUnknownVariableType]
        yield name, lambda past, model=model: model(season_length=SEASON).forecast(y=past, h=AHEAD)["mean"]  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]


def figures(whole: Sequence[Floats], starts: Sequence[date] = (), *, with_peers: bool) -> Iterator[str]:
    """One line a way to forecast. `starts` are the first months of the series, where they are known."""
    long_enough = [at for at, one in enumerate(whole) if len(one) >= AHEAD + 2 * SEASON]
    kept = [whole[at] for at in long_enough]
    ends = [add_months(starts[at], len(whole[at]) - AHEAD) for at in long_enough] if starts else ()
    pasts, came = [one[:-AHEAD] for one in kept], np.stack([one[-AHEAD:] for one in kept])
    began = time.process_time()
    found = continued(pasts, AHEAD, MONTHS, ends)
    spent = time.process_time() - began
    held = [
        float(((came >= low) & (came <= high)).mean())
        for low, high in ((found.low80, found.high80), (found.low95, found.high95))
    ]
    yield (
        f"{len(kept)} series: OWA {owa(pasts, came, found.mean):.3f}, intervals held {held[0]:.1%} and {held[1]:.1%}, "
        f"{spent / len(kept):.4f} s a series"
    )
    today = np.stack([said(past[None], AHEAD, SEASON)[0, 4] for past in pasts])
    yield f"  theta alone: OWA {owa(pasts, came, np.where(np.isnan(today), found.mean, today)):.3f}"
    for name, forecaster in peers() if with_peers else ():
        began = time.process_time()
        ahead = np.stack([forecaster(past) for past in pasts])
        each = (time.process_time() - began) / len(pasts)
        yield f"  {name}: OWA {owa(pasts, came, ahead):.3f}, {each:.4f} s a series"


def main(arguments: Sequence[str]) -> None:
    files = [Path(argument) for argument in arguments if not argument.startswith("--")]
    for file in files:
        sys.stdout.write(f"{file.name}\n")
        series = read_series(file, "MS")
        amounts, starts = [np.array(one.amounts) for one in series], [one.start for one in series]
        for line in figures(amounts, starts, with_peers="--peers" in arguments):
            sys.stdout.write(f"{line}\n")
    if not files:
        for line in figures(made_series(MADE, seed=1), with_peers="--peers" in arguments):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
