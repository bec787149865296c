"""Which billing export a file is, told from its column names alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from billing.intake.charges import normalised
from billing.intake.formats import FORMATS
from billing.intake.other_datasets import other_dataset
from finops_core.errors import BillError


class Format(StrEnum):
    """The families of billing exports."""

    FOCUS = "FOCUS"
    CUR = "CUR"
    COST_EXPLORER = "Cost Explorer"


@dataclass(frozen=True, slots=True)
class Layout:
    """`version` is a FOCUS version such as `1.2`, or `legacy` or `2.0` for a Cost and Usage Report.

    `doubt` says why the columns do not tell the version for certain; empty when they do.
    """

    format: Format
    version: str
    doubt: str = ""


class NotAnExport(BillError):
    """A file that is no billing export: nothing of a bill is missing without it."""


class FormerVersion(BillError):
    """A billing export of a version that is not read: its charges are missing without it."""


FOCUS_REQUIRED = ("BilledCost", "ChargeCategory", "ChargePeriodStart")
CUR_REQUIRED = ("lineItem/UnblendedCost", "lineItem/UsageStartDate")
COST_EXPLORER_REQUIRED = ("CostExplorerRecordType", "BilledCost", "ChargePeriodStart")

_FOCUS_NEW_IN: Sequence[tuple[str, tuple[str, ...]]] = (
    ("1.4", ("CommitmentProgramEligibilityDetails", "InvoiceDetailId")),
    (
        "1.3",
        (
            *("ServiceProviderName", "HostProviderName", "AllocatedMethodId", "AllocatedMethodDetails"),
            *("AllocatedResourceId", "AllocatedResourceName", "AllocatedTags", "ContractApplied"),
        ),
    ),
    (
        "1.2",
        (
            *("InvoiceId", "BillingAccountType", "SubAccountType", "PricingCurrency", "PricingCurrencyEffectiveCost"),
            *("PricingCurrencyContractedUnitPrice", "PricingCurrencyListUnitPrice"),
        ),
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
    known = list(names)
    return recognised(known) is not None or other_dataset(known) is not None or is_focus_0_5(known)


def recognised(names: Iterable[str]) -> Layout | None:
    """The export that has these columns, or None."""
    known = list(names)
    keys = {normalised(name) for name in known}
    if other_dataset(known) is not None:
        return None
    if all(normalised(name) in keys for name in FOCUS_REQUIRED):
        return _focus_layout(keys)
    if all(normalised(name) in keys for name in COST_EXPLORER_REQUIRED):
        return Layout(Format.COST_EXPLORER, "")
    if all(normalised(name) in keys for name in CUR_REQUIRED):
        return Layout(Format.CUR, _cur_version(known))
    return None


def is_focus_0_5(names: Iterable[str]) -> bool:
    """Whether a header is of the draft 0.5, which had ChargeType where 1.0 has ChargeCategory."""
    keys = {normalised(name) for name in names}
    return "chargecategory" not in keys and {"chargetype", "chargeperiodstart"} <= keys and bool(keys & _COSTS_0_5)


_COSTS_0_5 = {"billedcost", "amortizedcost"}


def unrecognised(file: str, names: Sequence[str]) -> BillError:
    """The error for a file that is no export: what it lacks, and nothing of what it holds."""
    keys = {normalised(name) for name in names}
    if is_focus_0_5(names):
        return FormerVersion(
            f"{file}: this is FOCUS 0.5, a draft that is not read: its ChargeType and AmortizedCost mean other things "
            "than the columns of 1.0. Export FOCUS 1.0 or later from your provider, or convert the file."
        )
    lacks = [[name for name in required if normalised(name) not in keys] for required in (FOCUS_REQUIRED, CUR_REQUIRED)]
    if len(lacks[0]) < len(FOCUS_REQUIRED):
        return NotAnExport(f"{file}: a FOCUS export needs the column{_s(lacks[0])} {', '.join(lacks[0])}.")
    if len(lacks[1]) < len(CUR_REQUIRED):
        return NotAnExport(f"{file}: a Cost and Usage Report needs the column{_s(lacks[1])} {', '.join(lacks[1])}.")
    return NotAnExport(
        f"{file}, line 1: not a billing export that can be read here: none of its columns is one of an export. "
        f"Give a FOCUS 1.0–1.4 export or an AWS Cost and Usage Report (legacy or 2.0) as {FORMATS}."
    )


def _s(names: Sequence[str]) -> str:
    return "" if len(names) == 1 else "s"


_PREVIEW_ONLY = ("ChargeSubcategory", "UsageQuantity", "Provider", "InvoiceIssuer")
"""Columns of 1.0-preview that 1.0 renamed or took away."""

_GONE = ("ProviderName", "PublisherName")
"""Columns that 1.3 still demands and 1.4 no longer has; their successors come with 1.3."""

_SUCCESSORS = ("ServiceProviderName", "HostProviderName")


def _focus_layout(keys: set[str]) -> Layout:
    def present(names: Sequence[str]) -> list[str]:
        return [name for name in names if normalised(name) in keys]

    version, newest = next(
        ((version, found[0]) for version, added in _FOCUS_NEW_IN if (found := present(added))), ("1.0", "")
    )
    former, gone = present(_PREVIEW_ONLY), present(_GONE)
    if version == "1.0" and former:
        return Layout(Format.FOCUS, "1.0-preview")
    if version == "1.3" and not gone and len(present(_SUCCESSORS)) == len(_SUCCESSORS):
        doubt = "it has neither ProviderName nor PublisherName, as 1.4 demands, but no column that is new in 1.4"
        return Layout(Format.FOCUS, "1.4", doubt)
    if former:
        doubt = f"it has {newest} of {version}, but also {former[0]} of 1.0-preview"
    elif version == "1.4" and gone:
        doubt = f"it has {newest} of 1.4, but also {gone[0]}, which 1.4 no longer has"
    else:
        lacks = _lacking_of(version, keys)
        doubt = lacks and f"it has {newest} of {version}, but not {lacks}, which 1.3 and later always have"
    return Layout(Format.FOCUS, version, doubt)


def _lacking_of(version: str, keys: set[str]) -> str:
    """The first column that every export of a version has and this one has not; empty when it has all."""
    always = _SUCCESSORS if version in ("1.3", "1.4") else ()
    return next((name for name in always if normalised(name) not in keys), "")


def _cur_version(names: Sequence[str]) -> str:
    """Only data exports (2.0) have map columns, or leave out columns; legacy reports always have their core."""
    if any("/" in name for name in names):
        return "legacy"
    lower = {name.lower() for name in names}
    if lower.intersection(_CUR_2_ONLY):
        return "2.0"
    flattened = any(name.startswith(("resource_tags_", "cost_category_")) for name in lower)
    return "legacy" if flattened or lower.issuperset(_CUR_LEGACY_ALWAYS) else "2.0"
