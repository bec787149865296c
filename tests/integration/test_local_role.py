"""On a laptop its user may do all, whichever way a frame comes: a socket, the HTTP API, or AG-UI's stream."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

from finops_client import Client
from finops_client.local import find_platform
from finops_core.roles import Right, Role
from local.platform import Platform
from local.settings import LocalSettings
from tests.integration.cli_command import TINY_BILL

ALL = (Role.ADMIN.value, tuple(right.value for right in Right))


def test_the_laptops_user_may_do_all_by_every_way(tmp_path: Path) -> None:
    platform = Platform(LocalSettings(bill=str(TINY_BILL), data_dir=tmp_path, port=0)).start()
    try:
        with Client.local(tmp_path) as client:
            access = client.access()
            assert (access.role, access.may) == ALL
        found = find_platform(tmp_path)
        address = found.url.replace("ws://", "http://").removesuffix("/ws")
        for path in ("/agui", "/v1/agui"):
            asked = Request(
                address + path,
                data=b'{"type": "access.get"}',
                headers={"Authorization": f"Bearer {found.token}", "Content-Type": "application/json"},
            )
            with urlopen(asked, timeout=30) as answer:
                told = json.load(answer)
            assert (told["role"], tuple(told["may"])) == ALL, path
    finally:
        platform.stop()
