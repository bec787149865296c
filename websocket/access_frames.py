"""Frames with which a client learns what its user may do, so that it offers nothing else."""

from typing import Literal

from websocket.frame import Frame, Id


class AccessGet(Frame):
    """Asks what the user may do."""

    type: Literal["access.get"] = "access.get"
    req_id: Id | None = None


class Access(Frame):
    """The user's role, and what it may do.

    `ask` is to ask and read, `curate` to dismiss, mark and have remembered, `approve` to decide on actions,
    `administer` to manage keys and settings. A later version may name other roles and rights.
    """

    type: Literal["access"] = "access"
    req_id: str | None = None
    role: str
    may: tuple[str, ...]
