"""What of a text is the question: people greet, explain why they ask, name the tool they talk to, and say thanks.

`questions_in(text)` gives the text without such words, for a fast path that did not understand the whole. What is
passed over is told by its role, never by being unknown: a sentence that speaks of nothing a bill has, a frame around
the question ("could somebody tell me …"), a purpose after it ("… for the board meeting"), an adverb. A part with a
word about money, a period, a name of the bill, a deed or another subject stays, so that nothing that was asked for is
lost; a word where a name is expected stays too.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from supervisor.cue_phrases import CuePhrases
from supervisor.deeds import VERBS, deed_in
from supervisor.english import DOCUMENTS
from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.scan import scan
from supervisor.subjects import OTHER_SUBJECTS

MOST_CHARS: Final = 1_000
"""Longer texts are documents."""
MOST_PARTS: Final = 12

_SENTENCE: Final = re.compile(r"(?<=[.?!;])\s+|\n+|\s[–—]\s|\s-\s")
_SEGMENT: Final = re.compile(r"[,:]\s+")

_SAYS_NOTHING: Final = frozenset(
    {
        Kind.SKIP,
        Kind.OWN,
        Kind.WORD,
        Kind.ARTICLE,
        Kind.IN,
        Kind.TO,
        Kind.AND,
        Kind.DATA,
        Kind.USING,
        Kind.END,
        Kind.DOES,
        Kind.FOLLOW,
        Kind.NUM,
        Kind.UNIT,
        Kind.LIST,
        Kind.WHAT_IS,
    }
)
"""Kinds of words that a part may hold and still speak of nothing the bill has."""

_QUESTION_WORDS = """
    what which who whose where when why how whats what's show list give tell compare forecast is are was were did do
    does can should will has have
"""
_ASKS: Final = frozenset(_QUESTION_WORDS.split())
"""First words of questions and requests: a part that begins so is asked, not told."""


_GREETING: Final = re.compile(
    r"\s*(?:hey|hi|hello|dear|yo|greetings|morning|good (?:morning|afternoon|evening|day))(?: [a-z]+){0,2}"
    r"\s*[,!.:;–-]+\s+",
    re.IGNORECASE,
)


def without_greeting(text: str) -> str:
    """The text without who is greeted: "hey team," names nobody whose cost is asked for."""
    found = _GREETING.match(text)
    return text[found.end() :] if found else text


class Subjects:
    """What may be asked about: other subjects by a word, those of agents by their phrases."""

    def __init__(self, phrases: CuePhrases) -> None:
        self._phrases = phrases

    def named_in(self, tokens: list[str]) -> bool:
        return not OTHER_SUBJECTS.isdisjoint(tokens) or bool(self._phrases.phrases_in(tokens))

    def lost(self, whole: str, rest: str) -> bool:
        """Whether the rest of a text lacks a phrase that the whole has, such as one that a frame begins."""
        return not self._phrases.phrases_in(tokens_of(whole)) <= self._phrases.phrases_in(tokens_of(rest))


def questions_in(text: str, lexicon: Lexicon, phrases: CuePhrases) -> Iterator[str]:
    """Shorter forms of a text, each saying what it asks; nothing when there is nothing to leave out.

    `phrases` name the subjects of agents: a part that has one is never passed over. A word of it alone, such as the
    "long" of "kept for too long", names nothing.
    """
    if len(text) > MOST_CHARS:
        return
    subjects = Subjects(phrases)
    told = _without_chatter(text, lexicon, subjects)
    seen = {text}
    without = _without_purposes(told.strip().rstrip("?!. "), lexicon, subjects)
    for form in (told, without, _unframed(told, lexicon, subjects), _unframed(text, lexicon, subjects)):
        plain = _without_adverbs(form, lexicon)
        for one in (form, plain):
            if one and one not in seen:
                seen.add(one)
                yield one


def _without_chatter(text: str, lexicon: Lexicon, subjects: Subjects) -> str:
    """The sentences, and within them the parts between commas, that are not only told."""
    sentences = [part for part in _SENTENCE.split(text) if part.strip()][:MOST_PARTS]
    asked = [
        one
        for at, one in enumerate(sentences)
        if not (_is_chatter(one, lexicon, subjects) or _leads_up(one, sentences[at + 1 :], lexicon))
    ] or sentences
    return " ".join(_without_told_parts(one, lexicon, subjects) for one in asked)


def _without_told_parts(sentence: str, lexicon: Lexicon, subjects: Subjects) -> str:
    """Before the question anything may be told; what stands behind it is told only where it begins so."""
    kept: list[str] = []
    parts = _SEGMENT.split(sentence)[:MOST_PARTS]
    for at, part in enumerate(parts):
        asked_behind = any(_asks(later) for later in parts[at + 1 :])
        told = _is_chatter(part, lexicon, subjects, asked_behind=asked_behind)
        told = told or _leads_up(part, parts[at + 1 :], lexicon)
        if not told or (kept and not _TELLS.match(part)):
            kept.append(part)
    return ", ".join(kept) or sentence


def _leads_up(part: str, behind: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a part only says why the next one asks: "security is on my back again: do we have unencrypted volumes".

    It may speak of the same subject, yet name nothing that would narrow it: no value, time, amount or group. What is
    asked behind it has to stand by itself, and not to be about "them".
    """
    question = next((later for later in behind if _asks(later)), "")
    tokens = tokens_of(part)
    if not question or _asks(part) or not tokens or not _A_STATEMENT.search(part) or _asks_for_a_deed(tokens, lexicon):
        return False
    if not _REFERRING.isdisjoint(tokens_of(question)):
        return False
    return _LEADS_UP.issuperset(scan([token for token in tokens if token not in _LEADS], lexicon)[0])


