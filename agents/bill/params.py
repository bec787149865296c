"""Arguments that tools over a bill share. Short names and plain values: people read them in `finops route --json`."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from billing.query import GapOf

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Texts = Annotated[tuple[Text, ...], Field(max_length=20)]
PeriodText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]

MetricName = Literal["billed", "effective", "list", "contracted"]
GrainName = Literal["hourly", "daily", "weekly", "monthly", "quarterly", "yearly"]


class BillParams(BaseModel):
    """Arguments of any tool over a bill. `asks_of` is what of a bill its answers need beyond their metric."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    asks_of: ClassVar[frozenset[GapOf]] = frozenset()


class ScopeParams(BillParams):
    """Which rows of the bill a question is about. Several values of one field mean "any of them"."""

    period: PeriodText = Field(
        "",
        description="A period such as last_month, 2018-10, since_march; all: the whole bill; empty: the usual one, "
        "which is the last full month, and 12 months for amounts over time.",
    )
    service: Texts = Field((), description="Service names or nicknames, such as EC2.")
    service_category: Texts = Field((), description="FOCUS service categories, such as Compute or Storage.")
    account: Texts = Field((), description="Account ids or names.")
    region: Texts = Field((), description="Region codes, such as eu-west-1.")
    usage_type: Texts = Field((), description="Usage types as the bill spells them.")
    usage_family: Texts = Field((), description="Families of usage types, such as data_transfer or nat_gateway.")
    usage_kind: Texts = Field(
        (), description="Parts of a service, such as cross-AZ data transfer, internet egress, gp3 volumes, RDS storage."
    )
    instance_family: Texts = Field((), description="Families of instances, such as m5 or t3, or Graviton.")
    pricing: Texts = Field((), description="How usage was bought: on-demand, spot or committed.")
    provider: Texts = Field((), description="Cloud providers, such as AWS or Microsoft.")
    resource: Texts = Field((), description="Resource ids.")
    tag: Texts = Field((), description="Tags as key=value or key!=value; an empty value means untagged.")
    team: Texts = Field((), description="Teams as the organisation's terms define them.")
    kind: Texts = Field((), description="Keep only these line kinds, such as tax, support, marketplace or credit.")
    by_invoice: bool = Field(
        False, description="The period is that of invoices: charges count where they were billed, not by their days."
    )
    exclude: Texts = Field(
        (), description="Leave out line kinds (credit and refund give the gross amount), or values as service=Redshift."
    )
    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = Field(
        "", description="Tell totals in this ISO 4217 currency too, at the organisation's own rates."
    )
    metric: MetricName | None = Field(
        None,
        description="billed (unblended), effective (amortised), list or contracted; empty: the organisation's own.",
    )
