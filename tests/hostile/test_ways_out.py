"""A bill of hostile names through every way out of the platform: none takes effect, and every job ends."""

import email
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import anyio
import pytest
from mcp import Client
from rich.console import Console

from agents.adapters.mcp import catalog_server
from agents.catalog import CATALOG
from agents.untrusted import NOTICE
from billing.export import open_bill
from billing.source import BillSource
from finops_client.answers import Answer as ClientAnswer
from finops_client.answers import TableBlock
from finops_core.answers import Answer
from finops_core.clock import ManualClock
from finops_core.jobs.events import Answered, Event, RunFinished, RunStarted, TextDelta, ToolResult
from finops_core.texts import isolated, readable
from finops_core.tools.context import ToolContext
from local.cli.render import answer_lines
from local.cli.terminal import PlainConsole
from supervisor.plan import Step
from supervisor.run import Question, SupervisorDeps, run
from tests.hostile.effects import in_markdown, in_spreadsheet, in_terminal
from tests.hostile.names import AT_LEAST, HONEST, hostile_bill, hostile_names
from tests.integration.cli_command import finops
from tests.integration.test_agui import problems
from worker.alerts.alert import Alert, AlertKind, shortened
from worker.alerts.channels.mail import mail_of
from worker.alerts.channels.webhooks import slack_message, teams_message
from worker.alerts.message import Message, message_of
from worker.reports.answered import answer_report
from worker.reports.markdown import as_markdown
from worker.reports.page import as_page
from worker.reports.saved import SavedQuestion, SavedReport

