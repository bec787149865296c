"""An MCP server over the catalog: programs with a model of their own call the same tools, reading only.

The framework loads when a server is made. A tool that changes anything is not offered: approval needs a person, whom
this protocol does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from agents.adapters.kept_rows import KeptRows
from agents.untrusted import NOTICE, marked, readable_json
from finops_core.answers import Finding, said
from finops_core.errors import ErrorCode, FinOpsError, ToolRetry
from finops_core.tools.artifacts import Artifacts
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AnyTool, Catalog, Risk

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolRequestParams, CallToolResult, Tool, ToolAnnotations

NAME: Final = "finops-agent"

INSTRUCTIONS: Final = (
    "Tools over one cloud bill. Every amount is exact and comes with its basis: say what it includes, and never add "
    "amounts of different currencies. Periods are words such as last_month, 2026-10, since_march or next_3_months. "
    f"Prefer the structured content of a result. {NOTICE}"
)

MORE_ROWS: Final = "more_rows"
"""The tool that reads on in a long table of a call before."""

NO_REMEDIES: Final[Mapping[ErrorCode, str]] = {}
MakeContext = Callable[[], ToolContext]
"""Makes the context of one call: whose it is, and what it may see."""


def catalog_server(
    catalog: Catalog, make_context: MakeContext, remedies: Mapping[ErrorCode, str] = NO_REMEDIES
) -> "Server[Any]":
    """A server that offers the catalog's reading tools as `agent_tool`. Run it with `serve_stdio`.

    `remedies` are what to do about each code, as the wire's clients have it: a call that fails has its code with it.
    """
    import anyio.to_thread
    from mcp import types
    from mcp.server.lowlevel import Server

    tools, kept = _offered(catalog), KeptRows()

    async def list_tools(_context: object, _params: object) -> types.ListToolsResult:
        services = make_context().services
        there = {name: tool for name, tool in tools.items() if not tool.missing(services)}
        return types.ListToolsResult(tools=[*(_described(name, tool) for name, tool in there.items()), _reading_on()])

    async def call_tool(_context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name == MORE_ROWS:
            return _told(lambda: _more_rows(kept, params.arguments or {}), remedies)
        return await anyio.to_thread.run_sync(_call, tools, params, make_context, kept, remedies)

    return Server(NAME, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool)


async def serve_stdio(server: "Server[Any]") -> None:
    """Serves one program over standard input and output, until it closes them."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def hints(risk: Risk) -> "ToolAnnotations":
    """What a program may tell its user before a call, from the tool's own risk."""
    from mcp.types import ToolAnnotations

    reads = risk is Risk.READ
    return ToolAnnotations(
        read_only_hint=reads, destructive_hint=risk is Risk.DESTROY, idempotent_hint=reads, open_world_hint=False
    )


def _offered(catalog: Catalog) -> Mapping[str, AnyTool]:
    return {f"{agent.name}_{tool.name}": tool for agent in catalog.values() for tool in agent.tools if not tool.changes}


def _described(name: str, tool: AnyTool) -> "Tool":
    from mcp.types import Tool

    return Tool(
        name=name,
        description=tool.description,
        input_schema=tool.params.model_json_schema(),
        annotations=hints(tool.risk),
    )


class _Wanted(BaseModel):
    """The rest of a long table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    artifact_id: Annotated[str, StringConstraints(max_length=100)] = Field(description="The artifactId of a table.")
    offset: int = Field(0, ge=0, description="How many rows to pass over.")


def _reading_on() -> "Tool":
    from mcp.types import Tool

    text = "More rows of a table that a call before shortened: its artifactId, and from which row on."
    schema = _Wanted.model_json_schema()
    return Tool(name=MORE_ROWS, description=text, input_schema=schema, annotations=hints(Risk.READ))


def _told(call: "Callable[[], CallToolResult]", remedies: Mapping[ErrorCode, str]) -> "CallToolResult":
    """What a call gives; what cannot be done is told as a result, with its code, that the calling model can act on."""
    from mcp.types import CallToolResult, TextContent

    try:
        return call()
    except FinOpsError as error:
        told = {"code": error.code.value, "retryable": error.retryable, "remedy": remedies.get(error.code, "")}
        return CallToolResult(
            content=[TextContent(text=marked(str(error)))], is_error=True, structured_content={"error": told}
        )


def _more_rows(kept: KeptRows, arguments: Mapping[str, Any]) -> "CallToolResult":
    """Rows of a table that is kept. Raises ToolRetry for arguments that it does not take, and where there is none."""
    from mcp.types import CallToolResult, TextContent

    try:
        wanted = _Wanted.model_validate(arguments)
    except ValidationError as error:
        raise ToolRetry("more_rows takes artifact_id, a text, and offset, a number of rows from 0 on.") from error
    found = kept.rows(wanted.artifact_id, wanted.offset)
    if found is None:
        raise ToolRetry("There is no such table, or it is not kept any more: call the tool that made it again.")
    text = f"{len(found.rows)} of {found.total} rows, from row {wanted.offset + 1} on."
    told = {"rows": list(found.rows), "totalRows": found.total, "nextOffset": found.next_offset}
    return CallToolResult(
        content=[TextContent(text=marked(text))], structured_content={"notice": NOTICE, **readable_json(_plain(told))}
    )


def _plain(value: Any) -> Any:
    return TypeAdapter(Any).dump_python(value, mode="json")


def _call(
    tools: Mapping[str, AnyTool],
    params: "CallToolRequestParams",
    make_context: MakeContext,
    kept: KeptRows,
    remedies: Mapping[ErrorCode, str],
) -> "CallToolResult":
    return _told(lambda: _found(tools, params, make_context, kept), remedies)


def _found(
    tools: Mapping[str, AnyTool], params: "CallToolRequestParams", make_context: MakeContext, kept: KeptRows
) -> "CallToolResult":
    """What a tool finds. Raises ToolRetry where there is no such tool, and whatever the tool raises."""
    from mcp.types import CallToolResult, TextContent

    tool = tools.get(params.name)
    if tool is None:
        raise ToolRetry(f"There is no tool {params.name!r}. The tools are: {', '.join(tools)}.")
    name, store = kept.begin()
    finding = run_tool(tool, params.arguments or {}, replace(make_context(), artifacts=Artifacts(store, name)))
    text = said(finding)
    return CallToolResult(
        content=[TextContent(text=marked(text))], structured_content=_structured(finding, text, kept, name)
    )


def _structured(finding: Finding, text: str, kept: KeptRows, name: str) -> dict[str, Any]:
    """The finding as data, with the notice that it is no more than that."""
    shown = [kept.shortened(name, number, block) for number, block in enumerate(finding.blocks, 1)]
    blocks = [block.model_dump(mode="json", by_alias=True) for block in shown]
    basis = finding.basis.model_dump(mode="json", by_alias=True)
    return {"notice": NOTICE, **readable_json({"text": text, "blocks": blocks, "basis": basis})}
