"""Lightsail, App Runner and Global Accelerator: what is paid by the hour whether somebody comes or not."""

from collections.abc import Iterator
from typing import Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import Listing, resource, some
from account.resources import Resource

ACCELERATOR_REGION: Final = "us-west-2"
"""Global Accelerator answers, and writes its metrics, in this region only."""
SMALL_SERVERS: Final = Ask(client="lightsail", operation="GetInstances", items="instances")
SMALL_ADDRESSES: Final = Ask(client="lightsail", operation="GetStaticIps", items="staticIps")
WEB_SERVICES: Final = Ask(client="apprunner", operation="ListServices", items="ServiceSummaryList")
ACCELERATORS: Final = Ask(
    client="globalaccelerator", operation="ListAccelerators", items="Accelerators", region=ACCELERATOR_REGION
)


def small_servers(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(SMALL_SERVERS):
        yield resource(
            calls, "lightsail:instance", item["name"], arn=item.get("arn", ""), name=item["name"],
            created=item.get("createdAt"), tags=item.get("tags"), state=some(item, "state", "name"),
            type=item.get("bundleId"),
        )  # fmt: skip


def small_addresses(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(SMALL_ADDRESSES):
        yield resource(
            calls, "lightsail:address", item["name"], arn=item.get("arn", ""), name=item["name"],
            created=item.get("createdAt"), associated=item.get("isAttached"),
        )  # fmt: skip


def web_services(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(WEB_SERVICES):
        yield resource(
            calls, "apprunner:service", item["ServiceId"], arn=item.get("ServiceArn", ""),
            name=item.get("ServiceName", ""), created=item.get("CreatedAt"), changed=item.get("UpdatedAt"),
            state=item.get("Status"),
        )  # fmt: skip


def accelerators(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ACCELERATORS):
        own = item["AcceleratorArn"]
        yield resource(
            calls, "globalaccelerator:accelerator", own, arn=own, name=item.get("Name", ""),
            region=ACCELERATOR_REGION, created=item.get("CreatedTime"), state=item.get("Status"),
            enabled=item.get("Enabled"), accelerator=own.rpartition("/")[2],
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="lightsail:instance", asks=(SMALL_SERVERS,), read=small_servers),
    Listing(kind="lightsail:address", asks=(SMALL_ADDRESSES,), read=small_addresses),
    Listing(kind="apprunner:service", asks=(WEB_SERVICES,), read=web_services),
    Listing(kind="globalaccelerator:accelerator", asks=(ACCELERATORS,), read=accelerators, once=True),
)
