"""Blobs as objects of one S3 bucket. Imports nothing of botocore: the client is given."""

from typing import TYPE_CHECKING

from finops_core.aws.errors import storage_errors
from finops_core.blobs.port import check_key

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Blobs:
    """The port's Blobs in `bucket`, each key below `prefix` (empty, or ending in "/")."""

    def __init__(self, client: "S3Client", bucket: str, *, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def put(self, key: str, data: bytes) -> None:
        check_key(key)
        with storage_errors(f"bucket {self._bucket}"):
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + key, Body=data)

    def get(self, key: str) -> bytes | None:
        check_key(key)
        with storage_errors(f"bucket {self._bucket}"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"].read()
            except self._client.exceptions.NoSuchKey:
                return None

    def delete_below(self, beginning: str) -> None:
        """In a bucket with versions the values stay as earlier ones until its lifecycle ends them."""
        check_key(beginning)
        below = f"{self._prefix}{beginning}/"
        with storage_errors(f"bucket {self._bucket}"):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=below):
                for found in page.get("Contents", []):
                    self._client.delete_object(Bucket=self._bucket, Key=found["Key"])  # pyright: ignore[reportTypedDictNotRequiredAccess]
