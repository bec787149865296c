"""What a user says of anomalies over the wire: dismissed, or told again."""

from collections.abc import Callable

from finops_core.clock import to_epoch_ms
from finops_core.dismissals import advised_anomaly, dismissal
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller

Frame = protocol.AnomalyDismiss | protocol.AnomalyRestore


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames. Raises BadFrame for what was never dismissed, or for too many of them."""
    advised = advised_anomaly(frame.anomaly_id, frame.account)
    match frame:
        case protocol.AnomalyDismiss():
            made = dismissal(
                advised,
                saving=frame.impact,
                currency=frame.unit,
                reason=frame.reason,
                days=frame.days,
                now=deps.clock.now(),
            )
            deps.dismissals.dismiss(who.user_id, made)
            reply(
                protocol.AnomalyDismissed(
                    req_id=frame.req_id,
                    anomaly_id=frame.anomaly_id,
                    account=frame.account,
                    reason=made.reason,
                    until=to_epoch_ms(made.until),
                )
            )
        case protocol.AnomalyRestore():
            deps.dismissals.reopen(who.user_id, advised)
            reply(protocol.AnomalyRestored(req_id=frame.req_id, anomaly_id=frame.anomaly_id, account=frame.account))
