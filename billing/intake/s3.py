"""A bill in an S3 bucket: listed and fetched with an account's own credentials, never through DuckDB."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.intake.formats import FORMATS
from billing.intake.locate import (
    BillFile,
    Listing,
    checked,
    is_data_name,
    is_document_name,
    is_unfinished,
    unfinished_problem,
)
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = re.compile(r"^s3://(?P<bucket>[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])(?:/(?P<prefix>.*))?$")
_COPY_BYTES = 8 * 1024 * 1024


class S3Location:
    """The objects under an `s3://bucket/prefix`, read as the analysed account."""

    def __init__(self, url: str, account: AnalysedAccount) -> None:
        self._url = url
        self._bucket, self._prefix = parsed_address(url)
        self._account = account

    def listing(self) -> Listing:
        """The objects below the address: data, and the documents that say which of it counts."""
        listed = [self._described(entry) for entry in self._list()]
        listing = Listing(
            files=tuple(file for file in listed if is_data_name(file.name)),
            documents=tuple(file for file in listed if is_document_name(file.name)),
            problems=unfinished_problem([f.name for f in listed if is_unfinished(f.name) and f.size_bytes]),
        )
        return checked(listing, self._url, f"{self._url}: there is no {FORMATS} object here.")

    def _described(self, entry: "dict[str, Any]") -> BillFile:
        key = str(entry["Key"])
        return BillFile(
            name=key[len(self._prefix) :].lstrip("/") or key.rsplit("/", 1)[-1],
            address=key,
            size_bytes=int(entry["Size"]),
            modified=entry["LastModified"],
            mark=str(entry.get("ETag", "")),
        )

    def fetch(self, file: BillFile, folder: Path) -> Path:
        """A copy of the object. Raises BillError when it cannot be had, or was replaced since it was listed."""
        path = folder / hashlib.sha256(file.address.encode()).hexdigest()[:32]
        where = f"s3://{self._bucket}/{file.address}"
        same = {"IfMatch": file.mark} if file.mark else {}
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=file.address, **same)["Body"]
            with path.open("wb") as target:
                shutil.copyfileobj(body, target, _COPY_BYTES)
        except _aws_errors() as error:
            if _reason(error) == "PreconditionFailed":
                raise BillError(f"{where}: was replaced while it was read. Try again.") from error
            raise BillError(f"{where}: cannot be fetched ({_reason(error)}).") from error
        if path.stat().st_size != file.size_bytes:
            raise BillError(f"{where}: was replaced while it was read. Try again.")
        return path

    def verify(self, file: BillFile) -> None:
        """Nothing: what was fetched was fetched as it was listed, or not at all."""

    def digest(self, file: BillFile) -> str:
        """The object's entity tag, which is another one for every other content."""
        return file.mark or file.modified.isoformat()

    def _list(self) -> "Iterator[dict[str, Any]]":
        try:
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                yield from page.get("Contents", [])
        except _aws_errors() as error:
            unknown = self._account.not_looked_at() if _reason(error) == "NoCredentialsError" else ""
            raise BillError(f"{self._url}: cannot be listed ({_reason(error)}).{unknown}") from error

    def _client(self) -> Any:
        return self._account.client("s3")


def parsed_address(url: str) -> tuple[str, str]:
    """The bucket and the prefix of an address. Raises BillError for what is none."""
    match = _URL.match(url)
    if match is None:
        raise BillError(f"{url}: not an S3 address. It looks like s3://bucket/path/to/export.")
    return match["bucket"], match["prefix"] or ""


def _aws_errors() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError)


def _reason(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    code = response.get("Error", {}).get("Code", "")
    return str(code) if code else type(error).__name__
