"""10,000 users and 100,000 jobs an hour on paper: a few are simulated with the product's own code, and scaled up."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cloud_price.http_jobs import AskedOverHttp, ask_over_http
from benchmarks.cloud_price.jobs import QUESTIONS
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
    of_the_http_doors,
    of_the_table,
    shared_items,
)
from benchmarks.scale.traffic import Traffic, simulate
from cdk.config import StackConfig

SMALL, LARGE = (4, 10), (10, 20)
"""Users, and jobs of each."""

MOST_GROWTH = 1.05
"""A job among five times as many takes at most this multiple of what it takes among few."""


def demands(
    traffic: Traffic,
    expected: Expected,
    *,
    stage_frames_s: float,
    workers: int,
    over_http: Sequence[AskedOverHttp] = (),
    http_requests_s: float = 0,
) -> list[Demand]:
    """Everything that has a limit; `over_http` are questions by which the doors without a socket are measured."""
    doors = of_the_http_doors(over_http, expected, http_requests_s=http_requests_s) if over_http else ()
    return [
        *hottest(traffic, expected),
        *of_the_table(traffic, expected),
        *of_the_doors(traffic, expected, stage_frames_s=stage_frames_s),
        *of_the_functions(traffic, expected, workers=workers),
        *doors,
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
        over_http = ask_over_http(Path(folder), (QUESTIONS[0], *QUESTIONS))[1:]
    frames_s, http_requests_s = stage_throttles()
    asked = demands(
        large,
        expected,
        stage_frames_s=frames_s,
        workers=config.workers,
        over_http=over_http,
        http_requests_s=http_requests_s,
    )
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


def stage_throttles() -> tuple[float, float]:
    """The rates at which the stack's stages take frames over a socket, and requests over HTTP."""
    from aws_cdk import App
    from aws_cdk import aws_apigatewayv2 as apigateway

    from cdk.constructs.front_door import STAGE
    from cdk.stack import Code, FinOpsStack

    with TemporaryDirectory() as nothing, TemporaryDirectory() as out:
        code = Code(front_door=Path(nothing), worker=Path(nothing), page=Path(nothing))
        stack = FinOpsStack(App(outdir=out), "Scaled", config=StackConfig(), code=code)
        stages = [each for each in stack.node.find_all() if isinstance(each, apigateway.CfnStage)]
        rates = {
            each.stage_name: float(stack.resolve(each.default_route_settings)["throttlingRateLimit"]) for each in stages
        }
    return rates[STAGE], rates["$default"]
