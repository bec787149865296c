"""Frames checked against the committed AsyncAPI document, as a stranger would check them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def problems(message: str, payload: Any) -> list[str]:
    """What is wrong with the payload of a message; `ServerFrame` and `ClientFrame` are any of their direction."""
    found: Any = _validator(message).iter_errors(payload)  # pyright: ignore[reportUnknownMemberType]
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


@cache
def _validator(message: str) -> Draft202012Validator:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/components/schemas/{message}", "components": document["components"]})
