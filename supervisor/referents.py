"""What "they", "its" and "those" of a question mean: the things that the question before it was about.

Words of grammar are passed over by those who read a question, so that "what do they cost" would be the cost of all
there is. Where the question before named things of another agent, their name takes the pronoun's place; the question
is then about them, or it is not understood.
"""

import re
from collections.abc import Sequence
from typing import Final

from supervisor.bidding import Bidders
from supervisor.plan import Previous, Step

_WORDS: Final = frozenset({"they", "them", "their", "these", "those", "it", "its", "each", "one", "ones"})
_REFERS: Final = re.compile(
    r"\b(?P<owner>their|its)\b"
    r"|\b(?P<each>each)(?: one)?(?: of (?:them|these|those))?(?=\s+cost(?:s|ing)?\b|\s*[?.!,]*$)"
    r"|\b(?P<which>which) ones?\b(?!\s+(?:day|week|month|quarter|year)\b)"
    r"|\b(?:(?:each|all|any|one|some|most|many) of )?(?:they|them|these|those|it)\b(?!\s+[a-z]+s\b)",
    re.IGNORECASE,
)
"""A pronoun. "These services", "those accounts" name what they mean themselves."""
_THINGS: Final = re.compile(r"\b(?:they|them|their|these|those)\b(?!\s+[a-z]+s\b)", re.IGNORECASE)
"""Pronouns that always mean something said before."""
_LEADS_ON: Final = re.compile(r"\s*(?:and|so|then|but|ok|okay)\b[\s,]*", re.IGNORECASE)


def refers(text: str) -> bool:
    """Whether a text has a pronoun that may stand for what was asked about before."""
    return not _WORDS.isdisjoint(word.strip(",.?!;") for word in text.lower().split())


def means_things(text: str) -> bool:
    """Whether a text has a pronoun that always means several things said before."""
    return _THINGS.search(text) is not None


def goes_on(steps: Sequence[Step], previous: Previous) -> bool:
    """Whether steps are of the agent that was asked before: it takes over itself what was asked of it."""
    before = previous() if steps else None
    return before is not None and any(step.agent == before.agent for step in steps)


def spoken_out(text: str, previous: Previous, bidders: Bidders) -> str:
    """The text with its pronouns replaced by what the question before was about.

    Itself where nothing was asked before, and where "it" may mean nothing in particular; nothing where "they"
    means things for which there is no name, so that nobody can answer.
    """
    step = previous()
    subject = bidders.subject_of(step) if step is not None else ""
    if subject:
        return _replaced(text, subject)
    return "" if step is not None and _THINGS.search(text) and bidders.names_things(step) else text


def _replaced(text: str, subject: str) -> str:
    rest = text[found.end() :] if (found := _LEADS_ON.match(text)) else text
    return _REFERS.sub(lambda match: _in_place_of(match, subject), rest)


def _in_place_of(pronoun: re.Match[str], subject: str) -> str:
    if pronoun["each"]:
        return f"{subject} each"
    if pronoun["which"]:
        return f"which {subject}"
    return f"{subject}'" if pronoun["owner"] else subject
