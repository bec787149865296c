"""What can go wrong on the wire: made by `python -m websocket.faults python`, do not edit."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a code means, what to do, and whether the same may work later where the platform does not say so."""

    meaning: str
    remedy: str
    retryable: bool


FAULTS: Mapping[str, Fault] = {
    "UNAUTHENTICATED": Fault(meaning="The token is missing or not valid.", remedy="Get another one.", retryable=False),
    "TOKEN_EXPIRED": Fault(
        meaning="The token's time is over.",
        remedy="Send a fresh one in `Auth`, then the refused frame again.",
        retryable=False,
    ),
    "FORBIDDEN": Fault(meaning="This user may not do that.", remedy="Do not try again.", retryable=False),
    "BAD_FRAME": Fault(
        meaning="The frame is wrong, or its `runId` was used for another input.",
        remedy="Do not repeat it as it is.",
        retryable=False,
    ),
    "TOO_LARGE": Fault(
        meaning="The frame, the question or `forwardedProps` is too large.", remedy="Send less.", retryable=False
    ),
    "RATE_LIMITED": Fault(
        meaning="Too many active jobs, or too many frames a second.",
        remedy="Send it again after `retryAfterMs`.",
        retryable=True,
    ),
    "JOB_NOT_FOUND": Fault(
        meaning="There is no such job, conversation or result of this user's. Another user's looks alike.",
        remedy="Ask anew.",
        retryable=False,
    ),
    "TIMEOUT": Fault(
        meaning="The job was tried as often as allowed and never finished.",
        remedy="Ask for less, or again when there is less to do.",
        retryable=True,
    ),
    "STILL_RUNNING": Fault(
        meaning="Over HTTP alone: the job goes on, and the response had to end before it.",
        remedy="Send the same run again, with `Last-Event-ID` to read on, or without it to read all.",
        retryable=True,
    ),
    "DEAD_LETTERED": Fault(meaning="The job could not be processed at all.", remedy="Ask again.", retryable=True),
    "INTERNAL": Fault(
        meaning="The platform failed.", remedy="With `retryable`, sending the frame again is safe.", retryable=False
    ),
    "INTERRUPT_EXPIRED": Fault(meaning="The decision came too late.", remedy="Reserved for actions.", retryable=False),
    "INTERRUPT_CONFLICT": Fault(
        meaning="It was decided otherwise before.", remedy="Reserved for actions.", retryable=False
    ),
}
