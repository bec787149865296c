"""What each frame takes of its sender: the edge at which roles hold, for sockets and HTTP alike."""

from finops_core.roles import Right, require, rights_of
from websocket import protocol
from websocket.identity import Caller

NEEDED: dict[type[protocol.Frame], Right | None] = {
    protocol.Run: Right.ASK,
    protocol.Resume: Right.ASK,
    protocol.Abort: Right.ASK,
    protocol.Cancel: Right.ASK,
    protocol.Get: Right.ASK,
    protocol.JobsList: Right.ASK,
    protocol.ThreadsList: Right.ASK,
    protocol.ThreadGet: Right.ASK,
    protocol.ThreadRename: Right.ASK,
    protocol.ThreadDelete: Right.ASK,
    protocol.FeedbackGive: Right.ASK,
    protocol.FeedbackList: Right.ASK,
    protocol.MemoryList: Right.ASK,
    protocol.MemoryForget: Right.CURATE,
    protocol.AdviceDismiss: Right.CURATE,
    protocol.AdviceReopen: Right.CURATE,
    protocol.AdviceMark: Right.CURATE,
    protocol.AdviceUnmark: Right.CURATE,
    protocol.AnomalyDismiss: Right.CURATE,
    protocol.AnomalyRestore: Right.CURATE,
    protocol.Approve: Right.APPROVE,
    protocol.KeysList: Right.ADMINISTER,
    protocol.KeyCreate: Right.ADMINISTER,
    protocol.KeyRotate: Right.ADMINISTER,
    protocol.KeyRevoke: Right.ADMINISTER,
    protocol.AccessGet: None,
    protocol.Auth: None,
    protocol.Ping: None,
}
"""The right that each frame takes; None for what anybody does who is connected. A frame without a row is refused."""


def refuse_unless_allowed(frame: protocol.ClientFrame, who: Caller) -> None:
    """Raises Forbidden for a frame that the sender's role may not send."""
    needed = NEEDED.get(type(frame), Right.ADMINISTER)
    if needed is not None:
        require(who.role, needed)


def told(frame: protocol.AccessGet, who: Caller) -> protocol.Access:
    """What the sender may do."""
    return protocol.Access(req_id=frame.req_id, role=who.role, may=rights_of(who.role))
