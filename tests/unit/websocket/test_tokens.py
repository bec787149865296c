"""Whose token: what an OpenID Connect issuer signed for this application is believed, and nothing else."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from finops_core.clock import ManualClock
from finops_core.errors import StorageUnavailable, TokenExpired, Unauthenticated
from finops_core.roles import UNSAID, Role
from websocket.identity import caller
from websocket.tokens import PROGRAM_SCOPE, Identity, JwtVerifier, SharedTokenVerifier

ISSUER = "https://issuer.example/pool"
AUDIENCE = "finops-page"
ANOTHER = "another-page-of-ours"
LATER = datetime.now(UTC) + timedelta(hours=1)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An issuer's key set on loopback, and tokens of it."""

    jwks_url: str

    def verifier(self, **more: Any) -> JwtVerifier:
        return JwtVerifier(issuer=ISSUER, audiences=(AUDIENCE, ANOTHER), jwks_url=self.jwks_url, **more)

    def verify(self, token: str, **more: Any) -> Identity:
        return self.verifier(**more).verify(token)


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k1", "alg": "RS256", "use": "sig"}
    body = json.dumps({"keys": [key]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Issuer(jwks_url=f"http://127.0.0.1:{server.server_address[1]}/jwks.json")
    server.shutdown()
    server.server_close()
    thread.join()


def claims(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"sub": "ada", "iss": ISSUER, "aud": AUDIENCE, "exp": int(LATER.timestamp())}
    return {name: value for name, value in (told | changes).items() if value is not None}


def signed(key: Any = KEY, *, algorithm: str = "RS256", kid: str | None = "k1", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_of_the_issuer_tells_user_and_end(issuer: Issuer):
    assert issuer.verify(signed()) == Identity(user_id="ada", exp=int(LATER.timestamp()), accounts=None)


def test_an_access_token_names_the_application_as_its_client(issuer: Issuer):
    assert issuer.verify(signed(aud=None, client_id=AUDIENCE)).user_id == "ada"


def test_several_applications_of_one_issuer_may_be_let_in(issuer: Issuer):
    assert issuer.verify(signed(aud=ANOTHER)).user_id == "ada"
    assert issuer.verify(signed(aud=None, client_id=ANOTHER)).user_id == "ada"


def test_an_expired_token_is_told_apart_from_a_wrong_one(issuer: Issuer):
    past = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    with pytest.raises(TokenExpired, match="Sign in again"):
        issuer.verify(signed(exp=past))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://issuer.example/other"},
        {"iss": None},
        {"aud": "another-application"},
        {"aud": None},
        {"aud": [AUDIENCE]},
        {"aud": None, "client_id": "another-application"},
        {"sub": None},
        {"exp": None},
        {"nbf": int(LATER.timestamp())},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_a_token_of_another_issuer_application_or_without_its_claims_is_refused(
    issuer: Issuer, changes: dict[str, Any]
):
    with pytest.raises(Unauthenticated, match="Sign in again"):
        issuer.verify(signed(**changes))


def test_a_token_signed_with_another_key_is_refused(issuer: Issuer):
    with pytest.raises(Unauthenticated):
        issuer.verify(signed(OTHER_KEY))


def test_a_token_of_an_unknown_key_is_refused(issuer: Issuer):
    with pytest.raises(Unauthenticated):
        issuer.verify(signed(OTHER_KEY, kid="k2"))


def test_the_public_key_is_no_password(issuer: Issuer):
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    content = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{part(claims())}"
    signature = base64.urlsafe_b64encode(hmac.digest(public, content.encode(), "sha256")).decode().rstrip("=")
    with pytest.raises(Unauthenticated):
        issuer.verify(f"{content}.{signature}")


def test_a_token_nobody_signed_is_refused(issuer: Issuer):
    with pytest.raises(Unauthenticated):
        issuer.verify(f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims())}.")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 100, "x" * 8192])
def test_what_is_no_token_is_refused(issuer: Issuer, token: str):
    with pytest.raises(Unauthenticated):
        issuer.verify(token)


def test_a_token_changed_after_signing_is_refused(issuer: Issuer):
    head, body, signature = signed().split(".")
    forged = part(claims(sub="root"))
    assert forged != body
    with pytest.raises(Unauthenticated):
        issuer.verify(f"{head}.{forged}.{signature}")


def test_keys_that_cannot_be_fetched_are_no_fault_of_the_token():
    closed = JwtVerifier(issuer=ISSUER, audiences=(AUDIENCE, ANOTHER), jwks_url="http://127.0.0.1:9/jwks.json")
    with pytest.raises(StorageUnavailable, match="Try again in a moment"):
        closed.verify(signed())


GROUPS = {"finance": ("111111111111", "222222222222"), "team-a": ("333333333333",)}


@pytest.mark.parametrize(
    ("changes", "accounts"),
    [
        ({"cognito:groups": ["team-a"]}, ("333333333333",)),
        ({"groups": ["team-a", "finance"]}, ("111111111111", "222222222222", "333333333333")),
        ({"cognito:groups": ["finance"], "groups": ["team-a"]}, ("111111111111", "222222222222")),
        ({"cognito:groups": ["unknown"]}, ()),
        ({"cognito:groups": []}, ()),
        ({"cognito:groups": [], "groups": ["finance"]}, ()),
        ({"groups": ["f", "i", "finance "]}, ()),
        ({}, ()),
    ],
    ids=str,
)
def test_groups_decide_which_accounts_a_user_sees(issuer: Issuer, changes: dict[str, Any], accounts: tuple[str, ...]):
    assert issuer.verify(signed(**changes), group_accounts=GROUPS).accounts == accounts


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["finance"], Role.ANALYST),
        (["leads", "finance", "auditors"], Role.APPROVER),
        (["auditors"], Role.VIEWER),
        (["unknown", "Leads"], Role.VIEWER),
        (None, Role.VIEWER),
    ],
    ids=str,
)
def test_groups_decide_what_a_user_may_do(issuer: Issuer, groups: list[str] | None, role: Role):
    group_roles = {"finance": Role.ANALYST, "leads": Role.APPROVER, "auditors": Role.VIEWER}
    told: dict[str, Any] = {"cognito:groups": groups}
    token = signed(**told)
    assert issuer.verify(token, group_roles=group_roles).role is role
    assert issuer.verify(token).role is UNSAID
    assert issuer.verify(token, group_roles=group_roles, group_accounts=GROUPS | {"leads": ()}).role is role


