"""Every command by its outcome: what it prints, as words and as JSON, its exit code, and what it says when it fails.

The commands run in this process, against a scripted platform on a real socket.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from finops_client import errors as client_errors
from finops_client.errors import FinOpsClientError
from finops_core import errors as core_errors
from finops_core.jobs.events import Event, Progress, RunFailed, RunFinished
from local.cli.exit_codes import ExitCode, exit_code_of, exits
from local.cli.main import app
from tests.integration.cli_command import TINY_BILL
from tests.integration.scripted_platform import TOKEN, ScriptedPlatform, spend_script

DAMAGED_BILL = TINY_BILL.with_name("focus_1.0_damaged_by_excel.csv")
HEADLINE = "You spent $1,313.46 in May 2026."


def script(question: str) -> tuple[Event, ...]:
    """As the spend script, with a question that is stopped, one that waits for a person and one without an answer."""
    if "stop" in question:
        return (Progress(percent=30, stage="s", message="m"), RunFinished(outcome="cancelled"))
    if "approve" in question:
        return (RunFinished(outcome="interrupt", interrupts=("i1",)),)
    if "silent" in question:
        return (RunFinished(),)
    if "long" in question:
        return (RunFailed(code="INTERNAL", message="[bold]é[/bold] " + "x" * 300),)
    return spend_script(question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Runs commands over a data folder."""

    platform: ScriptedPlatform
    folder: Path

    async def finops(self, *arguments: str, stdin: str | None = None, **environment: str) -> Result:
        """One command to its end, beside the event loop that serves its platform."""
        told: dict[str, str | None] = {name: None for name in os.environ if name.startswith(("FINOPS_", "AWS_"))}
        told |= {"FINOPS_DATA_DIR": str(self.folder), **environment}
        return await asyncio.to_thread(CliRunner().invoke, app, list(arguments), input=stdin, env=told)


@pytest.fixture
async def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shell]:
    """A shell in an empty folder, beside a running platform."""
    monkeypatch.chdir(tmp_path)
    async with ScriptedPlatform(script=script) as platform:
        found = {"url": platform.url, "token": TOKEN, "pid": os.getpid()}
        (tmp_path / "platform.json").write_text(json.dumps(found), encoding="utf-8")
        yield Shell(platform=platform, folder=tmp_path)


def error_of(result: Result) -> dict[str, object]:
    return json.loads(result.stdout.splitlines()[-1])["error"]


# ask


async def test_an_answer_is_printed_in_reading_order(shell: Shell) -> None:
    done = await shell.finops("ask", "What did I spend?")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == HEADLINE
    assert lines.index("Basis: BilledCost in USD") > 2
    assert done.stderr == ""


async def test_an_answer_as_json_is_one_line_and_exact(shell: Shell) -> None:
    done = await shell.finops("ask", "What did I spend?", "--json")
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert (answer["headline"], answer["facts"][0]["value"]) == (HEADLINE, "1313.464")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        ("fail please", "TIMEOUT", "The bill took too long to read. Ask again."),
        ("stop please", "CANCELLED", "cancel"),
        ("approve please", "INTERRUPTED", "decision"),
        ("silent please", "INTERNAL", "without an answer"),
    ],
)
async def test_a_question_without_an_answer_exits_with_1_and_says_why(
    shell: Shell, question: str, code: str, words: str
) -> None:
    done = await shell.finops("ask", question, "--json")
    assert done.exit_code == ExitCode.FAILED
    told = error_of(done)
    assert told["code"] == code
    assert words in str(told["message"])
    assert done.stderr == f"finops: {told['message']}\n"


async def test_an_error_is_shown_as_it_came_however_it_is_spelled(shell: Shell) -> None:
    done = await shell.finops("ask", "long please")
    assert done.exit_code == ExitCode.FAILED
    assert done.stderr == "finops: [bold]é[/bold] " + "x" * 300 + "\n"
    assert done.stdout == ""


