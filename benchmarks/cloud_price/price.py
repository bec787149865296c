"""The bills: 1,000 questions of the fast path with one tab open, a month in which nobody asks, the page, a program."""

import gzip
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cloud_price.counting import CountedTable, Counts
from benchmarks.cloud_price.http_jobs import AskedOverHttp, ask_over_http
from benchmarks.cloud_price.jobs import QUESTIONS, Asked, ask_all
from benchmarks.cloud_price.small_stack import Part, part_of
from benchmarks.figures import print_table
from benchmarks.processes import BenchmarkFailed
from cdk.constructs.account_snapshots import MEMORY_MB as SNAPSHOT_MB
from cdk.constructs.private_network import ALWAYS, ZONES
from cdk.firewall import MANAGED
from websocket.http_api.visit import LOOK_EVERY_S

PRICES = Path(__file__).parent / "prices.toml"
PAGE = Path(__file__).parents[2] / "frontend" / "dist"
JOBS = 1000
MOST_FOR_1000_JOBS_USD = Decimal("0.25")
MOST_FOR_AN_IDLE_MONTH_USD = Decimal("3")
MONTH_MINUTES = 730 * 60

FRONT_MB, WORKER_MB, PUBLISHER_MB = 512, 1769, 512
WHOLE_PROCESSOR_MB = 1769
"""Lambda gives a function one processor at this size, and less below."""

AWS_ANSWERS_S = 0.008
"""A request to DynamoDB, SQS or API Gateway in the region; the functions make them one after the other."""

MINUTES_A_JOB = 2
"""For how long a tab is open for each question that is asked in it."""

RUNG_S = 0.1
"""From the queue to a warm worker."""

LOG_BYTES_A_CALL = 700
"""Of Lambda's own lines and the product's, at INFO."""

IDLE_POLLS_A_MINUTE = 5 * 3
"""Five pollers of Lambda on each queue, each waiting 20 seconds. Source: Lambda developer guide, scaling with SQS."""

VISITS = 1000
HEADER_BYTES = 700
"""Of an answer of CloudFront with the page's security headers."""

TOKEN_MINUTES = 60
"""For how long a program's token is good. Source: Cognito's default, which the stack leaves."""

QUEUES, ORDERED_QUEUES = 2, 1

HOURLY_LOOK_S, PREPARER_MB = 2.0, 3008
"""Each hour the function that prepares deliveries looks for one: it lists a bucket and reads two documents."""

WATCH_MB, WATCH_READS_A_CALL = 1769, 6
"""A call of the watch reads its last look, and three lists of each channel before and after it delivers."""
WATCH_CALLS_AN_HOUR, WATCH_CALL_S = 4, 1.0
"""Each begins cold: `python -X importtime -c "import worker.alerts.handler"`, and the clients of AWS."""
WATCH_OPENS_AN_HOUR, WATCH_OPEN_S = 1, 2.5
"""One of them opens what was prepared of the bill, to see whether something is new."""
WATCH_LOOKS_A_DAY, WATCH_LOOK_S = 2, 10.0
"""It looks at a bill of some hundred thousand rows once a day began, and once a delivery was prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a bill."""

    what: str
    count: float
    price: str

    def usd(self, prices: dict[str, Decimal]) -> Decimal:
        return Decimal(repr(self.count)) * prices[self.price]


def list_prices() -> tuple[dict[str, Decimal], str]:
    """Each price in US dollars, and the day they were read."""
    read = tomllib.loads(PRICES.read_text(encoding="utf-8"), parse_float=Decimal)
    return {name: Decimal(value) for name, value in read["usd"].items()}, str(read["as_of"])


def of_jobs(asked: Sequence[Asked], jobs: int = JOBS) -> Iterator[Line]:
    """What so many questions take, each as the average of those that were asked."""
    each = jobs / len(asked)

    def total(name: str) -> float:
        return each * sum(one.counts.units[name] for one in asked)

    calls = jobs * 2 + each * sum(one.batches for one in asked)
    yield Line(what="DynamoDB, write units", count=total("write units"), price="write_unit")
    yield Line(what="DynamoDB, read units", count=total("read half units") / 2, price="read_unit")
    yield Line(what="DynamoDB, looks for other settings", count=jobs, price="read_unit")
    yield Line(what="API Gateway, frames to the tab", count=total("posts"), price="socket_message")
    yield Line(what="API Gateway, frames from the tab", count=jobs, price="socket_message")
    yield Line(what="API Gateway, minutes of the tab", count=jobs * MINUTES_A_JOB, price="socket_minute")
    yield Line(what="Lambda, calls", count=calls, price="function_call")
    fronts = each * sum(duration_s(one.front, FRONT_MB) for one in asked)
    yield from _of_functions(asked, each, front_s=fronts)
    yield Line(what="SQS, requests", count=jobs * 3, price="queue_request")
    yield Line(what="CloudWatch, GB of log", count=calls * LOG_BYTES_A_CALL / 1e9, price="log_gb")


