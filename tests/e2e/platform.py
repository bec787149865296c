"""The embedded platform with a tool that takes its time, for tests that need jobs to be under way.

    python -m tests.e2e.platform DATA_DIR PORT TOOL_SECONDS

Prints one JSON line with address, token and link, and serves until SIGTERM.
"""

import json
import os
import signal
import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from billing.query import BillInfo, BillQuery, BillResult, GroupKey
from billing.source import BillSource
from finops_core.answers import Finding
from finops_core.errors import BillError
from finops_core.tools.spec import AgentDef, ToolContext, ToolDef
from local.platform import Platform
from local.settings import LocalSettings

PAGE = Path(__file__).parents[2] / "frontend" / "dist"


class AnyParams(BaseModel):
    """Whatever the fast path reads out of a question."""

    model_config = ConfigDict(extra="allow")


class NoBill:
    """A bill nobody asks."""

    def info(self) -> BillInfo:
        raise BillError("This platform has no bill.")

    def query(self, query: BillQuery) -> BillResult:
        raise BillError("This platform has no bill.")

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        raise BillError("This platform has no bill.")


def slow_catalog(tool_s: float) -> dict[str, AgentDef]:
    """One agent whose tool waits, or until the job is stopped."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        context.cancelled.wait(tool_s)
        fact = context.facts.text("nothing", "this platform's answer")
        return Finding(headline=f"You spent [[{fact.id}]].", facts=(fact,))

    tool = ToolDef(name="spend", description="Waits, then answers.", params=AnyParams, function=spend)
    return {
        "cost": AgentDef(
            name="cost",
            title="Cost",
            description="Answers after a while.",
            tools=(tool,),
            keywords=("spend",),
            default_tool="spend",
        )
    }


def main() -> None:
    data_dir, port, tool_s = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    settings = LocalSettings(
        bill="none",
        port=port,
        data_dir=data_dir,
        page=PAGE if PAGE.is_dir() else None,
        max_active_jobs=100,
        frames_per_second=1000,
    )
    services: dict[type[object], object] = {BillSource: NoBill()}
    platform = Platform(settings, catalog=slow_catalog(tool_s), services=services).start()
    try:
        address = {"url": platform.url, "token": platform.token, "link": platform.link, "pid": os.getpid()}
        print(json.dumps(address), flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    finally:
        platform.stop()


if __name__ == "__main__":
    # Blocked before any thread starts, so that sigwait is the only place a signal arrives.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
