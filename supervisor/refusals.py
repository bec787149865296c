"""What a person is told whose question is not answered: what was not understood, and what can be asked instead.

Greetings, thanks and "what can you do?" are no refusals: they are answered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from finops_core.questions.utterance import Argument
from finops_core.tools.spec import AgentDef, Catalog
from supervisor.ahead import looks_ahead
from supervisor.bidding import Bidders, bidders_of
from supervisor.deeds import deed_in
from supervisor.fallback import DOING, asks_for_advice, names_another_cloud, other_cloud_in, speaks_of_money
from supervisor.fast_path import MAX_CHARS, decide, unknown_words
from supervisor.languages import language_of
from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.plan import nothing_before
from supervisor.scan import scan
from supervisor.subjects import OTHER_SUBJECTS
from supervisor.suggesting import ALWAYS, nearby
from supervisor.unknown_names import name_expected, unit_of_business

SCOPE = (
    "I answer questions about your cloud bill: what was spent, on what, by whom, when, what changed, and what it will "
    "probably come to."
)
AHEAD = (
    "This asks about days ahead, but not in words I can make a forecast of. I forecast spend from the bill's own "
    "history: ask for example “What will I spend next month?” or “Forecast EC2 for the next 3 months”."
)
NOT_KEPT = (
    "No forecast is kept: one is made from the bill as it is now, so I cannot say what was forecast before. "
    "What was spent is in the bill, and a forecast says how far its method was off over this bill's own past."
)
NO_INSTRUCTIONS = (
    f"{SCOPE} I say what can be saved as far as a bill shows it, but I give no instructions for how to do something."
)
NOTHING_DONE = (
    "That asks for something to be done, and no tool here changes anything in an account: nothing was done. I can say "
    "what is paid for and what can be saved, so that you can do it yourself."
)
BUYING: Final = (
    "Whether a Savings Plan or a reservation pays depends on how much of it is bought: told how much an hour, I work "
    "that out over this bill's own hours. What is not covered yet says how much there is to cover, and "
    "`finops commitments plan` looks for the best purchase at AWS's rates."
)
_BEFORE_BUYING: Final = (
    "What if I buy a $5/h compute savings plan?", "What is our commitment coverage by service?",
    "What is our effective savings rate?",
)  # fmt: skip
_TO_BUY: Final = frozenset({"buy", "buying", "bought", "purchase", "purchasing", "need", "worth", "invest", "get"})
_INSTEAD_OF_A_DEED: Final = ("Where can we save money?", "What are we wasting money on?", *ALWAYS)
TOO_LONG = f"This text is longer than the {MAX_CHARS} characters I read as one question. Ask for one thing at a time."
OUT_OF_SCOPE = f"{SCOPE} I found nothing of that in this question."

MOST_NAMED = 3
MOST_EXAMPLES = 8
MOST_SHOWN = 3
_LITTLE = """
    again also be been but can could few how if let more must need not off one or should than that them to too up very
    via when who whom whose will would you your
