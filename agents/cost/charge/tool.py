"""The `charge` tool: what one charge is: the rows behind an amount, or what a usage type or service bills."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.caveats import also_read
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import Grouping, Sentence, grouping, heading, listed, sentence
from agents.cost.charge.levels import MOST_ROWS, Match, at_this_amount
from agents.cost.charge.params import ChargeParams
from agents.cost.usage.params import UsageParams
from agents.cost.usage.tool import usage
from billing.query import BillResult, BillRow, Dimension
from billing.source import BillSource
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.names.usage_types import in_plain_words, region_named, without_region
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money

WITHOUT_RESOURCES = "In a bill of this size the charges of single resources were not compared."
NAMED = 3
BEHIND = 100
LATEST = "The last full month and the month to date were looked at, as nobody named a period."
EVERYTHING = "Nothing of the last months comes to that amount, so the whole bill was looked at."


def charge(params: ChargeParams, context: ToolContext) -> Finding:
    """Explains an amount, or what the filters name. Raises ToolRetry and BillError as the other tools."""
    if params.amount is not None:
        return _of_an_amount(params, params.amount, context)
    params = params.model_copy(update={"usage_type": _as_in_the_bill(params.usage_type, context)})
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        unknown = params.usage_type[:1] if scope.what == "usage type" else ()
        return _unknown(unknown[0], scope, context) if unknown else absent(scope, context)
    groups = grouping(("service", "usage_type", "usage_family"), scope)
    if isinstance(groups, Missing):
        return absent(groups, context, scope.basis)
    result = context.service(BillSource).query(replace(scope.rows, group_by=groups.keys))
    if not result.rows:
        return Finding(
            headline=sentence("the bill has no charges", scope.subject, f"{scope.when}."),
            basis=basis_of(scope, result),
            suggestions=("What did I spend by usage type?",),
        )
    scope = with_kinds(scope, kinds_read(scope, context))
    text, facts = _named(params, result, groups, scope, context)
    more, since = _since_when(scope, context)
    measured = usage(UsageParams.model_validate(_scope_of(params)), context)
    return Finding(
        headline=text,
        prose=sentence(measured.headline if measured.facts else "", more),
        facts=(*facts, *since, *measured.facts),
        blocks=(*measured.blocks, _rows_behind(scope, groups, context)),
        basis=basis_of(scope, result),
        suggestions=("What did I spend by usage type?", "Compare last month with the month before"),
    )


def _scope_of(params: ChargeParams) -> dict[str, object]:
    return {name: value for name, value in params.model_dump().items() if name != "amount"}


def _as_in_the_bill(asked: tuple[str, ...], context: ToolContext) -> tuple[str, ...]:
    """Usage types by the bill's own names, where they differ by the spelling of the region before them only."""
    known = context.service(BillSource).values(Dimension.USAGE_TYPE)
    spelled = {name.lower() for name in known}
    found: list[str] = []
    for name in asked:
        region = region_named(name)
        same = [
            one
            for one in known
            if without_region(one) == without_region(name) and (region_named(one) or "us-east-1") == region
        ]
        found += [name] if name.lower() in spelled or not region or not same else same[:1]
    return tuple(found)


def _unknown(asked: str, missing: Missing, context: ToolContext) -> Finding:
    """What the name of a usage type says that the bill does not have."""
    words, region = in_plain_words(asked), region_named(asked)
    name = context.facts.text(asked, "usage type")
    place = context.facts.text(region, "region") if region else None
    if not (words or place):
        return absent(missing, context)
    where = f" in [[{place.id}]]" if place else ""
    alike = tuple(one for one in missing.instead if without_region(one) == without_region(asked))
    facts: list[Fact] = [name, *([place] if place else [])]
    others = ""
    if alike:
        shown = context.facts.text(", ".join(alike[:NAMED]), "usage types of the bill")
        facts.append(shown)
        others = f"It has [[{shown.id}]]."
    says = f"By its name, [[{name.id}]] is {words or 'usage'}{where}."
    return Finding(
        headline=f"{says} The bill has no charges for it. {others}".strip(),
        facts=tuple(facts),
        suggestions=("What did I spend by usage type?",),
    )


def _named(params: ChargeParams, result: BillResult, groups: Grouping, scope: Scope, context: ToolContext) -> Sentence:
    """What it is: service, family, what is metered, and what it cost."""
    facts: list[Fact] = []
    totals = [context.facts.money(Money(a, c), "spend", scope.period.period) for c, a in result.totals.items()]
    parts: list[str] = []
    rows = sorted(result.rows, key=lambda row: -abs(row.amount))
    for row in rows[:NAMED]:
        service, usage_type, family = row.keys
        amount = context.facts.money(Money(row.amount, row.currency), usage_type or service, scope.period.period)
        name = context.facts.text(usage_type or service or "no name", "usage type" if usage_type else "service")
        of = context.facts.text(service, "service")
        words = in_plain_words(usage_type) or (family[:1].lower() + family[1:])
        facts += [amount, name, of]
        meaning = f" ({words})" if words else ""
        parts.append(f"[[{amount.id}]] for [[{name.id}]]{meaning}" + (f" of [[{of.id}]]" if usage_type else ""))
    more = f" and {'others' if len(rows) > NAMED + 1 else 'another'}" if len(rows) > NAMED else ""
    whole = listed([f"[[{fact.id}]]" for fact in totals])
    told = f"you spent {whole} {scope.subject} {scope.when}: {listed(parts) if not more else ', '.join(parts)}{more}."
    if len(rows) == 1:
        told = f"you were charged {parts[0]} {scope.when}."
    return sentence(told), [*totals, *facts] if len(rows) > 1 else facts


