"""Spark over a prepared bill: in this process, or a cluster's by Spark Connect.

PySpark is no dependency of the product: whoever has a cluster has the version that fits it.
"""

import secrets
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import Any

from billing.engines.port import NO_USE, EngineUse
from billing.engines.translation import SPARK, translated
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedPlace
from finops_core.errors import BillError, SettingsError
from finops_core.stopping import Stopping, current_stop

LOCAL = "local[*]"
CONNECT = "sc://"
_SETTINGS = {
    # Times of a bill are UTC without a zone, and stay so.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # A sum that does not fit is an error, never NULL.
    "spark.sql.ansi.enabled": "true",
}
_IN_THIS_PROCESS = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}


class SparkEngine:
    """An Engine over the files of a prepared delivery, each table a view of a session of its own."""

    def __init__(self, url: str, manifest: Manifest, place: PreparedPlace) -> None:
        """`url` is sc://HOST:PORT of a cluster that reads the place itself, or local[N]. Raises SettingsError."""
        self._session = _session(url)
        prefix = f"finops_{manifest.content}"
        self._names = {table.name: f"{prefix}_{table.name}" for table in manifest.tables}
        self._files = {table.name: [f"{_root(place)}/{file.name}" for file in table.files] for table in manifest.tables}
        self._viewed = False
        self._turn = threading.Lock()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        text = translated(sql, SPARK, self._names).bound(parameters)
        stop = current_stop()
        try:
            with self._tagged() as tag:
                stopping = stop.interrupting(lambda: self._session.interruptTag(tag)) if stop else nullcontext()
                with stopping:
                    self._view()
                    return [tuple(row) for row in self._session.sql(text).collect()]
        except _errors() as error:
            if stop is not None and stop.is_set():
                raise Stopping("This was stopped before it was done.") from error
            raise BillError(f"Spark cannot answer: {_first_line(error)}") from error

    def claim_use(self) -> EngineUse:
        return NO_USE

    def close(self) -> None:
        """Nothing: who else uses the session goes on, and its views name files only."""

    def _view(self) -> None:
        with self._turn:
            if not self._viewed:
                for table, name in self._names.items():
                    self._session.read.parquet(*self._files[table]).createOrReplaceTempView(name)
                self._viewed = True

    @contextmanager
    def _tagged(self) -> Generator[str]:
        """What this thread runs meanwhile can be ended by the tag."""
        tag = f"finops-{secrets.token_hex(8)}"
        self._session.addTag(tag)
        try:
            yield tag
        finally:
            self._session.removeTag(tag)


def _root(place: PreparedPlace) -> str:
    """The place as Spark writes it."""
    if place.folder is not None:
        return f"file://{place.folder}"
    return place.address.replace("s3://", "s3a://", 1)


def _session(url: str) -> Any:
    try:
        builder: Any = import_module("pyspark.sql").SparkSession.builder
    except ImportError as error:
        what = "The engine spark needs PySpark and Java 17 or later: pip install 'pyspark[connect]'."
        raise SettingsError(what) from error
    settings = _SETTINGS if url.startswith(CONNECT) else {**_SETTINGS, **_IN_THIS_PROCESS}
    builder = builder.remote(url) if url.startswith(CONNECT) else builder.master(url).appName("finops")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise SettingsError(f"Spark at {url} cannot be reached: {_first_line(error)}") from error


def _errors() -> tuple[type[Exception], ...]:
    refused: type[Exception] = import_module("pyspark.errors").PySparkException
    try:
        return (refused, import_module("py4j.protocol").Py4JError)
    except ImportError:
        return (refused,)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
