"""The connection shell: keeps a session connected over real sockets, and decides nothing itself."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)
from websockets.typing import Origin, Subprotocol

from finops_client.calls import Call
from finops_client.credentials import Credentials
from finops_client.errors import (
    ClientClosed,
    ConnectionFailed,
    FinOpsClientError,
    Forbidden,
    InsecureUrl,
    RateLimited,
    Unauthenticated,
)
from finops_client.frames import MAX_MESSAGE_BYTES, SUBPROTOCOL
from finops_client.options import ClientOptions
from finops_client.proof import session_key
from finops_client.session import Session

logger = logging.getLogger(__name__)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
CLOSE_TIMEOUT_S = 1.0
RENEWAL_RETRY_S = 30.0


def check_url(url: str, *, allow_insecure: bool) -> None:
    """Raises InsecureUrl when the token would travel in clear text, ConnectionFailed for no WebSocket URL."""
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise ConnectionFailed(f"{url} is not a WebSocket URL; it starts with wss:// or ws://", retryable=False)
    if parts.scheme == "ws" and parts.hostname not in LOOPBACK and not allow_insecure:
        raise InsecureUrl(f"{url} would send the token in clear text; use wss://")


class Link:
    """Connects, pumps frames, renews the token, reconnects with backoff."""

    def __init__(
        self,
        *,
        url: str,
        origin: str | None,
        credentials: Credentials,
        session: Session,
        options: ClientOptions,
        rng: Random,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._origin = origin
        self._credentials = credentials
        self._session = session
        self._options = options
        self._rng = rng
        self._now = now
        self._wake = asyncio.Event()
        self._received = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._renewal: asyncio.Task[None] | None = None
        self._renew_at: float | None = None
        self.failure: FinOpsClientError | None = None

    async def open(self) -> None:
        """Connects once and keeps connected from then on. Raises what the first attempt met."""
        check_url(self._url, allow_insecure=self._options.allow_insecure)
        socket = await self._connect()
        self._task = asyncio.create_task(self._keep(socket), name="finops-client-link")

    async def close(self) -> None:
        """Closes the connection; everything open fails with ClientClosed."""
        self.failure = self.failure or ClientClosed("the client is closed")
        self._session.closing(self._now())
        await self._settle()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._session.fail(self.failure)

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def _settle(self) -> None:
        """Gives jobs that were cancelled just before closing a moment to be stopped."""
        with contextlib.suppress(ConnectionClosed, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                while self._session.stopping and self._socket is not None:
                    self._received.clear()
                    await self._send_due(self._socket)
                    await self._received.wait()

    async def _keep(self, socket: ClientConnection) -> None:
        try:
            while True:
                await self._serve(socket)
                socket = await self._reconnect()
        except FinOpsClientError as error:
            self.failure = error
        except Exception as error:
            logger.exception("url=%s | the connection loop failed", self._url)
            self.failure = FinOpsClientError(f"the client failed: {error!r}")
        self._session.fail(self.failure)

    async def _serve(self, socket: ClientConnection) -> None:
        """One connection, until it is lost or should be replaced."""
        self._socket = socket
        self._session.connected(self._now())
        self._plan_renewal()
        reader = asyncio.create_task(self._read(socket), name="finops-client-reader")
        reader.add_done_callback(lambda _: self._wake.set())
        try:
            while not reader.done() and not self._session.too_old(self._now()):
                self._wake.clear()
                await self._pump(socket)
                await self._pause()
        except (ConnectionClosed, OSError, TimeoutError) as lost:
            logger.info("reason=%r | the connection is given up", lost)
            socket.transport.abort()
        finally:
            self._socket = None
            self._received.set()
            self._session.disconnected()
            self._drop_renewal()
            reader.cancel()
            await asyncio.gather(reader, socket.close(), return_exceptions=True)

    async def _pump(self, socket: ClientConnection) -> None:
        """Sends what is due. Raises TimeoutError when the other side stopped answering."""
        now = self._now()
        if self._session.dead(now):
            raise TimeoutError("the platform stopped answering")
        if self._renewal_due(now) and self._renewal is None:
            self._renew_at = None
            self._renewal = asyncio.create_task(self._renew(), name="finops-client-renewal")
        async with asyncio.timeout(self._options.limits.keepalive.answer_s):
            await self._send_due(socket)

    async def _send_due(self, socket: ClientConnection) -> None:
        for text in self._session.outgoing(self._now()):
            await socket.send(text)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._session.receive(text, self._now())
                self._wake.set()
                self._received.set()
        except (ConnectionClosed, OSError) as lost:
            logger.info("reason=%s | the connection was lost", lost)

    async def _pause(self) -> None:
        """Until something happened or the session's next deadline."""
        moments = [moment for moment in (self._session.deadline(), self._renew_at) if moment is not None]
        delay = max(0.0, min(moments) - self._now()) if moments else None
        try:
            async with asyncio.timeout(delay):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _reconnect(self) -> ClientConnection:
        """Tries until it works. Raises the last error when the time allowed is over or trying again is no use."""
        give_up_at = self._now() + self._options.reconnect_for_s
        attempt = 0
        while True:
            await asyncio.sleep(self._options.backoff.delay_s(attempt, self._rng))
            try:
                return await self._connect()
            except FinOpsClientError as error:
                if not error.retryable or self._now() >= give_up_at:
                    raise
                logger.info("attempt=%s, code=%s | reconnecting: %s", attempt, error.code, error)
            attempt += 1

    async def _connect(self) -> ClientConnection:
        """One connection; a refused token is replaced once when there is a provider."""
        token = await self._credentials.token()
        if self._proves:
            token = await session_key(self._url, token, timeout_s=self._options.open_timeout_s)
        try:
            return await self._handshake(token)
        except Unauthenticated:
            if not self._credentials.renewable:
                raise
            return await self._handshake(await self._credentials.fresh())

    @property
    def _proves(self) -> bool:
        """Whether the server shares the token with us: others are known by their certificate, or by an issuer."""
        parts = urlsplit(self._url)
        local = parts.scheme == "ws" and parts.hostname in LOOPBACK
        return local and self._options.prove_server and not self._credentials.renewable

    async def _handshake(self, token: str) -> ClientConnection:
        local = urlsplit(self._url).hostname in LOOPBACK
        try:
            socket = await connect(
                self._url,
                origin=None if self._origin is None else Origin(self._origin),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={"Authorization": f"Bearer {token}"},
                open_timeout=self._options.open_timeout_s,
                close_timeout=CLOSE_TIMEOUT_S,
                ping_interval=None,
                max_size=MAX_MESSAGE_BYTES,
                compression=None,
                proxy=None if local else True,
            )
        except InvalidStatus as refused:
            raise _refusal(self._url, refused.response.status_code) from refused
        except InvalidURI as wrong:
            raise ConnectionFailed(f"{self._url} is not a WebSocket URL: {wrong}", retryable=False) from wrong
        except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as failed:
            raise ConnectionFailed(f"no platform answers at {self._url}: {failed or 'timed out'}") from failed
        if socket.subprotocol != SUBPROTOCOL:
            await socket.close()
            raise ConnectionFailed(f"{self._url} does not speak {SUBPROTOCOL}", retryable=False)
        return socket

    def _plan_renewal(self) -> None:
        left = self._credentials.renew_in_s(self._session.token_expires_at)
        self._renew_at = None if left is None else self._now() + max(0.0, left)

    def _renewal_due(self, now: float) -> bool:
        return self._session.token_wanted or (self._renew_at is not None and now >= self._renew_at)

    def _drop_renewal(self) -> None:
        """The next connection brings its own token."""
        if self._renewal is not None:
            self._renewal.cancel()
            self._renewal = None

    async def _renew(self) -> None:
        """Fetches a token and hands it in on the open connection."""
        answered = asyncio.Event()
        call: Call | None = None
        try:
            token = await self._credentials.fresh()
            call = self._session.call({"type": "auth", "token": token}, self._now(), answered.set)
            self._wake.set()
            await answered.wait()
            if call.error is not None:
                raise call.error
            self._plan_renewal()
        except FinOpsClientError as error:
            logger.warning("code=%s | the token could not be renewed: %s", error.code, error)
            self._session.token_failed(error)
            self._renew_at = self._now() + RENEWAL_RETRY_S
        finally:
            if call is not None:
                self._session.drop(call)
            self._renewal = None
            self._wake.set()


def _refusal(url: str, status: int) -> FinOpsClientError:
    """What a refused handshake means to the caller."""
    match status:
        case 401:
            return Unauthenticated(f"{url} does not accept this token")
        case 403:
            return Forbidden(f"{url} does not let this client in")
        case 429:
            return RateLimited(f"{url} has too many connections; try again later")
        case _:
            return ConnectionFailed(f"{url} answered with HTTP status {status}", retryable=status >= 500)