_A_STATEMENT: Final = re.compile(
    r"\b(?:i|i'm|i've|i'd|we|we're|we've|he|she|they|somebody|someone|everybody|everyone|nobody|people|never|is|are|was|"
    r"were|has|have|had|says?|said|wants?|wanted|asks|asked|keeps?|kept|thinks?|needs?|told|insists?|claims?|worries)\b",
    re.IGNORECASE,
)
"""Told of somebody who does something, or with a verb of being: a noun with a colon is a heading, and asked about."""
_REFERRING: Final = frozenset({"they", "them", "their", "those", "these", "it", "its", "that", "this", "ones", "none"})


def _asks(part: str) -> bool:
    tokens = tokens_of(part)
    return bool(tokens) and tokens[0] in _ASKS


def _is_chatter(part: str, lexicon: Lexicon, subjects: Subjects, *, asked_behind: bool = False) -> bool:
    """Told rather than asked, and about nothing that a bill or another agent knows."""
    tokens = tokens_of(part)
    if _SMALL_TALK.fullmatch(part.strip().rstrip(".!?,:;")):
        return True
    if not tokens or tokens[0] in _ASKS or subjects.named_in(tokens) or _asks_for_a_deed(tokens, lexicon):
        return False
    if asked_behind and _TELLS_WHEN.match(part):
        told = _TOLD_OF_AN_OCCASION if _OCCASION.search(part) else _TOLD_OF_COST
        return told.issuperset(scan([token for token in tokens if token not in _LEADS], lexicon)[0])
    nothing = _THANKS_FOR if _THANKS.match(part) else _TOLD if _TELLS.match(part) else _SAYS_NOTHING
    return nothing.issuperset(scan(tokens, lexicon)[0])


def _asks_for_a_deed(tokens: list[str], lexicon: Lexicon) -> bool:
    """ "Translate: …", "delete it"."""
    return deed_in(tokens, lexicon)[0] != "" or (len(tokens) == 1 and tokens[0] in VERBS)


_TOLD: Final = _SAYS_NOTHING | {Kind.NEW, Kind.CHANGE, Kind.TOP, Kind.DIM, Kind.DIMS}
"""What a sentence about oneself may hold too: "I'm new here", "my team moved"."""
_TOLD_OF_COST: Final = _TOLD | {Kind.COST, Kind.BILL, Kind.COMPARE, Kind.DIRECTION}
"""What may be told before a question that follows: "I'm worried about our spend, has anything spiked?"."""
_LEADS_UP: Final = _TOLD_OF_COST | {Kind.COMMITMENT, Kind.PART, Kind.CUE, Kind.USING, Kind.STATUS, Kind.MEANING}
"""What may be told before a question of the same subject."""
_TELLS_WHEN: Final = re.compile(
    r"(?:i|i'm|i'll|i'd|i've|we|we're|we've|we'd|my|our|he|she|they|before|after|while|now|since|because|as)\b",
    re.IGNORECASE,
)
_OCCASION: Final = re.compile(
    r" (?:meeting|call|review|presentation|workshop|deadline)\b",
    re.IGNORECASE,
)
_TOLD_OF_AN_OCCASION: Final = _TOLD_OF_COST | {Kind.PERIOD, Kind.AHEAD, Kind.NEXT, Kind.TOTAL, Kind.WEEKDAYS}
"""What may be told of a meeting before a question: its day is none that is asked about."""
_THANKS_FOR: Final = _TOLD | {Kind.PERIOD, Kind.PAST, Kind.AHEAD, Kind.NEXT, Kind.DIRECTION}
_THANKS: Final = re.compile(r"(?:many )?(?:thanks|thank|thx|cheers|sorry|apologies)\b", re.IGNORECASE)


