"""API keys of a platform in the cloud, managed by a client whose user is an admin there."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from finops_client.frames import JsonObject
from finops_client.key_frames import KeyMade, KeyRecord, Keys

Reply = TypeVar("Reply", KeyMade, Keys)
Result = TypeVar("Result")


class AsyncApiKeys:
    """`client.keys` of an async client.

    All raise Forbidden for a user who is no admin, and BadFrame on a platform without keys. A secret's text is in
    `KeyMade.text`, this once.
    """

    def __init__(self, ask: Callable[[JsonObject, type[Any]], Awaitable[Any]]) -> None:
        self._ask = ask

    async def all(self) -> tuple[KeyRecord, ...]:
        """The keys that the user may manage, those that are good no more included, by age."""
        return (await self._reply({"type": "keys.list"}, Keys)).keys

    async def create(
        self, name: str, *, accounts: Sequence[str] | None = None, role: str = "viewer", days: int = 90
    ) -> KeyMade:
        """Makes a key that may see these analysed accounts; with None all that the user sees."""
        seen = None if accounts is None else list(accounts)
        frame: JsonObject = {"type": "key.create", "name": name, "sees": seen, "role": role, "days": days}
        return await self._reply(frame, KeyMade)

    async def rotate(self, key_id: str, *, overlap_hours: int = 24) -> KeyMade:
        """Gives a key another secret; the one it had stays good for some hours. Raises JobNotFound."""
        return await self._reply({"type": "key.rotate", "keyId": key_id, "overlapHours": overlap_hours}, KeyMade)

    async def revoke(self, key_id: str) -> tuple[KeyRecord, ...]:
        """Ends a key for good; what there is then. Doing it again changes nothing."""
        return (await self._reply({"type": "key.revoke", "keyId": key_id}, Keys)).keys

    async def _reply(self, frame: JsonObject, kind: type[Reply]) -> Reply:
        return await self._ask(frame, kind)


class ApiKeys:
    """`client.keys` of a client that waits for each answer."""

    def __init__(self, keys: AsyncApiKeys, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._keys = keys
        self._run = run

    def all(self) -> tuple[KeyRecord, ...]:
        """As `AsyncApiKeys.all`."""
        return self._run(self._keys.all())

    def create(
        self, name: str, *, accounts: Sequence[str] | None = None, role: str = "viewer", days: int = 90
    ) -> KeyMade:
        """As `AsyncApiKeys.create`."""
        return self._run(self._keys.create(name, accounts=accounts, role=role, days=days))

    def rotate(self, key_id: str, *, overlap_hours: int = 24) -> KeyMade:
        """As `AsyncApiKeys.rotate`."""
        return self._run(self._keys.rotate(key_id, overlap_hours=overlap_hours))

    def revoke(self, key_id: str) -> tuple[KeyRecord, ...]:
        """As `AsyncApiKeys.revoke`."""
        return self._run(self._keys.revoke(key_id))
