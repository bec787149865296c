"""Arguments of the `commitments` tool."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from agents.bill.params import BillParams, PeriodText, Texts
from billing.query import GapOf


class CommitmentsParams(BillParams):
    """Savings Plans and reservations as the bill shows them."""

    asks_of: ClassVar[frozenset[GapOf]] = frozenset({GapOf.AMORTISED, GapOf.LIST, GapOf.COMMITMENTS})

    period: PeriodText = Field(
        "", description="A period such as last_month; all: the whole bill; empty: the usual one."
    )
    kind: Literal["savings_plan", "reservation"] | None = Field(None, description="Only one kind of commitment.")
    aspect: Literal["coverage", "utilisation", "unused", "ends", "saved", "savings_rate"] | None = None
    ending: PeriodText = Field(
        "", description="With the aspect ends: only those that end in these days, such as this_year or next_90_days."
    )
    service: Texts = Field((), description="Coverage of these services only.")
    service_category: Texts = Field((), description="Coverage of these categories only, such as Compute.")
    account: Texts = Field((), description="Coverage of these accounts' usage only.")
    region: Texts = Field((), description="Coverage in these regions only.")
    instance_family: Texts = Field((), description="Coverage of these families of instances only, such as m5.")
    group_by: Annotated[
        tuple[Literal["service", "account", "region", "instance_family", "usage_type", "month"], ...],
        Field(max_length=1),
    ] = Field((), description="Coverage by one of these; utilisation and unused by month only.")
    order: Literal["", "highest", "lowest"] = Field("", description="lowest: what is covered least comes first.")

    @property
    def by_month(self) -> bool:
        """Whether what was used of commitments is asked month by month."""
        return self.group_by == ("month",) and self.aspect in ("utilisation", "unused") and not self.only

    @property
    def of_parts(self) -> bool:
        """Whether parts of the usage are asked about rather than the commitments."""
        return bool(self.group_by or self.only) and not self.by_month

    @property
    def only(self) -> dict[str, tuple[str, ...]]:
        """The filters that were given."""
        fields = ("service", "service_category", "account", "region", "instance_family")
        return {field: getattr(self, field) for field in fields if getattr(self, field)}

    @model_validator(mode="after")
    def _parts_are_covered(self) -> Self:
        if self.of_parts and self.aspect != "coverage":
            raise ValueError("Filters and groups are those of coverage: commitments are shared by all usage.")
        if self.ending and self.aspect != "ends":
            raise ValueError("Days in which something ends are those of the aspect ends.")
        return self