_TELLS: Final = re.compile(
    r"(?:i|i'm|i'll|we|we're|my|our|he|she|they|it's|please|thanks|thank|thx|cheers|sorry|much|if|just|ok|okay)\b",
    re.IGNORECASE,
)

_SMALL_TALK: Final = re.compile(
    r"(?:hey|hi|hello|dear|ok|okay|yo|morning)(?: [a-z]+){1,2}|"
    r"(?:one|a) (?:more|last|quick|other) (?:thing|question|one)|"
    r"(?:a )?quick (?:one|q|check|question|thing)(?: (?:before|ahead of) (?:(?:the|my|our) )?[\w:-]+)?|"
    r"(?:another|last|next|quick|simple|stupid|silly|basic) (?:thing|question|one|check)|"
    r"as (?:we )?(?:discussed|agreed|mentioned|promised|requested|said|asked)(?: \w+){0,2}|"
    r"(?:many |much )?(?:thanks|thank you|thx|cheers)(?: \w+){0,3}|much appreciated|sorry(?: \w+){0,4}",
    re.IGNORECASE,
)

_FINDING: Final = (
    r"(?:find out|find|see|tell|figure out|work out|know|check|determine|view|"
    r"get(?! (?:[\w']+ ){1,4}(?:down|up|lower|under)\b)|look up|learn|list|show)"
)
_FRAME: Final = re.compile(
    r"^(?:(?:"
    r"(?:use|using|via|with|through) (?:the |our |my )?(?:[\w-]+ ){0,3}"
    r"(?:mcp|tool|tools|cli|agent|server|api|console|dashboard|cost explorer) (?:to )?(?:answer(?:ing)?:? )?"
    r"|(?:but|so|and|also|then|now|well) "
    r"|(?:hey|hi|hello|ok|okay|yo|dear) [a-z]+ "
    r"|(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody) (?:please |kindly |quickly |maybe )?"
    r"|(?:do|does|did) (?:you|anyone|anybody|someone) (?:happen to )?know "
    r"|(?:any idea|any clue|just curious|curious|wondering|quick check) (?:about |as to )?"
    r"|(?:i|we)(?:'?m| am|'re| are| was| were|'d| would)? ?(?:just )?(?:trying|looking|hoping|wanting|curious|"
    r"wondering|interested|keen|asked|needing|going|love|like|need|want|wish|have|here) "
    r"(?:to|in|if|about|for)? ?(?:you )?(?:know|see|find out|figure out|work out|understand|learn|check|get|hear)? ?"
    r"|(?:it would be|it'd be|would be) (?:\w+ )(?:to|if) (?:i|we|you)? ?(?:could|can)? ?(?:know|see|get|have)? ?"
    r"|(?:let's|lets|let us) (?:see|look at|check|talk about|start with|begin with) "
    r"|(?:mind|would you mind) (?:telling|showing|giving) (?:me|us) "
    r"|(?:please |kindly |pls |plz )?share (?:with (?:me|us) |us )?(?=the |a |an |your |our )"
    r"|remind me,? (?=what|how|which|when|who|where)"
    r"|(?:please|kindly|pls|plz) |(?:it is|it's|is it|would it be) possible to (?:see|have|get|know|show) "
    r"|(?:say|tell|explain|indicate|inform) (?:to )?(?:me|us) (?=what|how|why|which|where|who|the)"
    r"|make (?=(?:me |us |an? (?:\w+ )?(?:summary|overview|report|breakdown|rundown|chart|graph|table|list)\b))"
    r"|(?:tell|show|give|send|get|pull|grab|fetch|draft|write|prepare|generate|create|produce|build|put together|"
    r"walk|help) (?:me |us )?(?:up |out |through |understand |see |with )?(?:a |an |the |some )?"
    r"(?:quick |short |brief |detailed |simple |high-level |executive |full |complete )*"
    r"(?:(?:summary|overview|report|breakdown|rundown|chart|graph|table|view|picture|recap|sense|idea|list|snapshot) "
    r"(?:of|on|for|about|showing|with) )?"
    r"|(?:sorry|apologies)(?: for asking| to (?:ask|bother)(?: you)?| if (?:this|that|it) (?:is|sounds) (?:a |an )?"
    r"(?:\w+ ){1,2}(?:question |one )?)?,? ?(?:but )?"
    r"|(?:audit|scan|check|review|inspect|search|comb through|go through|look through|look over) "
    r"(?:(?:all|our|my|the|of|whole|entire|aws|cloud) ){0,4}"
    r"(?:accounts?|environment|infrastructure|estate|setup|organi[sz]ation|bill|invoice) for (?:any |some )?"
    r"|(?:how|where) (?:can|could|do|would|might|should|to) (?:i|we|one|you)? ?"
    rf"{_FINDING} (?=(?:which|what|how much|how many|who|where|the|our|my|all)\b)"
    r"|(?:is there|are there|do we have|do you have) (?:a|an|any|some) (?:\w+ )?ways? (?:for (?:me|us) )?to "
    rf"{_FINDING} (?:how much )?"
    rf"|what(?:'s| is) (?:a|the) (?:\w+ )?way (?:for (?:me|us) )?to {_FINDING} "
    r"|what (?:would|should|do|could|can|shall) (?:i|we) (?:tell|say to|answer|reply to) (?:(?:the|my|our) )?\w+ "
    r"(?:if|when) (?:he|she|they|it) (?:asked|asks|ask|wants? to know|wanted to know) "
    r"|for (?:the|my|our|a) (?:\w+ ){0,2}(?:review|meeting|call|presentation|board|report|deck|planning)"
    r"(?: (?:on \w+|tomorrow|today|next week|this week))?,? (?=i |i'd |we |we'd |show|list|what|how|which|give)"
    r"|(?:if|whether) "
    r"|explain (?:to )?(?:me|us) (?=what|how|why|which|where)"
    r"))+",
    re.IGNORECASE,
)
"""What stands around a question in general English, before it."""

