"""Settings of the embedded platform."""

from pathlib import Path

from finops_core.settings import Settings


class LocalSettings(Settings):
    """What `finops up` takes.

    `bill` is a file, folder or glob of a billing export. `port` 0 takes a free one. `data_dir` keeps jobs, the token
    and the address of the running platform. `page` is the built web page; None serves none.
    """

    bill: str
    label: str = ""
    port: int = 8321
    data_dir: Path
    page: Path | None = None
    workers: int = 8
    max_active_jobs: int = 20
    frames_per_second: int = 100
