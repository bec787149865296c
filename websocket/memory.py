"""What a user asked to be remembered, over the wire. Remembering itself is asked for in words, as a question."""

from collections.abc import Callable

from finops_core.clock import to_epoch_ms
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller
from websocket.memory_frames import MemoryEntry

Frame = protocol.MemoryList | protocol.MemoryForget


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames, and says what is remembered then."""
    memory = deps.jobs.memory
    if isinstance(frame, protocol.MemoryForget):
        names = [one.name for one in memory.of_user(who.user_id)] if frame.name is None else [frame.name]
        memory.forget(who.user_id, names)
    kept = memory.of_user(who.user_id)
    entries = (MemoryEntry(name=one.name, meaning=one.meaning, at=to_epoch_ms(one.at)) for one in kept)
    reply(protocol.Memories(req_id=frame.req_id, names=protocol.that_fit(entries)))