_AUDIENCE = (
    "update|report|meeting|call|presentation|review|deck|slide|slides|boss|manager|cfo|ceo|cto|board|finance|leadership|"
    "stakeholders|management|committee|investors|shareholders|executives|execs|director|directors|auditor|auditors|audit|accountant|accounting|standup|stand-up|retro|planning|newsletter|"
    f"email|memo|{DOCUMENTS}|reference|records|interest|curiosity|context|info|information|fun|analysis|purposes"
)
_PURPOSE: Final = re.compile(
    rf"\s(?:for|before|ahead of|as part of|to put in|to include in|into) (?:(?:my|our|the|a|an|this|\w+'s) )?"
    rf"(?:(?!for |in |of |by |on |and )\w+ ){{0,2}}(?:{_AUDIENCE})\b"
    r"(?=$|[,.!?]| (?:tomorrow|today|please|thanks|on |at |next |this ))"
    r"(?: (?:tomorrow|today|please|on \w+day))?"
    r"|\sso (?:that )?(?:i|we|they|he|she) (?:can|could|know|may) .*"
    r"|(?:\sbecause|,\s+since) (?:i|we|my|our|he|she|they|someone|somebody) .*"
    r"|\s(?:in order )?to (?:present|share|explain|justify|discuss|brief|impress|convince) .*"
    r"|,? (?:for me|for us|at a glance|at the moment|these days|nowadays|right now)\b",
    re.IGNORECASE,
)
"""Why a question is asked, and for whom, behind it."""
_IDIOM: Final = re.compile(
    r",? (?:please|thanks|thank you|thx|cheers|asap|if possible|if you can|if you could|by the way|btw|i think|i guess|"
    r"(?:to me )?like i'?m (?:five|5|a child|stupid)|in plain english|in simple terms|in a nutshell|in short|"
    r"(?:could|can|would|will) you (?:please |kindly |quickly )?(?:look (?:that|it|this) up|check(?: that| it)?|"
    r"find out|tell me|help(?: me)?|pull (?:that|it)(?: up)?|get (?:that|it)|run (?:that|it))"
    r"(?: (?:for|with) (?:me|us|that|it))?|"
    r"(?:and )?what (?:was|is|are|were) (?:it|that|they|those)|"
    r"(?:one|a single) (?:number|figure|line|row) (?:each|per \w+)|any (?:ideas?|thoughts?|suggestions?|clues?|hints?)|"
    r"and (?:by )?how much(?: (?:is|was|are|were) (?:it|that|they|those))?|"
    r"what should (?:i|we) (?:check|look at|look into|investigate)(?: first| next)?|"
    r"where should (?:i|we) look(?: first)?|"
    r"without any(?:one|body) noticing|"
    r"if (?:we|i) (?:did|do|implemented|implement|followed|follow|took|take) (?:everything|all|all of it)"
    r"(?: (?:that )?you (?:suggest|recommend|propose|found|say|listed)(?:ed)?)?|"
    r"again|in one line|or not|is (?:it|that|this) (?:just|only) me|am i imagining (?:things|it)|"
    r"or something|or so|you know|ok|okay|right|correct|much appreciated)(?=[,.!?]|$)",
    re.IGNORECASE,
)
"""What is said behind a question and never asks for anything: thanks, idioms, "do you know?"."""


