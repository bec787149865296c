"""What the function of the page's files does for whoever deploys, each as a function that says whether it worked."""

import json
import uuid
from typing import Any

from cdk.app import STACK_NAME
from tests.infra.deployment import asset_bucket
from tests.infra.stage import Stage

CONFIG = {"socket": "wss://socket.example.com/live"}


def publishing(stage: Stage) -> bool:
    """A built page is put in place with its configuration."""
    _request(stage, "Delete")
    if _request(stage, "Create")["Status"] != "SUCCESS":
        return False
    config = stage.s3.get_object(Bucket=stage.page_bucket, Key="config.json")["Body"].read()
    return set(files(stage)) >= {"index.html", "config.json"} and json.loads(config) == CONFIG


def emptying(stage: Stage) -> bool:
    """The bucket is empty before the stack goes, which could not go otherwise."""
    stage.s3.put_object(Bucket=stage.page_bucket, Key="index.html", Body=b"")
    return _request(stage, "Delete")["Status"] == "SUCCESS" and not files(stage)


def files(stage: Stage) -> list[str]:
    found = stage.s3.list_objects_v2(Bucket=stage.page_bucket)
    return [str(each["Key"]) for each in found.get("Contents", [])]


def _request(stage: Stage, kind: str) -> dict[str, Any]:
    """Asks the function as CloudFormation does, and returns what it answered to an address of its own."""
    where = {"Bucket": stage.bucket, "Key": f"answers/{uuid.uuid4().hex}"}
    event = {
        "RequestType": kind,
        "StackId": "stack",
        "RequestId": uuid.uuid4().hex,
        "LogicalResourceId": "Page",
        "ResponseURL": stage.s3.generate_presigned_url("put_object", Params=where),
        "ResourceProperties": {
            "Bucket": stage.page_bucket,
            "SourceBucket": asset_bucket(),
            "SourceKey": _deployed(stage)["SourceKey"],
            "Config": json.dumps(CONFIG),
        },
    }
    assert stage.invoke("Page/Files", event)
    return json.loads(stage.s3.get_object(**where)["Body"].read())


def _deployed(stage: Stage) -> dict[str, Any]:
    """The properties with which the stack asked for the page."""
    formation = stage.deployment.emulator.client("cloudformation")
    template = formation.get_template(StackName=STACK_NAME)["TemplateBody"]
    resources = (json.loads(template) if isinstance(template, str) else template)["Resources"].values()
    [found] = [each["Properties"] for each in resources if each["Type"] == "Custom::FinOpsPage"]
    return found
