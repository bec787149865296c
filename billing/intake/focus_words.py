"""FOCUS's own words for what a charge is, whatever their case and punctuation, and the words of its previews.

Google's FOCUS view writes `usage`; Microsoft writes `UsageBased`; FOCUS 1.0-preview says in ChargeSubcategory what
later versions say in ChargeCategory, ChargeClass and CommitmentDiscountStatus.
"""

from collections.abc import Mapping

from billing.intake.sql_text import NULL, literal

FOCUS_WORDS = {
    "ChargeCategory": ("Usage", "Purchase", "Tax", "Credit", "Adjustment"),
    "ChargeClass": ("Correction",),
    "ChargeFrequency": ("One-Time", "Recurring", "Usage-Based"),
    "PricingCategory": ("Standard", "Dynamic", "Committed", "Other"),
    "CommitmentDiscountCategory": ("Spend", "Usage"),
    "CommitmentDiscountStatus": ("Used", "Unused"),
}
"""The values that FOCUS 1.0 to 1.4 allow; a value that is none of them stays as it is."""

_FORMER = {
    "ChargeCategory": {
        "usages": "Usage",
        "purchases": "Purchase",
        "taxes": "Tax",
        "credits": "Credit",
        "adjustments": "Adjustment",
    },
    "PricingCategory": {
        "ondemand": "Standard",
        "commitmentbased": "Committed",
        "commitmentdiscount": "Committed",
    },
}


def in_own_words(column: str, value: str) -> str:
    """SQL: a value of one of these columns as FOCUS spells it."""
    if value == NULL or column not in FOCUS_WORDS:
        return value
    own = ", ".join(literal(word) for word in FOCUS_WORDS[column])
    known = {_letters(word): word for word in FOCUS_WORDS[column]} | _FORMER.get(column, {})
    whens = " ".join(f"WHEN {literal(key)} THEN {literal(word)}" for key, word in known.items())
    # Nearly all values are spelled right, and a pattern over every row is slow.
    return (
        f"CASE WHEN {value} IS NULL OR {value} IN ({own}) THEN {value} "
        f"ELSE CASE regexp_replace(lower({value}), '[^a-z]', '', 'g') {whens} ELSE {value} END END"
    )


def _letters(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalpha())


def refined_by_subcategory(words: Mapping[str, str], subcategory: str) -> dict[str, str]:
    """SQL for category, class, status and pricing of charges whose ChargeSubcategory says what they are."""
    if subcategory == NULL:
        return dict(words)
    said = f"regexp_replace(lower(coalesce({subcategory}, '')), '[^a-z]', '', 'g')"
    category, status = words["ChargeCategory"], words["CommitmentDiscountStatus"]
    return {
        **words,
        "ChargeCategory": f"CASE WHEN {said} IN ('credit', 'refund') THEN 'Credit' ELSE {category} END",
        "ChargeClass": f"coalesce({words['ChargeClass']}, CASE WHEN {said} = 'refund' THEN 'Correction' END)",
        "CommitmentDiscountStatus": (
            f"coalesce({status}, CASE {said} WHEN 'usedcommitment' THEN 'Used' "
            "WHEN 'unusedcommitment' THEN 'Unused' END)"
        ),
    }
