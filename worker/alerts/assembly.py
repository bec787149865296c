"""A watch put together from settings: the same on a laptop and in the cloud, which differ in where secrets lie."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from finops_core.aws.clients import PlatformClients
from finops_core.clock import Clock
from finops_core.errors import FinOpsError
from finops_core.table.port import Table
from worker.alerts.channels.opened import channels_of
from worker.alerts.channels.port import ChannelFailed
from worker.alerts.settings import AlertSettings
from worker.alerts.watch import Watch, hours_in


def watch_of(settings: AlertSettings, zone: ZoneInfo, table: Table, clock: Clock, secrets: Mapping[str, str]) -> Watch:
    """The watch over the channels of the settings; `zone` is the organisation's, `secrets` has what channels name."""
    clients: dict[str, PlatformClients] = {}

    def aws(service: Literal["ses", "sns"], region: str) -> Any:
        return clients.setdefault(region, PlatformClients(region=region)).telling(service)

    channels = channels_of(settings, secrets, clock, aws)
    return Watch(settings, channels, table, clock, hours_in(settings, zone))


class StoredSecrets(Mapping[str, str]):
    """Secrets by the names that channels give them, each read from its place when a message needs it.

    One that cannot be read, or has no place, is a failure of its channel: the message is tried again, and given up in
    the end.
    """

    def __init__(self, places: Mapping[str, str], read: Callable[[str], str]) -> None:
        """`places` are ARNs by name; `read` gives what lies at one, or raises FinOpsError."""
        self._places = places
        self._read = read

    def __getitem__(self, name: str) -> str:
        if name not in self._places:
            raise ChannelFailed(f"`alert_credentials` of the stage's file does not say where {name} lies.")
        try:
            return self._read(self._places[name])
        except FinOpsError as error:
            raise ChannelFailed(str(error)) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
