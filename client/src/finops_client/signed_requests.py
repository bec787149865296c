"""Requests signed with AWS credentials, by botocore's own signer (SigV4)."""

import importlib
import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Self, cast
from urllib.parse import urlsplit

from finops_client.errors import (
    ConnectionFailed,
    FinOpsClientError,
    Forbidden,
    InsecureUrl,
    MissingDependency,
    Refused,
    Unauthenticated,
    refusal_of,
)
from finops_client.program import LOOPBACK, NoRedirect

MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Lambda returns at most 6 MB."""
SERVICE = "lambda"
_REGION_OF_HOST = re.compile(r"[a-z0-9]+\.lambda-url\.(?P<region>[a-z0-9-]+)\.on\.aws(\.cn)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Botocore:
    """The parts of botocore that sign, loaded when somebody signs: nobody else has to have it."""

    session: Any
    signer: Any
    request: Any
    failure: type[Exception]

    @classmethod
    def loaded(cls) -> Self:
        """Raises MissingDependency."""
        try:
            return cls(
                session=importlib.import_module("botocore.session").Session,
                signer=importlib.import_module("botocore.auth").SigV4Auth,
                request=importlib.import_module("botocore.awsrequest").AWSRequest,
                failure=importlib.import_module("botocore.exceptions").BotoCoreError,
            )
        except ImportError as missing:
            raise MissingDependency("signing needs botocore: pip install 'finops-agent-client[aws]'") from missing

    def credentials_of(self, profile: str | None) -> Any:
        """The credentials of a profile, or those that are found. Raises Unauthenticated when there are none."""
        try:
            found = self.session(profile=profile).get_credentials()
        except self.failure as error:
            raise Unauthenticated(f"no AWS credentials: {error}") from error
        if found is None:
            where = "in the environment or a default profile" if profile is None else f"in the profile {profile}"
            raise Unauthenticated(f"there are no AWS credentials {where}; sign in with: aws sso login")
        return found


class SignedRequests:
    """Requests to one address, each signed with the credentials that a profile has at that moment.

    Raises InsecureUrl for an address that is neither encrypted nor on this machine, MissingDependency without botocore,
    Unauthenticated where there are no credentials.
    """

    def __init__(self, url: str, *, profile: str | None = None, region: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise InsecureUrl(f"{url} would be asked in clear text; use https://")
        named = _REGION_OF_HOST.fullmatch(parts.hostname or "")
        self._url = url.rstrip("/")
        self._region = region or (named["region"] if named else "")
        if not self._region:
            raise FinOpsClientError(f"{url} does not say its region, such as eu-central-1: give it")
        self._aws = _Botocore.loaded()
        self._credentials = self._aws.credentials_of(profile)

    def send(self, method: str, path: str, body: object = None, *, timeout_s: float) -> dict[str, Any]:
        """The JSON object that answers a request. Raises Refused, ConnectionFailed when trying again may help."""
        try:
            with urllib.request.build_opener(NoRedirect).open(
                self._signed(method, path, body), timeout=timeout_s
            ) as got:
                return _object(got.read(MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read(MAX_ANSWER_BYTES)) from error
        except (OSError, HTTPException) as error:
            raise ConnectionFailed(f"{self._url} cannot be reached: {error}") from error
        except ValueError as error:
            raise FinOpsClientError(f"{self._url} answered something else: is it a platform's address?") from error

    def _signed(self, method: str, path: str, body: object) -> urllib.request.Request:
        data = None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": "application/json"}
        request = self._aws.request(method=method, url=self._url + path, data=data, headers=headers)
        try:
            self._aws.signer(self._credentials, SERVICE, self._region).add_auth(request)
        except self._aws.failure as error:
            raise Unauthenticated(f"the AWS credentials could not be renewed: {error}") from error
        signed: Mapping[str, str] = request.headers
        return urllib.request.Request(self._url + path, data=data, headers=dict(signed.items()), method=method)


def _object(data: bytes) -> dict[str, Any]:
    found: object = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return cast("dict[str, Any]", found)


def _refusal(status: int, data: bytes) -> Refused | ConnectionFailed:
    """The platform's refusal, which has a code; AWS's own, in front of it, has none."""
    try:
        told = _object(data)
    except ValueError:
        told = {}
    code = told.get("code")
    if isinstance(code, str):
        after_ms = told.get("retryAfterMs")
        return refusal_of(
            code,
            str(told.get("message")),
            retryable=told.get("retryable") is True,
            retry_after_ms=after_ms if isinstance(after_ms, int) else None,
        )
    if status >= 500 or status == 429:
        return ConnectionFailed(f"AWS answered {status} for the platform")
    why = str(told.get("Message") or told.get("message") or status)[:200]
    return Forbidden(
        f"AWS did not let the request through ({why}). Whoever runs the platform names your role in `principals`; "
        "in another account it has to be allowed lambda:InvokeFunctionUrl and lambda:InvokeFunction, too."
    )
