"""API keys over the wire, for administrators; each manages those that see no more than they do."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from finops_core.api_keys import ApiKey, ApiKeyRepository
from finops_core.clock import to_epoch_ms
from finops_core.errors import BadFrame, Forbidden, JobNotFound
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.identity import Caller
from websocket.key_frames import KeyRecord

Frame = protocol.KeysList | protocol.KeyCreate | protocol.KeyRotate | protocol.KeyRevoke
NOT_HERE = "This platform has no API keys: it takes the token of this machine alone."


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames. Raises BadFrame, Forbidden, JobNotFound or RateLimited."""
    if deps.keys is None:
        raise BadFrame(NOT_HERE)
    match frame:
        case protocol.KeyCreate():
            reply(_made(frame, who, deps, deps.keys))
        case protocol.KeyRotate():
            _managed(frame.key_id, who, deps.keys)
            overlap = timedelta(hours=frame.overlap_hours)
            key, text = deps.keys.rotate(frame.key_id, overlap=overlap, request=_request(who, frame.req_id))
            reply(protocol.KeyMade(req_id=frame.req_id, key=_record(key, deps), text=text))
        case protocol.KeyRevoke():
            _managed(frame.key_id, who, deps.keys)
            deps.keys.revoke(frame.key_id)
            reply(_listed(frame.req_id, who, deps, deps.keys))
        case protocol.KeysList():
            reply(_listed(frame.req_id, who, deps, deps.keys))


def _made(frame: protocol.KeyCreate, who: Caller, deps: FrontDoor, keys: ApiKeyRepository) -> protocol.KeyMade:
    accounts = frame.sees if frame.sees is not None else who.accounts
    if not _within(accounts, who):
        raise Forbidden("A key may see no account that you do not see. Name some of yours, or leave them out for all.")
    key, text = keys.create(
        frame.name,
        accounts=accounts,
        keep_for=timedelta(days=frame.days),
        role=frame.role,
        request=_request(who, frame.req_id),
    )
    return protocol.KeyMade(req_id=frame.req_id, key=_record(key, deps), text=text)


def _listed(req_id: str | None, who: Caller, deps: FrontDoor, keys: ApiKeyRepository) -> protocol.Keys:
    records = (_record(key, deps) for key in keys.all() if _within(key.accounts, who))
    return protocol.Keys(req_id=req_id, keys=protocol.that_fit(records))


def _managed(key_id: str, who: Caller, keys: ApiKeyRepository) -> None:
    """Raises JobNotFound for a key that is not there, or that sees more than who would manage it."""
    if not any(key.key_id == key_id and _within(key.accounts, who) for key in keys.all()):
        raise JobNotFound(f"There is no API key {key_id}.")


def _within(accounts: tuple[str, ...] | None, who: Caller) -> bool:
    """Whether somebody sees all of these accounts; None is every account."""
    return who.accounts is None or (accounts is not None and set(accounts) <= set(who.accounts))


def _request(who: Caller, req_id: str) -> str:
    """What a frame that is sent again is known by: another user's is another."""
    return hashlib.sha256(f"{who.user_id}\n{req_id}".encode()).hexdigest()


def _record(key: ApiKey, deps: FrontDoor) -> KeyRecord:
    return KeyRecord(
        key_id=key.key_id,
        name=key.name,
        accounts=key.accounts,
        role=key.role.value,
        good=key.good_at(deps.clock.now()),
        created_at=to_epoch_ms(key.created_at),
        expires_at=to_epoch_ms(key.expires_at),
        revoked_at=None if key.revoked_at is None else to_epoch_ms(key.revoked_at),
        former_until=None if key.former_until is None else to_epoch_ms(key.former_until),
    )
