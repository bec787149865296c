"""Whether a sentence asks for something to be done, rather than to be told something.

Verbs of deeds are general English. One asks for a deed only at the head of a sentence, behind words of courtesy, and
where it is no noun: "delete the volumes", "could you please stop them", not "increase in costs".
"""

from collections.abc import Sequence
from typing import Final

from supervisor.lexicon import Kind, Lexicon

_POLITE = """
    please kindly pls plz now just so ok okay hey hi hello and then also can could would will you i we want need like
    to let's lets us let me help go ahead i'd we'd want you
"""
POLITE: Final = frozenset(_POLITE.split())

_VERBS = """
    acknowledge add adjust allocate apply approve archive arrange assign attach automate block book build buy cancel
    cap change clean clear clone close configure consolidate convert copy create cut decommission decrease delete
    deploy deprovision design detach disable disconnect downgrade downsize draft drop edit email enable encrypt enforce
    eliminate enroll execute exchange expand file fix force freeze grant grow hibernate implement increase install
    invite kill launch lock lower make merge migrate modify move notify open optimise optimize order patch pause pay
    play post provision prune purchase purge raise reboot rebuild reclaim reconfigure reduce refund register release
    remediate remind remove rename renew replace reserve reset resize restart restore retire return revoke rightsize
    rollback rotate schedule sell send set share shift shrink shut sign silence slack snooze start stop submit
    subscribe suspend swap switch tag terminate text transfer translate trim turn unsubscribe untag update upgrade
    upload wipe write
"""
VERBS: Final = frozenset(_VERBS.split())

BEGIN: Final = POLITE | VERBS
"""First words of sentences that may ask for a deed."""

_PARTICLES: Final = frozenset({"up", "down", "off", "on", "out"})
_AFTER_A_NOUN: Final = frozenset({"in", "of", "from", "to", "between", "over", "by", "for", "since", "this", "last"})
_ASKED_FOR: Final = frozenset({"chart", "graph", "table", "report", "summary", "breakdown", "list", "overview"})
"""To make or send one of these is to tell something."""
NOTHING: Final = ("", 0)
AWAY: Final = frozenset({"go", "gone", "away"})
_QUESTIONS = """
    how what where which who why when has have did does do is are was were tell show see know list
"""
_ASKING: Final = frozenset(_QUESTIONS.split())
SENT_AWAY: Final = "remove away"


def is_sent_away(tokens: Sequence[str]) -> bool:
    """ "I want the unattached volumes gone", "they have to go": a wish, unless somebody asks where something went.

    Asked only of sentences that end in a word of AWAY.
    """
    asked = _ASKING.intersection(tokens)
    return not asked or (len(asked) == 1 and tokens[-3:] == ["have", "to", "go"] and tokens[0] != "have")


def deed_in(tokens: Sequence[str], lexicon: Lexicon) -> tuple[str, int]:
    """The deed that a sentence asks for ("set up") and the position behind it; ("", 0) when it asks for none."""
    at = 0
    while at < len(tokens) and tokens[at] in POLITE:
        at += 1
    if at >= len(tokens) or tokens[at] not in VERBS:
        return NOTHING
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if _is_a_noun(tokens[at], following, lexicon) or not _ASKED_FOR.isdisjoint(tokens[at + 1 : at + 6]):
        return NOTHING
    return (f"{tokens[at]} {following}", at + 2) if following in _PARTICLES else (tokens[at], at + 1)


def _is_a_noun(verb: str, following: str, lexicon: Lexicon) -> bool:
    """ "Increase in costs", "tag coverage", "block storage": what follows tells, or a known phrase does."""
    node = lexicon.get(verb)
    if not following or (node is not None and node.next is not None and following in node.next):
        return True
    return node is not None and node.kind > Kind.SKIP and following in _AFTER_A_NOUN