def of_http_jobs(asked: Sequence[AskedOverHttp], *, private: bool, jobs: int = JOBS) -> Iterator[Line]:
    """What so many questions take that wait for their answers in one request, over the HTTP API or a function's URL.

    The URL itself costs nothing; what is paid is the function that waits, and its looks at the job.
    """
    each = jobs / len(asked)
    looks = each * sum(looks_of(one) - one.looks for one in asked)

    def total(name: str) -> float:
        return each * sum(one.counts.units[name] for one in asked)

    calls = jobs * 2 + each * sum(one.batches for one in asked)
    yield Line(what="DynamoDB, write units", count=total("write units"), price="write_unit")
    yield Line(what="DynamoDB, read units", count=total("read half units") / 2 + looks, price="read_unit")
    if not private:
        yield Line(what="API Gateway, requests", count=jobs, price="http_request")
    yield Line(what="Lambda, calls", count=calls, price="function_call")
    fronts = each * sum(duration_s(one.front, FRONT_MB) + waiting_s(one) for one in asked)
    yield from _of_functions(asked, each, front_s=fronts)
    yield Line(what="SQS, requests", count=jobs * 3, price="queue_request")
    yield Line(what="CloudWatch, GB of log", count=calls * LOG_BYTES_A_CALL / 1e9, price="log_gb")


def _of_functions(asked: Sequence[Asked | AskedOverHttp], each: float, *, front_s: float) -> Iterator[Line]:
    """What Lambda bills by time."""
    for name, memory_mb, seconds in (
        ("front door", FRONT_MB, front_s),
        ("worker", WORKER_MB, each * sum(duration_s(one.worker, WORKER_MB) for one in asked)),
        ("publisher", PUBLISHER_MB, each * sum(duration_s(one.publisher, PUBLISHER_MB) for one in asked)),
    ):
        yield Line(what=f"Lambda, {name}, GB-seconds", count=seconds * memory_mb / 1024, price="function_gb_s")


def looks_of(asked: AskedOverHttp) -> int:
    """How often a waiting request looks at the job: at once, and then at each step until a warm worker is done."""
    return 1 + ceil((RUNG_S + duration_s(asked.worker, WORKER_MB)) / LOOK_EVERY_S)


def waiting_s(asked: AskedOverHttp) -> float:
    """For how long the function of a request does nothing but wait, its further looks included."""
    looks = looks_of(asked)
    return (looks - 1) * LOOK_EVERY_S + (looks - asked.looks) * AWS_ANSWERS_S


def of_an_idle_month(alarms: int, sweep: Part, counts: Counts) -> Iterator[Line]:
    """What a month takes in which nobody asks: alarms, the queues' pollers, and a sweep each minute."""
    yield Line(what="CloudWatch, alarms", count=alarms, price="alarm_month")
    polls = MONTH_MINUTES * IDLE_POLLS_A_MINUTE * QUEUES
    yield Line(what="SQS, polls of Lambda", count=polls, price="queue_request")
    ordered = MONTH_MINUTES * IDLE_POLLS_A_MINUTE * ORDERED_QUEUES
    yield Line(what="SQS, polls of Lambda for deliveries", count=ordered, price="ordered_queue_request")
    looks = MONTH_MINUTES / 60 * HOURLY_LOOK_S * PREPARER_MB / 1024
    yield Line(what="Lambda, looks for deliveries, GB-seconds", count=looks, price="function_gb_s")
    yield from _of_the_watch()
    yield Line(what="Lambda, sweeps", count=MONTH_MINUTES, price="function_call")
    seconds = MONTH_MINUTES * duration_s(sweep, FRONT_MB)
    yield Line(what="Lambda, sweeps, GB-seconds", count=seconds * FRONT_MB / 1024, price="function_gb_s")
    reads = MONTH_MINUTES * counts.units["read half units"] / 2
    yield Line(what="DynamoDB, sweeps' read units", count=reads, price="read_unit")
    yield Line(what="CloudWatch, GB of log", count=MONTH_MINUTES * LOG_BYTES_A_CALL / 1e9, price="log_gb")


def _of_the_watch() -> Iterator[Line]:
    """What a month of the watch takes over a bill of some hundred thousand rows that tells nothing, without reports.

    What looks for reports each hour takes a second, as a call of the watch does.
    """
    hours = MONTH_MINUTES / 60
    calls = hours * WATCH_CALLS_AN_HOUR
    seconds = calls * WATCH_CALL_S + hours * WATCH_OPENS_AN_HOUR * WATCH_OPEN_S
    seconds += hours / 24 * WATCH_LOOKS_A_DAY * WATCH_LOOK_S
    yield Line(what="Lambda, the watch, GB-seconds", count=seconds * WATCH_MB / 1024, price="function_gb_s")
    yield Line(what="Lambda, looks for reports, GB-seconds", count=hours * WATCH_MB / 1024, price="function_gb_s")
    yield Line(what="S3, looks for reports", count=hours, price="blob_put")
    yield Line(what="DynamoDB, the watch's read units", count=calls * WATCH_READS_A_CALL, price="read_unit")


