"""`finops memory` over a real platform: what a question asked to be remembered is listed, used and forgotten."""

import json
from pathlib import Path

from typer.testing import CliRunner

from finops_client import Client
from local.cli.main import app
from local.platform import Platform
from local.settings import LocalSettings
from tests.integration.cli_command import TINY_BILL


def test_names_are_remembered_by_a_question_and_listed_and_forgotten_by_command(tmp_path: Path) -> None:
    options = ["--data-dir", str(tmp_path)]
    platform = Platform(LocalSettings(bill=str(TINY_BILL), data_dir=tmp_path, port=0)).start()
    try:
        with Client.local(tmp_path) as client:
            with client.ask("remember that January 2025 is called the dark month") as events:
                assert "From now on" in events.answer().headline
            with client.ask("What did I spend in the dark month?") as events:
                answer = events.answer()
            assert "January 2025" in answer.headline
            assert "as you asked me to remember" in answer.markdown.replace("\\", "")
            (entry,) = client.memory()
            assert (entry.name, entry.meaning) == ("dark month", "January 2025")

        shown = CliRunner().invoke(app, ["memory", "list", *options], env={"COLUMNS": "120"})
        assert (shown.exit_code, "dark month" in shown.output) == (0, True), shown.output
        assert CliRunner().invoke(app, ["memory", "forget", *options]).exit_code == 2
        assert CliRunner().invoke(app, ["memory", "forget", "x", "--all", *options]).exit_code == 2
        left = CliRunner().invoke(app, ["memory", "forget", "Dark Month", "--json", *options])
        assert (left.exit_code, json.loads(left.output)) == (0, [])
        assert "Nothing is remembered" in CliRunner().invoke(app, ["memory", "forget", "--all", *options]).output
    finally:
        platform.stop()


def test_a_question_without_a_running_platform_claims_to_remember_nothing(tmp_path: Path) -> None:
    asked = ["ask", "remember that January 2025 is called the dark month", "--bill", str(TINY_BILL)]
    done = CliRunner().invoke(app, asked, env={"COLUMNS": "200", "FINOPS_DATA_DIR": str(tmp_path)})
    assert "From now on" not in done.output
    assert "Nothing can be remembered here" in done.output
    assert "finops up" in done.output
