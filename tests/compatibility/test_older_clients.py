"""`finops.v1` only grows: what the first clients read of an answer is there, and reads as it did."""

import json
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from pydantic import BaseModel

from finops_core.answers import Answer, Block
from tests.compatibility import first_client
from tests.compatibility.samples import EVERYTHING

SAMPLE = Path(__file__).parents[1] / "data" / "answers" / "everything.json"
WIRE = json.loads(EVERYTHING.model_dump_json(by_alias=True))


def read(wire: dict[str, Any]) -> first_client.Answer:
    """As an old client does: from the text that came."""
    return first_client.Answer.model_validate_json(json.dumps(wire))


def test_the_sample_holds_every_kind_of_block_and_every_field() -> None:
    kinds = {cast("type[BaseModel]", kind).model_fields["type"].default for kind in get_args(get_args(Block)[0])}
    assert {block.type for block in EVERYTHING.blocks} == kinds
    assert set(WIRE) == {"headline", "markdown", "blocks", "basis", "facts", "suggestions", "answered"} | {
        "sections",
        "usage",
        "more",
    }
    assert json.loads(SAMPLE.read_text()) == WIRE, "write it anew: python -m tests.compatibility.test_older_clients"


def test_the_first_client_reads_the_parts_it_knows_as_before() -> None:
    answer = read(WIRE)
    assert answer.headline == EVERYTHING.headline
    assert answer.markdown == EVERYTHING.markdown
    assert answer.suggestions == EVERYTHING.suggestions
    assert [block.type for block in answer.blocks] == [
        block.type for block in EVERYTHING.blocks if block.type in first_client.BLOCK_TYPES
    ]


def test_what_it_reads_has_the_values_that_were_sent() -> None:
    known = [block for block in WIRE["blocks"] if block["type"] in first_client.BLOCK_TYPES]
    written = json.loads(read(WIRE).model_dump_json(by_alias=True))
    for part in ("headline", "markdown", "facts", "suggestions", "answered", "basis"):
        assert within(written[part], WIRE[part])
    assert within(written["blocks"], known)


def test_blocks_fields_and_words_that_come_later_are_passed_over() -> None:
    later: dict[str, Any] = {**WIRE, "moreStill": {"x": [1]}, "blocks": [*WIRE["blocks"], {"type": "map", "areas": []}]}
    later["basis"] = {**WIRE["basis"], "confidence": "0.9"}
    assert read(later) == read(WIRE)


def test_an_answer_of_new_blocks_alone_still_has_its_words() -> None:
    new = [block for block in WIRE["blocks"] if block["type"] not in first_client.BLOCK_TYPES]
    answer = read({**WIRE, "blocks": new})
    assert answer.blocks == ()
    assert (answer.headline, answer.markdown) == (EVERYTHING.headline, EVERYTHING.markdown)


OLD: dict[str, Any] = first_client.Answer.model_json_schema()
NEW: dict[str, Any] = Answer.model_json_schema(mode="serialization")


@pytest.mark.parametrize("record", sorted({"Answer", *OLD["$defs"]}))
def test_no_field_of_a_record_is_gone_has_another_type_or_may_be_missing(record: str) -> None:
    old = OLD if record == "Answer" else OLD["$defs"][record]
    new = NEW if record == "Answer" else NEW["$defs"][record]
    for name, schema in old["properties"].items():
        assert name in new["properties"], f"{record}.{name} is gone"
        if name != "blocks":
            assert kind(new["properties"][name]) == kind(schema), f"{record}.{name}"
    assert set(old.get("required", ())) <= set(new["properties"])


def test_the_check_finds_a_field_of_another_type_and_one_that_is_gone() -> None:
    broken = json.loads(json.dumps(WIRE))
    broken["blocks"][2]["totalRows"] = "many"
    with pytest.raises(ValueError):
        read(broken)
    assert not within({"a": 1, "b": 2}, {"a": 1})
    assert kind({"type": "string"}) != kind({"anyOf": [{"type": "string"}, {"type": "null"}]})


def kind(schema: dict[str, Any]) -> object:
    """What a schema says of the values, without words and defaults."""
    kept = ("type", "anyOf", "$ref", "items", "const", "format")
    found = {key: schema[key] for key in kept if key in schema} | {"enum": sorted(schema.get("enum", ()))}
    return json.dumps(found, sort_keys=True)


def within(old: object, new: object) -> bool:
    """Whether everything of the one is in the other, with the same values."""
    match old, new:
        case dict(), dict():
            fields = cast("dict[str, object]", new)
            return all(
                key in fields and within(value, fields[key]) for key, value in cast("dict[str, object]", old).items()
            )
        case list(), list():
            pairs = zip(cast("list[object]", old), cast("list[object]", new), strict=False)
            return len(cast("list[object]", old)) == len(cast("list[object]", new)) and all(
                within(a, b) for a, b in pairs
            )
        case _:
            return old == new


if __name__ == "__main__":
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    SAMPLE.write_text(json.dumps(WIRE, indent=1, ensure_ascii=False) + "\n")
