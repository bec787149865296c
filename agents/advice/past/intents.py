"""What can be asked about past recommendations: what was saved, which were carried out, how good estimates were."""

from itertools import product
from typing import Final

from finops_core.questions.intents import Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_ADVICE: Final = ("recommendations", "the recommendations", "our recommendations", "your recommendations",
                  "savings recommendations", "suggestions", "your suggestions", "savings opportunities")  # fmt: skip
_DONE: Final = ("carry out", "implement", "act on", "follow", "apply", "complete")
_WERE: Final = ("carried out", "implemented", "acted on", "followed", "applied", "completed", "done")


def _joined(*parts: tuple[str, ...]) -> str:
    return ", ".join(" ".join(words) for words in product(*parts))


PAST_ADVICE: Final = Cue(
    name="past_advice",
    phrases={
        "saved": "what have we saved, what have i saved, how much have we saved, how much have i saved, "
        "what did we save, how much did we save, how much money have we saved, what has been saved, "
        "how much has been saved, what savings have we realised, what savings have we realized, realised savings, "
        "realized savings, savings achieved, achieved savings, what savings did we achieve, savings history, "
        "history of savings, what have we saved so far, how much have we saved so far, savings to date, "
        + _joined(
            ("how much", "what", "how much money"), ("have", "did"), _ADVICE, ("saved", "save", "saved us", "save us")
        ),
        "carried_out": ", ".join(
            (
                _joined(
                    ("savings", "the savings"),
                    ("we already did", "we did", "we have made", "we made", "we already made", "already made",
                     "that were made", "we realised", "we realized", "we carried out", "we implemented"),
                ),
                _joined(("which", "what"), _ADVICE, ("did we", "have we"), (*_DONE, *_WERE)),
                _joined(("which", "what", "which of", "what of"), _ADVICE, ("were", "have been"), _WERE),
                _joined(_ADVICE, ("we have", "we", "we've", "that were", "that have been", "which were"), _WERE),
                _joined(("how many",), _ADVICE, ("did we", "have we", "were", "have been"), (*_DONE, *_WERE)),
                _joined(("have we", "did we"), (*_DONE, *_WERE), _ADVICE),
                "what became of the recommendations, what became of our recommendations, "
                "what happened to the recommendations, what became of your recommendations",
            )
        ),
        "accuracy": ", ".join(
            (
                _joined(("how accurate", "how good", "how right", "how close"), ("were", "are"),
                        ("the estimates", "your estimates", "the savings estimates", "the saving estimates",
                         "the recommendations", "your recommendations", "savings estimates", "the estimated savings",
                         "your savings estimates", "your saving estimates", "your estimated savings")),
                _joined(("did the savings", "did your savings", "have the savings"),
                        ("you recommended", "you suggested", "you found", "you promised", "you estimated"),
                        ("show up", "shown up", "materialise", "materialize", "come true", "pay off", "arrive")),
                "predicted against realised savings, predicted versus realised savings, "
                "estimated versus realised savings, predicted vs realised savings, estimated vs actual savings, "
                "estimated vs realized savings, "
                "did the savings come true, did the recommendations pay off",
            )
        ),
    },
)  # fmt: skip

BY_ADVICE: Final = Cue(
    name="by_advice",
    phrases={
        "": _joined(
            ("with", "from", "by", "by following", "thanks to", "through", "due to", "because of", "by acting on"),
            _ADVICE,
        )
    },
)
"""What past savings are due to, of which they are told anyway."""


def _arguments(said: Utterance) -> Args | None:
    """Nothing of commitments, and over all months of the bill: of a part of it nothing is told."""
    aspect = said.cues.get("past_advice", "")
    if said.commitment:
        return None
    return {} if aspect == "saved" else {"aspect": aspect}


HISTORY: Final = Intent(
    name="savings_history",
    tool="savings_history",
    takes=names("past_advice by_advice ever saving savings_of total listing what_is things cost"),
    needs=(names("past_advice"),),
    arguments=_arguments,
    examples=(
        Example("What have we saved?", {}),
        Example("how much have we saved so far", {}),
        Example("realised savings", {}),
        Example("savings history", {}),
        Example("how much have we saved by following your recommendations", {}),
        Example("what recommendations did we act on", {"aspect": "carried_out"}),
        Example("Which recommendations did we carry out?", {"aspect": "carried_out"}),
        Example("how many recommendations have been implemented", {"aspect": "carried_out"}),
        Example("which recommendations have we implemented", {"aspect": "carried_out"}),
        Example("what became of the recommendations", {"aspect": "carried_out"}),
        Example("How accurate were the estimates?", {"aspect": "accuracy"}),
        Example("how accurate are your recommendations", {"aspect": "accuracy"}),
        Example("predicted versus realised savings", {"aspect": "accuracy"}),
    ),
    near_misses=(
        "what can we save",
        "how much did we save with savings plans last month",
        "what have we saved with reservations",
        "how accurate was the forecast",
        "carry out the recommendations",
        "show me the recommendations",
        "how much have we saved in us-east-1",
        "how much have we spent so far",
    ),
)