def of_page_visits(page: Path, visits: int = VISITS) -> Iterator[Line]:
    """What so many first visits of the page take: every file of it once, and what comes with each answer.

    Those who come again load what changed. Raises BenchmarkFailed where there is no page (`make page`).
    """
    files = [file for file in page.rglob("*") if file.is_file()]
    if not files:
        raise BenchmarkFailed(f"there is no page in {page}: make it first (make page)")
    sent = sum(len(gzip.compress(file.read_bytes())) + HEADER_BYTES for file in files)
    yield Line(what="CloudFront, requests", count=visits * len(files), price="page_request")
    yield Line(what="CloudFront, GB to browsers", count=visits * sent / 1e9, price="page_gb")


def of_a_program() -> Iterator[Line]:
    """What a program costs that signs in by itself each hour of a month, as its token is good for one."""
    yield Line(what="Cognito, client of a program", count=1, price="program_month")
    yield Line(what="Cognito, tokens of a program", count=MONTH_MINUTES / TOKEN_MINUTES, price="program_token")


def duration_s(part: Part, memory_mb: int) -> float:
    """How long Lambda bills: the processor's work at the function's share of one, and the waits, to the millisecond."""
    seconds = part.cpu_s / min(1.0, memory_mb / WHOLE_PROCESSOR_MB) + part.requests * AWS_ANSWERS_S
    return ceil(seconds * 1000) / 1000


def of_a_private_address() -> Iterator[Line]:
    """What the private address costs while nobody asks: the alarms that it adds."""
    added = alarms_of_the_stack(private=True) - alarms_of_the_stack()
    yield Line(what="CloudWatch, alarms", count=added, price="alarm_month")


WARM_FUNCTIONS = 5
"""What `warm_front` keeps started: authorizer, connect, message, HTTP requests, publisher."""


def of_warm_functions() -> Iterator[Line]:
    """What a month costs in which one worker, and one of each function on a question's way, are kept started."""
    for what, functions, memory_mb in (("worker", 1, WORKER_MB), ("front door", WARM_FUNCTIONS, FRONT_MB)):
        gb_seconds = MONTH_MINUTES * 60 * functions * memory_mb / 1024
        yield Line(what=f"Lambda, one {what} kept started, GB-seconds", count=gb_seconds, price="warm_gb_s")


KEY_REQUESTS_AN_HOUR = 10
"""While nobody asks: queues ask for a data key once an hour, the table once in five minutes in which it is read."""


def of_an_own_key() -> Iterator[Line]:
    """What a month costs of a key of the account's own, while nobody asks."""
    yield Line(what="KMS, the key", count=1, price="key_month")
    requests = MONTH_MINUTES / 60 * (KEY_REQUESTS_AN_HOUR + 12)
    yield Line(what="KMS, requests", count=requests, price="key_request")


def of_a_firewall() -> Iterator[Line]:
    """What a month costs of a firewall before the sign-in or the page, while nobody asks."""
    yield Line(what="WAF, the web ACL", count=1, price="firewall_month")
    yield Line(what="WAF, its rules", count=1 + len(MANAGED), price="firewall_rule_month")


def of_a_private_network() -> Iterator[Line]:
    """What a month costs of a network without a way to the internet, with the endpoints that every stack needs."""
    hours = MONTH_MINUTES / 60 * ZONES * len(ALWAYS)
    yield Line(what="VPC, hours of endpoints", count=hours, price="endpoint_hour")


SNAPSHOT_CALL_S = 120.0
"""Of one account in 17 regions: some 1,300 lists of 0.3 s, 16 at once, as many details, metrics, and ten seconds for
making clients."""
SNAPSHOT_METRICS = 1000
"""Of a few hundred machines, disks, databases and functions, each read once a night."""


def of_account_snapshots() -> Iterator[Line]:
    """What a month costs in which one account is looked at each night, while nobody asks."""
    nights = MONTH_MINUTES / 60 / 24
    yield Line(what="CloudWatch, metrics read", count=nights * SNAPSHOT_METRICS, price="metric_read")
    yield Line(what="CloudWatch, alarms", count=1, price="alarm_month")
    gb_seconds = nights * SNAPSHOT_CALL_S * SNAPSHOT_MB / 1024
    yield Line(what="Lambda, taking snapshots, GB-seconds", count=gb_seconds, price="function_gb_s")
    yield Line(what="Lambda, calls", count=nights, price="function_call")
    yield Line(what="S3, snapshots kept", count=nights, price="blob_put")


