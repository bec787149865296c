"""Fills the page's bucket when the stack is deployed, and empties it when the stack goes.

The code of a Lambda function as it stands, so it imports nothing of this repository, and has to stay below 4 KB.
"""

import io
import json
import logging
import mimetypes
import urllib.request
import zipfile
from typing import Any, cast

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)

MAX_FILES, MAX_BYTES = 2_000, 100_000_000
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
HASHED, CONFIG, START = "assets/", "config.json", "index.html"
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".json": "application/json"}


def handler(event: dict[str, Any], context: Any) -> None:
    """Carries out one request of CloudFormation and always answers it: without an answer, a deployment hangs."""
    given = event["ResourceProperties"]
    status, reason = "SUCCESS", "done"
    try:
        s3 = cast(Any, boto3).client("s3")
        if event["RequestType"] == "Delete":
            empty(s3, given["Bucket"])
        else:
            zipped = s3.get_object(Bucket=given["SourceBucket"], Key=given["SourceKey"])["Body"].read(MAX_BYTES)
            publish(s3, given["Bucket"], zipped, given["Config"])
    except Exception as error:
        logger.exception("request=%s | the page's files could not be put in place", event["RequestType"])
        status, reason = "FAILED", f"{type(error).__name__}: {error}"
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    # Another bucket is another resource: CloudFormation then has the old one emptied.
    answer |= {"Status": status, "Reason": reason, "PhysicalResourceId": f"page-of-{given['Bucket']}"}
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
    urllib.request.urlopen(request, timeout=20).close()


def publish(s3: Any, bucket: str, zipped: bytes, config: str) -> None:
    """Uploads a built page, what a file needs before the file. What earlier pages loaded stays for those still open."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as built:
        names = [entry.filename for entry in built.infolist() if not entry.is_dir()]
        size = sum(entry.file_size for entry in built.infolist())
        if START not in names or len(names) > MAX_FILES or size > MAX_BYTES:
            raise ValueError(f"no page with {START}, at most {MAX_FILES} files and {MAX_BYTES} bytes")
        for name in sorted(set(names) - {CONFIG, START}, key=lambda name: (not name.startswith(HASHED), name)):
            _put(s3, bucket, name, built.read(name))
        _put(s3, bucket, CONFIG, config.encode())
        _put(s3, bucket, START, built.read(START))


def empty(s3: Any, bucket: str) -> None:
    """Deletes every file of the bucket."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        if found := [{"Key": each["Key"]} for each in page.get("Contents", [])]:
            failed = s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True}).get("Errors", [])
            if failed:
                raise RuntimeError(f"{len(failed)} files could not be deleted: {failed[0].get('Message')}")


def _put(s3: Any, bucket: str, name: str, body: bytes) -> None:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = next((kind for ending, kind in TYPES.items() if name.endswith(ending)), guessed)
    cached = FOR_EVER if name.startswith(HASHED) else ASK_AGAIN
    s3.put_object(Bucket=bucket, Key=name, Body=body, ContentType=kind, CacheControl=cached)