async def test_an_empty_question_is_refused_by_the_platform_in_its_words(shell: Shell) -> None:
    done = await shell.finops("ask", "   ", "--json")
    assert (done.exit_code, error_of(done)["code"]) == (ExitCode.FAILED, "BAD_FRAME")
    assert "empty" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "a", "b"),
        ("ask", "a", "--timeout", "0"),
        ("ask", "a", "--timeout", "soon"),
        ("ask", "a", "--nonsense"),
        ("route", "--nonsense"),
        ("bill", "check"),
        ("jobs", "show"),
        ("jobs", "cancel"),
        ("jobs", "nonsense"),
        ("up", "--port", "many"),
        ("nonsense",),
    ],
    ids=" ".join,
)
async def test_wrong_usage_exits_with_2_and_prints_nothing_a_program_would_read(
    shell: Shell, arguments: tuple[str, ...]
) -> None:
    done = await shell.finops(*arguments)
    assert (done.exit_code, done.stdout) == (ExitCode.USAGE, "")
    assert "Usage: " in done.stderr


async def test_an_address_that_would_give_the_token_away_exits_with_2(shell: Shell) -> None:
    done = await shell.finops("ask", "What?", "--url", "ws://example.com/ws", "--json", FINOPS_TOKEN="secret")
    assert (done.exit_code, error_of(done)["code"]) == (ExitCode.USAGE, "INSECURE_URL")
    assert "secret" not in done.output


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/ws", "nonsense", "ws://"])
async def test_what_is_no_address_of_a_platform_exits_with_3_and_is_named(shell: Shell, url: str) -> None:
    done = await shell.finops("ask", "What?", "--url", url, FINOPS_TOKEN="secret")
    assert done.exit_code == ExitCode.UNREACHABLE
    assert url in done.stderr
    assert "secret" not in done.output


# chat


async def test_a_chat_without_questions_is_done(shell: Shell) -> None:
    done = await shell.finops("chat", stdin="")
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize("word", ["/quit", "/exit", "quit", "exit", " /quit "])
async def test_every_word_of_goodbye_ends_a_chat(shell: Shell, word: str) -> None:
    done = await shell.finops("chat", "--json", stdin=f"What did I spend?\n{word}\nnever asked\n")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)
    assert len(shell.platform.jobs) == 1


async def test_each_answer_of_a_chat_is_a_line_of_json_and_failures_are_told_beside(shell: Shell) -> None:
    done = await shell.finops("chat", "--json", stdin="one\nfail two\nthree")
    assert [json.loads(line)["headline"] for line in done.stdout.splitlines()] == [HEADLINE] * 2
    assert done.stderr == "finops: The bill took too long to read. Ask again.\n"
    assert done.exit_code == ExitCode.FAILED


# jobs


async def test_no_jobs_are_an_empty_list(shell: Shell) -> None:
    assert json.loads((await shell.finops("jobs", "list", "--json")).stdout) == []
    words = await shell.finops("jobs", "list")
    assert words.exit_code == 0
    assert "Question" in words.stdout


async def test_jobs_are_listed_with_when_and_what_was_asked(shell: Shell) -> None:
    await shell.finops("ask", "What did [bold]I[/bold] spend?")
    (listed,) = json.loads((await shell.finops("jobs", "list", "--json")).stdout)
    assert {"jobId", "status", "percent", "question", "createdAt", "threadId"} <= set(listed)
    words = (await shell.finops("jobs", "list")).stdout
    assert "What did [bold]I[/bold] spend?" in words
    assert " UTC" in words
    assert listed["jobId"] in words


async def test_a_job_shown_again_is_the_same_answer(shell: Shell) -> None:
    asked = await shell.finops("ask", "What did I spend?", "--json")
    (job_id,) = shell.platform.jobs
    shown = await shell.finops("jobs", "show", job_id, "--json")
    assert (shown.exit_code, shown.stdout) == (0, asked.stdout)


async def test_a_failed_job_shown_again_fails_in_the_same_words(shell: Shell) -> None:
    asked = await shell.finops("ask", "fail please")
    (job_id,) = shell.platform.jobs
    shown = await shell.finops("jobs", "show", job_id)
    assert (shown.exit_code, shown.stderr) == (asked.exit_code, asked.stderr)


