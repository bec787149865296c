"""What each bill row is: line types of CUR, and categories and classes of FOCUS, as one set of line kinds.

The rules are ordered; the first that fits decides. Sources: "Line item details" of the Cost and Usage Report user
guide, and the columns ChargeCategory, ChargeClass, ChargeFrequency and CommitmentDiscountStatus of the FOCUS spec.
"""

from billing.intake.charges import Expressions
from billing.intake.sql_text import NULL, literal
from billing.query import LineKind

Rule = tuple[str, LineKind]

_ROUNDING = r"(?i)\bround(ing|ed off)\b"
_RESERVED = r"(?i)reserv(ation|ed)|sign up charge for subscription"


def _case(rules: list[Rule]) -> str:
    whens = " ".join(f"WHEN {condition} THEN {literal(kind.value)}" for condition, kind in rules)
    return f"CASE {whens} ELSE {literal(LineKind.OTHER.value)} END"


def _any(value: str, *options: str) -> str:
    return f"lower(coalesce({value}, '')) IN ({', '.join(literal(option) for option in options)})"


def _like(value: str, pattern: str) -> str:
    return f"regexp_matches(coalesce({value}, ''), {literal(pattern)})"


def _contains(value: str, word: str) -> str:
    """Much quicker than a pattern: most rows of a bill meet none of the rules but the last."""
    return f"contains(lower(coalesce({value}, '')), {literal(word)})"


def _is_support(e: Expressions) -> str:
    code = e.get("x_ServiceCode", NULL)
    name = e.get("ServiceName", NULL)
    plans = "(?i)^aws (premium |business |enterprise |developer )?support"
    return f"({_contains(code, 'support')} OR ({_contains(name, 'support')} AND {_like(name, plans)}))"


def cur_line_kind(e: Expressions, *, billing_entity: str, reservation: str) -> str:
    """The kind of a Cost and Usage Report row from `x_LineType` and what refines it."""
    kind = f"lower(coalesce({e['x_LineType']}, ''))"
    description = e.get("ChargeDescription", NULL)
    reserved_fee = f"({reservation} IS NOT NULL OR {_like(description, _RESERVED)})"
    fee_or_usage = f"{kind} IN ('usage', 'fee')"
    return _case(
        [
            (f"{kind} = 'tax'", LineKind.TAX),
            (f"{kind} = 'refund'", LineKind.REFUND),
            (f"{kind} = 'credit'", LineKind.CREDIT),
            (f"ends_with({kind}, 'discount')", LineKind.DISCOUNT),
            (f"{kind} = 'savingsplancoveredusage'", LineKind.SAVINGS_PLAN_COVERED),
            (f"{kind} = 'savingsplannegation'", LineKind.SAVINGS_PLAN_NEGATION),
            (f"{kind} = 'savingsplanupfrontfee'", LineKind.SAVINGS_PLAN_UPFRONT),
            (f"{kind} = 'savingsplanrecurringfee'", LineKind.SAVINGS_PLAN_RECURRING),
            (f"{kind} = 'discountedusage'", LineKind.RESERVATION_COVERED),
            (f"{kind} = 'rifee'", LineKind.RESERVATION_RECURRING),
            (f"{kind} IN ('rounding', 'roundingadjustment')", LineKind.ROUNDING),
            (f"{fee_or_usage} AND {_rounding_row(e, description)}", LineKind.ROUNDING),
            (f"{fee_or_usage} AND {_any(billing_entity, 'aws marketplace')}", LineKind.MARKETPLACE),
            (f"{fee_or_usage} AND {_is_support(e)}", LineKind.SUPPORT),
            (f"{kind} = 'fee' AND {reserved_fee}", LineKind.RESERVATION_UPFRONT),
            (f"{kind} = 'usage'", LineKind.USAGE),
        ]
    )


def _no_resource(e: Expressions) -> str:
    return f"{e.get('ResourceId', NULL)} IS NULL"