"""
LITTLE_WORDS: Final = frozenset(_LITTLE.split())
"""Words that nobody would look for as the reason of a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said instead of an answer from the bill. `answered` says that it is what the person wanted."""

    text: str
    suggestions: tuple[str, ...] = ALWAYS
    answered: bool = False


_GREETING: Final = re.compile(
    r"(?:hi|hello|hey|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)|how are you|how's it going|"
    r"what's up)(?: (?:there|all|team|again|everyone|friend|you|\w+))?",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"(?:thanks?|thank you|thx|cheers|great|perfect|nice|awesome|cool|ok|okay|got it|bye|goodbye|see you)"
    r"(?:[ ,]+(?:thanks?|thank you|so much|very much|a lot|bye|then|all|you|that helps|that's all|great|later))*",
    re.IGNORECASE,
)
_PROFILE: Final = re.compile(
    r"(?:please |can you |could you )?(?:use|switch(?: over)? to|change to|take|select|choose|set|log ?in (?:as|with)|"
    r"sign in (?:as|with)|read (?:as|with))(?: to)?(?: the| my| our)?(?:"
    r"(?: aws)?(?: credentials of)? profile(?: to| called| named)? [\"'“]?(?P<named>[\w.@+-]{1,64})[\"'”]?|"
    r" [\"'“]?(?P<first>(?!tags? |costs? |usage |spend)[\w.@+-]{1,64})[\"'”]?(?: aws)? profile)"
    r"(?: now| please| instead)?",
    re.IGNORECASE | re.ASCII,
)
_CAPABILITIES: Final = re.compile(
    r"(?:so |ok |and )?(?:what (?:can|do|could) you (?:do|answer|know|help)(?: .{0,40})?|"
    r"what (?:can|do|could|may) (?:i|we) (?:ask|know)(?: .{0,40})?|"
    r"what (?:can|could) (?:i|we) do(?: (?:here|in here|with (?:this|you|it)))?|"
    r"what (?:are|is) your (?:capabilities|tools|features|purpose)|what (?:tools|features|agents) do you have|"
    r"how (?:can|do) you (?:help|work)(?: me| us)?|how do i use (?:this|you|it)|what is this(?: tool)?|"
    r"who are you|what are you|help(?: me)?|show me examples|examples|give me examples|"
    r"what (?:kind|kinds|sort|sorts) of questions .{0,40}|what questions .{0,40})",
    re.IGNORECASE,
)


def reply_to(text: str, lexicon: Lexicon, catalog: Catalog) -> Reply:
    """What to say to a text that no tool answers."""
    said = text.strip().rstrip("?!.,;: ")
    if _CAPABILITIES.fullmatch(said):
        examples = _examples(catalog, lexicon)
        return Reply(text=_abilities(catalog, examples), suggestions=examples[:MOST_SHOWN], answered=True)
    if _GREETING.fullmatch(said):
        return Reply(text=f"Hello. {SCOPE}", answered=True)
    if _THANKS.fullmatch(said):
        return Reply(text="You are welcome.", answered=True)
    profile = _PROFILE.fullmatch(said)
    if profile:
        return Reply(text=_other_profile(profile["named"] or profile["first"]))
    if not language_of(text) and deed_in(tokens_of(text[:MAX_CHARS]), lexicon)[0]:
        return _nothing_done(catalog, lexicon)
    if _asks_whether_to_commit(text, lexicon):
        return Reply(text=BUYING, suggestions=_BEFORE_BUYING)
    heard = _of_another_agent(text, lexicon, catalog)
    return heard or Reply(text=_reason(text, lexicon), suggestions=_suggestions(text, lexicon))


def unnamed_things(text: str, lexicon: Lexicon) -> Reply:
    """What to say to a "they" that means things of the question before for which a bill has no name."""
    said = (
        "“They” means things of the question before, and the bill does not tell these from others. "
        "Name what you mean: a service, an account, a region, a team or a tag."
    )
    return Reply(text=said, suggestions=_suggestions(text, lexicon))


def _of_another_agent(text: str, lexicon: Lexicon, catalog: Catalog) -> Reply | None:
    """What to say to a text in the words of an agent's subject, of which that agent makes no question; None for others.

    "Which team blew its budget" is about budgets, whatever else was not understood.
    """
    tokens = tokens_of(text[:MAX_CHARS])
    if language_of(text) or other_cloud_in(text, lexicon) or asks_for_advice(text):
        return None
    heard = [catalog[name] for name in bidders_of(catalog).heard(tokens)]
    subjects = [agent for agent in heard if not agent.questions.gives_way]
    if len(subjects) != 1:
        return None
    examples = _examples_of(subjects[0], lexicon, bidders_of(catalog))
    if not examples:
        return None
    known = _not_understood(unknown_words(text, bidders_of(catalog).lexicon(subjects[0].name, lexicon)))
    return Reply(
        text=f"This seems to be about {subjects[0].title.lower()}. {known}",
        suggestions=examples[:MOST_SHOWN],
    )


def _examples_of(agent: AgentDef, lexicon: Lexicon, bidders: Bidders) -> tuple[str, ...]:
    """Questions of an agent that name nothing, so that they work over any bill."""
    every = (one for intent in agent.questions.intents for one in intent.examples)
    plain = (one.text for one in every if one.args.keys() <= _NAMELESS | {"saving_class"} and _is_relative(one.args))
    asked = (_as_a_question(text) for text in plain if decide(text, nothing_before, lexicon, bidders))
    return tuple(dict.fromkeys(islice(asked, MOST_SHOWN)))


def _as_a_question(text: str) -> str:
    mark = "?" if text.lower().startswith(("wh", "how", "are", "is", "do", "any")) and not text.endswith("?") else ""
    return f"{text[:1].upper()}{text[1:]}{mark}"


def _other_profile(name: str) -> str:
    """Credentials are the platform's, not a conversation's: who may ask does not choose whose account is read."""
    return (
        "A chat does not change the credentials that AWS is read with: they are set where the platform is started. "
        f"On your own machine load the bill cost-explorer:{name} on the page, or start it again with "
        f"FINOPS_PROFILE={name}."
    )


def _asks_whether_to_commit(text: str, lexicon: Lexicon) -> bool:
    """ "Should we buy savings plans", "is a 3 year RI worth it": nobody says how much."""
    tokens = tokens_of(text[:MAX_CHARS])
    if language_of(text) or _TO_BUY.isdisjoint(tokens):
        return False
    return Kind.COMMITMENT in scan(list(tokens), lexicon)[0]


def _nothing_done(catalog: Catalog, lexicon: Lexicon) -> Reply:
    """Says that nothing was done, which tools could do something, and what can be asked instead."""
    bidders = bidders_of(catalog)
    instead = tuple(one for one in _INSTEAD_OF_A_DEED if decide(one, nothing_before, lexicon, bidders))
    deeds = [f"{agent.title}: {tool.description}" for agent in catalog.values() for tool in agent.tools if tool.changes]
    if not deeds:
        return Reply(text=NOTHING_DONE, suggestions=instead[:MOST_SHOWN])
    text = (
        f"That asks for something to be done that no tool here does: nothing was done. What can be: {' '.join(deeds)}"
    )
    return Reply(text=text, suggestions=instead[:MOST_SHOWN])


def _abilities(catalog: Catalog, examples: Sequence[str]) -> str:
    described = " ".join(f"{agent.title}: {agent.description}" for agent in catalog.values())
    shown = listed([f"“{text}”" for text in examples])
    asking = f" Ask for example {shown}." if examples else ""
    return f"I answer from your bill, and every number says where it comes from. {described}{asking}"


def _examples(catalog: Catalog, lexicon: Lexicon) -> tuple[str, ...]:
    """One question of each thing that can be asked, of those that name nothing: they work over any bill."""
    bidders = bidders_of(catalog)
    found: list[str] = []
    for agent in catalog.values():
        for intent in reversed(agent.questions.intents):
            plain = (one.text for one in intent.examples if one.args.keys() <= _NAMELESS and _is_relative(one.args))
            text = next((one for one in plain if decide(one, nothing_before, lexicon, bidders)), "")
            if text:
                found.append(_as_a_question(text))
    return tuple(dict.fromkeys(found[:MOST_EXAMPLES] or ALWAYS))


_NAMELESS: Final = frozenset({"period", "group_by", "granularity", "top_n", "order", "compare_to", "aspect", "change"})


def _is_relative(args: Mapping[str, Argument]) -> bool:
    """Whether its period is told from today: a named month may lie outside the bill."""
    return str(args.get("period", "last_")).startswith(("last_", "this_", "past_", "next_", "rest_"))


def _reason(text: str, lexicon: Lexicon) -> str:
    language = language_of(text)
    if language:
        return f"This looks like {language}. I understand questions in English only, as yet."
    if asks_for_advice(text):
        return NOTHING_DONE if tokens_of(text)[0] in DOING else NO_INSTRUCTIONS
    other = other_cloud_in(text, lexicon)
    if other and speaks_of_money(text, lexicon):
        return f"The loaded bill has no charges of “{other}”. {SCOPE}"
    if other or not _about_a_bill(text, lexicon):
        return OUT_OF_SCOPE
    if len(text) > MAX_CHARS:
        return AHEAD if looks_ahead(text) else TOO_LONG
    return _about_this_bill(text, lexicon)


def _about_this_bill(text: str, lexicon: Lexicon) -> str:
    """Which words of a question about this bill were not understood, and what is asked back."""
    unknown = _not_understood(unknown_words(text, lexicon))
    name = name_expected(text, lexicon)
    if looks_ahead(text):
        return NOT_KEPT if _WAS_FORECAST.search(text) else AHEAD
    each = unit_of_business(text, lexicon)
    if each:
        return (
            f"{SCOPE} This bill does not count any “{each}”, and has no tag that tells them apart: how many are there? "
            "Ask me for the sum, and divide it by that number."
        )
    asked = f" Which “{name}” do you mean: a service, an account, a region, a team, a tag?" if name else ""
    return f"{SCOPE} {unknown}{asked}"


_FORECAST: Final = r"(?:forecast(?:s|ed)?|predict(?:ions?|ed)|projected|projections?|estimated|expected)"
_CAME: Final = r"(?:actuals?|reality|came (?:in|out|true)|turned out|happened|was spent|we spent)"
_WAS_FORECAST: Final = re.compile(
    rf"\b{_FORECAST}\b.*\b{_CAME}\b|\b{_CAME}\b.*\b{_FORECAST}\b|"
    rf"\b(?:close|near|far|off|wrong|accurate|good|right) .*\b(?:we|you|was|were|the|our|your) (?:\w+ )?{_FORECAST}\b",
    re.IGNORECASE,
)
"""What was forecast once beside what came of it."""


def _not_understood(words: Sequence[str]) -> str:
    unknown = [word for word in words if word not in LITTLE_WORDS] or words
    if not unknown:
        return "I know the words of this question, but not what they ask for together."
    named = listed([f"“{word}”" for word in unknown[:MOST_NAMED]])
    return f"I do not understand {named} in this question."


_OF_A_BILL: Final = frozenset(
    {
        Kind.FILTER,
        Kind.THING,
        Kind.THINGS,
        Kind.DIM,
        Kind.DIMS,
        Kind.COMMITMENT,
        Kind.TAG,
        Kind.UNTAGGED,
        Kind.ACCOUNT_ID,
        Kind.STEPWISE,
        Kind.FORECAST,
    }
)


_OF_DAYS: Final = frozenset(
    {Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.HALF, Kind.EVER, Kind.ASPECT, Kind.CHANGE}
)
"""What a question of known words alone may be about the bill by: "July so far"."""


def _about_a_bill(text: str, lexicon: Lexicon) -> bool:
    """Whether it names money, or something of which a bill has charges; another subject's word says otherwise."""
    if speaks_of_money(text, lexicon):
        return True
    tokens = tokens_of(text[:MAX_CHARS])
    kinds = set(scan(list(tokens), lexicon)[0])
    told = not _OF_A_BILL.isdisjoint(kinds) or (Kind.WORD not in kinds and not _OF_DAYS.isdisjoint(kinds))
    return not OTHER_SUBJECTS.intersection(tokens) and told


def _suggestions(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    ours = _about_a_bill(text, lexicon) and not names_another_cloud(text, lexicon)
    return nearby(text, lexicon) if ours else ALWAYS


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
