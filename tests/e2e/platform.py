"""The embedded platform with a tool that takes its time, for tests that need jobs to be under way.

    python -m tests.e2e.platform DATA_DIR PORT TOOL_SECONDS

Prints one JSON line with address, token and link, and serves until SIGTERM.
"""

import json
import os
import signal
import sys
from functools import partial
from pathlib import Path

from local.platform import Platform
from local.settings import LocalSettings
from tests.e2e.slow_agent import answer_slowly

PAGE = Path(__file__).parents[2] / "frontend" / "dist"


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
    platform = Platform(settings, answering=partial(answer_slowly, tool_s), worker_process=True).start()
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
