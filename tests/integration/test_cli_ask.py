"""`finops ask` and `finops chat` as a person or a script runs them."""

import asyncio
import csv
import json
import os
import pty
import signal
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from finops_core.answers import Answer
from finops_core.jobs.events import RunFinished
from tests.integration.cli_command import COMMAND, TINY_BILL, ended, environment, finops, start
from tests.integration.scripted_platform import TOKEN, ScriptedPlatform
from websocket import protocol


@pytest.fixture
async def platform() -> AsyncIterator[ScriptedPlatform]:
    async with ScriptedPlatform() as running:
        yield running


@pytest.fixture
async def stepwise() -> AsyncIterator[ScriptedPlatform]:
    async with ScriptedPlatform(automatic=False) as running:
        yield running


def announce(platform: ScriptedPlatform, data_dir: Path) -> None:
    """Makes a scripted platform the one that runs over a data folder."""
    found = {"url": platform.url, "token": TOKEN, "pid": os.getpid()}
    (data_dir / "platform.json").write_text(json.dumps(found), encoding="utf-8")


async def test_a_question_about_a_file_starts_a_platform_answers_to_the_cent_and_leaves_nothing(tmp_path: Path) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_bytes(TINY_BILL.read_bytes())
    done = await finops("ask", "What did I spend in January 2025?", "--bill", str(bill), "--json", data_dir=tmp_path)
    assert done.code == 0, done.err
    answer = Answer.model_validate_json(done.out)
    with bill.open(newline="", encoding="utf-8") as lines:
        total = sum((Decimal(line["line_item_unblended_cost"]) for line in csv.DictReader(lines)), Decimal(0))
    assert total == Decimal("0.0652")
    assert Decimal(answer.facts[0].value) == total
    assert answer.basis.source.endswith("bill.csv")
    assert os.listdir(tmp_path) == ["bill.csv"]


@pytest.mark.parametrize(("level", "lines"), [("INFO", 1), ("WARNING", 0)])
async def test_a_platform_started_for_a_question_logs_by_setting(tmp_path: Path, level: str, lines: int) -> None:
    question = ("ask", "What did I spend in January 2025?", "--bill", str(TINY_BILL), "--json")
    done = await finops(*question, data_dir=tmp_path, FINOPS_LOG_LEVEL=level)
    assert done.code == 0, done.err
    assert sum("| tool called" in line for line in done.err.splitlines()) == lines
    assert Answer.model_validate_json(done.out)


async def test_the_running_platform_is_asked_when_there_is_one(platform: ScriptedPlatform, tmp_path: Path) -> None:
    announce(platform, tmp_path)
    done = await finops("ask", "What did I spend by service?", data_dir=tmp_path)
    assert done.code == 0, done.err
    assert [job.question for job in platform.jobs.values()] == ["What did I spend by service?"]


async def test_without_a_terminal_the_answer_is_plain_and_nothing_else_is_said(
    platform: ScriptedPlatform, tmp_path: Path
) -> None:
    announce(platform, tmp_path)
    done = await finops("ask", "What did I spend by service?", data_dir=tmp_path)
    assert done.err == ""
    assert "\x1b" not in done.out
    assert done.lines[0] == "You spent $1,313.46 in May 2026."
    assert any("AmazonEC2" in line and "$1,234.56" in line for line in done.lines)
    assert any("AWSLambda" in line and "<$0.01" in line for line in done.lines)
    assert "Basis: BilledCost in USD" in done.lines
    assert "Period: 2026-05-01 up to, not including, 2026-06-01" in done.lines
    assert "Source: may.csv (sample data), 3 rows read" in done.lines


