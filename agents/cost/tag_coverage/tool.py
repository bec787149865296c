"""The `tag_coverage` tool: how much of the spend carries tags, key by key, and what the untagged part is made of."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import share, table
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.tag_keys import candidates, cost_categories, shown_key
from agents.bill.wording import Sentence, grouping, sentence
from agents.cost.tag_coverage.params import TagCoverageParams
from billing.query import Dimension, Filter, Tag
from billing.source import BillSource
from finops_core.answers import Block, Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money

MOST_NAMED = 100
LONGEST_NAMED = 40
"""Characters of a key in the sentence that lists them; the table has it whole."""
MOST_KEYS = 30
"""Keys looked at when nobody names one; each is a question to the bill."""

Coverage = tuple[Tag, Decimal, Decimal]
"""A key, the amount that carries it, and the amount that does not."""


def tag_coverage(params: TagCoverageParams, context: ToolContext) -> Finding:
    """The share of the spend that carries each tag. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return absent(scope, context)
    keys: list[Tag] = []
    own = tuple(key for key in scope.info.tag_keys if key not in cost_categories(scope.info))
    for asked in params.keys or own[:MOST_KEYS]:
        named = candidates(asked, scope.info, scope.terms)
        if not named:
            return absent(Missing(what="tag", asked=asked, instead=scope.info.tag_keys), context, scope.basis)
        keys.append(named[0])
    source = context.service(BillSource)
    whole = source.query(scope.rows)
    scope = with_kinds(scope, kinds_read(scope, context))
    if not whole.totals or not keys:
        what = "the bill has no tags" if whole.totals else "the bill has no charges"
        return Finding(headline=sentence(what, f"{scope.period.phrase}."), basis=basis_of(scope, whole))
    currency = max(whole.totals, key=lambda unit: abs(whole.totals[unit]))
    distinct = {frozenset((tag.key, *tag.others)): tag for tag in reversed(keys)}.values()
    found = sorted(
        (_coverage(tag, currency, scope, context) for tag in distinct), key=lambda one: (-one[1], one[0].key)
    )
    text, facts = _told(found, whole.totals[currency], currency, scope, context)
    named, more = ("", []) if params.keys else _named(own, context)
    facts += more
    return Finding(
        headline=text,
        prose=named,
        facts=tuple(facts),
        blocks=(_table(found, currency, scope), *_untagged_parts(found[0][0], scope, context)),
        basis=basis_of(scope, whole).model_copy(update={"currency": currency}),
        suggestions=tuple(f"Spend by {tag.key}" for tag, _, _ in found[:3]),
    )


def _coverage(tag: Tag, currency: str, scope: Scope, context: ToolContext) -> Coverage:
    result = context.service(BillSource).query(replace(scope.rows, group_by=(tag,)))
    rows = [row for row in result.rows if row.currency == currency]
    without = sum((row.amount for row in rows if not row.keys[0]), Decimal(0))
    return tag, sum((row.amount for row in rows if row.keys[0]), Decimal(0)), without


def _told(
    found: list[Coverage], total: Decimal, currency: str, scope: Scope, context: ToolContext
) -> tuple[str, list[Fact]]:
    """The key that most of the spend carries, and what lacks it."""
    tag, carries, without = found[0]
    key = shown_key(tag.key)
    days = scope.period.period
    whole = context.facts.money(Money(total, currency), "spend", days)
    name = context.facts.text(key, "tag key")
    lacking = context.facts.money(Money(without, currency), f"spend without the tag {key}", days)
    facts = [whole, name, lacking]
    when = f"{scope.when}."
    part = share(carries, total)
    if part is None:
        return sentence(f"[[{lacking.id}]]", scope.subject, f"lacks the tag [[{name.id}]]", when), facts
    tagged = context.facts.percent(part, f"share with the tag {key}", days, of=(whole.id,))
    of_all = f"[[{tagged.id}]] of the [[{whole.id}]] spent"
    lacks = f"carries the tag [[{name.id}]]; [[{lacking.id}]] does not."
    return sentence(of_all, scope.subject, scope.when, lacks), [*facts, tagged]


def _named(keys: tuple[str, ...], context: ToolContext) -> Sentence:
    """All keys of the bill by name, as far as a sentence holds them."""
    shown = [shown_key(key) for key in keys]
    count = context.facts.number(len(shown), "tag keys" if len(shown) > 1 else "tag key", "tag keys in the bill")
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    names = [context.facts.text(_short(key), "tag key of the bill") for key in shown[:MOST_NAMED]]
    listed = ", ".join(f"[[{name.id}]]" for name in names)
    cut = f" The table has {MOST_KEYS} of them." if len(shown) > MOST_KEYS else ""
    return f"The bill has [[{count.id}]]: {listed}{more}.{cut}", [count, *names]


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_NAMED else f"{key[: LONGEST_NAMED - 1]}…"


def _table(found: list[Coverage], currency: str, scope: Scope) -> TableBlock:
    return TableBlock(
        title=sentence("tag coverage", scope.subject, scope.period.phrase),
        columns=(
            Column(key="tag", label="Tag key"),
            Column(key="tagged", label="Tagged", kind="money", unit=currency),
            Column(key="untagged", label="Untagged", kind="money", unit=currency),
            Column(key="share", label="Share tagged", kind="percent"),
        ),
        rows=tuple(
            (shown_key(tag.key), str(carries), str(without), _text(carries, without)) for tag, carries, without in found
        ),
        total_rows=len(found),
    )


def _text(carries: Decimal, without: Decimal) -> str | None:
    part = share(carries, carries + without)
    return None if part is None else str(part)


def _untagged_parts(tag: Tag, scope: Scope, context: ToolContext) -> list[Block]:
    """The services of what lacks the key: where tagging would help most."""
    groups = grouping(("service",), scope)
    if isinstance(groups, Missing):
        return []
    lacking = Filter(dimension=tag, values=("",))
    query = replace(scope.rows, group_by=(Dimension.SERVICE,), filters=(*scope.filters, lacking))
    result = context.service(BillSource).query(query)
    if not result.rows:
        return []
    title = sentence(f"spend without the tag {shown_key(tag.key)} by service", scope.period.phrase)
    return [table(title, groups.headings, result, groups.label)]
