"""A bill in an S3 bucket: listed and fetched with the user's profile, never through DuckDB."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.intake.locate import MANIFEST_ENDING, BillFile, assembly_of, checked, is_data_name
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = re.compile(r"^s3://(?P<bucket>[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])(?:/(?P<prefix>.*))?$")
_COPY_BYTES = 8 * 1024 * 1024
_MAX_MANIFEST_BYTES = 4 * 1024 * 1024


class S3Location:
    """The objects under an `s3://bucket/prefix`, read with a profile of the user's AWS configuration."""

    def __init__(self, url: str, account: AnalysedAccount) -> None:
        match = _URL.match(url)
        if match is None:
            raise BillError(f"{url}: not an S3 address. It looks like s3://bucket/path/to/export.")
        self._url = url
        self._bucket = match["bucket"]
        self._prefix = match["prefix"] or ""
        self._account = account

    def files(self) -> tuple[BillFile, ...]:
        """The data objects below the address, those of the current delivery marked by their manifest."""
        listed = list(self._list())
        current = [
            key.rsplit("/", 1)[0] + "/" + assembly + "/"
            for key, size in ((entry["Key"], entry["Size"]) for entry in listed)
            if key.endswith(MANIFEST_ENDING) and size <= _MAX_MANIFEST_BYTES and (assembly := self._assembly(key))
        ]
        files = tuple(
            BillFile(
                name=key[len(self._prefix) :].lstrip("/") or key.rsplit("/", 1)[-1],
                address=key,
                size_bytes=int(entry["Size"]),
                modified=entry["LastModified"],
                current=key.startswith(tuple(current)),
            )
            for entry in listed
            if is_data_name(key := str(entry["Key"]))
        )
        return checked(files, self._url, f"{self._url}: there is no CSV, gzip, zip or Parquet object here.")

    def fetch(self, file: BillFile, folder: Path) -> Path:
        """A copy of the object. Raises BillError when it cannot be had, or was replaced since it was listed."""
        path = folder / hashlib.sha256(file.address.encode()).hexdigest()[:32]
        where = f"s3://{self._bucket}/{file.address}"
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=file.address)["Body"]
            with path.open("wb") as target:
                shutil.copyfileobj(body, target, _COPY_BYTES)
        except _aws_errors() as error:
            raise BillError(f"{where}: cannot be fetched ({_reason(error)}).") from error
        if path.stat().st_size != file.size_bytes:
            raise BillError(f"{where}: was replaced while it was read. Try again.")
        return path

    def _list(self) -> "Iterator[dict[str, Any]]":
        try:
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                yield from page.get("Contents", [])
        except _aws_errors() as error:
            raise BillError(f"{self._url}: cannot be listed ({_reason(error)}).") from error

    def _assembly(self, key: str) -> str:
        try:
            body: bytes = self._client().get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except _aws_errors() as error:
            raise BillError(f"s3://{self._bucket}/{key}: cannot be fetched ({_reason(error)}).") from error
        return assembly_of(body)

    def _client(self) -> Any:
        return self._account.client("s3")


def _aws_errors() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError)


def _reason(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    code = response.get("Error", {}).get("Code", "")
    return str(code) if code else type(error).__name__
