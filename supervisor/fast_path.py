"""The fast path: deterministic routing with arguments, in microseconds, without a model.

A question is read word by word with a lexicon. An unknown word, or a known one in a place where it means nothing,
makes the fast path abstain: a wrong route is worse than a slow one.
"""

from supervisor.bidding import PRODUCT, Bid, Bidders
from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.plan import Previous, Step, nothing_before
from supervisor.scan import scan
from supervisor.words import COMMON

MAX_CHARS = 300
"""Longer questions are stories, not questions for rules."""


def decide(
    text: str, previous: Previous = nothing_before, lexicon: Lexicon = COMMON, bidders: Bidders = PRODUCT
) -> Step | None:
    """The step that answers a question, or None when unsure.

    `previous` finds what answered the question before, which follow-ups such as "and by region?" build on.
    `lexicon` holds the common words and, where a bill is loaded, the names in it. `bidders` are the agents asked.
    """
    if len(text) > MAX_CHARS:
        return None
    bid = bidders.best(tokens_of(text), lexicon, previous)
    return bid.step if bid else None


def decide_loosely(
    text: str, previous: Previous = nothing_before, lexicon: Lexicon = COMMON, bidders: Bidders = PRODUCT
) -> Bid | None:
    """As `decide`, but passing over unknown words: only for a fallback that tells the user which words those were."""
    return bidders.best(tokens_of(text[:MAX_CHARS]), lexicon, previous, unknown_too=True)


def unknown_words(text: str, lexicon: Lexicon = COMMON) -> tuple[str, ...]:
    """The words of a question that mean nothing here, for telling the person who asked."""
    items = zip(*scan(tokens_of(text[:MAX_CHARS]), lexicon), strict=True)
    return tuple(dict.fromkeys(str(value) for kind, value in items if kind == Kind.WORD))
