"""What says that a delivery was prepared: its facts, and its files with their checksums."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from billing.engines.port import NO_USE, EngineUse
from billing.intake.describe import SCHEMA_VERSION
from billing.intake.row_facts import RowFacts
from billing.known_values import KnownValues
from billing.levels import Level, Levels
from billing.query import BillInfo
from billing.roll_up.tables import level_of
from finops_core.errors import BillError

NAME = "finops-prepared.json"
FORM = 5
"""Raised whenever the tables of a prepared delivery, or what is known of them, change."""

READ_FORMS = (2, 3, 4, FORM)
"""Until it is prepared again, form 2 has all files of a table read, since it does not say which times they span, form 3
days for a question about months, and form 4 every resource for one about tags.
"""

TIMES = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
"""The columns by which a file is left out of a question."""


class PreparedFile(BaseModel):
    """A Parquet file, named from the manifest's folder. `rows` are those in it.

    `spans` has the first and the last time of each of TIMES that every row of the file has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[0-9a-f]{32}/[a-z_]+/[0-9]{4}-[0-9]{2}(\.parquet|/[A-Za-z0-9_][A-Za-z0-9_.-]{0,199})$")
    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    rows: int = Field(ge=0)
    spans: Mapping[str, tuple[datetime, datetime]] = Field(default_factory=dict)


class PreparedTable(BaseModel):
    """A table, with its columns and their types in DuckDB's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal[
        "charges", "charges_monthly", "charges_by_tags", "charges_daily", "charges_hourly", "charges_by_resource"
    ]
    columns: Mapping[str, str]
    keys: tuple[str, ...]
    files: tuple[PreparedFile, ...] = Field(min_length=1)

    @property
    def level(self) -> Level:
        return level_of(self.name, self.keys)


class Manifest(BaseModel):
    """A delivery that was prepared at a moment, by the `form` and `schema_version` of a release.

    `hourly` says that it has a roll-up of hours, and `use` what a distributed engine took for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: int
    schema_version: int
    content: str = Field(pattern="^[0-9a-f]{32}$")
    prepared_at: datetime
    info: BillInfo
    tables: tuple[PreparedTable, ...] = Field(min_length=1)
    values: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    spellings: Mapping[str, tuple[tuple[str, str], ...]]
    accounts: Mapping[str, RowFacts] = Field(default_factory=dict)
    hourly: bool = False
    use: EngineUse = NO_USE

    @property
    def known(self) -> KnownValues:
        """What need not be asked."""
        return KnownValues(values=self.values, tags=self.tags, spellings=self.spellings, accounts=self.accounts)

    @property
    def levels(self) -> Levels:
        """The tables to answer from, the smallest first."""
        return Levels(tuple(table.level for table in self.tables))

    @classmethod
    def of(cls, text: bytes, where: str) -> "Manifest":
        """Raises BillError for a text that is no manifest, or one of another release."""
        try:
            found = cls.model_validate_json(text)
        except ValidationError as error:
            raise BillError(f"{where}: is damaged, or no prepared bill. Prepare the export again.") from error
        if found.form not in READ_FORMS or found.schema_version != SCHEMA_VERSION:
            raise BillError(f"{where}: another version prepared this bill. Prepare the export again.")
        if found.tables[-1].name != "charges":
            raise BillError(f"{where}: lacks its charges. Prepare the export again.")
        return found
