"""The one object in which a stack keeps what was last seen of accounts: how it is kept, and how it is read."""

import logging
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final

from account.reader import KnownAccount
from account.snapshot_file import SnapshotWriter, parse_snapshot
from finops_core.aws.errors import error_code, storage_errors
from finops_core.clock import Clock
from finops_core.errors import SettingsError, TooLarge

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

KEY: Final = "accounts/snapshot.jsonl"
MOST_BYTES: Final = 128 * 1024 * 1024
"""Of some hundred thousand resources with their metrics; who reads it has it in memory."""
LOOKED_AT_EVERY: Final = timedelta(minutes=1)
"""A newer one is seen within a minute, and a question costs no request of its own."""
_THE_SAME: Final = frozenset({"304", "NotModified"})
_NONE_YET: Final = frozenset({"404", "NoSuchKey"})


@contextmanager
def keeping(client: "S3Client", bucket: str) -> Generator[SnapshotWriter]:
    """A writer whose snapshot takes the place of the one before once the block has ended, all at once.

    After an error in the block the one before stays. Raises TooLarge when it becomes larger than MOST_BYTES, and
    StorageUnavailable.
    """
    with TemporaryFile() as file:
        yield SnapshotWriter(_Bounded(file))
        file.seek(0)
        with storage_errors(f"bucket {bucket}"):
            client.put_object(Bucket=bucket, Key=KEY, Body=file, ContentType="application/jsonl")


class _Bounded:
    """A file that text is written to in UTF-8, of at most MOST_BYTES."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._bytes = 0

    def write(self, text: str, /) -> None:
        data = text.encode()
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            raise TooLarge(
                f"The snapshot of the accounts is larger than {MOST_BYTES // 1024**2} MB, and the one before stays. "
                "Have fewer accounts in `account_roles`."
            )
        self._file.write(data)


class StoredSnapshot:
    """The newest snapshot at an `s3://bucket/key` address, fetched again once it is another. Safe for several threads.

    `client` makes the client of S3 that it is read with.
    """

    def __init__(self, place: str, client: Callable[[], "S3Client"], clock: Clock) -> None:
        self._place = place
        self._client = client
        self._clock = clock
        self._lock = Lock()
        self._looked: datetime | None = None
        self._version = ""
        self._known: KnownAccount | None = None

    def current(self) -> KnownAccount | None:
        """What is known of the accounts; None where there is no snapshot, or none that can be read.

        One that was read stays while the bucket does not answer.
        """
        with self._lock:
            now = self._clock.now()
            if self._looked is None or now >= self._looked + LOOKED_AT_EVERY:
                self._look()
                self._looked = now
            return self._known

    def _look(self) -> None:
        from account.live.calls import is_aws

        bucket, _, key = self._place.removeprefix("s3://").partition("/")
        asked = {"Bucket": bucket, "Key": key} | ({"IfNoneMatch": self._version} if self._version else {})
        client: Any = self._client()
        try:
            found: Any = client.get_object(**asked)
            # What cannot be read is not fetched again until it is another.
            known = self._read(found)
        except Exception as error:
            if not is_aws(error):
                raise
            self._missed(error_code(error))
            return
        self._version, self._known = str(found["ETag"]), known

    def _missed(self, code: str) -> None:
        if code in _THE_SAME:
            return
        if code in _NONE_YET:
            self._version, self._known = "", None
            logger.info("place=%s | there is no snapshot of the accounts yet", self._place)
        else:
            logger.error("place=%s, code=%s | the snapshot of the accounts cannot be fetched", self._place, code)

    def _read(self, found: Any) -> KnownAccount | None:
        try:
            if int(found["ContentLength"]) > MOST_BYTES:
                raise SettingsError(f"The snapshot {self._place} is larger than {MOST_BYTES // 1024**2} MB.")
            with TemporaryFile() as file:
                shutil.copyfileobj(found["Body"], file)
                file.seek(0)
                return KnownAccount(parse_snapshot(file, self._place))
        except SettingsError as error:
            logger.error("reason=%s | the snapshot of the accounts cannot be read", error)
            return None
