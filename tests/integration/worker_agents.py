"""Agents for platforms whose worker is a process of its own: they say which process they ran in."""

import asyncio
import os
import select
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from agents.cost.intents.questions import QUESTIONS
from billing.no_bill import NoBill
from billing.source import BillSource
from finops_core.answers import Finding
from finops_core.clock import Clock
from finops_core.errors import BillError
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, AnyTool, ToolDef, as_found
from local.answering import Answering
from local.settings import LocalSettings

CANCEL_POLL_S = 0.05


class AnyParams(BaseModel):
    """Whatever the fast path reads out of a question."""

    model_config = ConfigDict(extra="allow")


class Calls:
    """The test's side of a tool that waits: who called, and the word to go on."""

    def __init__(self, address: Path) -> None:
        self.address = address
        self._pids: asyncio.Queue[int] = asyncio.Queue()
        self._go = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[Self]:
        server = await asyncio.start_unix_server(self._called, self.address)
        try:
            yield self
        finally:
            self.go()
            server.close()
            await server.wait_closed()

    async def next(self) -> int:
        """The process of the next call."""
        return await self._pids.get()

    def go(self) -> None:
        """Lets all calls return, those to come too."""
        self._go.set()

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._pids.put_nowait(int(await reader.readline()))
        await self._go.wait()
        writer.close()


def waiting(address: Path, settings: LocalSettings, clock: Clock) -> Answering:
    """A tool that waits for the test's word and answers with the bill's name. A bill called `broken` is refused."""
    if settings.bill == "broken":
        raise BillError("broken: the bill is torn. Mend it, then try again.")

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(address))
            line.sendall(f"{os.getpid()}\n".encode())
            while not context.cancelled.is_set() and not select.select([line], [], [], CANCEL_POLL_S)[0]:
                pass
        fact = context.facts.text(settings.bill, "the bill")
        return Finding(headline=f"Answered from [[{fact.id}]].", facts=(fact,))

    return answering_with(ToolDef(name="spend", description="Waits.", params=AnyParams, read=spend, present=as_found))


def deadly(settings: LocalSettings, clock: Clock) -> Answering:
    """A tool that takes its process down, as a query does that needs more memory than there is."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("a killed process goes on")

    return answering_with(ToolDef(name="spend", description="Kills.", params=AnyParams, read=spend, present=as_found))


def answering_with(tool: AnyTool) -> Answering:
    agent = AgentDef(
        name="cost",
        title="Cost",
        description="Scripted.",
        tools=(tool,),
        questions=QUESTIONS,
    )
    return Answering(catalog={"cost": agent}, services={BillSource: NoBill()})
