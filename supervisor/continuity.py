"""What a follow-up takes over from the question before it, and how the answer's basis says so."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from billing.periods.default_period import USUAL
from finops_core.answers import Answer
from finops_core.questions.utterance import Args, Utterance
from supervisor.plan import Argument, Step

_WORDS: Mapping[str, str] = {
    "period": "the period",
    "compare_to": "what it is compared with",
    "group_by": "the groups",
    "granularity": "the interval",
    "top_n": "how many",
    "usage_type": "usage type",
    "usage_family": "usage family",
    "usage_kind": "kind of usage",
    "instance_family": "instance family",
    "service_category": "service category",
    "kind": "kind of charge",
    "exclude": "what is left out",
    "metric": "the cost metric",
}
"""How arguments are called in a sentence; all others by their own names."""


def continued(step: Step, before: Step, named: Iterable[str]) -> Step:
    """The step with those of its arguments marked that only the step before it gave."""
    said = set(named)
    kept = [slot for slot, value in step.args.items() if slot not in said and _came_from(before, slot, value)]
    return replace(step, kept=tuple(kept))


def named_in(said: Utterance) -> set[str]:
    """The arguments that a follow-up names itself."""
    slots: Mapping[str, object] = {
        "period": said.period,
        "by_invoice": said.invoice,
        "currency": said.currency,
        "metric": said.metric,
        "exclude": said.exclude or said.gross,
        "group_by": said.groups,
        "granularity": said.grain or said.trend,
        "top_n": said.top_n,
        "order": said.order,
        "threshold": said.over,
        "below": said.under,
        "change": said.new or said.stopped,
        "compare_to": said.earlier,
    }
    return {*said.filters, *(name for name, filled in slots.items() if filled)}


_NARROWING = frozenset({"filters", "periods", "groups", "top_n", "follow"})
"""What a follow-up may name of any tool that takes it."""
_RANKED = _NARROWING | {"order"}


def narrowed(said: Utterance, fields: Collection[str]) -> Args | None:
    """The rows, period and groups that a follow-up names, for a tool with these arguments; None when it says more."""
    period = said.period
    ranked = said.top_n and said.order == "highest" and "order" not in fields  # the largest first, as it is told anyway
    if period is None or not said.filled <= (_RANKED if ranked else _NARROWING):
        return None
    args: Args = {**said.filters, **({"period": period} if period else {})}
    if said.groups:
        args["group_by"] = tuple(said.groups)
    if said.top_n:
        args["top_n"] = said.top_n
    return args if args and args.keys() <= set(fields) else None


def _came_from(before: Step, slot: str, value: Argument) -> bool:
    if slot == "period":  # "the month before" moves the period of the question before
        period = str(before.args.get("period", USUAL))
        return str(value).startswith(USUAL) or str(value).endswith(period)
    return before.args.get(slot) == value


def with_continuity(answer: Answer, steps: Sequence[Step]) -> Answer:
    """The answer, its basis saying what was taken over from the question before."""
    texts = [f"{_WORDS.get(slot, slot)} ({_value(step.args[slot])})" for step in steps for slot in step.kept]
    if not texts:
        return answer
    note = f"Taken over from the question before: {', '.join(texts)}."
    return answer.model_copy(update={"basis": answer.basis.model_copy(update={"notes": (*answer.basis.notes, note)})})


def _value(value: Argument) -> str:
    if isinstance(value, tuple):
        return " and ".join(str(one) for one in value)
    text = str(value)
    if text.startswith(USUAL):
        return "the one before, which nobody named"
    for mark, words in (("year_before:", "a year before "), ("before:", "the one before ")):
        if text.startswith(mark):
            return words + _value(text.removeprefix(mark))
    return text.replace("_", " ")
