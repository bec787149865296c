"""The function that puts the page's files in place: what it uploads in which order, and that it always answers."""

import io
import json
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from cdk import page_files

BUCKET = "page"


class Uploads:
    """An S3 client that notes what it was given."""

    def __init__(self) -> None:
        self.put: dict[str, dict[str, Any]] = {}

    def put_object(self, *, Key: str, **given: Any) -> None:
        self.put[Key] = given


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


BUILT = {
    "index.html": "<html>",
    "config.json": "{}",
    "favicon.svg": "<svg/>",
    "assets/a.js": "1",
    "assets/f.woff2": "2",
}


def test_what_a_file_needs_is_there_before_it():
    uploads = Uploads()
    page_files.publish(uploads, BUCKET, zipped(**BUILT), '{"socket": "wss://x"}')
    assert list(uploads.put) == ["assets/a.js", "assets/f.woff2", "favicon.svg", "config.json", "index.html"]
    assert uploads.put["config.json"]["Body"] == b'{"socket": "wss://x"}'
    assert {name: given["ContentType"] for name, given in uploads.put.items()} == {
        "assets/a.js": "text/javascript",
        "assets/f.woff2": "font/woff2",
        "favicon.svg": "image/svg+xml",
        "config.json": "application/json",
        "index.html": "text/html",
    }


@pytest.mark.parametrize("files", [{}, {"assets/a.js": "1"}, {**BUILT, **{f"assets/{n}": "" for n in range(2000)}}])
def test_what_is_no_built_page_is_not_put_in_place(files: dict[str, str]):
    uploads = Uploads()
    with pytest.raises(ValueError, match=r"index\.html"):
        page_files.publish(uploads, BUCKET, zipped(**files), "{}")
    assert uploads.put == {}


@pytest.fixture
def answers() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Where CloudFormation waits for an answer, and what it was told."""
    told: list[dict[str, Any]] = []

    class Waiting(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Waiting)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", told
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_that_cannot_be_read_fails_the_deployment_in_words_and_another_bucket_is_another_resource(
    answers: tuple[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
):
    address, told = answers
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    given = {"Bucket": BUCKET, "SourceBucket": "assets", "SourceKey": "page.zip", "Config": "{}"}
    event = {"StackId": "s", "RequestId": "r", "LogicalResourceId": "Page", "ResponseURL": address}
    with mock_aws():
        s3 = cast(Any, boto3).client("s3")
        s3.create_bucket(Bucket="assets")
        s3.create_bucket(Bucket=BUCKET)
        page_files.handler({**event, "RequestType": "Create", "ResourceProperties": given}, None)
        s3.put_object(Bucket="assets", Key="page.zip", Body=zipped(**BUILT))
        page_files.handler({**event, "RequestType": "Update", "ResourceProperties": given}, None)
        there = s3.list_objects_v2(Bucket=BUCKET)["KeyCount"]
        page_files.handler({**event, "RequestType": "Delete", "ResourceProperties": given}, None)
        left = s3.list_objects_v2(Bucket=BUCKET)["KeyCount"]
    assert [answer["Status"] for answer in told] == ["FAILED", "SUCCESS", "SUCCESS"]
    assert "NoSuchKey" in told[0]["Reason"]
    assert {answer["PhysicalResourceId"] for answer in told} == {"page-of-page"}
    assert (there, left) == (len(BUILT), 0)


def test_the_function_fits_where_cloudformation_takes_its_code():
    with open(page_files.__file__, encoding="utf-8") as source:
        assert len(source.read().encode()) <= 4096
