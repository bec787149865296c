"""Jobs through the embedded platform beside Celery and Redis: submit → durable ack → 5 stages → done.

Both are driven by the same load generator, by turns (A B A B …), each round on a freshly started server. A last round
of ours under py-spy says where its time goes; its figures are not counted.
"""

import os
import resource
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from benchmarks.celery_peer.stack import Peer, PeerSettings
from benchmarks.figures import print_table, ratio_of_medians, spread
from benchmarks.processes import (
    BENCH_PYTHON,
    BUILD,
    PRODUCT_PYTHON,
    BenchmarkFailed,
    Child,
    machine_cpu_s,
    need_bench_environment,
    run_json,
    wait_until_quiet,
)
from benchmarks.sampling import Sampled, print_profile, record

ROUNDS = 3
OUR_EVENTS = 24
"""What a job of ours sends; the peer's 7 are the least that can be asked for, so it also runs with as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSettings:
    """How hard both are driven: jobs in flight are `connections` × `window`."""

    connections: int = 1
    window: int = 32
    warmup: int = 300
    jobs: int = 2000


class Server(Protocol):
    """A started platform under load."""

    url: str
    token: str | None
    children: list[Child]

    def stop(self) -> None: ...


WORKERS = LoadSettings().window
"""As many as jobs in flight, since the limit of active jobs is raised too. The peer's workers are tuned as well."""


class OurPlatform:
    """The embedded platform in a process of its own, with the trivial catalog of `benchmarks.our_platform`."""

    def __init__(self) -> None:
        BUILD.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix="ours-", dir=BUILD)
        folder = Path(self._folder.name)
        command = [PRODUCT_PYTHON, "-m", "benchmarks.our_platform", str(folder / "data"), str(WORKERS)]
        self.children = [Child("platform", command, folder)]
        try:
            ready = self.children[0].ready()
        except BaseException:
            self.stop()
            raise
        self.url: str = ready["url"]
        self.token: str | None = ready["token"]

    def stop(self) -> None:
        self.children[0].stop()
        self._folder.cleanup()


Start = Callable[[], Server]


@contextmanager
def started(start: Start) -> Generator[Server]:
    server = start()
    try:
        yield server
    finally:
        server.stop()


def drive(server: Server, load: LoadSettings) -> dict[str, Any]:
    """One round: the load generator's figures and two of ours.

    `cpu_ms_per_job` is by process of the server; `others_cpu` is the share of the machine that strangers took.
    """
    command = [BENCH_PYTHON, "-m", "benchmarks.load", server.url]
    command += [f"{name}={value}" for name, value in _options(load, server.token)]  # a token may begin with a dash
    before = {child.name: child.cpu_s() for child in server.children}
    start, machine, generators = perf_counter(), machine_cpu_s(), _generators_cpu_s()
    try:
        report = run_json(command)
    except BenchmarkFailed as error:
        raise BenchmarkFailed("\n".join([str(error), *(child.complaint() for child in server.children)])) from error
    seconds, busy = perf_counter() - start, machine_cpu_s() - machine
    spent = {child.name: child.cpu_s() - before[child.name] for child in server.children}
    others = busy - sum(spent.values()) - (_generators_cpu_s() - generators)
    report["others_cpu"] = max(0.0, others) / seconds / (os.cpu_count() or 1)
    sent = load.warmup + load.jobs + load.connections * load.window
    report["cpu_ms_per_job"] = {name: cpu_s * 1000 / sent for name, cpu_s in spent.items()}
    return report


def _generators_cpu_s() -> float:
    """CPU seconds of the load generators that ended so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _options(load: LoadSettings, token: str | None) -> list[tuple[str, object]]:
    options: list[tuple[str, object]] = [
        ("--connections", load.connections),
        ("--window", load.window),
        ("--warmup", load.warmup),
        ("--jobs", load.jobs),
    ]
    return [*options, ("--token", token)] if token else options


def alternate(sides: dict[str, Start], load: LoadSettings, *, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """The figures of each side's rounds, measured by turns."""
    figures: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, start in sides.items():
            with started(start) as server:
                wait_until_quiet()
                figures[name].append(drive(server, load))
    return figures


def profile(load: LoadSettings) -> Sampled:
    """Where our platform's time goes under the same load."""
    with started(OurPlatform) as server, record(server.children[0].pid) as sampled:
        drive(server, load)
    return sampled


def print_figures(figures: dict[str, list[dict[str, Any]]], load: LoadSettings) -> None:
    title = (
        f"Jobs: {load.jobs} after {load.warmup} of warm-up, {load.connections} × {load.window} in flight, "
        f"median (range) of {len(next(iter(figures.values())))} rounds by turns"
    )
    columns = [
        "",
        "jobs/s",
        "ack p50 ms",
        "ack p99 ms",
        "done p50 ms",
        "done p99 ms",
        "CPU ms/job",
        "frames",
        "load CPU",
        "others",
    ]
    rows = [
        [
            name,
            spread([r["jobs_per_s"] for r in rounds]),
            *(spread([r[kind][p] for r in rounds]) for kind in ("ack_ms", "done_ms") for p in ("p50", "p99")),
            spread([sum(r["cpu_ms_per_job"].values()) for r in rounds]),
            f"{rounds[-1]['frames_per_job']:g}",
            f"{max(r['generator_cpu'] for r in rounds):.0%}",
            f"{max(r['others_cpu'] for r in rounds):.0%}",
        ]
        for name, rounds in figures.items()
    ]
    print_table(title, columns, rows)


QUIET = 0.1
"""The most that strangers may take of the machine before a ratio of jobs/s says more about them than about us."""


def print_ratios(figures: dict[str, list[dict[str, Any]]]) -> None:
    """Ratios to the first side; none when the machine was busy with something else."""
    strangers = max(r["others_cpu"] for rounds in figures.values() for r in rounds)
    if strangers > QUIET:
        print(f"no ratio: other programs took up to {strangers:.0%} of the machine; run again when it is quiet")
        return
    ours, *peers = figures
    for peer in peers:
        ratio = ratio_of_medians(_rates(figures[ours]), _rates(figures[peer]))
        print(f"{ours} / {peer}: {ratio:.2f} × the jobs/s (ratio of medians)")


def _rates(rounds: list[dict[str, Any]]) -> list[float]:
    return [r["jobs_per_s"] for r in rounds]


def run(load: LoadSettings = LoadSettings(), *, rounds: int = ROUNDS) -> None:
    """Prints the comparison and the profile. Raises BenchmarkFailed."""
    need_bench_environment()
    peers = (
        PeerSettings(),
        PeerSettings(api=True),
        PeerSettings(extra_events=OUR_EVENTS - 7),
        PeerSettings(fsync="everysec"),
    )
    sides: dict[str, Start] = {"ours": OurPlatform, **{peer.label: partial(Peer, peer) for peer in peers}}
    figures = alternate(sides, load, rounds=rounds)
    print_figures(figures, load)
    print_ratios(figures)
    print_profile(profile(load))
