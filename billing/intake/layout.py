"""Which billing export a file is, told from its column names alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from billing.intake.charges import normalised
from finops_core.errors import BillError


class Format(StrEnum):
    """The families of billing exports."""

    FOCUS = "FOCUS"
    CUR = "CUR"


@dataclass(frozen=True, slots=True)
class Layout:
    """`version` is a FOCUS version such as `1.2`, or `legacy` or `2.0` for a Cost and Usage Report."""

    format: Format
    version: str


FOCUS_REQUIRED = ("BilledCost", "ChargeCategory", "ChargePeriodStart")
CUR_REQUIRED = ("lineItem/UnblendedCost", "lineItem/UsageStartDate")

_FOCUS_NEW_IN: Sequence[tuple[str, tuple[str, ...]]] = (
    ("1.3", ("ServiceProviderName", "HostProviderName", "AllocatedMethodId", "AllocatedTags", "ContractApplied")),
    (
        "1.2",
        ("InvoiceId", "BillingAccountType", "SubAccountType", "PricingCurrency", "PricingCurrencyEffectiveCost"),
    ),
    (
        "1.1",
        (
            *("CapacityReservationId", "CapacityReservationStatus", "CommitmentDiscountQuantity"),
            *("CommitmentDiscountUnit", "ServiceSubcategory", "SkuMeter", "SkuPriceDetails"),
        ),
    ),
)
"""Columns that a version of the specification added (FOCUS changelog); the newest one present names the version."""

_CUR_2_ONLY = ("product", "resource_tags", "cost_category", "discount", "bill_payer_account_name")
_CUR_LEGACY_ALWAYS = ("identity_line_item_id", "bill_bill_type", "bill_payer_account_id")


def is_header(names: Iterable[str]) -> bool:
    """Whether these names are the header of an export."""
    return recognised(names) is not None


def recognised(names: Iterable[str]) -> Layout | None:
    """The export that has these columns, or None."""
    known = list(names)
    keys = {normalised(name) for name in known}
    if all(normalised(name) in keys for name in FOCUS_REQUIRED):
        return Layout(Format.FOCUS, _focus_version(keys))
    if all(normalised(name) in keys for name in CUR_REQUIRED):
        return Layout(Format.CUR, _cur_version(known))
    return None


def unrecognised(file: str, names: Sequence[str]) -> BillError:
    """The error for a file that is no export: what it lacks, and nothing of what it holds."""
    keys = {normalised(name) for name in names}
    lacks = [[name for name in required if normalised(name) not in keys] for required in (FOCUS_REQUIRED, CUR_REQUIRED)]
    if len(lacks[0]) < len(FOCUS_REQUIRED):
        return BillError(f"{file}: a FOCUS export needs the column{_s(lacks[0])} {', '.join(lacks[0])}.")
    if len(lacks[1]) < len(CUR_REQUIRED):
        return BillError(f"{file}: a Cost and Usage Report needs the column{_s(lacks[1])} {', '.join(lacks[1])}.")
    return BillError(
        f"{file}, line 1: not a billing export that can be read here: none of its columns is one of an export. "
        "Give a FOCUS 1.0–1.3 export or an AWS Cost and Usage Report (legacy or 2.0) as CSV, gzip, zip or Parquet."
    )


def _s(names: Sequence[str]) -> str:
    return "" if len(names) == 1 else "s"


def _focus_version(keys: set[str]) -> str:
    for version, added in _FOCUS_NEW_IN:
        if any(normalised(name) in keys for name in added):
            return version
    return "1.0"


def _cur_version(names: Sequence[str]) -> str:
    """Only data exports (2.0) have map columns, or leave out columns; legacy reports always have their core."""
    if any("/" in name for name in names):
        return "legacy"
    lower = {name.lower() for name in names}
    if lower.intersection(_CUR_2_ONLY):
        return "2.0"
    flattened = any(name.startswith(("resource_tags_", "cost_category_")) for name in lower)
    return "legacy" if flattened or lower.issuperset(_CUR_LEGACY_ALWAYS) else "2.0"
