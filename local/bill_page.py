"""What the page is told about the loaded bill."""

from typing import Any

from billing.query import BillInfo
from billing.source import BillSource
from local.settings import LocalSettings

SUGGESTIONS = (
    "What did I spend by service?",
    "What did I spend by account?",
    "Show my daily costs",
    "What are my top 5 services?",
)


def bill_page(bill: BillSource, settings: LocalSettings) -> dict[str, Any]:
    """`GET /bill.json`: label, format, period, accounts, totals as exact decimal strings, problems, and examples."""
    info = bill.info()
    return {
        "label": settings.label or info.source,
        "source": info.source,
        "format": f"{info.format} {info.version}".strip(),
        "period": {"start": info.period.start.isoformat(), "end": info.period.end.isoformat()},
        "rows": info.rows,
        "accounts": [{"id": account, "name": name} for account, name in info.accounts.items()],
        "currencies": _totals(info),
        "sample": info.sample,
        "asOf": info.data_as_of.isoformat() if info.data_as_of else None,
        "problems": [
            {"message": problem.message, "file": problem.file, "rows": problem.rows} for problem in info.problems
        ],
        "suggestions": list(SUGGESTIONS),
    }


def _totals(info: BillInfo) -> dict[str, dict[str, str]]:
    return {
        currency: {metric.value: str(amount) for metric, amount in amounts.items()}
        for currency, amounts in info.currencies.items()
    }
