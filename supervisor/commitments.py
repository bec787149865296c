"""Reading words about commitments: which kind, what of them, and what was paid."""

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind
from supervisor.quantities import ways_to_buy
from supervisor.slots import STOP


def read_aspect(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "when do … expire", "wasting on unused …": several words may name one aspect, but not two."""
    if values[at] in ("savings_rate", "uncovered"):
        said.commitment = said.commitment or "any"
    if values[at] == "uncovered":
        said.aspect = said.aspect or "coverage"  # "uncovered spend by service"
        return at + 1 if said.aspect == "coverage" else STOP
    if said.aspect not in ("", values[at]):
        if not at or kinds[at - 1] != Kind.AND or {said.aspect, values[at]} != {"coverage", "utilisation"}:
            return STOP
        said.aspect = "both"
        return at + 1
    said.aspect = str(values[at])
    return at + 1


def read_commitment(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if after := ways_to_buy(said, kinds, at):
        return after
    value = str(values[at])
    if "any" in (value, said.commitment):
        said.commitment = said.commitment.replace("any", "") or value
    else:
        said.commitment = value if said.commitment in ("", value) else "any"
    return at + 1


def read_fee(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if said.fee in ("", "fee"):
        said.fee = str(values[at])
        return at + 1
    return at + 1 if values[at] in ("fee", said.fee) else STOP
