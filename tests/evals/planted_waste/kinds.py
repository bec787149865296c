"""The kinds of waste that are planted, by name."""

from typing import Final

from tests.evals.planted_waste import kinds_compute, kinds_databases, kinds_network, kinds_storage
from tests.evals.planted_waste.planting import KINDS as REGISTERED
from tests.evals.planted_waste.planting import Kind

FAMILIES: Final = (kinds_network, kinds_compute, kinds_databases, kinds_storage)
KINDS: Final[dict[str, Kind]] = dict(REGISTERED)
