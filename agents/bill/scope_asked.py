"""From the slots of a question to the arguments of `ScopeParams`, which all questions about rows of a bill share."""

from typing import Final

from finops_core.questions.utterance import Args, Utterance

GIVEN_BACK: Final = ("credit", "refund")
SCOPE_SLOTS: Final = frozenset({"periods", "ever", "filters", "exclude", "metric", "gross", "currency", "invoice"})
"""The slots that become these arguments."""


def scope_asked(said: Utterance) -> Args | None:
    """The shared arguments of a question; None when its periods do not make one."""
    period = said.period
    return None if period is None else scope_in(said, period)


def scope_in(said: Utterance, period: str) -> Args:
    """The same with a period of their own, or with none."""
    args: Args = {"period": period} if period else {}
    args.update(said.filters)
    if said.invoice:
        args["by_invoice"] = True
    if said.currency:
        args["currency"] = said.currency
    if said.metric:
        args["metric"] = said.metric
    exclude = said.exclude + GIVEN_BACK if said.gross else said.exclude
    if exclude:
        args["exclude"] = tuple(dict.fromkeys(exclude))
    return args
