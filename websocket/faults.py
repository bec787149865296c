"""What can go wrong on the wire, once for every client: the code, what it means, what to do, whether to try again.

`python -m websocket.faults python | ruff format - > client/src/finops_client/faults.py` and
`python -m websocket.faults typescript > frontend/src/api/faults.ts` make the clients' tables of it.
"""

import json
import sys
from dataclasses import dataclass

from finops_core.errors import ErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One code of `error` frames and of `RUN_ERROR`.

    `retryable` says whether the same, sent again, may work where neither frame nor event says so itself; `status` is
    the HTTP status of a request that is refused with it.
    """

    code: ErrorCode
    meaning: str
    remedy: str
    retryable: bool = False
    status: int = 500


FAULTS = (
    Fault(
        code=ErrorCode.UNAUTHENTICATED,
        status=401,
        meaning="The token is missing or not valid.",
        remedy="Get another one.",
    ),
    Fault(
        code=ErrorCode.TOKEN_EXPIRED,
        status=401,
        meaning="The token's time is over.",
        remedy="Send a fresh one in `Auth`, then the refused frame again.",
    ),
    Fault(
        code=ErrorCode.FORBIDDEN,
        status=403,
        meaning="This user may not do that.",
        remedy="Do not try again.",
    ),
    Fault(
        code=ErrorCode.BAD_FRAME,
        status=400,
        meaning="The frame is wrong, or its `runId` was used for another input.",
        remedy="Do not repeat it as it is.",
    ),
    Fault(
        code=ErrorCode.TOO_LARGE,
        status=413,
        meaning="The frame, the question or `forwardedProps` is too large.",
        remedy="Send less.",
    ),
    Fault(
        code=ErrorCode.RATE_LIMITED,
        status=429,
        meaning="Too many active jobs, or too many frames a second.",
        remedy="Send it again after `retryAfterMs`.",
        retryable=True,
    ),
    Fault(
        code=ErrorCode.JOB_NOT_FOUND,
        status=404,
        meaning="There is no such job, conversation or result of this user's. Another user's looks alike.",
        remedy="Ask anew.",
    ),
    Fault(
        code=ErrorCode.TIMEOUT,
        status=504,
        meaning="The job was tried as often as allowed and never finished.",
        remedy="Ask for less, or again when there is less to do.",
        retryable=True,
    ),
    Fault(
        code=ErrorCode.STILL_RUNNING,
        meaning="Over HTTP alone: the job goes on, and the response had to end before it.",
        remedy="Send the same run again, with `Last-Event-ID` to read on, or without it to read all.",
        retryable=True,
        status=202,
    ),
    Fault(
        code=ErrorCode.DEAD_LETTERED,
        meaning="The job could not be processed at all.",
        remedy="Ask again.",
        retryable=True,
    ),
    Fault(
        code=ErrorCode.INTERNAL,
        meaning="The platform failed.",
        remedy="With `retryable`, sending the frame again is safe.",
    ),
    Fault(
        code=ErrorCode.INTERRUPT_EXPIRED,
        status=409,
        meaning="The decision came too late.",
        remedy="Reserved for actions.",
    ),
    Fault(
        code=ErrorCode.INTERRUPT_CONFLICT,
        status=409,
        meaning="It was decided otherwise before.",
        remedy="Reserved for actions.",
    ),
)

STATUS = {fault.code: fault.status for fault in FAULTS}
"""The HTTP status of each code."""

_PYTHON = '''"""What can go wrong on the wire: made by `python -m websocket.faults python`, do not edit."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a code means, what to do, and whether the same may work later where the platform does not say so."""

    meaning: str
    remedy: str
    retryable: bool


FAULTS: Mapping[str, Fault] = {
'''

_TYPESCRIPT = """\
// Made by `python -m websocket.faults typescript`. Do not edit.
import type { ErrorCode } from "./types";

/** What a code means, what to do, and whether the same may work later where the platform does not say so. */
export interface Fault {
  readonly meaning: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

export const FAULTS: Readonly<Record<ErrorCode, Fault>> = {
"""


def python_faults() -> str:
    """The Python client's table, before the formatter."""
    rows = "".join(
        f'    "{fault.code}": Fault(meaning={json.dumps(fault.meaning)}, remedy={json.dumps(fault.remedy)}, '
        f"retryable={fault.retryable}),\n"
        for fault in FAULTS
    )
    return f"{_PYTHON}{rows}}}\n"


def typescript_faults() -> str:
    """The page's table."""
    rows = "".join(
        f"  {fault.code}: {{\n    meaning: {json.dumps(fault.meaning)},\n    remedy: {json.dumps(fault.remedy)},\n"
        f"    retryable: {json.dumps(fault.retryable)},\n  }},\n"
        for fault in FAULTS
    )
    return f"{_TYPESCRIPT}{rows}}};\n"


if __name__ == "__main__":
    sys.stdout.write({"python": python_faults, "typescript": typescript_faults}[sys.argv[1]]())
