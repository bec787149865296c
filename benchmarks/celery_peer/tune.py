"""Which settings make the peer fastest: `python -m benchmarks.celery_peer.tune [ROUNDS]`, all variants by turns."""

import sys
from functools import partial

from benchmarks.celery_peer.stack import Peer, PeerSettings
from benchmarks.jobs import LoadSettings, Start, alternate, print_figures

VARIANTS = (
    PeerSettings(workers=1, pool="solo"),
    PeerSettings(workers=2, pool="solo"),
    PeerSettings(workers=3, pool="solo"),
    PeerSettings(workers=4, pool="solo"),
    PeerSettings(workers=3, pool="solo", prefetch=1),
    PeerSettings(workers=3, pool="solo", prefetch=8),
    PeerSettings(workers=1, pool="prefork", concurrency=2, prefetch=8),
    PeerSettings(workers=1, pool="prefork", concurrency=4, prefetch=8),
    PeerSettings(workers=1, pool="threads", concurrency=4, prefetch=8),
    PeerSettings(workers=2, pool="threads", concurrency=2, prefetch=16),
    PeerSettings(workers=1, pool="gevent", concurrency=32, prefetch=2),
    PeerSettings(workers=2, pool="gevent", concurrency=16, prefetch=2),
)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    load = LoadSettings(jobs=1500)
    sides: dict[str, Start] = {settings.label: partial(Peer, settings) for settings in VARIANTS}
    print_figures(alternate(sides, load, rounds=rounds), load)


if __name__ == "__main__":
    main()
