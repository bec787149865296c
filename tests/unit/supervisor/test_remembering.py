"""Names that a person asks to be remembered, and questions with these names in them."""

from dataclasses import replace

import pytest

from finops_core.answers import Answer
from finops_core.jobs.events import Answered, Event, ToolArgs
from finops_core.jobs.memory import KnownMemory, remembered
from finops_core.roles import Role
from supervisor.plan import Step
from supervisor.remembering import Forget, Recall, Remember, Request, Unclear, request_in
from supervisor.run import run
from tests.unit.supervisor.test_run import ask, deps


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("remember that team platform is called core crew", Remember(name="core crew", meaning="team platform")),
        ("Remember that “the attic” means Amazon S3.", Remember(name="attic", meaning="Amazon S3")),
        ("please remember: attic stands for S3", Remember(name="attic", meaning="S3")),
        ("remember that when I say attic I mean S3", Remember(name="attic", meaning="S3")),
        ("Remember by the attic, I mean S3", Remember(name="attic", meaning="S3")),
        ("remember we call account 444455556666 'the mill'", Remember(name="mill", meaning="account 444455556666")),
        ("remember to buy milk", Unclear()),
        ("what do you remember?", Recall()),
        ("What have you remembered about me", Recall()),
        ("show me what you remember", Recall()),
        ("forget that", Forget()),
        ("please forget it.", Forget()),
        ("forget everything", Forget(everything=True)),
        ("forget the core crew", Forget(name="core crew")),
        ("forget that core crew means team platform", Forget(name="core crew")),
        ("stop remembering attic", Forget(name="attic")),
        ("What did I spend on S3?", None),
        ("do you remember what I spent on S3?", None),
        ("forget S3, what did EC2 cost?", None),
        ("what did the team that I remember spend?", None),
        ("remember that " + "x" * 500 + " is called y", None),
    ],
)
def test_what_is_asked_of_the_memory_is_read_in_everyday_words(text: str, request_: Request | None) -> None:
    assert request_in(text) == request_


def said(text: str, memory: KnownMemory | None, **more: object) -> tuple[Answer, list[Event]]:
    events = list(run(replace(ask(text), memory=memory, **more), deps()))
    (answered,) = [event.answer for event in events if isinstance(event, Answered)]
    return answered, events


def test_a_remembered_name_is_read_as_what_it_means_and_the_answer_says_so() -> None:
    memory = KnownMemory()
    assert "I read “attic” as “Amazon S3”" in said("remember that Amazon S3 is called the attic", memory)[0].headline

    plain, _ = said("What did I spend on Amazon S3 in October 2026?", memory)
    named, events = said("What did I spend on the attic in October 2026?", memory)

    assert named.headline == plain.headline
    assert "I read “attic” as “Amazon S3”, as you asked me to remember." in named.markdown.replace("\\", "")
    assert any("S3" in event.delta for event in events if isinstance(event, ToolArgs))
    follow_up, _ = said("and by region?", memory, history=lambda: ("What did I spend on the attic in October 2026?",))
    assert any("service" in note for note in follow_up.basis.notes)


def test_what_is_remembered_is_listed_and_forgotten() -> None:
    memory = KnownMemory()
    said("remember that Amazon S3 is called the attic", memory)
    said("remember that Amazon EC2 is called the mill", memory)

    listed, _ = said("What do you remember?", memory)
    assert listed.headline == "I remember 2 names of yours."
    assert "attic" in listed.markdown
    assert "Amazon EC2" in listed.markdown
    assert said("forget that", memory)[0].headline == "I have forgotten that “mill” means “Amazon EC2”."
    assert said("forget the attic", memory)[0].headline == "I have forgotten that “attic” means “Amazon S3”."
    assert said("what do you remember", memory)[0].headline == "I remember nothing of you yet."
    assert not said("forget the attic", memory)[0].answered


def test_a_viewers_question_has_nothing_remembered_or_forgotten() -> None:
    memory = KnownMemory()
    said("remember that Amazon S3 is called the attic", memory)

    for text in ("remember that Amazon EC2 is called the mill", "forget the attic", "forget that", "forget everything"):
        refused, _ = said(text, memory, role=Role.VIEWER)
        assert refused.answered is False
        assert refused.headline.startswith("Your role here is viewer, and only the role analyst")
    assert [one.name for one in memory.of_user("ada")] == ["attic"]

    assert said("What do you remember?", memory, role=Role.VIEWER)[0].headline == "I remember One name of yours."
    named, _ = said("What did I spend on the attic in October 2026?", memory, role=Role.VIEWER)
    assert "as you asked me to remember" in named.markdown
    assert said("forget the attic", memory, role=Role.ADMIN)[0].answered


def test_another_users_memory_is_never_read_or_changed() -> None:
    memory = KnownMemory()
    said("remember that Amazon S3 is called the attic", memory)

    assert said("what do you remember", memory, user_id="eve")[0].headline == "I remember nothing of you yet."
    said("forget everything", memory, user_id="eve")
    assert len(memory.of_user(ask("x").user_id)) == 1


@pytest.mark.parametrize("name", ["EC2", "last month", "my bill", "spend by service"])
def test_a_name_that_means_something_already_is_not_taken(name: str) -> None:
    memory = KnownMemory()
    answer, _ = said(f"remember that Amazon S3 is called {name}", memory)

    assert "means something already" in answer.headline
    assert memory.by_user == {}


def test_a_name_that_the_organisation_or_the_bill_took_since_is_read_as_theirs() -> None:
    memory, user = KnownMemory(), ask("x").user_id
    memory.remember(user, remembered("EC2", "Amazon S3", deps().clock.now()))

    answer, _ = said("What did I spend on EC2 in October 2026?", memory)

    assert "as you asked me to remember" not in answer.markdown
    assert "S3" not in answer.headline


def test_a_secret_is_not_remembered_and_not_repeated() -> None:
    memory = KnownMemory()
    answer, _ = said("remember that AKIAQ7XW2ZP9LM4RT8VB is called keyring", memory)

    assert memory.by_user == {}
    assert "AKIA" not in answer.headline + answer.markdown


def test_a_meaning_that_the_bill_does_not_know_is_said() -> None:
    assert "The bill knows no “zorblax”" in said("remember that zorblax is called attic", KnownMemory())[0].markdown


def test_an_interrupted_forget_that_forgets_nothing_more() -> None:
    memory = KnownMemory()
    said("remember that Amazon S3 is called the attic", memory)

    answer, _ = said("forget that", memory, attempt=2)

    assert "interrupted" in answer.headline
    assert len(memory.of_user(ask("x").user_id)) == 1


def test_without_a_platform_it_is_said_that_nothing_can_be_remembered() -> None:
    assert "Nothing can be remembered here" in said("remember that S3 is called attic", None)[0].headline


def test_a_tool_that_a_dashboard_asks_for_is_never_read_as_a_request() -> None:
    memory = KnownMemory()
    said("remember that Amazon S3 is called the attic", memory)

    answer, _ = said("forget everything", memory, asked=Step("cost", "spend", {"period": "2026-10"}))

    assert "$100.00" in answer.headline
    assert len(memory.of_user(ask("x").user_id)) == 1
