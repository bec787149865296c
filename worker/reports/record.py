"""A report as JSON: each question with how far it was answered and its typed answers, whole."""

import json
from typing import Any

from worker.reports.answered import AnsweredQuestion, AnsweredReport


def as_json(report: AnsweredReport) -> str:
    """One JSON object; amounts are decimals in text, exact."""
    record = {
        "title": report.saved.title,
        "answeredAt": report.at.isoformat(),
        "source": report.source,
        "sample": report.sample,
        "complete": not report.unanswered,
        "questions": [_question(one) for one in report.questions],
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _question(one: AnsweredQuestion) -> dict[str, Any]:
    asked = one.asked
    return {
        "title": asked.heading,
        "ask": asked.ask,
        "agent": asked.agent,
        "tool": asked.tool,
        "args": asked.args,
        "period": asked.period,
        "status": one.status.value,
        "problems": list(one.problems),
        "answers": [answer.model_dump(mode="json", by_alias=True) for answer in one.answers],
    }
