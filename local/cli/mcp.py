"""`finops mcp`: the agents' tools for a program with a model of its own, over standard input and output."""

import asyncio
import os
import uuid
from typing import Any

from agents.adapters.mcp import catalog_server, serve_stdio
from finops_core.clock import SystemClock
from finops_core.logs import configure
from finops_core.tools.context import ToolContext
from local.answering import product
from local.cli.settings import local_settings
from local.folder_rights import make_private
from websocket.faults import FAULTS
from websocket.tokens import LOCAL_USER


def serve(flags: dict[str, Any]) -> None:
    """Serves until the program that started this closes its end. Needs no running platform.

    Raises SettingsError and BillError before anything is served.
    """
    settings, clock = local_settings(flags, os.environ), SystemClock()
    configure(settings.log_level)
    make_private(settings.data_dir)
    answering = product(settings, clock)

    def context() -> ToolContext:
        job_id = f"mcp-{uuid.uuid4().hex}"
        return ToolContext(job_id=job_id, user_id=LOCAL_USER, clock=clock, services=answering.services)

    remedies = {fault.code: fault.remedy for fault in FAULTS}
    asyncio.run(serve_stdio(catalog_server(answering.catalog, context, remedies)))