def focus_line_kind(e: Expressions) -> str:
    """The kind of a FOCUS row from its category, class, frequency and commitment columns."""
    category = f"lower(coalesce({e['ChargeCategory']}, ''))"
    description = e.get("ChargeDescription", NULL)
    one_time = _any(e.get("ChargeFrequency", NULL), "one-time")
    correction = _any(e.get("ChargeClass", NULL), "correction")
    negative = f"starts_with({e['BilledCost']}, '-')"
    unused = _any(e.get("CommitmentDiscountStatus", NULL), "unused")
    committed = f"({e.get('CommitmentDiscountId', NULL)} IS NOT NULL)"
    spend = _spend_based(e)
    subcategory = e.get("x_ChargeSubcategory", NULL)
    refund = f"({category} = 'refund' OR ({correction} AND {negative}))"
    adjusted = f"{category} = 'adjustment' AND {negative}"
    commitment_purchase = f"{category} = 'purchase' AND ({committed} OR {_like(description, _COMMITMENT_WORDS)})"
    bought_upfront = f"{commitment_purchase} AND {one_time}"
    return _case(
        [
            (f"{category} = 'tax'", LineKind.TAX),
            (f"{category} IN ('credit', 'adjustment') AND {_like(description, _ROUNDING)}", LineKind.ROUNDING),
            (f"{category} IN ('usage', 'purchase') AND {_rounding_row(e, description)}", LineKind.ROUNDING),
            *([(_any(subcategory, "refund"), LineKind.REFUND)] if subcategory != NULL else []),
            *([(_any(subcategory, "rounding error"), LineKind.ROUNDING)] if subcategory != NULL else []),
            (f"{category} IN ('credit', 'discount') AND {_like(description, _DISCOUNT)}", LineKind.DISCOUNT),
            (f"{category} = 'discount'", LineKind.DISCOUNT),
            (f"{category} = 'credit'", LineKind.CREDIT),
            (refund, LineKind.REFUND),
            (f"{adjusted} AND {_like(description, _REFUND)}", LineKind.REFUND),
            (f"{adjusted} AND {_like(description, _CREDIT)}", LineKind.CREDIT),
            (f"{bought_upfront} AND {spend}", LineKind.SAVINGS_PLAN_UPFRONT),
            (bought_upfront, LineKind.RESERVATION_UPFRONT),
            (f"{commitment_purchase} AND {spend}", LineKind.SAVINGS_PLAN_RECURRING),
            (commitment_purchase, LineKind.RESERVATION_RECURRING),
            (f"{category} = 'usage' AND {unused}", LineKind.UNUSED_COMMITMENT),
            (f"{category} = 'usage' AND {committed} AND {spend}", LineKind.SAVINGS_PLAN_COVERED),
            (f"{category} = 'usage' AND {committed}", LineKind.RESERVATION_COVERED),
            (f"{category} IN ('usage', 'purchase') AND {_is_support(e)}", LineKind.SUPPORT),
            (f"{category} IN ('usage', 'purchase') AND {_sold_by_others(e)}", LineKind.MARKETPLACE),
            (f"{category} = 'usage'", LineKind.USAGE),
        ]
    )


_COMMITMENT_WORDS = r"(?i)savings ?plan|reserved instance|reservation|committed use"
_DISCOUNT = r"(?i)\bdiscount"
_REFUND = r"(?i)\brefund"
_CREDIT = r"(?i)\bcredit"


def _spend_based(e: Expressions) -> str:
    """Savings Plans and other commitments to spend, against reservations of a quantity."""
    named = _like(e.get("CommitmentDiscountType", NULL), "(?i)savings ?plan|spend")
    described = _like(e.get("ChargeDescription", NULL), "(?i)savings ?plan")
    undefined = f"coalesce({e.get('CommitmentDiscountType', NULL)}, '') = ''"
    return f"({named} OR ({undefined} AND ({described} OR {_category_is_spend(e)})))"


def _category_is_spend(e: Expressions) -> str:
    return _any(e.get("CommitmentDiscountCategory", NULL), "spend")


def _rounding_row(e: Expressions, description: str) -> str:
    return f"{_no_resource(e)} AND {_like(description, _ROUNDING)}"


def _sold_by_others(e: Expressions) -> str:
    """A publisher other than the provider, for the providers whose own publisher names are known.

    From FOCUS 1.3 on the provider itself is who sells the service, and the cloud only issues the invoice.
    """
    provider = f"lower(coalesce({e.get('ProviderName', NULL)}, ''))"
    publisher = f"lower(coalesce({e.get('PublisherName', NULL)}, ''))"
    own = r"^(aws|amazon)\b|^microsoft|^azure|^oracle|^google"
    known = r"^(aws|amazon)|^microsoft|^azure|^oracle|^google"
    other = f"{publisher} NOT IN ('', {provider})"
    foreign = f"({other} AND {_like(provider, known)} AND NOT {_like(publisher, own)})"
    issuer, service = e.get("InvoiceIssuerName", NULL), e.get("ServiceName", NULL)
    vendor = _any(e.get("x_PublisherCategory", NULL), "vendor", "marketplace")
    resold = f"({provider} <> '' AND NOT {_like(provider, known)} AND {_like(issuer, '(?i)' + known)})"
    named = f"{_contains(issuer, 'marketplace')} OR {_contains(service, 'marketplace')}"
    return f"({foreign} OR {vendor} OR {resold} OR {named})"
