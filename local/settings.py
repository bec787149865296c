"""Settings of the embedded platform."""

from pathlib import Path

from finops_core.settings import Settings


class LocalSettings(Settings):
    """What `finops up` takes.

    `bill` is a file, folder or glob of a billing export, or an `s3://` address read with `profile`; empty is the sample
    account. `terms` is the organisation's `finops.toml`. `port` 0 takes a free one. `data_dir` keeps jobs, the token
    and the address of the running platform; `cache_dir` what was read from bills (None: within it). `page` is the built
    web page; None serves none.
    """

    bill: str = ""
    label: str = ""
    profile: str | None = None
    terms: Path | None = None
    port: int = 8321
    data_dir: Path
    cache_dir: Path | None = None
    page: Path | None = None
    workers: int = 8
    max_active_jobs: int = 20
    frames_per_second: int = 100