async def test_a_job_that_has_ended_can_be_cancelled_again(shell: Shell) -> None:
    await shell.finops("ask", "What did I spend?")
    (job_id,) = shell.platform.jobs
    done = await shell.finops("jobs", "cancel", job_id)
    assert (done.exit_code, done.stdout) == (0, f"{job_id} has ended\n")


@pytest.mark.parametrize("command", ["show", "cancel"])
async def test_an_unknown_job_as_json_says_so_to_programs_too(shell: Shell, command: str) -> None:
    done = await shell.finops("jobs", command, "nothing", "--json")
    assert (done.exit_code, error_of(done)["code"]) == (ExitCode.FAILED, "JOB_NOT_FOUND")


@pytest.mark.parametrize("command", [("jobs", "list"), ("jobs", "show", "x"), ("jobs", "cancel", "x")], ids=" ".join)
async def test_without_a_platform_every_jobs_command_exits_with_3(shell: Shell, command: tuple[str, ...]) -> None:
    (shell.folder / "platform.json").unlink()
    done = await shell.finops(*command, "--json")
    assert (done.exit_code, error_of(done)["code"]) == (ExitCode.UNREACHABLE, "NO_LOCAL_PLATFORM")
    assert "finops up" in done.stderr


async def test_a_platform_that_died_exits_with_3(shell: Shell) -> None:
    await shell.platform.stop()
    done = await shell.finops("jobs", "list", "--json")
    told = error_of(done)
    assert (done.exit_code, told["code"], told["retryable"]) == (ExitCode.UNREACHABLE, "UNREACHABLE", True)


# bill check


async def test_a_bill_is_reported_in_words_with_what_is_worth_knowing(shell: Shell) -> None:
    done = await shell.finops("bill", "check", str(TINY_BILL))
    assert done.exit_code == 0
    assert "4 rows, " in done.stdout
    assert "0 rows left out" in done.stdout
    assert "! ListCost is empty in 4 of 4 rows." in done.stdout


async def test_a_report_for_programs_has_money_as_exact_text(shell: Shell) -> None:
    report = json.loads((await shell.finops("bill", "check", str(TINY_BILL), "--json")).stdout)
    assert {"format", "version", "rows", "period", "currencies", "problems"} <= set(report)
    assert set(report["period"]) == {"start", "end"}
    assert {"billed", "effective", "list"} <= set(report["currencies"]["USD"])
    assert all(isinstance(amount, str) for amount in report["currencies"]["USD"].values())
    assert {problem["file"] for problem in report["problems"]} == {TINY_BILL.name}


