"""What a page shows of a bill before anything is asked: one record for every door."""

import hashlib
import re
from typing import Any

from billing.intake.custom_columns import CUSTOM
from billing.query import BillInfo, BillProblem
from billing.terms import Terms

OF_EVERY_BILL = ("What did I spend by service?", "Why did my bill go up?", "What will I spend next month?")
MOST_SUGGESTIONS = 6


def bill_overview(
    info: BillInfo,
    *,
    tiles: list[dict[str, Any]],
    terms: str,
    label: str = "",
    model: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Name, format, period, accounts, totals as exact decimal strings, problems, and questions to begin with.

    `label` is the short name of the bill, `source` says completely where it comes from. `completeUntil` is the first
    day that is not fully billed yet. `terms` is another text whenever the organisation's terms are others. `tiles` is
    what the agents offer for a dashboard over this bill. `model` names the language models that questions may go to,
    null without one.
    """
    return {
        "label": label or (info.source if info.sample else _name(info.source)),
        "source": info.source,
        "format": f"{info.format} {info.version}".strip(),
        "period": {"start": info.period.start.isoformat(), "end": info.period.end.isoformat()},
        "rows": info.rows,
        "hours": info.has_hours,
        "accounts": [{"id": account, "name": name} for account, name in info.accounts.items()],
        "currencies": _totals(info),
        "tagKeys": [key for key in info.tag_keys if not key.startswith(CUSTOM)],
        "sample": info.sample,
        "asOf": info.data_as_of.isoformat() if info.data_as_of else None,
        "completeUntil": info.complete_until.isoformat() if info.complete_until else None,
        "problems": [_problem(problem) for problem in info.problems],
        "suggestions": _suggestions(tiles),
        "tiles": tiles,
        "terms": terms,
        "model": model,
    }


def _suggestions(tiles: list[dict[str, Any]]) -> list[str]:
    """Questions to begin with: three that every bill answers, and the first of each agent that shows something."""
    first: dict[str, str] = {}
    for tile in tiles:
        if not tile["takesPeriod"]:
            first.setdefault(tile["agent"], tile["question"])
    first.pop("cost", None)
    return [*OF_EVERY_BILL, *first.values()][:MOST_SUGGESTIONS]


def mark_of_terms(terms: Terms) -> str:
    """A text that is another one for other terms, and tells nothing of them."""
    return hashlib.sha256(terms.model_dump_json().encode()).hexdigest()[:16]


def _name(source: str) -> str:
    """The end of a path or an address; a glob keeps the folder it looks into."""
    parts = [part for part in re.split(r"[/\\]+", source) if part]
    kept = 2 if parts and "*" in parts[-1] else 1
    return "/".join(parts[-kept:]) or source


def _problem(problem: BillProblem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "rows": problem.rows,
    }


def _totals(info: BillInfo) -> dict[str, dict[str, str]]:
    return {
        currency: {metric.value: str(amount) for metric, amount in amounts.items()}
        for currency, amounts in info.currencies.items()
    }
