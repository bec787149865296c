"""Routing: the fast path first, then a model where one is configured, else the words of the catalog."""

from time import perf_counter_ns

from finops_core.tools.spec import Catalog
from supervisor.ahead import looks_ahead
from supervisor.bidding import PRODUCT, Bidders, bidders_of
from supervisor.clauses import questions_in, without_greeting
from supervisor.conjunctions import steps_of_parts, steps_of_sentences
from supervisor.fallback import is_about_this_bill, names_another_cloud
from supervisor.fast_path import MAX_CHARS, decide, decide_loosely
from supervisor.lexicon import Lexicon
from supervisor.plan import Previous, Route, Step, after, nothing_before
from supervisor.referents import goes_on, refers, spoken_out
from supervisor.refusals import listed, reply_to, unnamed_things
from supervisor.side_by_side import steps_ahead_and_behind, steps_side_by_side
from supervisor.spelling import respelled
from supervisor.summaries import summary_in_words
from supervisor.words import COMMON


def route(
    text: str,
    *,
    catalog: Catalog,
    previous: Previous = nothing_before,
    model: bool = False,
    lexicon: Lexicon = COMMON,
) -> Route:
    """Decides who answers a question.

    `previous` finds the step that answered the question before in the same conversation, which follow-ups refer to.
    `model` says whether a model may plan what the fast path leaves; `lexicon` holds the words of the loaded bill.
    A route without steps on another path than `model` is a refusal with its reason. What asks about days ahead is
    answered by a forecast or refused, never by what was spent.
    """
    started = perf_counter_ns()
    bidders = bidders_of(catalog)
    found, slips, spoken = understood_in_conversation(text, previous, lexicon, bidders)
    micros = (perf_counter_ns() - started) / 1000
    if found and all(_offered(step, catalog) for step in found):
        read_as = listed([f"“{wrong}” as “{right}”" for wrong, right in slips])
        return Route("fast", found, "recognised the question", micros, read_as=read_as)
    if model:
        return Route("model", (), "left to the model", micros)
    steps = _by_its_words(spoken, previous, lexicon, bidders, catalog)
    micros = (perf_counter_ns() - started) / 1000
    if steps:
        return Route("fallback", steps, "chosen by the words of the question", micros)
    reply = reply_to(spoken, lexicon, catalog) if spoken else unnamed_things(text, lexicon)
    return Route("fallback", (), reply.text, micros, reply.suggestions, answered=reply.answered)


Slips = tuple[tuple[str, str], ...]
"""Misspelt words, each with what it was read as."""


def understood_in_conversation(
    text: str, previous: Previous = nothing_before, lexicon: Lexicon = COMMON, bidders: Bidders = PRODUCT
) -> tuple[tuple[Step, ...], Slips, str]:
    """The fast path's steps for a text, and the text they are of: with what its pronouns stand for, if that helps."""
    found, slips = understood(text, previous, lexicon, bidders)
    if not refers(text) or goes_on(found, previous):
        return found, slips, text
    spoken = spoken_out(text, previous, bidders)
    if spoken != text:
        found, slips = understood(spoken, previous, lexicon, bidders)
    return found, slips, spoken


def understood(
    text: str, previous: Previous = nothing_before, lexicon: Lexicon = COMMON, bidders: Bidders = PRODUCT
) -> tuple[tuple[Step, ...], Slips]:
    """The fast path's steps for a text as it is written, or with its misspelt words put right, or part by part."""
    text = summary_in_words(without_greeting(text), lexicon)
    several = steps_of_sentences(text, lexicon, bidders, previous)
    if several:
        return several, ()
    step = decide(text, previous, lexicon, bidders)
    if step is not None or len(text) > MAX_CHARS:
        return (step,) if step else (), ()
    spelled, slips = respelled(text, lexicon)
    step = decide(spelled, previous, lexicon, bidders) if slips else None
    if step is not None:
        return (step,), slips
    found = _by_parts(text, lexicon, bidders)
    if found or not slips:
        return found, ()
    found = _by_parts(spelled, lexicon, bidders)
    return found, slips if found else ()


def _by_parts(text: str, lexicon: Lexicon, bidders: Bidders) -> tuple[Step, ...]:
    """What a text asks without what is only told, or question by question."""
    forms = list(questions_in(text, lexicon, bidders.phrases))
    plain = (summary_in_words(form, lexicon) for form in forms)
    decided = (decide(question, nothing_before, lexicon, bidders) for question in plain)
    step = next((step for step in decided if step is not None), None)
    if step is not None:
        return (step,)
    for beside in (steps_side_by_side, steps_ahead_and_behind):
        sides = next((steps for one in (text, *forms) if (steps := beside(one, lexicon, bidders))), ())
        if sides:
            return sides
    parts = (steps_of_parts(one, lexicon, bidders) for one in (text, *forms))
    return next((steps for steps in parts if steps), ())


def _by_its_words(
    text: str, previous: Previous, lexicon: Lexicon, bidders: Bidders, catalog: Catalog
) -> tuple[Step, ...]:
    """The step for the words that were understood, where those left over may be passed over, and days ahead stay so."""
    if names_another_cloud(text, lexicon) or not is_about_this_bill(text, lexicon):
        return ()
    loose = decide_loosely(text, previous, lexicon, bidders)
    if loose is None or not _offered(loose.step, catalog) or (looks_ahead(text) and not loose.ahead):
        return ()
    return (loose.step,)


def _offered(step: Step, catalog: Catalog) -> bool:
    agent = catalog.get(step.agent)
    return agent is not None and any(tool.name == step.tool for tool in agent.tools)


def previous_step(history: tuple[str, ...], catalog: Catalog, lexicon: Lexicon = COMMON) -> Step | None:
    """The step the last understood question of a conversation led to, each follow-up built on the one before it."""
    step: Step | None = None
    for text in history:
        found = route(text, catalog=catalog, previous=after(step), lexicon=lexicon)
        step = found.steps[-1] if found.path == "fast" and found.steps else step
    return step