@pytest.mark.parametrize("claim", ["groups", "cognito:groups"])
@pytest.mark.parametrize(
    "groups", ["finance", "a", 7, True, {"finance": 1}, [["finance"]], ["finance", 7], [None], [""], "[]"], ids=repr
)
def test_groups_that_are_no_list_of_names_are_refused(issuer: Issuer, claim: str, groups: Any):
    one_letter = dict.fromkeys("finance", ("111111111111",))
    with pytest.raises(Unauthenticated, match="groups"):
        issuer.verify(signed(**{claim: groups}), group_accounts=GROUPS | one_letter)


@pytest.mark.parametrize("sub", ["", " ", "x" * 256, "ada\n", "ada\x00", "ädä"], ids=repr)
def test_a_subject_that_is_no_name_is_refused(issuer: Issuer, sub: str):
    with pytest.raises(Unauthenticated, match="Sign in again"):
        issuer.verify(signed(sub=sub))


@pytest.mark.parametrize("exp", [True, "soon", 0, -1, float("inf"), float("nan"), 1e300, [1]], ids=repr)
def test_an_end_that_is_no_moment_is_refused(issuer: Issuer, exp: Any):
    # Signed by hand: the library does not write these.
    head = part({"alg": "RS256", "kid": "k1", "typ": "JWT"})
    signing = f"{head}.{part(claims() | {'exp': exp})}"
    signature = KEY.sign(signing.encode(), PKCS1v15(), SHA256())
    token = f"{signing}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
    with pytest.raises((Unauthenticated, TokenExpired)):
        issuer.verify(token)


