"""What is said when something is remembered, recalled or forgotten. It is done here, because its user asked for it."""

from dataclasses import replace
from typing import Final

from finops_core.answers import Answer
from finops_core.clock import Clock
from finops_core.errors import BadFrame
from finops_core.jobs.memory import Memory, Remembered, key_of, remembered
from finops_core.roles import Right, lacking, may
from finops_core.texts import markdown_text, readable
from supervisor.fast_path import unknown_words
from supervisor.lexicon import Lexicon
from supervisor.question import Question
from supervisor.remembering import Forget, Recall, Remember, Request, Unclear, means_something, with_meanings

HOW: Final = (
    "I remember names for what the bill calls otherwise: say “remember that team platform is called core crew”, “what "
    "do you remember?”, “forget core crew”."
)
NO_MEMORY: Final = (
    "Nothing can be remembered here: names are kept by a running platform, and this question was asked without one. "
    "Start it with “finops up” and ask again."
)
_HINTS: Final = ("What do you remember?", "What did I spend last month?")


def answer_to(request: Request, question: Question, clock: Clock, lexicon: Lexicon) -> Answer:
    """Does what a question asks of its user's memory, and says so; a later attempt at it does no more."""
    memory, user_id = question.memory, question.user_id
    if memory is None:
        return _answer(NO_MEMORY, answered=False)
    if isinstance(request, Remember | Forget) and not may(question.role, Right.CURATE):
        return _answer(lacking(question.role, Right.CURATE), answered=False)
    match request:
        case Remember():
            return _remember(request, memory, user_id, clock, lexicon)
        case Recall():
            return _recall(memory.of_user(user_id))
        case Forget():
            return _forget(request, memory, user_id, is_first=question.attempt == 1)
        case Unclear():
            return _answer(HOW, answered=False)


def _remember(request: Remember, memory: Memory, user_id: str, clock: Clock, lexicon: Lexicon) -> Answer:
    if means_something(request.name, lexicon):
        return _answer(
            f"“{request.name}” means something already, in the bill, in the organisation's finops.toml or as a plain "
            "word. That comes first, so nothing was remembered. Choose a name with a word of its own.",
            answered=False,
        )
    try:
        made = remembered(request.name, request.meaning, clock.now())
        memory.remember(user_id, made)
    except BadFrame as error:
        return _answer(str(error), answered=False)
    strange = unknown_words(made.meaning, lexicon)
    warning = ""
    if strange:
        words = ", ".join(f"“{word}”" for word in strange)
        warning = f"The bill knows no {words}, so a question with this name may not be understood."
    return _answer(f"From now on I read “{made.name}” as “{made.meaning}” in your questions.", warning)


def _recall(names: tuple[Remembered, ...]) -> Answer:
    if not names:
        return _answer("I remember nothing of you yet.", HOW)
    count = "One name" if len(names) == 1 else f"{len(names)} names"
    lines = "\n".join(f"- “{one.name}” means “{one.meaning}” (since {one.at:%-d %B %Y})" for one in names)
    return _answer(f"I remember {count} of yours.", lines)


def _forget(request: Forget, memory: Memory, user_id: str, *, is_first: bool) -> Answer:
    """What is meant by "that" is certain in the first attempt only: it may be forgotten already in a later one."""
    known = memory.of_user(user_id)
    if not is_first and not request.name and not request.everything:
        return _answer(
            "This was interrupted, and may be forgotten already. Ask “what do you remember?”", answered=False
        )
    if request.everything:
        memory.forget(user_id, [one.name for one in known])
        return _answer("I have forgotten all names of yours." if known else "I remember nothing of you.")
    wanted = [one for one in known if one.key == key_of(request.name)] if request.name else list(known[-1:])
    if not wanted:
        said = f"I remember no name “{request.name}”." if request.name else "I remember nothing of you."
        return _answer(said, HOW if not known else "", answered=False)
    memory.forget(user_id, [wanted[0].name])
    return _answer(f"I have forgotten that “{wanted[0].name}” means “{wanted[0].meaning}”.")


def _answer(headline: str, more: str = "", *, answered: bool = True) -> Answer:
    lines = more.split("\n") if more else []
    body = "\n".join(f"- {markdown_text(line[2:])}" if line.startswith("- ") else markdown_text(line) for line in lines)
    return Answer(headline=readable(headline), markdown=body, suggestions=_HINTS, answered=answered)


def with_names(question: Question, lexicon: Lexicon) -> tuple[Question, tuple[Remembered, ...]]:
    """The question and its conversation with what the user's own names mean in their places, and which names those
    were."""
    names = question.memory.of_user(question.user_id) if question.memory and question.asked is None else ()
    if not names:
        return question, ()
    text, used = with_meanings(question.text, names, lexicon)
    earlier = question.history

    def history() -> tuple[str, ...]:
        return tuple(with_meanings(one, names, lexicon)[0] for one in earlier())

    return replace(question, text=text, history=history), used


def notice_of(used: tuple[Remembered, ...]) -> str:
    """How remembered names were read in a question."""
    read = " and ".join(f"“{one.name}” as “{one.meaning}”" for one in used)
    return readable(f"I read {read}, as you asked me to remember.") if used else ""
