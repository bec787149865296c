"""What of a client's frame would be kept, and that no credential is among it."""

from collections.abc import Iterator
from typing import cast

from finops_core.errors import BadFrame
from finops_core.secret_texts import credential_in
from websocket import protocol


def refuse_credentials(frame: protocol.ClientFrame) -> None:
    """Raises BadFrame when a text that would be stored holds a credential. The error repeats nothing of it."""
    for text in _texts(frame):
        found = credential_in(text)
        if found:
            raise BadFrame(
                f"This has {found} in it. It was not stored and not passed on; since it was typed here, make it "
                "invalid and create another one. To let me read an account, give a profile when the platform starts: "
                "FINOPS_PROFILE, or `profile` in finops.toml."
            )


def _texts(frame: protocol.ClientFrame) -> Iterator[str]:
    """Earlier messages of a run are not kept: one that was refused must not refuse all that come after it."""
    match frame:
        case protocol.Run(input=given):
            yield from (given.thread_id, given.run_id, protocol.question_of(given))
            yield from _strings(given.forwarded_props)
        case (
            protocol.ThreadRename()
            | protocol.AdviceDismiss()
            | protocol.AdviceReopen()
            | protocol.AdviceMark()
            | protocol.AdviceUnmark()
            | protocol.AnomalyDismiss()
            | protocol.AnomalyRestore()
            | protocol.FeedbackGive()
        ):
            yield from _strings(frame.model_dump())
        case _:
            return


def _strings(value: object) -> Iterator[str]:
    """Every text in a JSON value, names of fields included. A frame's size bounds how deep it goes."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            fields = cast(dict[object, object], each)
            waiting += [*fields, *fields.values()]
            # A name and its value together are what gives a secret away: {"secretAccessKey": "…"}.
            yield from (f"{name}: {text}" for name, text in fields.items() if isinstance(text, str))
        elif isinstance(each, list | tuple):
            waiting += cast(list[object], each)
