"""Which engine a prepared bill is asked through, by the settings. Each is imported when it is the one."""

from typing import TYPE_CHECKING

from billing.engines.athena.spending import GB
from billing.engines.port import Engine
from billing.engines.settings import ATHENA, EngineKind, EngineSettings
from billing.roll_up.distributed import Distributed
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedPlace
from billing.roll_up.prepared_bill import MakeEngine
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock, SystemClock

if TYPE_CHECKING:
    from billing.engines.athena.engine import AthenaEngine


FETCHED_WITHIN_S = 60
"""What was unloaded of a month, for its checksums."""


def engine_of(
    kind: EngineKind, settings: EngineSettings, account: AnalysedAccount, clock: Clock | None = None
) -> MakeEngine | None:
    """What makes the engine; None for DuckDB, which reads what was prepared by itself. `account` asks Athena."""

    def spark(manifest: Manifest, place: PreparedPlace) -> Engine:
        from billing.engines.spark import SparkEngine

        return SparkEngine(settings.url, manifest, place)

    def athena(manifest: Manifest, place: PreparedPlace) -> Engine:
        return _athena(settings, account, clock or SystemClock(), manifest, place)

    return {"duckdb": None, "athena": athena, "spark": spark}[kind]


def roll_ups_by(
    kind: EngineKind, settings: EngineSettings, account: AnalysedAccount, clock: Clock | None = None
) -> Distributed | None:
    """What rolls up deliveries that are large by the settings; None where DuckDB rolls up all."""

    def athena(manifest: Manifest, place: PreparedPlace) -> "AthenaEngine":
        return _athena(settings, account, clock or SystemClock(), manifest, place)

    if kind != ATHENA:
        return None
    from billing.engines.athena.engine import LONGEST_UNLOAD_S

    return Distributed(
        make=athena,
        over_bytes=int(settings.unload_over_gb * GB),
        most_bytes=int(settings.max_scanned_gb * GB),
        piece_s=LONGEST_UNLOAD_S + FETCHED_WITHIN_S,
    )


def _athena(
    settings: EngineSettings, account: AnalysedAccount, clock: Clock, manifest: Manifest, place: PreparedPlace
) -> "AthenaEngine":
    from billing.engines.athena.engine import AthenaEngine
    from billing.engines.athena.tables import GlueTables

    region = settings.region or None
    tables = GlueTables(account.client("glue", region), manifest, place.address, settings)
    return AthenaEngine(account.client("athena", region), tables, settings, clock)
