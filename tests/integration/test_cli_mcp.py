"""`finops mcp` as another program uses it, over its standard input and output."""

import json
from pathlib import Path
from typing import TextIO

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.integration.cli_command import COMMAND, TINY_BILL, environment


async def test_another_program_lists_the_tools_and_asks_one(tmp_path: Path) -> None:
    executable, *arguments = COMMAND
    server = StdioServerParameters(
        command=executable,
        args=[*arguments, "mcp", "--bill", str(TINY_BILL), "--data-dir", str(tmp_path)],
        env=environment(tmp_path, FINOPS_LOG_LEVEL="INFO"),
    )
    with (tmp_path / "log").open("w+") as log:
        await _asks_for_january(server, log)
        log.seek(0)
        assert "tool=spend" in log.read()


async def test_a_data_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    executable, *arguments = COMMAND
    data = tmp_path / "data"
    (data / "bills").mkdir(parents=True)
    (data / "bills" / "kept").write_text("a bill from before")
    for path, mode in ((data, 0o755), (data / "bills", 0o755), (data / "bills" / "kept", 0o644)):
        path.chmod(mode)
    server = StdioServerParameters(
        command=executable,
        args=[*arguments, "mcp", "--bill", str(TINY_BILL), "--data-dir", str(data)],
        env=environment(tmp_path),
    )
    async with stdio_client(server) as (incoming, outgoing), ClientSession(incoming, outgoing) as session:
        await session.initialize()
        left_open = [path for path in (data, data / "bills", data / "bills" / "kept") if path.stat().st_mode & 0o077]
    assert left_open == []


async def _asks_for_january(server: StdioServerParameters, log: TextIO) -> None:
    async with stdio_client(server, errlog=log) as (incoming, outgoing), ClientSession(incoming, outgoing) as session:
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        spend = tools["cost_spend"]
        assert spend.annotations is not None
        assert spend.annotations.read_only_hint is True
        answer = await session.call_tool("cost_spend", {"period": "2025-01"})
    assert "0.07" in json.dumps(answer.model_dump(mode="json"))
