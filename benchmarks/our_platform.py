"""The embedded platform with an agent that does nothing, so that a job costs what the platform costs.

    python -m benchmarks.our_platform DATA_DIR [WORKERS]

Prints one JSON line with the address and the token, and serves until SIGTERM. The question takes its normal way:
gateway, front door, queue, worker, routing, agent, tool, answer, feed, publisher. Only the limits that protect a
person's own machine from floods are raised, since a flood is what is wanted here.
"""

import json
import signal
import sys
from pathlib import Path

from benchmarks.nothing import answer_nothing
from local.interpreter import settled_in
from local.platform import Platform
from local.settings import LocalSettings

NO_LIMIT = 1_000_000


def main() -> None:
    settings = LocalSettings(
        bill="none",
        port=0,
        data_dir=Path(sys.argv[1]),
        max_active_jobs=NO_LIMIT,
        frames_per_second=NO_LIMIT,
        workers=int(sys.argv[2]) if len(sys.argv) > 2 else LocalSettings.model_fields["workers"].default,
    )
    platform = Platform(settings, answering=answer_nothing, worker_process=True).start()
    try:
        print(json.dumps({"url": platform.url, "token": platform.token}), flush=True)
        # Blocked before, or a signal between the two would end the process without stop().
        with settled_in():
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
    finally:
        platform.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
