"""The table `charges`: one row a billed charge, columns named as FOCUS names them (what FOCUS lacks is `x_…`).

Text columns are never NULL: an empty string is "no value in the bill". Times are UTC without a zone.
Amounts are DECIMAL, each column wide enough to hold every amount of the source exactly (`amounts.py`).
"""

TEXT_COLUMNS = (
    "ProviderName",
    "PublisherName",
    "InvoiceIssuerName",
    "InvoiceId",
    "BillingAccountId",
    "BillingAccountName",
    "SubAccountId",
    "SubAccountName",
    "BillingCurrency",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ServiceName",
    "ServiceCategory",
    "RegionId",
    "AvailabilityZone",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "x_ResourceGroupName",
    "x_CompartmentName",
    "SkuId",
    "PricingCategory",
    "PricingUnit",
    "ConsumedUnit",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountType",
    "CommitmentDiscountStatus",
    "x_ServiceCode",
    "x_UsageType",
    "x_Operation",
    "x_ProductFamily",
    "x_LineType",
    "x_LineItemId",
    "x_LineKind",
)
TIME_COLUMNS = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "x_CommitmentEnd")
COST_COLUMNS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
QUANTITY_COLUMNS = ("ConsumedQuantity", "PricingQuantity", "CommitmentDiscountQuantity")
SPLIT_COST = "x_SplitCost"
"""A container's share of its instance's cost, used and unused: a part of another charge, never added to it."""
AMOUNT_COLUMNS = (*COST_COLUMNS, *QUANTITY_COLUMNS, SPLIT_COST)

EFFECTIVE_ADDEND = "x_EffectiveAddend"
"""Read only: a second amount of EffectiveCost, so that CUR's sums and differences are made in exact decimals."""

READ_AMOUNTS = (*AMOUNT_COLUMNS, EFFECTIVE_ADDEND)

Expressions = dict[str, str]
"""SQL by column of `charges` (or of a file's view); a column that is missing has no value in the source."""


def normalised(name: str) -> str:
    """A column name without case and punctuation, so that every spelling of an export meets in one.

    `lineItem/UnblendedCost` and `line_item_unblended_cost` are both `lineitemunblendedcost`.
    """
    return "".join(c for c in name.lower() if c.isalnum())


READ_COLUMNS = (*TEXT_COLUMNS, *TIME_COLUMNS, *READ_AMOUNTS, "Tags", "x_TagsUnread", "x_OpenTime")
"""What a file's view has: amounts as the file states them, `x_File` and `x_Place` (its row number from 0) besides."""
