"""Starts the worker process: `python -P local/worker_start.py FD`.

It imports nothing of the product before it has been told where the product is: with -P, no folder that the user
happens to be in can take its place.
"""

import sys
from multiprocessing.connection import Connection


def start(descriptor: int) -> None:
    """Serves the platform at the other end of the connection; its first message is the import path."""
    connection: Connection = Connection(descriptor)
    sys.path[:] = connection.recv()
    from local.worker_main import main

    main(connection)


if __name__ == "__main__":
    start(int(sys.argv[1]))
