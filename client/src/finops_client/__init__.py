"""The Python client of FinOps Agent: ask about a cloud bill, read typed events and answers.

`AsyncClient` for asyncio, `Client` for everything else; `PrivateClient` asks by AWS credentials, without a socket.
"""

from finops_client.answers import Answer, Basis, Fact, TableBlock
from finops_client.async_client import AsyncClient
from finops_client.client import Client
from finops_client.errors import (
    ClientTimeout,
    ConnectionFailed,
    FinOpsClientError,
    JobCancelled,
    JobFailed,
    JobInterrupted,
    NoLocalPlatform,
)
from finops_client.events import (
    Agent,
    AnswerReady,
    Event,
    Finished,
    Progress,
    Retry,
    Route,
    Started,
    TextDelta,
    Tool,
)
from finops_client.job_events import JobEvents
from finops_client.options import ClientOptions
from finops_client.private import PrivateAnswer, PrivateClient
from finops_client.program import ProgramSignIn

__all__ = [
    "Agent",
    "Answer",
    "AnswerReady",
    "AsyncClient",
    "Basis",
    "Client",
    "ClientOptions",
    "ClientTimeout",
    "ConnectionFailed",
    "Event",
    "Fact",
    "FinOpsClientError",
    "Finished",
    "JobCancelled",
    "JobEvents",
    "JobFailed",
    "JobInterrupted",
    "NoLocalPlatform",
    "PrivateAnswer",
    "PrivateClient",
    "ProgramSignIn",
    "Progress",
    "Retry",
    "Route",
    "Started",
    "TableBlock",
    "TextDelta",
    "Tool",
]
