"""What stands between a browser and the emulator: an address for the page, and one for its socket.

The emulator has no CloudFront, echoes no subprotocol in a handshake (a browser would refuse it), and the stack lets in
one page alone, whose host does not resolve here (gaps.txt). So the built page is served on loopback with the deployed
configuration and headers, and a relay says the subprotocol and the page's origin. Frames pass through as they are.
"""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Origin, Subprotocol

from cdk.page_policy import OTHER_HEADERS, content_security_policy
from tests.e2e.cloud_page import page_server, served_files
from tests.infra.stage import Stage
from tests.infra.synthesis import PAGE
from websocket.protocol import SUBPROTOCOL

OPENED_WITHIN_S = 20.0
"""A cold start is part of it."""
CLIENT = "Identity/Users/Page"


@contextmanager
def page_of(stage: Stage) -> Generator[str]:
    """The address of the deployed page, at which the stack's user pool sends people back."""
    with _relay(stage.deployment.socket_url) as socket, page_server() as server:
        url, sign_in = f"http://127.0.0.1:{server.server_address[1]}", stage.deployment.emulator.url
        config = json.loads(stage.page_config) | {"socket": socket, "signIn": sign_in}
        policy = content_security_policy((socket, f"{sign_in}/oauth2/"))
        server.RequestHandlerClass = served_files(config, {"Content-Security-Policy": policy, **OTHER_HEADERS})
        with _sent_back_to(f"{url}/", stage):
            yield url


@contextmanager
def _sent_back_to(url: str, stage: Stage) -> Generator[None]:
    """The page's client of the user pool with this address, beside the deployed ones."""
    cognito = stage.deployment.emulator.client("cognito-idp")
    named = {
        "UserPoolId": stage.deployment.physical("AWS::Cognito::UserPool"),
        "ClientId": stage.deployment.physical("AWS::Cognito::UserPoolClient", CLIENT),
    }
    deployed: dict[str, Any] = cognito.describe_user_pool_client(**named)["UserPoolClient"]
    kept = ("AllowedOAuthFlows", "AllowedOAuthScopes", "AllowedOAuthFlowsUserPoolClient", "ExplicitAuthFlows")
    same = named | {name: deployed[name] for name in kept if name in deployed}
    addresses = {name: deployed.get(name, []) for name in ("CallbackURLs", "LogoutURLs")}
    cognito.update_user_pool_client(**same, **{name: [*known, url] for name, known in addresses.items()})
    try:
        yield
    finally:
        cognito.update_user_pool_client(**same, **addresses)


@contextmanager
def _relay(target: str) -> Generator[str]:
    def relay(browser: ServerConnection) -> None:
        request = browser.request
        assert request is not None
        named = [Subprotocol(name.strip()) for name in request.headers["Sec-WebSocket-Protocol"].split(",")]
        with connect(
            target,
            origin=Origin(PAGE),
            subprotocols=named,
            open_timeout=OPENED_WITHIN_S,
            compression=None,
            proxy=None,
        ) as platform:
            back = threading.Thread(target=_pass_on, args=(platform, browser))
            back.start()
            _pass_on(browser, platform)
            back.join()

    with serve(relay, "127.0.0.1", 0, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{_port(server)}"
        finally:
            server.shutdown()
            thread.join()


def _pass_on(source: Any, to: Any) -> None:
    with suppress(ConnectionClosed):
        for frame in source:
            to.send(frame)
    to.close()


def _port(server: Server) -> int:
    return server.socket.getsockname()[1]
