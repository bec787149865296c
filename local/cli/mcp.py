"""`finops mcp`: the agents' tools for a program with a model of its own, over standard input and output."""

import asyncio
import os
import uuid
from pathlib import Path
from typing import Any

from agents.adapters.mcp import catalog_server, serve_stdio
from agents.catalog import CATALOG
from finops_core.clock import SystemClock
from finops_core.logs import configure
from finops_core.tools.context import ToolContext
from local.bill import open_local_bill
from local.cli.settings import local_settings
from local.folder_rights import make_private
from websocket.tokens import LOCAL_USER
from worker.readers import readers


def serve(flags: dict[str, Any]) -> None:
    """Serves until the program that started this closes its end. Needs no running platform.

    Raises SettingsError and BillError before anything is served.
    """
    settings, clock = local_settings(flags, os.environ), SystemClock()
    configure(settings.log_level)
    make_private(settings.data_dir)
    bill, terms = open_local_bill(settings, Path(settings.cache_dir or settings.data_dir), clock.now())
    services = readers(bill, terms)

    def context() -> ToolContext:
        return ToolContext(job_id=f"mcp-{uuid.uuid4().hex}", user_id=LOCAL_USER, clock=clock, services=services)

    asyncio.run(serve_stdio(catalog_server(CATALOG, context)))