CLOCK = ManualClock(datetime(2026, 6, 20, tzinfo=UTC))
DIMENSIONS = ("service", "account", "region", "resource", "usage_type", "tag:team")
STEPS: Mapping[str, Step] = {
    **{f"by {field}": Step("cost", "spend", {"group_by": (field,)}) for field in DIMENSIONS},
    "over time": Step("cost", "spend", {"group_by": ("service",), "granularity": "daily"}),
    "compared": Step("cost", "compare", {"period": "2026-05"}),
    "coverage": Step("cost", "tag_coverage", {}),
    "status": Step("cost", "bill_status", {}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's events and its answer."""

    events: tuple[Event, ...]
    answer: Answer


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BillSource]:
    folder = tmp_path_factory.mktemp("hostile")
    with open_bill(str(hostile_bill(folder / "bill\x1b[31m<b>=x;[y](z)\u202e.parquet"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def runs(bill: BillSource) -> dict[str, Asked]:
    """Every standing question, and one about each name by itself."""
    deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: bill})
    questions = {name: Question(job_id="j", user_id="ada", text=name, asked=step) for name, step in STEPS.items()}
    for number, name in enumerate(name[:150] for name in hostile_names() if name.strip()):
        field = ("service", "account", "region", "tag")[number % 4]
        value = f"team={name}" if field == "tag" else name
        step = Step("cost", "spend", {field: (value,)})
        questions[f"{number}"] = Question(job_id="j", user_id="ada", text=name, asked=step)
        if number % 5 == 0:
            text = f"What did I spend on {name}?"
            questions[f"{number} in words"] = Question(job_id="j", user_id="ada", text=text)
    return {name: _asked(question, deps) for name, question in questions.items()}


def _asked(question: Question, deps: SupervisorDeps) -> Asked:
    events = tuple(run(question, deps))
    (answer,) = [event.answer for event in events if isinstance(event, Answered)]
    return Asked(events, answer)


def screen(answer: Answer, **options: Any) -> str:
    console = PlainConsole(width=160, **options)
    shown = ClientAnswer.model_validate(answer.model_dump(by_alias=True))
    with console.capture() as captured:
        for part in answer_lines(shown):
            console.print(part)
    return captured.get()


def tables(runs: Mapping[str, Asked]) -> Iterator[TableBlock]:
    for asked in runs.values():
        yield from ClientAnswer.model_validate(asked.answer.model_dump(by_alias=True)).tables


def test_there_are_enough_names_and_the_same_each_time() -> None:
    names = hostile_names()
    assert len(names) >= AT_LEAST
    assert names == hostile_names()
    assert hostile_names(1) != names


def test_every_job_ends_with_an_answer_about_the_name(runs: dict[str, Asked]) -> None:
    assert len(runs) >= AT_LEAST
    assert all(asked.answer.headline for asked in runs.values())


def test_nothing_acts_in_a_terminal(runs: dict[str, Asked]) -> None:
    for name in [*list(STEPS)[::2], *list(runs)[len(STEPS) :: 9]]:
        assert in_terminal(screen(runs[name].answer)) == [], name
    coloured = screen(runs["by service"].answer, force_terminal=True, color_system="truecolor")
    assert in_terminal(coloured, coloured=True) == []
    assert "\x1b[" in coloured


def test_a_console_of_ours_shows_even_what_nobody_made_readable() -> None:
    console = PlainConsole(width=160, force_terminal=True)
    with console.capture() as captured:
        for name in hostile_names():
            console.print(name, f"[bold]{name}[/bold]")
    assert in_terminal(captured.get()) == []
    assert isinstance(console, Console)


def test_no_markdown_is_made_of_data(runs: dict[str, Asked]) -> None:
    for name, asked in runs.items():
        said = "".join(event.delta for event in asked.events if isinstance(event, TextDelta))
        assert in_markdown(asked.answer.markdown) == [], name
        assert in_markdown(said) == [], name


def test_no_cell_runs_in_a_spreadsheet(runs: dict[str, Asked]) -> None:
    texts = [table.to_csv() for table in tables(runs)]
    assert sum(text.count("\n") for text in texts) > AT_LEAST * len(DIMENSIONS)
    for text in texts:
        assert in_spreadsheet(text) == []


def test_agui_verifies_every_run(runs: dict[str, Asked]) -> None:
    def whole(asked: Asked, question: str) -> Sequence[Event]:
        return (RunStarted(question=question), *asked.events, RunFinished(outcome="success"))

    assert problems({name: whole(asked, f"{name} {hostile_names()[0]}") for name, asked in runs.items()}) == {}


def test_texts_of_tools_and_headlines_are_readable(runs: dict[str, Asked]) -> None:
    for asked in runs.values():
        results = [event.content for event in asked.events if isinstance(event, ToolResult)]
        for text in (asked.answer.headline, *results):
            assert in_terminal(text) == []


def test_a_program_with_a_model_is_given_names_as_data(bill: BillSource) -> None:
    def context() -> ToolContext:
        return ToolContext(job_id="mcp", user_id="ada", clock=CLOCK, services={BillSource: bill})

    async def main() -> None:
        with anyio.fail_after(60):
            async with Client(catalog_server(CATALOG, context)) as client:
                calls = [dict(step.args) for step in STEPS.values() if step.tool == "spend"]
                calls += [{"service": (name[:300],)} for name in hostile_names()[::8]]
                for arguments in calls:
                    result = await client.call_tool("cost_spend", arguments)
                    text = getattr(result.content[0], "text", "")
                    notice, opening, *inside, closing = text.split("\n")
                    assert notice == NOTICE
                    mark = opening.split()[-2]
                    assert closing == f"--- end of data {mark} ---"
                    assert mark not in "\n".join(inside)
                    assert in_terminal(text) == []
                    if not result.is_error:
                        assert result.structured_content is not None
                        assert result.structured_content["notice"] == NOTICE
                        assert in_terminal(str(result.structured_content)) == []

    anyio.run(main)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_shown_as_it_is(name: str, runs: dict[str, Asked]) -> None:
    assert name in screen(runs["by service"].answer)
    assert isolated(name) == readable(name) == name


async def test_the_commands_print_nothing_that_acts(tmp_path: Path) -> None:
    path = hostile_bill(tmp_path / "bill\x1b[31m\u202e<b>\x9b2J.parquet")
    for arguments in (
        ("bill", "check", str(path)),
        ("bill", "check", str(path), "--json"),
        (
            "route",
            "--bill",
            str(path),
            *(name for name in hostile_names()[::9] if "\x00" not in name and len(name) < 99),
        ),
        ("bill", "check", str(tmp_path / "none\x1b[2J\x9b")),
    ):
        done = await finops(*arguments, data_dir=tmp_path)
        assert in_terminal(done.out) == [], arguments[:2]
        assert in_terminal(done.err) == [], arguments[:2]
        assert done.out or done.err


class _Tags(HTMLParser):
    """Which elements a page has, and whether each is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.crossed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


OF_A_REPORT = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "br", "ul", "ol",
               "li", "section", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "em", "strong",
               "pre", "code"}  # fmt: skip
OF_ITS_ELEMENTS = {"class", "lang", "charset", "http-equiv", "content", "name", "scope"}


def test_a_report_holds_names_as_texts_only(bill: BillSource) -> None:
    questions = tuple(SavedQuestion(agent=step.agent, tool=step.tool, args=dict(step.args)) for step in STEPS.values())
    saved = SavedReport(title="<b>=x;[y](z)</b>", questions=questions)
    deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: bill})
    report = answer_report(saved, deps, "ada")
    assert not report.unanswered
    markdown, tags = as_markdown(report), _Tags()
    tags.feed(as_page(report))
    assert in_markdown(markdown) == []
    assert in_terminal(markdown) == []
    assert (tags.seen - OF_A_REPORT, tags.attributes - OF_ITS_ELEMENTS) == (set(), set())
    assert (tags.open, tags.crossed) == ([], [])


def _alerts(names: Sequence[str]) -> Iterator[Message]:
    for name in names:
        alert = Alert(
            kind=AlertKind.ANOMALY,
            subject=name,
            period="2026-05-01",
            threshold="",
            headline=shortened(f"{name} cost $5.00 more than expected"),
            details=(("Cause", shortened(name)),),
            todo="Look at it.",
            page="dashboard",
        )
        yield message_of("team", [alert], "https://finops.example.com/")


def test_an_alert_tells_names_as_texts_over_every_channel() -> None:
    for message in _alerts([*hostile_names(), *HONEST]):
        mail, tags = mail_of(message, "finops@example.com", ("a@example.com",)), _Tags()
        plain, page = (cast(EmailMessage, mail.get_body((kind,))).get_content() for kind in ("plain", "html"))
        tags.feed(page)
        assert (tags.seen, tags.open, tags.crossed) == ({"html", "body", "br"}, [], [])
        plain = plain.replace("\r\n", "\n")
        assert in_terminal(plain) == []
        assert re.findall(r"https?://[^\s<]*|www\.\w", plain) == ["https://finops.example.com/#/dashboard"]
        assert set(mail.keys()) == {"From", "To", "Subject", "Message-ID", "X-FinOps-Key", "Auto-Submitted",
                                    "MIME-Version", "Content-Type"}  # fmt: skip
        assert email.message_from_bytes(mail.as_bytes())["To"] == "a@example.com"
        slack, teams = slack_message(message), teams_message(message)
        assert re.search("[<>]", slack["text"]) is None
        assert [block["text"]["type"] for block in slack["blocks"]] == ["plain_text", "plain_text", "mrkdwn"]
        assert {block["type"] for block in teams["attachments"][0]["content"]["body"]} == {"RichTextBlock"}
