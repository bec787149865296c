"""The other commands of `finops`: route, bill check, jobs, doctor, version, and what each exit code means."""

import asyncio
import json
import os
import shlex
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from finops_client import AsyncClient
from tests.integration.cli_command import COMMAND, TINY_BILL, environment, finops
from tests.integration.scripted_platform import TOKEN, ScriptedPlatform

DAMAGED_BILL = TINY_BILL.with_name("focus_1.0_damaged_by_excel.csv")


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[ScriptedPlatform]:
    """A platform that runs over the test's data folder, with one finished and one running job."""
    async with ScriptedPlatform(automatic=False) as running:
        found = {"url": running.url, "token": TOKEN, "pid": os.getpid()}
        (tmp_path / "platform.json").write_text(json.dumps(found), encoding="utf-8")
        yield running


async def asked(platform: ScriptedPlatform, question: str) -> str:
    """Puts a question to a scripted platform and returns its job's id."""
    async with AsyncClient(platform.url, token=TOKEN) as client:
        return await client.ask(question).accepted()


async def test_route_prints_one_object_a_line_in_order(tmp_path: Path) -> None:
    texts = ["What did I spend by service?", "sing me a song about the sea"]
    done = await finops("route", *texts, "--json", data_dir=tmp_path)
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in done.lines]
    assert [line["text"] for line in lines] == texts
    assert [list(line) for line in lines] == [["text", "path", "agents", "tool", "args", "micros"]] * 2
    known, unknown = lines
    assert (known["path"], known["agents"], known["args"]) == ("fast", ["cost"], {"group_by": ["service"]})
    assert isinstance(known["tool"], str)
    assert known["micros"] > 0
    assert (unknown["path"], unknown["agents"], unknown["tool"], unknown["args"]) == ("fallback", [], None, {})


async def test_route_reads_questions_from_stdin(tmp_path: Path) -> None:
    questions = "What did I spend?\n\n  show my daily costs  \n"
    done = await finops("route", "--json", data_dir=tmp_path, stdin=questions)
    assert [json.loads(line)["text"] for line in done.lines] == ["What did I spend?", "show my daily costs"]


async def test_route_in_words_names_agent_tool_and_arguments(tmp_path: Path) -> None:
    done = await finops("route", "What did I spend by service?", data_dir=tmp_path)
    assert "fast, cost." in done.out
    assert "group_by=('service',)" in done.out


async def test_bill_check_reports_a_bill_as_json(tmp_path: Path) -> None:
    done = await finops("bill", "check", str(TINY_BILL), "--json", data_dir=tmp_path)
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert report["rows"] == 4
    assert report["currencies"]["USD"]["billed"] == "0.0652"


async def test_bill_check_shows_problems_and_is_only_strict_when_asked(tmp_path: Path) -> None:
    done = await finops("bill", "check", str(DAMAGED_BILL), data_dir=tmp_path)
    assert done.code == 0, done.err
    assert any(line.startswith("! ") and "BillingAccountId was rounded" in line for line in done.lines)
    assert any(line.startswith("│ USD") for line in done.lines)
    assert (await finops("bill", "check", str(DAMAGED_BILL), "--strict", data_dir=tmp_path)).code == 1


async def test_bill_check_of_nothing_exits_with_1(tmp_path: Path) -> None:
    done = await finops("bill", "check", "nowhere.csv", data_dir=tmp_path)
    assert done.code == 1
    assert "nowhere.csv" in done.err


async def test_jobs_are_listed_shown_and_cancelled(platform: ScriptedPlatform, tmp_path: Path) -> None:
    finished, running = await asked(platform, "What did I spend?"), await asked(platform, "And yesterday?")
    await platform.advance(platform.jobs[finished])
    listed = await finops("jobs", "list", "--json", data_dir=tmp_path)
    assert [(job["jobId"], job["status"]) for job in json.loads(listed.out)] == [
        (finished, "SUCCEEDED"),
        (running, "RUNNING"),
    ]
    shown = await finops("jobs", "show", finished, data_dir=tmp_path)
    assert shown.lines[0] == "You spent $1,313.46 in May 2026."
    cancelled = await finops("jobs", "cancel", running, "--json", data_dir=tmp_path)
    assert json.loads(cancelled.out) == {"jobId": running, "ended": True}
    assert platform.jobs[running].ended
    gone = await finops("jobs", "show", running, "--json", data_dir=tmp_path)
    assert gone.code == 1
    assert json.loads(gone.out)["error"]["code"] == "CANCELLED"
    table = await finops("jobs", "list", data_dir=tmp_path)
    assert any(finished in line and "What did I spend?" in line for line in table.lines)


