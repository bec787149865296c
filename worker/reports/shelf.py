"""Where a stack keeps reports: their files below one prefix of its bucket, and what was made of them below another."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from finops_core.aws.errors import storage_errors
from worker.reports.saved import MAX_BYTES

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SAVED: Final = "reports/saved/"
MADE: Final = "reports/made/"
ENDING: Final = ".toml"
MOST_REPORTS: Final = 100
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
"""What a report may be called."""
TYPES: Final = {".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Files in a bucket of the platform's own. Methods may raise StorageUnavailable."""

    client: "S3Client"
    bucket: str

    def names(self) -> tuple[str, ...]:
        """What reports are saved, by the names of their files without ending; at most MOST_REPORTS."""
        with storage_errors(f"bucket {self.bucket}"):
            found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=SAVED, MaxKeys=MOST_REPORTS)
        keys = (str(each.get("Key", "")).removeprefix(SAVED) for each in found.get("Contents", []))
        names = (key.removesuffix(ENDING) for key in keys if key.endswith(ENDING))
        return tuple(name for name in names if NAME.fullmatch(name))

    def saved(self, name: str) -> bytes:
        """The file of a report; what is longer than any report comes a byte too long."""
        with storage_errors(f"bucket {self.bucket}"):
            body = self.client.get_object(Bucket=self.bucket, Key=f"{SAVED}{name}{ENDING}")["Body"]
            return body.read(MAX_BYTES + 1)

    def keep(self, name: str, slot: str, form: str, text: str) -> str:
        """Keeps what was made of a report for a day, and says where in words: no address of S3 opens by itself."""
        key = f"{MADE}{name}/{slot}{form}"
        with storage_errors(f"bucket {self.bucket}"):
            self.client.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=TYPES[form])
        return f"{key} in the bucket {self.bucket}"