def _unframed(text: str, lexicon: Lexicon, subjects: Subjects) -> str:
    """The text without the frame before it and the purposes behind it, where these hold nothing that was asked."""
    text = text.strip().rstrip("?!. ")
    frame = _FRAME.match(text)
    if frame and _holds_nothing(frame[0], lexicon, subjects) and not subjects.lost(text, text[frame.end() :]):
        text = text[frame.end() :]
    return _without_purposes(_unreported(text, lexicon, subjects), lexicon, subjects)


def _without_purposes(text: str, lexicon: Lexicon, subjects: Subjects) -> str:
    text = _IDIOM.sub("", text)
    for purpose in reversed(list(_PURPOSE.finditer(text))):
        if _holds_nothing(purpose[0], lexicon, subjects):
            text = text[: purpose.start()] + text[purpose.end() :]
    return text


_REPORT: Final = re.compile(
    r"\b(?:asked|asks|asking|(?:want|wants|wanted|need|needs|like|likes|love) to (?:know|see|understand|find out|hear)"
    r"|wonders?|wondering|wondered|curious)(?: (?:me|us|him|her|them))?(?: (?:for|about|if|whether|again))?[,:]? ",
    re.IGNORECASE,
)
"""What leads from who asks to what is asked: "our CFO asked what …", "my boss wants to know whether …"."""


def _unreported(text: str, lexicon: Lexicon, subjects: Subjects) -> str:
    """What somebody is said to have asked, without who asked it and when."""
    every = list(_REPORT.finditer(text))
    found = every[-1] if every else None
    if found is None or not text[found.end() :].strip():
        return text
    tokens = tokens_of(text[: found.start()])
    if tokens[:1] and tokens[0] in _ASKS:
        return text  # "who asked for …"
    told = not subjects.named_in(tokens) and _THANKS_FOR.issuperset(scan(tokens, lexicon)[0])
    return text[found.end() :] if told else text


_MAY_NAME_COST: Final = _SAYS_NOTHING | {
    Kind.COST,
    Kind.BILL,
    Kind.GRAIN,
    Kind.FORECAST,
    Kind.AHEAD,
    Kind.WHICH,
    Kind.PERIOD,
    Kind.DIM,
    Kind.DIMS,
    Kind.UNREAL,
    Kind.SUPPOSE,
}

_LEADS: Final = frozenset({"before", "share", "since", "explain", "if"})
"""Words that mean something else within a question than at the head of a purpose."""


def _holds_nothing(part: str, lexicon: Lexicon, subjects: Subjects) -> bool:
    """Whether a frame or purpose asks for nothing itself; "for the cost review" and "Cost MCP" only name things."""
    tokens = [token for token in tokens_of(part) if token not in _LEADS]
    if subjects.named_in(tokens):
        return False
    return _MAY_NAME_COST.issuperset(scan(tokens, lexicon)[0])


_ADVERB: Final = re.compile(r"[a-z]{3,}ly")
_NO_ADVERBS: Final = re.compile(r".*(?:ppl|epl|mil|nomal|usual|expected|suspicious|strang|odd)(?:y|ly)")
"""Verbs and nouns that look like adverbs, and adverbs that ask for what is out of the ordinary."""


def _without_adverbs(text: str, lexicon: Lexicon) -> str:
    words = text.split()
    kept = [word for word in words if not _is_adverb(word.lower().strip(",.?!"), lexicon)]
    return " ".join(kept)


def _is_adverb(word: str, lexicon: Lexicon) -> bool:
    node = lexicon.get(word)
    return (
        (node is None or node.kind == Kind.SKIP)
        and _ADVERB.fullmatch(word) is not None
        and _NO_ADVERBS.fullmatch(word) is None
    )