async def test_a_damaged_bill_as_json_lists_its_problems_and_is_strict_only_when_asked(shell: Shell) -> None:
    done = await shell.finops("bill", "check", str(DAMAGED_BILL), "--json")
    assert done.exit_code == 0
    assert all(problem["message"] for problem in json.loads(done.stdout)["problems"])
    strict = await shell.finops("bill", "check", str(DAMAGED_BILL), "--json", "--strict")
    assert (strict.exit_code, strict.stdout) == (ExitCode.FAILED, done.stdout)


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere/*.csv", "."])
async def test_a_bill_that_is_not_there_is_named(shell: Shell, name: str) -> None:
    done = await shell.finops("bill", "check", name, "--json")
    assert done.exit_code == ExitCode.FAILED
    assert error_of(done)["message"]
    assert "Traceback" not in done.output


# route


async def test_every_question_is_a_line_even_when_nobody_answers(shell: Shell) -> None:
    texts = ["What did I spend by service?", "sing", "é [bold]", "top 5 services last month"]
    done = await shell.finops("route", *texts, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == texts
    assert [bool(line["agents"]) for line in lines] == [True, False, False, True]


async def test_no_questions_are_no_lines(shell: Shell) -> None:
    done = await shell.finops("route", "--json", stdin="\n \n")
    assert (done.exit_code, done.stdout) == (0, "")


async def test_a_route_over_a_bill_that_is_not_there_exits_with_1(shell: Shell) -> None:
    done = await shell.finops("route", "What?", "--bill", "nowhere.csv", "--json")
    assert done.exit_code == ExitCode.FAILED
    assert "nowhere.csv" in str(error_of(done)["message"])


# doctor and version


async def test_a_machine_without_a_bill_of_its_own_answers_about_the_sample(shell: Shell) -> None:
    (shell.folder / "stray.csv").write_text("not,a,bill\n1,2,3\n", encoding="utf-8")
    done = await shell.finops("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert checks["bill"]["state"] == "ok"
    assert "invented" in checks["bill"]["detail"]


async def test_a_setting_that_cannot_be_used_is_a_problem_and_the_rest_is_not_looked_at(shell: Shell) -> None:
    (shell.folder / "finops.toml").write_text("[run]\nnonsense = 1\n", encoding="utf-8")
    done = await shell.finops("doctor", "--json")
    checks = json.loads(done.stdout)
    assert done.exit_code == ExitCode.FAILED
    assert [(check["name"], check["state"]) for check in checks][-1] == ("settings", "problem")
    assert "nonsense" in checks[-1]["detail"]


async def test_limits_that_there_are_not_are_a_problem_that_is_named(shell: Shell) -> None:
    (shell.folder / "finops.toml").write_text("[advice.limits.ec2-idle]\ncpu = 3\n", encoding="utf-8")
    done = await shell.finops("doctor", "--bill", str(TINY_BILL), "--json")
    (check,) = [check for check in json.loads(done.stdout) if check["name"] == "terms"]
    assert check["state"] == "problem"
    assert "[advice.limits.ec2-idle] has no limit 'cpu'" in check["detail"]
    assert done.exit_code == ExitCode.FAILED


async def test_a_bill_with_rows_left_out_is_worth_a_note_and_no_failure(shell: Shell) -> None:
    bill = shell.folder / "bill.csv"
    text = TINY_BILL.read_text(encoding="utf-8")
    bill.write_text(text + text.splitlines()[1].replace("0.", "x."), encoding="utf-8")
    done = await shell.finops("doctor", "--bill", str(bill), "--json")
    (check,) = [check for check in json.loads(done.stdout) if check["name"] == "bill"]
    assert check["state"] in ("ok", "note")
    assert done.exit_code == 0


async def test_a_model_that_cannot_be_used_is_a_problem_with_what_to_do(shell: Shell) -> None:
    (shell.folder / "finops.toml").write_text('[run]\nmodel = "parrot:polly"\n', encoding="utf-8")
    done = await shell.finops("doctor", "--json")
    (check,) = [check for check in json.loads(done.stdout) if check["name"] == "model"]
    assert check["state"] == "problem"
    assert "anthropic:MODEL" in check["detail"]


async def test_the_version_for_programs_names_python_too(shell: Shell) -> None:
    told = json.loads((await shell.finops("version", "--json")).stdout)
    assert set(told) == {"finops", "python"}


# What each error becomes


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (client_errors.ConnectionFailed("x"), 3),
        (client_errors.NoLocalPlatform("x"), 3),
        (client_errors.Unauthenticated("x"), 3),
        (client_errors.Forbidden("x"), 3),
        (client_errors.InsecureUrl("x"), 2),
        (core_errors.SettingsError("x"), 2),
        (core_errors.BillError("x"), 1),
        (client_errors.JobFailed("x"), 1),
        (client_errors.JobCancelled("x"), 1),
        (client_errors.ClientTimeout("x"), 1),
        (client_errors.TokenExpired("x"), 1),
        (client_errors.RateLimited("x"), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_error_has_one_exit_code(error: Exception, code: int) -> None:
    assert exit_code_of(error) == code


def test_every_error_of_the_client_is_told_in_one_line_and_a_bug_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    for error in (FinOpsClientError("no luck"), core_errors.FinOpsError("no luck")):
        with pytest.raises(typer.Exit), exits(as_json=True):
            raise error
        shown = capsys.readouterr()
        assert shown.err == "finops: no luck\n"
        assert json.loads(shown.out)["error"]["message"] == "no luck"
    with pytest.raises(ZeroDivisionError), exits(as_json=True):
        raise ZeroDivisionError


def test_an_interrupt_is_one_word_and_130(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    with pytest.raises(typer.Exit) as left, exits():
        raise KeyboardInterrupt
    assert (left.value.exit_code, capsys.readouterr().err) == (ExitCode.INTERRUPTED, "interrupted\n")
