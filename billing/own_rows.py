"""The rows of some accounts as if they were the whole bill, for users who may see no others."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from billing.engines.port import Statement
from billing.intake.describe import described
from billing.intake.row_facts import RowFacts, facts_by_account, together
from billing.intake.source_columns import literal
from billing.query import BillInfo, BillProblem

_UNREAD = "Some rows of the export could not be read; whose they are cannot be told."


def own_rows(sql: str, accounts: Collection[str], tables: Collection[str] = ("charges",)) -> str:
    """A statement over the bill's tables that finds those of the accounts only: their names mean nothing else in it."""
    named = [table for table in tables if re.search(rf"\b{table}\b", sql, re.IGNORECASE)]
    own = ", ".join(f"{table} AS (SELECT * FROM main.{table} WHERE {_owned(accounts)})" for table in named)
    first, _, rest = sql.strip().partition(" ")
    if not own:
        return sql
    return f"WITH {own}, {rest}" if first.upper() == "WITH" else f"WITH {own} {sql}"


def own_info(run: Statement, info: BillInfo, accounts: Collection[str], known: Mapping[str, RowFacts]) -> BillInfo:
    """What a bill of these accounts' rows would say about itself. Problems are told without what they were about.

    `known` has the facts of each account; where it is empty they are asked for.
    """
    unread = any(problem.rows or problem.unread for problem in info.problems)
    own = replace(
        info,
        accounts={account: name for account, name in info.accounts.items() if account in accounts},
        former_names={account: names for account, names in info.former_names.items() if account in accounts},
        problems=(BillProblem(message=_UNREAD, unread=True),) if unread else (),
    )
    facts = known or facts_by_account(run, f"(SELECT * FROM main.charges WHERE {_owned(accounts)})", info.tag_keys)
    return described(own, together([facts[account] for account in sorted(accounts) if account in facts]))


def _owned(accounts: Collection[str]) -> str:
    """A charge of no account is nobody's own. Ids are written out: every statement has parameters of its own."""
    if not accounts:
        return "FALSE"
    return f'"SubAccountId" <> \'\' AND "SubAccountId" IN ({", ".join(map(literal, sorted(accounts)))})'