def test_the_end_of_a_token_is_told_by_the_given_clock(issuer: Issuer):
    clock = ManualClock(LATER - timedelta(seconds=1))
    verifier = issuer.verifier(clock=clock)
    assert verifier.verify(signed()).user_id == "ada"
    clock.advance(1)
    with pytest.raises(TokenExpired):
        verifier.verify(signed())


@pytest.mark.parametrize(
    "context",
    [
        {"userId": ""},
        {"userId": 7},
        {"userId": "ada", "accounts": '"111111111111"'},
        {"userId": "ada", "accounts": "[1]"},
        {"userId": "ada", "accounts": "all"},
        {"userId": "ada", "exp": "soon"},
        {"userId": "ada", "role": "owner"},
        {"userId": "ada", "role": ""},
        {"userId": "ada", "role": 3},
    ],
    ids=str,
)
def test_a_context_in_another_form_than_the_authorizers_names_nobody(context: dict[str, Any]):
    with pytest.raises(Unauthenticated):
        caller({"requestContext": {"connectionId": "c1", "authorizer": context}})


def test_without_a_mapping_everyone_sees_all(issuer: Issuer):
    assert issuer.verify(signed(groups=["finance"])).accounts is None


@pytest.mark.parametrize("token", ["right", "right ", "Right", "", "é", "righ", "rightt"])
def test_the_local_token_is_compared_to_its_last_character(token: str):
    verifier = SharedTokenVerifier("right")
    if token == "right":
        assert verifier.verify(token) == Identity(user_id="local", role=Role.ADMIN)
        return
    with pytest.raises(Unauthenticated, match="finops up"):
        verifier.verify(token)


# Programs


def program_token(**changes: Any) -> str:
    told: dict[str, Any] = {"aud": None, "sub": "nightly", "client_id": "nightly", "scope": f"other/x {PROGRAM_SCOPE}"}
    return signed(**(told | changes))


@pytest.mark.parametrize(("accounts", "seen"), [(None, None), ((), ()), (("111111111111",), ("111111111111",))])
def test_a_program_sees_the_accounts_that_are_its_whatever_groups_see(
    issuer: Issuer, accounts: tuple[str, ...] | None, seen: tuple[str, ...] | None
):
    told = {"group_accounts": {"team": ("222222222222",)}, "program_accounts": {"nightly": accounts}}
    identity = issuer.verify(program_token(**{"cognito:groups": ["team"]}), **told)
    assert (identity.user_id, identity.accounts) == ("nightly", seen)


def test_a_program_has_the_role_that_is_its(issuer: Issuer):
    told: dict[str, Any] = {"program_accounts": {"nightly": None, "audit": None}, "group_roles": {"team": Role.ADMIN}}
    token = program_token(**{"cognito:groups": ["team"]})
    assert issuer.verify(token, **told, program_roles={"nightly": Role.VIEWER}).role is Role.VIEWER
    assert issuer.verify(token, **told, program_roles={"audit": Role.ADMIN}).role is UNSAID


@pytest.mark.parametrize("scope", [None, "", "finops/read", "finops/asking", ["finops/ask"], "FINOPS/ASK"])
def test_a_programs_token_without_the_scope_is_refused(issuer: Issuer, scope: object):
    with pytest.raises(Unauthenticated, match=PROGRAM_SCOPE):
        issuer.verify(program_token(scope=scope), program_accounts={"nightly": None})


@pytest.mark.parametrize("client_id", ["another", ["nightly"], None])
def test_a_program_that_is_not_known_is_refused(issuer: Issuer, client_id: object):
    with pytest.raises(Unauthenticated, match="another application"):
        issuer.verify(program_token(client_id=client_id), program_accounts={"nightly": None})


def test_the_scope_opens_nothing_for_another_application(issuer: Issuer):
    with pytest.raises(Unauthenticated, match="another application"):
        issuer.verify(signed(aud="elsewhere", scope=PROGRAM_SCOPE), program_accounts={"nightly": None})
