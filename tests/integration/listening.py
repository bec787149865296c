"""Closing a server without leaking what it has just accepted."""

import asyncio

from websockets.asyncio.server import Server

TURNS = 5
"""Of the event loop, more than an accepted socket takes to become a connection that its server knows."""


async def stop_accepting(server: Server) -> None:
    """Takes no more connections, and lets those just accepted become known to the server.

    Until Python 3.12 asyncio drops a socket unclosed that it accepted while its server closes (CPython issue 109564).
    What still waits in the kernel's backlog is reset when the port closes.
    """
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening.fileno())
    for _ in range(TURNS):
        await asyncio.sleep(0)
