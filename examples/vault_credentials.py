"""AWS credentials out of HashiCorp Vault, as a source that is plugged in. Needs nothing but Python.

Put this file where Python finds it (its folder in PYTHONPATH), and into finops.toml:

    [account]
    source = "vault_credentials:credentials"
    options = { path = "aws/sts/finops-read" }

Vault's address and token come from VAULT_ADDR and VAULT_TOKEN. With several profiles, `{profile}` in the path is
replaced by the one that is used. A package of your own would rather declare an entry point in the group
`finops_agent.credentials` and be named by it.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from finops_core.aws.credentials import FoundCredentials
from finops_core.errors import SettingsError

TIMEOUT_S = 10
MOST_BYTES = 64 * 1024


def credentials(profile: str, options: Mapping[str, str]) -> FoundCredentials | None:
    """New credentials each time it is called: once at first, then before the lease of the former ones ends."""
    address, token = os.environ.get("VAULT_ADDR", ""), os.environ.get("VAULT_TOKEN", "")
    if not address or not token:
        raise SettingsError("Set VAULT_ADDR and VAULT_TOKEN, so that AWS credentials can be fetched from Vault.")
    path = options.get("path", "aws/creds/finops-read").replace("{profile}", profile).strip("/")
    asked = datetime.now(UTC)
    request = Request(f"{address.rstrip('/')}/v1/{path}", headers={"X-Vault-Token": token})
    with urlopen(request, timeout=TIMEOUT_S) as answer:
        told: dict[str, Any] = json.loads(answer.read(MOST_BYTES))
    data: dict[str, str] = told["data"]
    return FoundCredentials(
        access_key_id=data["access_key"],
        secret_access_key=data["secret_key"],
        session_token=data.get("security_token") or "",
        expires_at=asked + timedelta(seconds=int(told["lease_duration"])),
    )
