"""10,000 users and 100,000 jobs an hour on paper: a few are simulated with the product's own code, and scaled up."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import print_table
from benchmarks.processes import BenchmarkFailed
from benchmarks.scale.demand import (
    PEAK,
    Demand,
    Expected,
    growth,
    hottest,
    of_the_doors,
    of_the_functions,
    of_the_table,
    shared_items,
)
from benchmarks.scale.traffic import Traffic, simulate
from cdk.config import StackConfig

SMALL, LARGE = (4, 10), (10, 20)
"""Users, and jobs of each."""

MOST_GROWTH = 1.05
"""A job among five times as many takes at most this multiple of what it takes among few."""


def demands(traffic: Traffic, expected: Expected, *, stage_frames_s: float, workers: int) -> list[Demand]:
    """Everything that has a limit."""
    return [
        *hottest(traffic, expected),
        *of_the_table(traffic, expected),
        *of_the_doors(traffic, expected, stage_frames_s=stage_frames_s),
        *of_the_functions(traffic, expected, workers=workers),
    ]


def findings(asked: Sequence[Demand], traffic: Traffic, grown: dict[str, float]) -> list[str]:
    """What stands in the way, in words; nothing when nothing does."""
    too_much = [f"{each.what} ({each.of}): {each.asked:,.0f} of {each.limit:,.0f}" for each in asked if not each.met]
    shared = [f"{place.partition}/{place.item} is written for all users" for place in shared_items(traffic)]
    steeper = [f"{name} of a job grow to {factor:.2f} times" for name, factor in grown.items() if factor > MOST_GROWTH]
    return [*too_much, *shared, *steeper]


def run() -> None:
    """Prints what is asked of each thing in the busiest second. Raises BenchmarkFailed when something gives less."""
    expected, config = Expected(), StackConfig()
    with TemporaryDirectory() as folder:
        small, large = (simulate(Path(folder), users=users, jobs_each=each) for users, each in (SMALL, LARGE))
    asked = demands(large, expected, stage_frames_s=stage_frames_s(), workers=config.workers)
    rows = [
        [each.what, each.of[:48], f"{each.asked:,.1f}", f"{each.limit:,.0f}", f"{each.asked / each.limit:.1%}"]
        for each in asked
    ]
    title = (
        f"{expected.users:,} users, {expected.jobs_an_hour:,} jobs an hour, the busiest second {PEAK} times the mean: "
        f"{expected.jobs_s:.0f} jobs"
    )
    print_table(title, ["what", "of", "asked a second", "limit", "share"], rows)
    grown = growth(small, large)
    sizes = f"{small.jobs} jobs and among {large.jobs}"
    print_table(
        f"What a job takes among {sizes}", ["what", "growth"], [[name, f"{by:.3f}"] for name, by in grown.items()]
    )
    if found := findings(asked, large, grown):
        raise BenchmarkFailed("; ".join(found))


def stage_frames_s() -> float:
    """The rate at which the stack's WebSocket stage takes frames."""
    from aws_cdk import App
    from aws_cdk import aws_apigatewayv2 as apigateway

    from cdk.constructs.front_door import STAGE
    from cdk.stack import Code, FinOpsStack

    with TemporaryDirectory() as nothing, TemporaryDirectory() as out:
        code = Code(front_door=Path(nothing), worker=Path(nothing), page=Path(nothing))
        stack = FinOpsStack(App(outdir=out), "Scaled", config=StackConfig(), code=code)
        stages = [each for each in stack.node.find_all() if isinstance(each, apigateway.CfnStage)]
        # The HTTP API's stage has a throttle of its own; every simulated question comes over a socket.
        [settings] = [stack.resolve(each.default_route_settings) for each in stages if each.stage_name == STAGE]
    return float(settings["throttlingRateLimit"])
