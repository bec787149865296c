"""Who may see some accounts learns nothing of others, whichever tool is asked: names, keys, counts, sums.

The answers are those over a bill that never had the other accounts.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from agents.catalog import CATALOG
from billing.allocation import allocate
from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension, Tag
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Answer, Basis
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError
from finops_core.jobs.events import Answered, Event
from finops_core.tools.context import ToolContext
from finops_core.tools.readers import readers_for
from supervisor.plan import Step
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.billing.made_bills import focus_day, write_csv

OWN, OTHER = "111111111111", "999999999999"
ONLY_OWN = frozenset({OWN})
WORD = "zyxhidden"
SUM = "7654321"
TERMS = Terms.model_validate(
    {
        "accounts": {OWN: "Shop", OTHER: f"{WORD} renamed"},
        "teams": [
            {"name": "shop", "rules": [{"accounts": [OWN]}]},
            {"name": "lab", "rules": [{"services": ["Amazon EC2"]}]},
        ],
    }
)
ALL_TERMS = Terms.model_validate(
    TERMS.model_dump()
    | {
        "teams": [
            {"name": f"{WORD} crew", "rules": [{"accounts": [OTHER]}, {"accounts": [f"{WORD} renamed"]}]},
            {"name": f"{WORD} squad", "rules": [{"tags": {"team": [f"{WORD}-team"]}}]},
            *TERMS.model_dump()["teams"],
        ],
        "tags": {"team": {"values": {f"{WORD} canonical": [f"{WORD}-team"]}}},
    }
)
"""With the teams and tags of others too."""
EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])


NAMED = (("shop", OWN), (f"{WORD} one", OTHER), (f"{WORD} two", "222222222222"))


def own_rows() -> list[dict[str, str]]:
    return [
        focus_day(
            day,
            month,
            SubAccountId=OWN,
            SubAccountName="shop",
            InvoiceId="inv-1",
            BilledCost=str(day),
            Tags='{"team": "payments"}' if day % 2 else '{"env": "prod"}',
        )
        for month in (4, 5)
        for day in range(1, 28)
    ]


def other_rows() -> list[dict[str, str]]:
    """Of another account: every column has a name, an id or an amount that nobody else has."""
    names = ("ServiceName", "RegionId", "ResourceId", "SubAccountName", "InvoiceId", "PublisherName", "x_UsageType")
    hidden = {
        name: f"{WORD}-{name.lower()}" for name in (*names, "ProviderName", "BillingAccountId", "ChargeDescription")
    }
    commitment = {"CommitmentDiscountId": f"{WORD}-plan", "CommitmentDiscountType": "Savings Plan"}
    return [
        focus_day(
            day,
            month,
            **hidden,
            **commitment,
            SubAccountId=OTHER,
            BilledCost=SUM,
            EffectiveCost=SUM,
            BillingCurrency="USD" if day % 2 else "CHF",
            Tags=json.dumps({f"{WORD}-key": f"{WORD}-value", "team": f"{WORD}-team"}),
        )
        for month in (3, 4, 5)
        for day in (1, 2, 20, 29)
    ] + [focus_day(3, 5, SubAccountId="", SubAccountName=f"{WORD}-nobody", BilledCost=SUM)]


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ExportBill, ExportBill]]:
    """All accounts' bill, and one that never had any but the user's own."""
    folder = tmp_path_factory.mktemp("bills")
    header = dict.fromkeys([*own_rows()[0], *other_rows()[0]], "")
    broken = focus_day(9, 5, SubAccountId=OTHER, BilledCost=f"{WORD} broken")
    rows = [*own_rows(), *other_rows(), broken]
    with (
        open_bill(
            write_csv(folder / "all" / "bill.csv", [header | row for row in rows]), terms=ALL_TERMS
        ) as everything,
        open_bill(write_csv(folder / "own" / "bill.csv", [header | row for row in own_rows()]), terms=TERMS) as own,
    ):
        yield everything, own


def answer(bill: ExportBill, step: Step | None, text: str = "", *, limited: bool) -> tuple[Answer | str, str]:
    """The answer or the words of a failure, and everything that the log says."""
    deps = SupervisorDeps(
        catalog=CATALOG,
        clock=ManualClock(datetime(2026, 6, 5, tzinfo=UTC)),
        services={BillSource: bill, Terms: bill.terms},
    )
    question = Question(job_id="job", user_id="ada", text=text, asked=step, accounts=ONLY_OWN if limited else None)
    events: list[Event] = []
    try:
        events.extend(run(question, deps))
    except FinOpsError as told:
        return str(told), str(told) + EVENTS.dump_json(tuple(events)).decode()
    (found,) = [event.answer for event in events if isinstance(event, Answered)]
    return found, EVENTS.dump_json(tuple(events)).decode()


ARGUMENTS: Mapping[str, list[dict[str, Any]]] = {
    "spend": [
        {},
        {"group_by": ("service",)},
        {"group_by": ("account", "region")},
        {"group_by": ("billing_account",)},
        {"group_by": ("invoice",)},
        {"group_by": ("publisher",)},
        {"group_by": ("team",)},
        {"group_by": ("tag:team",)},
        {"group_by": (f"tag:{WORD}-key",)},
        {"service": ("nonsense",)},
        {"service": (f"{WORD}-servicename",)},
        {"account": (OTHER,)},
        {"tag": ("team=nobody",)},
        {"granularity": "monthly"},
        {"metric": "effective", "top_n": 3, "group_by": ("resource",)},
    ],
    "compare": [{"period": "2026-05"}],
    "changes": [{"period": "2026-05"}],
    "commitments": [{}, {"kind": "savings_plan"}],
    "forecast": [{"period": "next_month"}, {"period": "next_month", "group_by": ("service",)}],
}
CALLS = [
    Step(agent.name, tool.name, arguments)
    for agent in CATALOG.values()
    for tool in agent.tools
    for arguments in ARGUMENTS.get(tool.name, [{}])
]
QUESTIONS = (
    "What did I spend by account?",
    f"What did {WORD} cost?",
    f"What did I spend on {WORD}-servicenam?",
    f"spend by {WORD}-key",
    "Which services do I use?",
    "What did the zyxhidden team spend last month?",
    "list my accounts",
    "nonsense about something else",
)


def hides(text: str) -> list[str]:
    return [
        word for word in (OTHER, SUM, "CHF", f"{WORD}-", f"{WORD} ", "nobody's") if word.casefold() in text.casefold()
    ]


@pytest.mark.parametrize("step", CALLS, ids=lambda step: f"{step.tool} {dict(step.args)}")
def test_no_tool_says_anything_of_an_account_that_its_user_may_not_see(
    bills: tuple[ExportBill, ExportBill], step: Step
) -> None:
    everything, own = bills
    found, log = answer(everything, step, limited=True)
    asked = json.dumps(dict(step.args)).casefold()
    assert [word for word in hides(log) if word.casefold() not in asked] == []
    expected, _ = answer(own, step, limited=True)
    assert _plain(found, everything) == _plain(expected, own)


@pytest.mark.parametrize("text", QUESTIONS)
def test_routing_spelling_and_suggestions_know_no_hidden_name(bills: tuple[ExportBill, ExportBill], text: str) -> None:
    everything, own = bills
    found, _ = answer(everything, None, text, limited=True)
    expected, _ = answer(own, None, text, limited=True)
    assert _plain(found, everything) == _plain(expected, own)


def _is_compared(title: str, row: tuple[object, ...]) -> bool:
    return "could not be read" not in str(row) and (title, row[0]) != ("What the page is told", "terms")


def _plain(found: Answer | str, bill: ExportBill) -> str:
    """An answer without the marks of its facts, the path of the bill, and the note that the broken row brings.

    Of the overview the mark of the organisation's terms is left out too: it is there to be another one for other terms.
    """
    source = str(Path(bill.info().source))
    if isinstance(found, str):
        return found.replace(source, "bill")
    tables = tuple(
        block.model_copy(update={"rows": rows, "total_rows": len(rows)})
        if block.type == "table" and (rows := tuple(row for row in block.rows if _is_compared(block.title, row)))
        else block
        for block in found.blocks
    )
    facts = tuple(fact.model_copy(update={"id": "", "derived_from": ()}) for fact in found.facts)
    sections = tuple(section.model_copy(update={"basis": _without_note(section.basis)}) for section in found.sections)
    changed = {"facts": facts, "basis": _without_note(found.basis), "blocks": tables, "sections": sections}
    plain = found.model_copy(update=changed)
    return plain.model_dump_json().replace(source, "bill")


def _without_note(basis: Basis) -> Basis:
    notes = tuple(note for note in basis.notes if not note.startswith("Some rows of the bill could not be read"))
    return basis.model_copy(update={"notes": notes})


def test_who_may_see_everything_sees_the_other_account_too(bills: tuple[ExportBill, ExportBill]) -> None:
    _, log = answer(bills[0], Step("cost", "spend", {"group_by": ("account",)}), limited=False)
    assert OTHER in log


@pytest.mark.parametrize("dimension", [*Dimension, Tag("team"), Tag("env")])
def test_the_reader_that_a_tool_gets_has_no_row_of_others(
    bills: tuple[ExportBill, ExportBill], dimension: Dimension | Tag
) -> None:
    limited, own = bills[0].scoped(ONLY_OWN), bills[1]
    assert limited.values(dimension) == own.values(dimension)
    query = BillQuery(group_by=(dimension,))
    assert limited.query(query) == own.query(query)


def test_it_describes_itself_as_the_bill_of_its_own_rows(bills: tuple[ExportBill, ExportBill]) -> None:
    limited, own = bills[0].scoped(ONLY_OWN).info(), bills[1].info()
    assert replace(limited, source="", problems=()) == replace(own, source="", problems=())
    assert hides(" ".join(problem.message for problem in limited.problems)) == []


def test_a_user_of_no_account_sees_an_empty_bill(bills: tuple[ExportBill, ExportBill]) -> None:
    nobody = bills[0].scoped(frozenset())
    assert nobody.info().rows == 0
    assert nobody.query(BillQuery()).totals == {}
    assert nobody.values(Dimension.SERVICE) == ()


def test_a_scope_never_grows_and_terms_keep_the_own_names_only(bills: tuple[ExportBill, ExportBill]) -> None:
    limited = bills[0].scoped(ONLY_OWN)
    assert limited.scoped(frozenset({OWN, OTHER})).info().rows == limited.info().rows
    assert limited.scoped(frozenset({OTHER})).info().rows == 0
    assert dict(limited.terms.accounts) == {OWN: "Shop"}


def test_teams_that_only_bear_costs_of_others_are_told_together_and_the_sums_stay(tmp_path: Path) -> None:
    rows = [
        focus_day(2, 5, SubAccountId=OWN, BilledCost="10"),
        focus_day(2, 5, SubAccountId=OWN, BilledCost="6", ServiceName="AWS Support"),
        focus_day(2, 5, SubAccountId=OTHER, BilledCost="30"),
    ]
    teams = [{"name": name, "rules": [{"accounts": [account], "services": ["Amazon EC2"]}]} for name, account in NAMED]
    shared = [{"name": "Support", "rules": [{"services": ["AWS Support"]}], "split": "even"}]
    terms = Terms.model_validate({"teams": teams, "shared": shared})
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms) as bill:
        (seen,) = allocate(bill.scoped(ONLY_OWN))
        (everything,) = allocate(bill)
    assert {team.team: team.total for team in seen.teams} == {"shop": Decimal(12), "other teams": Decimal(4)}
    assert sum(team.total for team in seen.teams) + seen.unallocated == seen.total == Decimal(16)
    assert {team.team for team in everything.teams} == {name for name, _ in NAMED}


def test_a_reader_that_cannot_be_limited_is_not_handed_out() -> None:
    class Ledger:
        pass

    services = readers_for({Ledger: Ledger()}, ONLY_OWN)
    context = ToolContext(
        job_id="j", user_id="u", clock=ManualClock(datetime(2026, 6, 5, tzinfo=UTC)), services=services
    )
    with pytest.raises(FinOpsError, match="no Ledger"):
        context.service(Ledger)
