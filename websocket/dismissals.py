"""Recommendations dismissed and opened again over the wire, for the user who sends it."""

from collections.abc import Callable

from finops_core.clock import to_epoch_ms
from finops_core.dismissals import Advised, dismissal
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller

Frame = protocol.AdviceDismiss | protocol.AdviceReopen


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames. Raises BadFrame for what was never dismissed, or too many dismissals."""
    advised = Advised(check=frame.check, account=frame.account, resource=frame.resource)
    match frame:
        case protocol.AdviceDismiss():
            made = dismissal(
                advised,
                saving=frame.saving_per_month,
                currency=frame.unit,
                reason=frame.reason,
                days=frame.days,
                now=deps.clock.now(),
            )
            deps.dismissals.dismiss(who.user_id, made)
            reply(
                protocol.AdviceDismissed(
                    req_id=frame.req_id,
                    check=advised.check,
                    account=advised.account,
                    resource=advised.resource,
                    reason=made.reason,
                    until=to_epoch_ms(made.until),
                )
            )
        case protocol.AdviceReopen():
            deps.dismissals.reopen(who.user_id, advised)
            reply(
                protocol.AdviceReopened(
                    req_id=frame.req_id, check=advised.check, account=advised.account, resource=advised.resource
                )
            )
