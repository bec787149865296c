"""Tag coverage in words: the key that most of the spend carries, all keys by name, and where tags are missing."""

from decimal import Decimal

from agents.bill.blocks import share, table
from agents.bill.scope import Scope
from agents.bill.tag_keys import shown_key
from agents.bill.wording import Grouping, Sentence, in_words, plural, sentence
from agents.cost.tag_coverage.result import MOST_KEYS, TagCoverage
from billing.query import Dimension
from finops_core.answers import Block, Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

MOST_NAMED = 100
LONGEST_NAMED = 40
"""Characters of a key in the sentence that lists them; the table has it whole."""


def present_tag_coverage(found: TagCoverage, book: FactBook) -> Finding:
    """The share of the first key in the headline, every key in a table."""
    text, facts = _resources_told(found, book) if found.by is Dimension.RESOURCE else _told(found, book)
    named, more = _named(found.own_keys, book) if found.own_keys else ("", [])
    return Finding(
        headline=text,
        prose=named,
        facts=(*facts, *more),
        blocks=_blocks(found),
        basis=found.basis,
        suggestions=tuple(f"Spend by {one.tag.key}" for one in found.keys[:3]),
    )


def _blocks(found: TagCoverage) -> tuple[Block, ...]:
    """Coverage and what lacks tags; resources come first where they were asked for."""
    coverage, parts = _table(found, found.scope), _untagged_parts(found)
    return (*parts, coverage) if found.by is Dimension.RESOURCE else (coverage, *parts)


def _told(found: TagCoverage, book: FactBook) -> Sentence:
    """The key that most of the spend carries, and what lacks it."""
    scope, first = found.scope, found.keys[0]
    key = shown_key(first.tag.key)
    days = scope.period.period
    whole = book.money(Money(found.total, found.currency), "spend", days)
    name = book.text(key, "tag key")
    lacking = book.money(Money(first.untagged, found.currency), f"spend without the tag {key}", days)
    facts = [whole, name, lacking]
    when = f"{scope.when}."
    part = share(first.tagged, found.total)
    if part is None:
        return sentence(f"[[{lacking.id}]]", scope.subject, f"lacks the tag [[{name.id}]]", when), facts
    tagged = book.percent(part, f"share with the tag {key}", days, of=(whole.id,))
    of_all = f"[[{tagged.id}]] of the [[{whole.id}]] spent"
    lacks = f"carries the tag [[{name.id}]]; [[{lacking.id}]] does not."
    text, more = _most(found, book) if found.asked_by else ("", [])
    return sentence(of_all, scope.subject, scope.when, lacks) + text, [*facts, tagged, *more]


def _resources_told(found: TagCoverage, book: FactBook) -> Sentence:
    """How many resources carry none of the keys, what they cost together, and which costs most."""
    scope, parts = found.scope, found.untagged_parts
    days = scope.period.period
    keys = f"the tag {shown_key(found.keys[0].tag.key)}" if len(found.keys) == 1 else "any of the tags"
    if not parts.groups:
        return sentence("no resource lacks", keys, scope.subject, f"{scope.when}."), []
    count = book.number(parts.groups, plural("resource", parts.groups), f"resources without {keys}")
    amount = book.money(Money(parts.totals.get(found.currency, Decimal(0)), found.currency), f"without {keys}", days)
    cost = f"costs [[{amount.id}]]" if parts.groups == 1 else f"cost [[{amount.id}]] together"
    text = sentence(f"[[{count.id}]]", scope.subject, f"without {keys}", cost, scope.when)
    most, facts = _most(found, book) if parts.groups > 1 else ("", [])
    return f"{text}.{most}", [count, amount, *facts]


def _most(found: TagCoverage, book: FactBook) -> Sentence:
    """Where most of what lacks the key is."""
    rows = [row for row in found.untagged_parts.rows if row.currency == found.currency and row.amount > 0]
    if not rows:
        return "", []
    first = max(rows, key=lambda row: row.amount)
    label = Grouping((found.by,), found.scope.info).name(first.keys)
    name = book.text(label, in_words((found.by,)))
    amount = book.money(Money(first.amount, found.currency), f"of {label} without it", found.scope.period.period)
    return f" Most of that is [[{name.id}]], with [[{amount.id}]].", [name, amount]


def _named(keys: tuple[str, ...], book: FactBook) -> Sentence:
    """All keys of the bill by name, as far as a sentence holds them."""
    shown = [shown_key(key) for key in keys]
    count = book.number(len(shown), "tag keys" if len(shown) > 1 else "tag key", "tag keys in the bill")
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    names = [book.text(_short(key), "tag key of the bill") for key in shown[:MOST_NAMED]]
    listed = ", ".join(f"[[{name.id}]]" for name in names)
    cut = f" The table has {MOST_KEYS} of them." if len(shown) > MOST_KEYS else ""
    return f"The bill has [[{count.id}]]: {listed}{more}.{cut}", [count, *names]


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_NAMED else f"{key[: LONGEST_NAMED - 1]}…"


def _table(found: TagCoverage, scope: Scope) -> TableBlock:
    unit = found.currency
    return TableBlock(
        title=sentence("tag coverage", scope.subject, scope.period.phrase),
        columns=(
            Column(key="tag", label="Tag key"),
            Column(key="tagged", label="Tagged", kind="money", unit=unit),
            Column(key="untagged", label="Untagged", kind="money", unit=unit),
            Column(key="share", label="Share tagged", kind="percent"),
        ),
        rows=tuple(
            (shown_key(one.tag.key), str(one.tagged), str(one.untagged), _text(one.tagged, one.untagged))
            for one in found.keys
        ),
        total_rows=len(found.keys),
    )


def _text(carries: Decimal, without: Decimal) -> str | None:
    part = share(carries, carries + without)
    return None if part is None else str(part)


def _untagged_parts(found: TagCoverage) -> list[Block]:
    """The services of what lacks the key: where tagging would help most."""
    if not found.untagged_parts.rows:
        return []
    groups = Grouping((found.by,), found.scope.info)
    key = shown_key(found.keys[0].tag.key)
    of_resources = found.by is Dimension.RESOURCE and len(found.keys) > 1
    lacking = "any tag" if of_resources else f"the tag {key}"
    title = sentence(f"spend without {lacking} by {in_words((found.by,))}", found.scope.period.phrase)
    return [table(title, groups.headings, found.untagged_parts, groups.label)]
