"""`finops feedback`: what was said of answers, to look at and to evaluate."""

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from finops_client import AnswerReady, Client, FinOpsClientError, Route
from finops_client.frames import FeedbackEntry
from local.cli.connect import existing_platform
from local.cli.terminal import named, out, told, write_json


def list_feedback(*, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """What the user said of the latest answers."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        entries = client.feedback()
    if as_json:
        write_json(json.dumps([entry.model_dump(mode="json", by_alias=True) for entry in entries], ensure_ascii=False))
        return
    grid = Table(header_style="bold")
    for label in ("Job", "Said", "Verdict", "Question", "Reason"):
        grid.add_column(label, overflow="fold")
    for entry in entries:
        moment = datetime.fromtimestamp(entry.at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        grid.add_row(told(entry.job_id), moment, entry.verdict, named(entry.question), named(entry.reason))
    out().print(grid)


def export_feedback(*, url: str | None, data_dir: Path | None) -> None:
    """The same as JSON Lines, each with the answer's headline and who gave it, for evaluation."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        for entry in client.feedback():
            write_json(json.dumps(_with_answer(client, entry), ensure_ascii=False))


def _with_answer(client: Client, entry: FeedbackEntry) -> dict[str, object]:
    """`path` and `agents` are the last route's; both and `headline` are null where the job has none, or is gone."""
    said = entry.model_dump(mode="json", by_alias=True)
    found: dict[str, object] = {"path": None, "agents": None, "headline": None}
    try:
        with client.resume(entry.job_id) as events:
            for event in events:
                if isinstance(event, Route):
                    found |= {"path": event.path, "agents": list(event.agents)}
                elif isinstance(event, AnswerReady):
                    found["headline"] = event.answer.headline
    except FinOpsClientError:
        pass
    return said | found
