"""Which engine a prepared bill is asked through, by the settings. Each is imported when it is the one."""

from billing.engines.port import Engine
from billing.engines.settings import EngineKind, EngineSettings
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedPlace
from billing.roll_up.prepared_bill import MakeEngine
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock, SystemClock


def engine_of(
    kind: EngineKind, settings: EngineSettings, account: AnalysedAccount, clock: Clock | None = None
) -> MakeEngine | None:
    """What makes the engine; None for DuckDB, which reads what was prepared by itself. `account` asks Athena."""

    def spark(manifest: Manifest, place: PreparedPlace) -> Engine:
        from billing.engines.spark import SparkEngine

        return SparkEngine(settings.url, manifest, place)

    def athena(manifest: Manifest, place: PreparedPlace) -> Engine:
        from billing.engines.athena.engine import AthenaEngine
        from billing.engines.athena.tables import GlueTables

        region = settings.region or None
        tables = GlueTables(account.client("glue", region), manifest, place.address, settings)
        return AthenaEngine(account.client("athena", region), tables, settings, clock or SystemClock())

    return {"duckdb": None, "athena": athena, "spark": spark}[kind]
