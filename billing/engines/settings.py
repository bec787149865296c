"""`[engine]` of finops.toml: what a prepared bill is asked through, and what that may cost."""

from decimal import Decimal
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

EngineKind = Literal["duckdb", "athena", "spark"]
DUCKDB: Final = "duckdb"
ATHENA: Final = "athena"
LOCAL_SPARK: Final = "local[*]"
LONGEST_REUSE_MINUTES: Final = 7 * 24 * 60
"""Athena's own bound."""


class EngineSettings(BaseModel):
    """How Athena and Spark are reached. The kind itself is the setting `engine`.

    `max_scanned_gb` is what one question may have Athena read, in decimal gigabytes as they are charged for; preparing
    a delivery is bounded by the same. `unload_over_gb` of charges, as Parquet, are rolled up by Athena.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str = Field(default="finops", pattern=r"^[a-z0-9_]{1,255}$")
    catalog: str = Field(default="AwsDataCatalog", max_length=256, pattern=r"^[a-zA-Z0-9_@/-]+$")
    workgroup: str = Field(default="primary", pattern=r"^[A-Za-z0-9._-]{1,128}$")
    output: str = Field(default="", max_length=1000, pattern=r"^(s3://.+)?$")
    region: str = Field(default="", pattern=r"^([a-z]{2}[a-z-]*-\d)?$")
    profile: str = Field(default="", max_length=200)
    max_scanned_gb: Decimal = Field(default=Decimal(100), gt=0, le=1_000_000)
    unload_over_gb: Decimal = Field(default=Decimal(2), ge=0, le=1_000_000)
    reuse_minutes: int = Field(default=24 * 60, ge=0, le=LONGEST_REUSE_MINUTES)
    url: str = Field(default=LOCAL_SPARK, max_length=500)