async def test_on_a_terminal_there_is_a_progress_bar(stepwise: ScriptedPlatform, tmp_path: Path) -> None:
    announce(stepwise, tmp_path)
    ours, theirs = pty.openpty()
    shown = await asyncio.create_subprocess_exec(
        *COMMAND,
        "ask",
        "What did I spend?",
        env=environment(tmp_path, TERM="xterm-256color", COLUMNS="100"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    async with asyncio.timeout(60):
        await stepwise.until(lambda: len(stepwise.jobs) > 0, within_s=60)
        screen = await asyncio.to_thread(_read_until, ours, "in the queue")
        for job in stepwise.jobs.values():
            await stepwise.advance(job)
        await shown.communicate()
    os.close(ours)
    assert "5 %" in screen
    assert shown.returncode == 0


def _read_until(terminal: int, text: str) -> str:
    """What a terminal shows up to a text."""
    screen = ""
    while text not in screen:
        screen += os.read(terminal, 65536).decode()
    return screen


async def test_a_platform_elsewhere_is_asked_with_the_token_from_the_environment(
    platform: ScriptedPlatform, tmp_path: Path
) -> None:
    done = await finops("ask", "What?", "--url", platform.url, "--json", data_dir=tmp_path, FINOPS_TOKEN=TOKEN)
    assert done.code == 0, done.err
    assert Answer.model_validate_json(done.out).headline == "You spent $1,313.46 in May 2026."


async def test_a_failed_question_is_told_and_exits_with_1(platform: ScriptedPlatform, tmp_path: Path) -> None:
    announce(platform, tmp_path)
    done = await finops("ask", "fail please", "--json", data_dir=tmp_path)
    assert done.code == 1
    error = json.loads(done.out)["error"]
    assert error == {"code": "TIMEOUT", "message": "The bill took too long to read. Ask again.", "retryable": True}
    assert done.err == "finops: The bill took too long to read. Ask again.\n"


async def test_a_bill_that_is_not_there_exits_with_1_and_names_it(tmp_path: Path) -> None:
    done = await finops("ask", "What?", "--bill", "nowhere.csv", data_dir=tmp_path)
    assert done.code == 1
    assert "nowhere.csv" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "x", "--unknown"], ["nonsense"], ["ask", "x", "--timeout", "0"]]
)
async def test_wrong_usage_exits_with_2(arguments: list[str], tmp_path: Path) -> None:
    done = await finops(*arguments, data_dir=tmp_path)
    assert done.code == 2
    assert "Usage: finops" in done.err


async def test_a_platform_that_cannot_be_reached_exits_with_3(tmp_path: Path) -> None:
    done = await finops("ask", "What?", "--url", "ws://127.0.0.1:9/ws", data_dir=tmp_path, FINOPS_TOKEN="t")
    assert done.code == 3
    assert "no platform answers at ws://127.0.0.1:9/ws" in done.err


async def test_a_wrong_token_exits_with_3_and_no_token_says_where_it_comes_from(
    platform: ScriptedPlatform, tmp_path: Path
) -> None:
    wrong = await finops("ask", "What?", "--url", platform.url, data_dir=tmp_path, FINOPS_TOKEN="wrong")
    assert wrong.code == 3
    assert f"what answers at {platform.url} could not prove that it knows this token" in wrong.err
    none = await finops("ask", "What?", "--url", platform.url, data_dir=tmp_path)
    assert none.code == 3
    assert "FINOPS_TOKEN" in none.err


async def test_an_interrupt_cancels_the_question_and_exits_with_130(stepwise: ScriptedPlatform, tmp_path: Path) -> None:
    announce(stepwise, tmp_path)
    process = await start("ask", "What did I spend?", data_dir=tmp_path)
    await stepwise.until(lambda: len(stepwise.jobs) == 1, within_s=60)
    (job,) = stepwise.jobs.values()
    process.send_signal(signal.SIGINT)
    done = await ended(process)
    assert (done.code, done.err) == (130, "interrupted\n")
    await stepwise.until(lambda: job.ended)
    assert job.log[-1] == RunFinished(outcome="cancelled")


async def test_the_time_allowed_runs_out_and_the_question_is_cancelled(
    stepwise: ScriptedPlatform, tmp_path: Path
) -> None:
    announce(stepwise, tmp_path)
    done = await finops("ask", "What did I spend?", "--timeout", "0.5", data_dir=tmp_path)
    assert done.code == 1
    assert "time allowed is over" in done.err
    await stepwise.until(lambda: all(job.ended for job in stepwise.jobs.values()))


async def test_chat_keeps_one_conversation_and_goes_on_after_a_failed_question(
    platform: ScriptedPlatform, tmp_path: Path
) -> None:
    announce(platform, tmp_path)
    questions = "What did I spend?\n\nfail please\nAnd by service?\n/quit\nnever asked\n"
    done = await finops("chat", "--json", data_dir=tmp_path, stdin=questions)
    runs = [frame for frame in platform.frames("run") if isinstance(frame, protocol.Run)]
    assert len({run.input.thread_id for run in runs}) == 1
    assert [protocol.question_of(run.input) for run in runs] == ["What did I spend?", "fail please", "And by service?"]
    assert [Answer.model_validate_json(line).headline for line in done.lines] == [
        "You spent $1,313.46 in May 2026."
    ] * 2
    assert done.err == "finops: The bill took too long to read. Ask again.\n"
    assert done.code == 1


async def test_chat_goes_on_after_a_question_that_is_too_long(platform: ScriptedPlatform, tmp_path: Path) -> None:
    announce(platform, tmp_path)
    done = await finops("chat", "--json", data_dir=tmp_path, stdin=f"{'x' * 4001}\nWhat did I spend?\n")
    assert [Answer.model_validate_json(line).headline for line in done.lines] == ["You spent $1,313.46 in May 2026."]
    assert "4000 characters" in done.err
    assert done.code == 1
