"""What is listed of an account, a module a family of services. `LISTINGS` are all."""

from typing import Final

from account.live.listing import Listing
from account.live.listings import compute, containers, databases, messages, network, storage, upkeep

LISTINGS: Final[tuple[Listing, ...]] = (
    *compute.LISTINGS,
    *storage.LISTINGS,
    *network.LISTINGS,
    *databases.LISTINGS,
    *containers.LISTINGS,
    *messages.LISTINGS,
    *upkeep.LISTINGS,
)