PRINCIPAL = "arn:aws:iam::111122223333:role/nightly"


def alarms_of_the_stack(*, private: bool = False) -> int:
    """How many alarms the stack has without options, or with a private address alone."""
    from aws_cdk import App
    from aws_cdk import aws_cloudwatch as cloudwatch

    from cdk.config import StackConfig
    from cdk.stack import Code, FinOpsStack

    config = StackConfig(principals={PRINCIPAL: "all"}) if private else StackConfig()
    with TemporaryDirectory() as nothing, TemporaryDirectory() as out:
        empty = Path(nothing)
        code = Code(front_door=empty, worker=empty, page=empty)
        app = App(outdir=out)
        stack = FinOpsStack(app, "Priced", config=config, code=code)
        return sum(isinstance(each, cloudwatch.CfnAlarm) for each in stack.node.find_all())


def idle_sweep() -> tuple[Part, Counts]:
    """One sweep over a table in which nothing is due."""
    from finops_core.clock import SystemClock
    from finops_core.jobs.repository import JobRepository, JobSettings
    from finops_core.queue.sqlite import SqliteQueue
    from finops_core.table.sqlite import SqliteTable
    from worker.sweep import sweep

    clock, counts = SystemClock(), Counts()
    table = SqliteTable(":memory:", clock=clock).open()
    queue = SqliteQueue(":memory:", clock=clock, visibility_s=30, max_deliveries=3, dead_letters=None).open()
    try:
        jobs = JobRepository(CountedTable(table, counts), clock, JobSettings())
        return part_of(lambda: sweep(jobs, queue), counts), counts
    finally:
        queue.close()
        table.close()


def run() -> None:
    """Prints the bills. Raises BenchmarkFailed when one is above what it may be."""
    prices, as_of = list_prices()
    with TemporaryDirectory() as folder:
        # The first question of each loads what all others find.
        asked = ask_all(Path(folder), (QUESTIONS[0], *QUESTIONS))[1:]
        waited = ask_over_http(Path(folder), (QUESTIONS[0], *QUESTIONS))[1:]
    _print_units(asked)
    jobs = _print_bill(f"{JOBS:,} questions, list prices of {as_of}", list(of_jobs(asked)), prices)
    for name, private in (("the HTTP API", False), ("the private address", True)):
        _print_bill(f"{JOBS:,} questions over {name}, waiting", list(of_http_jobs(waited, private=private)), prices)
    idle_lines = list(of_an_idle_month(alarms_of_the_stack(), *idle_sweep()))
    idle = _print_bill("A month in which nobody asks", idle_lines, prices)
    _print_bill(f"{VISITS:,} first visits of the page", list(of_page_visits(PAGE)), prices)
    _print_bill("A month of one program (an option)", list(of_a_program()), prices)
    _print_bill("A month of the private address (an option)", list(of_a_private_address()), prices)
    _print_bill("A month of functions kept started (an option)", list(of_warm_functions()), prices)
    _print_bill("A month of a key of one's own (an option)", list(of_an_own_key()), prices)
    _print_bill("A month of one firewall (an option)", list(of_a_firewall()), prices)
    _print_bill("A month of a private network (an option)", list(of_a_private_network()), prices)
    _print_bill("A month of snapshots of one account (an option)", list(of_account_snapshots()), prices)
    if jobs > MOST_FOR_1000_JOBS_USD:
        raise BenchmarkFailed(f"1,000 questions cost ${jobs:.3f}, at most ${MOST_FOR_1000_JOBS_USD}")
    if idle > MOST_FOR_AN_IDLE_MONTH_USD:
        raise BenchmarkFailed(f"an idle month costs ${idle:.2f}, at most ${MOST_FOR_AN_IDLE_MONTH_USD}")


def _print_units(asked: Sequence[Asked]) -> None:
    rows = [
        [one.question, f"{one.counts.units['write units']:.0f}", f"{one.counts.units['posts']:.0f}", where(one)]
        for one in asked
    ]
    title = "What a question takes; each stretch that is written before its end, 50 ms after it began, four units more"
    print_table(title, ["question", "write units", "posts", "write units by item"], rows)


def where(one: Asked) -> str:
    """Where a question's write units go."""
    return ", ".join(f"{kind} {units}" for kind, units in one.counts.by_item.most_common() if units)


def _print_bill(title: str, lines: Sequence[Line], prices: dict[str, Decimal]) -> Decimal:
    total = sum((line.usd(prices) for line in lines), Decimal(0))
    rows = [[line.what, f"{line.count:,.4g}", f"{line.usd(prices):.5f}"] for line in lines]
    print_table(title, ["what", "count", "US$"], [*rows, ["together", "", f"{total:.4f}"]])
    return total