async def test_an_unknown_job_exits_with_1(platform: ScriptedPlatform, tmp_path: Path) -> None:
    for command in ("show", "cancel"):
        done = await finops("jobs", command, "nosuchjob", data_dir=tmp_path)
        assert (done.code, done.err) == (1, "finops: There is no job nosuchjob.\n")


async def test_without_a_platform_jobs_exit_with_3_and_say_how_to_start_one(tmp_path: Path) -> None:
    done = await finops("jobs", "list", data_dir=tmp_path)
    assert done.code == 3
    assert "finops up" in done.err


async def test_doctor_finds_nothing_wrong_with_a_fresh_machine(tmp_path: Path) -> None:
    done = await finops("doctor", "--bill", str(TINY_BILL), "--json", data_dir=tmp_path, FINOPS_PORT="0")
    checks = {check["name"]: check for check in json.loads(done.out)}
    assert done.code == 0, checks
    for name in ("packages", "settings", "data folder", "port", "bill"):
        assert checks[name]["state"] == "ok", name
    assert checks["platform"]["state"] == "note"
    assert checks["bill"]["detail"].startswith("4 rows")


async def test_doctor_names_each_problem_and_exits_with_1(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = await finops(
            "doctor", "--bill", "nowhere.csv", "--data-dir", str(in_the_way), data_dir=tmp_path, FINOPS_PORT=port
        )
    assert done.code == 1
    problems = [line for line in done.lines if line.startswith("✗ ")]
    assert [problem.split(":")[0] for problem in problems] == ["✗ data folder", "✗ port", "✗ bill"]
    assert "--data-dir" in problems[0]
    assert "--port" in problems[1]


async def test_doctor_sees_a_running_platform(platform: ScriptedPlatform, tmp_path: Path) -> None:
    done = await finops("doctor", "--bill", str(TINY_BILL), data_dir=tmp_path)
    assert done.code == 0, done.out
    assert f"✓ platform: answers at {platform.url}, 0 recent jobs" in done.lines


async def test_a_wrong_setting_exits_with_2_and_names_its_source(tmp_path: Path) -> None:
    (tmp_path / "finops.toml").write_text('[run]\nport = "many"\n', encoding="utf-8")
    done = await finops("up", data_dir=tmp_path)
    assert done.code == 2
    assert done.err.startswith("finops: port (finops.toml): ")


async def test_version_is_told_in_words_and_as_json(tmp_path: Path) -> None:
    words, told = await finops("version", data_dir=tmp_path), await finops("version", "--json", data_dir=tmp_path)
    number = json.loads(told.out)["finops"]
    assert words.out == f"finops {number}\n"


async def test_help_names_every_command_and_the_exit_codes(tmp_path: Path) -> None:
    done = await finops("--help", data_dir=tmp_path)
    assert done.code == 0
    for command in ("up", "ask", "chat", "route", "bill", "jobs", "doctor", "version"):
        assert any(line.strip().startswith(f"{command} ") for line in done.lines), command
    assert "130" in done.out


async def test_the_command_loads_nothing_heavy_before_it_knows_what_to_do(tmp_path: Path) -> None:
    code = "import sys, local.cli.main; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=environment(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    loaded = set(out.decode().split())
    assert "typer" in loaded
    assert not loaded & {"duckdb", "strands", "boto3", "botocore", "pydantic", "websockets", "finops_client", "uvicorn"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_a_completion_script_is_printed_for_the_shell_that_is_named_whichever_called(
    tmp_path: Path, shell: str
) -> None:
    # A plain sh, which no completion exists for, stands between this test and the command.
    command = shlex.join([*COMMAND, "--show-completion", shell])
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", f"{command}; exit $?", env=environment(tmp_path), cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert f"_FINOPS_COMPLETE=complete_{shell}" in out.decode()


async def test_a_shell_that_has_no_completion_is_wrong_usage(tmp_path: Path) -> None:
    done = await finops("--show-completion", "tcsh", data_dir=tmp_path)
    assert done.code == 2
    assert "bash" in done.err


async def test_the_shell_completes_commands_and_options(tmp_path: Path) -> None:
    async def completed(words: str) -> list[str]:
        told = {"_FINOPS_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        return (await finops(data_dir=tmp_path, **told)).lines

    assert await completed("finops jo") == ["jobs"]
    assert await completed("finops jobs ") == ["list", "show", "cancel"]
    assert await completed("finops ask --ti") == ["--timeout"]
