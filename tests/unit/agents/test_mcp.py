"""The catalog over MCP, as a client in the same process sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client

from agents.adapters.kept_rows import CALLS_KEPT, ROWS_TOLD
from agents.adapters.mcp import MORE_ROWS, catalog_server, hints
from agents.catalog import CATALOG
from billing.query import Dimension
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import Catalog, Risk
from websocket.faults import FAULTS

T = TypeVar("T")

BILL = MemoryBill(
    [
        Line(day=date(2026, 10, 5), amount=Decimal("1.25"), values={Dimension.RESOURCE: f"i-{n:03}"}, account=account)
        for n, account in enumerate(["1" * 12] * 200 + ["2" * 12] * 200)
    ]
)


def with_client(
    use: Callable[[Client], Awaitable[T]], catalog: Catalog = CATALOG, accounts: frozenset[str] | None = None
) -> T:
    def context() -> ToolContext:
        return ToolContext(
            job_id="mcp",
            user_id="ada",
            clock=ManualClock(datetime(2026, 11, 20, tzinfo=UTC)),
            services={BillSource: BILL},
            accounts=accounts,
        )

    async def main() -> T:
        with anyio.fail_after(20):
            async with Client(catalog_server(catalog, context)) as client:
                return await use(client)

    return anyio.run(main)


def test_every_reading_tool_is_offered_with_its_arguments_and_hints() -> None:
    listed = with_client(lambda client: client.list_tools()).tools

    assert [tool.name for tool in listed] == [
        *(
            f"{agent.name}_{tool.name}"
            for agent in CATALOG.values()
            for tool in agent.tools
            if not tool.changes and not tool.missing({BillSource: BILL})
        ),
        MORE_ROWS,
    ]
    spend = next(tool for tool in listed if tool.name == "cost_spend")
    assert "group_by" in spend.input_schema["properties"]
    assert spend.annotations is not None
    assert (spend.annotations.read_only_hint, spend.annotations.destructive_hint) == (True, False)


def test_a_tool_that_changes_something_is_neither_offered_nor_callable() -> None:
    cost = CATALOG["cost"]
    changing = replace(cost, tools=(cost.tools[0], replace(cost.tools[1], risk=Risk.DESTROY)))
    name = f"cost_{cost.tools[1].name}"

    async def use(client: Client) -> tuple[list[str], bool | None]:
        names = [tool.name for tool in (await client.list_tools()).tools]
        return names, (await client.call_tool(name, {})).is_error

    assert with_client(use, {"cost": changing}) == (["cost_spend", MORE_ROWS], True)
    assert (hints(Risk.DESTROY).read_only_hint, hints(Risk.DESTROY).destructive_hint) == (False, True)
    assert (hints(Risk.CHANGE).read_only_hint, hints(Risk.CHANGE).destructive_hint) == (False, False)


def test_a_call_answers_in_words_and_exact_amounts_with_their_basis() -> None:
    result = with_client(lambda client: client.call_tool("cost_spend", {"period": "2026-10", "group_by": ["account"]}))

    assert not result.is_error
    found = result.structured_content
    assert found is not None
    assert "$250.00 of $500.00" in found["text"]
    (table,) = [block for block in found["blocks"] if block["type"] == "table"]
    assert {row[1] for row in table["rows"]} == {"250.00"}
    assert found["basis"]["metric"] == "BilledCost"


def test_a_long_table_is_shortened_and_says_how_long_it_is() -> None:
    result = with_client(lambda client: client.call_tool("cost_spend", {"group_by": ["resource"]}))

    assert result.structured_content is not None
    (table,) = [block for block in result.structured_content["blocks"] if block["type"] == "table"]
    assert (len(table["rows"]), table["totalRows"]) == (ROWS_TOLD, 400)
    assert table["artifactId"]


def test_the_rows_beyond_the_first_are_read_page_by_page_to_the_last() -> None:
    async def use(client: Client) -> list[list[str]]:
        first: dict[str, Any] = (
            await client.call_tool("cost_spend", {"group_by": ["resource"]})
        ).structured_content or {}
        (table,) = [block for block in first["blocks"] if block["type"] == "table"]
        rows: list[list[str]] = list(table["rows"])
        offset: int | None = ROWS_TOLD
        while offset is not None:
            wanted: dict[str, Any] = {"artifact_id": table["artifactId"], "offset": offset}
            more: dict[str, Any] = (await client.call_tool(MORE_ROWS, wanted)).structured_content or {}
            assert more["totalRows"] == 400
            rows, offset = rows + more["rows"], more["nextOffset"]
        return rows

    rows = with_client(use)

    assert len({row[0] for row in rows}) == len(rows) == 400


def test_rows_that_are_not_kept_are_said_to_be_gone() -> None:
    async def use(client: Client) -> list[bool | None]:
        await client.call_tool("cost_spend", {"group_by": ["resource"]})
        kept = await client.call_tool(MORE_ROWS, {"artifact_id": "call1-table1"})
        for _ in range(CALLS_KEPT):
            await client.call_tool("cost_spend", {})
        others: tuple[dict[str, Any], ...] = (
            {"artifact_id": "call1-table1"},
            {"artifact_id": "call2-table1"},
            {"offset": 1},
            {"artifact_id": "x"},
        )
        return [kept.is_error, *[(await client.call_tool(MORE_ROWS, one)).is_error for one in others]]

    assert with_client(use)[1:] == [True, True, True, True]


def test_only_the_accounts_of_the_caller_are_read() -> None:
    result = with_client(lambda client: client.call_tool("cost_spend", {}), accounts=frozenset({"2" * 12}))

    assert result.structured_content is not None
    assert "$250.00" in result.structured_content["text"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("cost_spend", {"period": "someday"}),
        ("cost_guess", {}),
        (MORE_ROWS, {"artifact_id": "call1-table1"}),
        (MORE_ROWS, {"offset": 1}),
    ],
    ids=["arguments", "no such tool", "no such table", "no table"],
)
def test_a_call_that_fails_has_the_code_that_the_wires_clients_know(tool: str, arguments: dict[str, Any]) -> None:
    result = with_client(lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert result.structured_content is not None
    told = result.structured_content["error"]
    assert told["code"] in {fault.code for fault in FAULTS}
    assert told["retryable"] is True  # with other arguments, as the message says


def test_a_wrong_call_is_a_result_that_says_what_is_wrong() -> None:
    async def use(client: Client) -> list[tuple[bool | None, str]]:
        calls: list[tuple[str, dict[str, str]]] = [
            ("cost_spend", {"period": "someday"}),
            ("cost_spend", {"colour": "red"}),
            ("cost_guess", {}),
        ]
        results = [await client.call_tool(name, arguments) for name, arguments in calls]
        return [(result.is_error, getattr(result.content[0], "text", "")) for result in results]

    period, argument, unknown = with_client(use)
    assert period[0]
    assert "someday" in period[1]
    assert argument[0]
    assert "colour" in argument[1]
    assert unknown[0]
    assert "cost_spend" in unknown[1]
