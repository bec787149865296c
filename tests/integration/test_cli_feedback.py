"""`finops feedback` over a real platform."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finops_client import Client
from finops_client.errors import BadFrame, JobNotFound
from local.cli.main import app
from local.platform import Platform
from local.settings import LocalSettings
from tests.integration.cli_command import TINY_BILL


def test_feedback_is_listed_and_exported_with_its_answer(tmp_path: Path) -> None:
    question = "What did I spend in January 2025?"
    platform = Platform(LocalSettings(bill=str(TINY_BILL), data_dir=tmp_path, port=0)).start()
    try:
        with Client.local(tmp_path) as client:
            with client.ask(question, thread_id="talk") as events:
                headline = events.answer().headline
                job_id = events.accepted()
            client.give_feedback(job_id, "up")
            client.give_feedback(job_id, "down", "No credits, größer")
            with pytest.raises(BadFrame):
                client.give_feedback(job_id, "down", "x" * 501)
            with pytest.raises(JobNotFound):
                client.give_feedback("nobodys", "up")
            (entry,) = client.feedback()
            assert (entry.job_id, entry.verdict, entry.reason) == (job_id, "down", "No credits, größer")

            options = ["--data-dir", str(tmp_path)]
            shown = CliRunner().invoke(app, ["feedback", "list", *options], env={"COLUMNS": "200"})
            assert (shown.exit_code, "No credits, größer" in shown.output) == (0, True), shown.output
            exported = CliRunner().invoke(app, ["feedback", "export", *options])
            assert exported.exit_code == 0, exported.output
            (line,) = exported.output.splitlines()
            told = {"question": question, "verdict": "down", "reason": "No credits, größer", "headline": headline}
            assert json.loads(line).items() >= (told | {"path": "fast", "agents": ["cost"]}).items()

            client.delete_thread("talk")
            assert client.feedback() == ()
    finally:
        platform.stop()
