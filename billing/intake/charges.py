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
AMOUNT_COLUMNS = COST_COLUMNS + QUANTITY_COLUMNS

EFFECTIVE_ADDEND = "x_EffectiveAddend"
"""Staged only: a second amount of EffectiveCost, so that CUR's sums and differences are made in exact decimals."""

STAGED_AMOUNTS = (*AMOUNT_COLUMNS, EFFECTIVE_ADDEND)

Expressions = dict[str, str]
"""SQL by column of `charges` (or of the staging table); a column that is missing has no value in the source."""


def normalised(name: str) -> str:
    """A column name without case and punctuation, so that every spelling of an export meets in one.

    `lineItem/UnblendedCost` and `line_item_unblended_cost` are both `lineitemunblendedcost`.
    """
    return "".join(c for c in name.lower() if c.isalnum())


def staging_ddl(table: str) -> str:
    """The staging table: amounts still as text, so that their digits can be counted before a type is chosen."""
    columns = [f'"{name}" VARCHAR' for name in TEXT_COLUMNS]
    columns += [f'"{name}" TIMESTAMP' for name in TIME_COLUMNS]
    columns += [f'"{name}" VARCHAR' for name in STAGED_AMOUNTS]
    columns += [f'"{digits_of(name)}" INTEGER' for name in STAGED_AMOUNTS]
    columns += ['"Tags" MAP(VARCHAR, VARCHAR)', '"x_TagsUnread" BOOLEAN', '"x_File" INTEGER']
    return f"CREATE TABLE {table} ({', '.join(columns)})"


def digits_of(amount: str) -> str:
    """The staging column that counts the digits of an amount (`amounts.digit_key`)."""
    return f"x_Digits{amount}"


STAGED_ORDER = (*TEXT_COLUMNS, *TIME_COLUMNS, *STAGED_AMOUNTS, "Tags", "x_TagsUnread")
