"""What is listed of an account, a module a family of services. `LISTINGS` are all."""

from typing import Final

from account.live.listing import Listing
from account.live.listings import (
    clusters,
    compute,
    containers,
    databases,
    delivery,
    hosting,
    messages,
    names,
    network,
    oversight,
    storage,
    upkeep,
    workplaces,
)

LISTINGS: Final[tuple[Listing, ...]] = (
    *compute.LISTINGS,
    *storage.LISTINGS,
    *network.LISTINGS,
    *names.LISTINGS,
    *databases.LISTINGS,
    *clusters.LISTINGS,
    *delivery.LISTINGS,
    *workplaces.LISTINGS,
    *hosting.LISTINGS,
    *containers.LISTINGS,
    *messages.LISTINGS,
    *upkeep.LISTINGS,
    *oversight.LISTINGS,
)
