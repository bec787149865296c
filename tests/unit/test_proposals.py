"""A proposal is exactly its arguments: an approval of one is none of another."""

import pytest
from pydantic import ValidationError

from finops_core.answers import Proposal, hash_of

STOP = Proposal.of("ec2.stop", {"instance": "i-1", "hours": 2}, effect="It stops.")


def test_the_same_arguments_in_any_order_are_the_same_proposal() -> None:
    assert Proposal.of("ec2.stop", {"hours": 2, "instance": "i-1"}, effect="It stops.") == STOP


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("ec2.start", {"instance": "i-1", "hours": 2}), ("ec2.stop", {"instance": "i-2", "hours": 2}), ("ec2.stop", {})],
)
def test_another_tool_or_argument_is_another_hash(tool: str, arguments: dict[str, object]) -> None:
    assert Proposal.of(tool, arguments, effect="It stops.").arguments_hash != STOP.arguments_hash


def test_arguments_that_are_not_those_of_the_hash_are_refused() -> None:
    forged = STOP.model_dump() | {"arguments": STOP.arguments.replace("i-1", "i-9")}
    with pytest.raises(ValidationError, match="not that of its tool and arguments"):
        Proposal.model_validate(forged)


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_json_cannot_hold_exactly_is_no_argument(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Proposal.of("ec2.stop", {"hours": value}, effect="It stops.")


def test_a_name_cannot_move_a_letter_between_tool_and_arguments() -> None:
    assert hash_of("a", "b{}") != hash_of("ab", "{}")