def _since_when(scope: Scope, context: ToolContext) -> Sentence:
    """The first day of such a charge anywhere in the bill."""
    query = replace(scope.rows, period=None, granularity=Granularity.DAILY)
    also_read(context)
    days = [row.start.date() for row in context.service(BillSource).query(query).rows if row.start]
    if not days:
        return "", []
    first = context.facts.day(min(days), "first charge")
    if min(days) == scope.anchor.bill.start:
        return f"It has been charged since the bill begins, on [[{first.id}]].", [first]
    return f"The first such charge is of [[{first.id}]].", [first]


def _rows_behind(scope: Scope, groups: Grouping, context: ToolContext) -> TableBlock:
    """The charges by description and resource, the largest first."""
    keys = (Dimension.USAGE_TYPE, Dimension.DESCRIPTION, Dimension.RESOURCE)
    result = context.service(BillSource).query(replace(scope.rows, group_by=keys, limit=BEHIND))
    return _table(result.rows, keys, sentence("charges", scope.subject, scope.period.phrase), result.groups)


def _table(rows: tuple[BillRow, ...], keys: tuple[Dimension, ...], title: str, total: int) -> TableBlock:
    currencies = {row.currency for row in rows}
    return TableBlock(
        title=title,
        columns=(
            *(Column(key=f"key{n}", label=_HEADINGS.get(key, heading(key))) for n, key in enumerate(keys)),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=currencies.pop() if len(currencies) == 1 else ""),
        ),
        rows=tuple((*row.keys, row.currency, str(row.amount)) for row in rows[:TABLE_ROWS]),
        total_rows=max(total, len(rows)),
    )


_HEADINGS = {Dimension.DESCRIPTION: "Description"}


def _of_an_amount(params: ChargeParams, amount: Decimal, context: ToolContext) -> Finding:
    scope = read_scope(params, context, usual="since_last_month")
    if isinstance(scope, Missing):
        return absent(scope, context)
    note = "" if params.period else LATEST
    found, read = at_this_amount(amount, scope, context)
    if not found and not params.period:
        everything = read_scope(params, context, usual="all")
        if not isinstance(everything, Missing):
            scope, note = everything, EVERYTHING
            found, read = at_this_amount(amount, scope, context)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), read)
    basis = basis.model_copy(update={"notes": (*basis.notes, *([note] if note else []))})
    if scope.info.rows > MOST_ROWS:
        basis = basis.model_copy(update={"notes": (*basis.notes, WITHOUT_RESOURCES)})
    currency = found[0].row.currency if found else next(iter(read.totals), "")
    asked = context.facts.money(Money(amount, currency), "the amount asked about")
    if not found:
        text = f"nothing comes to [[{asked.id}]] to the cent: no charge, service, account, day, month or invoice"
        return Finding(
            headline=sentence(text, scope.subject, f"{scope.when}."),
            facts=(asked,),
            basis=basis,
            suggestions=("What did I spend by service?", "Show daily costs"),
        )
    text, facts = _what_it_is(found, asked, context)
    return Finding(
        headline=text,
        facts=(asked, *facts),
        blocks=(_matches(found), *_behind(found[0], scope, context)),
        basis=basis,
        suggestions=("What did I spend by service?",),
    )


def _what_it_is(found: list[Match], asked: Fact, context: ToolContext) -> Sentence:
    best = found[0]
    name = context.facts.text(best.name, best.what) if best.name else None
    when = context.facts.text(best.when, "when")
    named = f" [[{name.id}]]" if name else ""
    other = len(found) - 1
    more = ""
    facts: list[Fact] = [*([name] if name else []), when]
    if other:
        count = context.facts.number(other, "other sums" if other > 1 else "other sum", "other matches")
        facts.append(count)
        more = f" [[{count.id}]] in the table {'come' if other > 1 else 'comes'} to the same amount."
    return f"[[{asked.id}]] is {best.what}{named} {best.preposition} [[{when.id}]].{more}", facts


def _matches(found: list[Match]) -> TableBlock:
    return TableBlock(
        title="What comes to this amount",
        columns=(
            Column(key="what", label="What"),
            Column(key="name", label="Name"),
            Column(key="when", label="When"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=found[0].row.currency),
        ),
        rows=tuple((one.what, one.name, one.when, one.row.currency, str(one.row.amount)) for one in found[:TABLE_ROWS]),
        total_rows=len(found),
    )


def _behind(best: Match, scope: Scope, context: ToolContext) -> tuple[TableBlock, ...]:
    """The charges that make up the amount."""
    keys = (Dimension.SERVICE, Dimension.DESCRIPTION, Dimension.RESOURCE)
    query = replace(best.query, group_by=keys, granularity=None, limit=BEHIND, filters=(*scope.filters, *best.filters))
    result = context.service(BillSource).query(query)
    return (_table(result.rows, keys, f"Charges behind it {best.preposition} {best.when}", result.groups),)
