"""Sizes of instances in normalised units, by which reservations of a family apply to each other's sizes.

Sources: Amazon EC2 User Guide, "How Reserved Instances are applied"; Amazon RDS User Guide, "Reserved DB instances".
"""

from typing import Final

UNITS: Final = {
    "nano": 0.25, "micro": 0.5, "small": 1.0, "medium": 2.0, "large": 4.0, "xlarge": 8.0, "2xlarge": 16.0,
    "3xlarge": 24.0, "4xlarge": 32.0, "6xlarge": 48.0, "8xlarge": 64.0, "9xlarge": 72.0, "10xlarge": 80.0,
    "12xlarge": 96.0, "16xlarge": 128.0, "18xlarge": 144.0, "24xlarge": 192.0, "32xlarge": 256.0, "48xlarge": 384.0,
    "56xlarge": 448.0, "96xlarge": 768.0, "112xlarge": 896.0,
}  # fmt: skip
ONE_SIZE_ONLY: Final = frozenset({"g4ad", "g4dn", "g5", "g5g", "inf1"})
"""EC2 families whose reservations cover their own size only."""
