"""What a user says of recommendations over the wire: dismissed, opened again, done, or not done after all."""

from collections.abc import Callable

from finops_core.clock import to_epoch_ms
from finops_core.dismissals import Advised, dismissal
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller

Frame = protocol.AdviceDismiss | protocol.AdviceReopen | protocol.AdviceMark | protocol.AdviceUnmark


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames. Raises BadFrame for what was never dismissed, or for too many of a kind."""
    advised = Advised(check=frame.check, account=frame.account, resource=frame.resource)
    match frame:
        case protocol.AdviceDismiss():
            reply(_dismissed(frame, advised, who, deps))
        case protocol.AdviceReopen():
            deps.dismissals.reopen(who.user_id, advised)
            reply(
                protocol.AdviceReopened(
                    req_id=frame.req_id, check=advised.check, account=advised.account, resource=advised.resource
                )
            )
        case protocol.AdviceMark():
            reply(_marked(frame, advised, who, deps))
        case protocol.AdviceUnmark():
            deps.advice_log.unmark(who.user_id, advised)
            reply(
                protocol.AdviceUnmarked(
                    req_id=frame.req_id, check=advised.check, account=advised.account, resource=advised.resource
                )
            )


def _dismissed(
    frame: protocol.AdviceDismiss, advised: Advised, who: Caller, deps: FrontDoor
) -> protocol.AdviceDismissed:
    made = dismissal(
        advised,
        saving=frame.saving_per_month,
        currency=frame.unit,
        reason=frame.reason,
        days=frame.days,
        now=deps.clock.now(),
    )
    deps.dismissals.dismiss(who.user_id, made)
    return protocol.AdviceDismissed(
        req_id=frame.req_id,
        check=advised.check,
        account=advised.account,
        resource=advised.resource,
        reason=made.reason,
        until=to_epoch_ms(made.until),
    )


def _marked(frame: protocol.AdviceMark, advised: Advised, who: Caller, deps: FrontDoor) -> protocol.AdviceMarked:
    made = deps.advice_log.mark_done(who.user_id, advised)
    return protocol.AdviceMarked(
        req_id=frame.req_id,
        check=advised.check,
        account=advised.account,
        resource=advised.resource,
        at=to_epoch_ms(made.at),
    )
