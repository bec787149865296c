"""From the words of an argument to the rows of a bill: which period, filters and line kinds a question means here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from agents.cost.calendar import Calendar
from agents.cost.kinds import kind_words
from agents.cost.params import Scope
from agents.cost.periods import Anchor, Resolved, day_text, resolve
from agents.cost.services import match_service, squash
from billing.query import (
    BillInfo,
    BillQuery,
    BillResult,
    Dimension,
    Filter,
    Granularity,
    GroupKey,
    LineKind,
    Metric,
    Tag,
)
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Basis, DateRange
from finops_core.errors import ToolRetry
from finops_core.tools.spec import ToolContext
from finops_core.values import Period

DIMENSIONS: Mapping[str, Dimension] = {
    "service": Dimension.SERVICE,
    "service_category": Dimension.SERVICE_CATEGORY,
    "account": Dimension.ACCOUNT,
    "billing_account": Dimension.BILLING_ACCOUNT,
    "region": Dimension.REGION,
    "zone": Dimension.ZONE,
    "resource": Dimension.RESOURCE,
    "resource_type": Dimension.RESOURCE_TYPE,
    "usage_type": Dimension.USAGE_TYPE,
    "usage_family": Dimension.USAGE_FAMILY,
    "operation": Dimension.OPERATION,
    "charge_category": Dimension.CHARGE_CATEGORY,
    "kind": Dimension.LINE_KIND,
    "pricing": Dimension.PRICING_CATEGORY,
    "commitment": Dimension.COMMITMENT,
    "provider": Dimension.PROVIDER,
    "publisher": Dimension.PUBLISHER,
    "invoice": Dimension.INVOICE,
    "invoice_issuer": Dimension.INVOICE_ISSUER,
    "team": Dimension.TEAM,
}
"""What `group_by` takes, beside `tag:KEY`."""

METRICS: Mapping[str, Metric] = {
    "billed": Metric.BILLED,
    "effective": Metric.EFFECTIVE,
    "list": Metric.LIST,
    "contracted": Metric.CONTRACTED,
}

_FILTER_WORDS: Mapping[str, str] = {
    "service": "on {}",
    "service_category": "on {}",
    "account": "in account {}",
    "region": "in {}",
    "usage_type": "for usage type {}",
    "usage_family": "for {}",
    "provider": "on {}",
    "resource": "on {}",
    "team": "by team {}",
    "kind": "on {}",
}
"""The filter fields of a scope and how a sentence names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something asked for that this bill does not have, and what it has instead."""

    what: str
    asked: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A scope read against one bill. `subject` completes "You spent $1 …", such as `on EC2 in eu-west-1`."""

    info: BillInfo
    terms: Terms
    anchor: Anchor
    period: Resolved
    metric: Metric
    filters: tuple[Filter, ...]
    kinds_excluded: frozenset[LineKind]
    subject: str
    basis: Basis

    @property
    def rows(self) -> BillQuery:
        """The query for these rows, without a grouping."""
        return BillQuery(
            metric=self.metric,
            period=self.period.period,
            filters=self.filters,
            kinds_excluded=self.kinds_excluded,
        )


def read_scope(params: Scope, context: ToolContext) -> Reading | Missing:
    """Reads a scope against the bill. Raises ToolRetry for words outside the grammar, BillError from the bill."""
    info = context.service(BillSource).info()
    terms = organisation(context)
    if params.team and not terms.teams:
        by_tag = tuple(f"team={name}" for name in params.team)
        params = params.model_copy(update={"team": (), "tag": (*params.tag, *by_tag)})
    calendar = Calendar.of(terms)
    anchor = Anchor.of(info.period, calendar.today(context.clock.now()), calendar, complete=covered(info))
    period = resolve(params.period, anchor)
    gap = _outside(period.period, anchor, params.period)
    if gap:
        return gap
    found = _filters(params, info, context)
    if isinstance(found, Missing):
        return found
    filters, words = found
    kinds_out, values_out = _left_out(params.exclude)
    without = _filters(values_out, info, context)
    if isinstance(without, Missing):
        return without
    filters += tuple(replace(one, exclude=not one.exclude) for one in without[0])
    words += ("without " + _joined(tuple(_plain_words(values_out))),) if without[0] else ()
    metric = METRICS[params.metric] if params.metric else terms.metric
    if _without_amounts(metric, info):
        has = tuple(name for name, known in METRICS.items() if not _without_amounts(known, info))
        return Missing(what="cost metric", asked=params.metric or metric.value, instead=has)
    kinds = values_seen(Dimension.LINE_KIND, context)
    excluded = frozenset(kinds_out)
    return Reading(
        info=info,
        terms=terms,
        anchor=anchor,
        period=period,
        metric=metric,
        filters=own_accounts(filters, context),
        kinds_excluded=excluded,
        subject=" ".join(words),
        basis=_basis(metric, info, anchor, period, kinds, excluded, filters, context),
    )


def organisation(context: ToolContext) -> Terms:
    """The organisation's own terms, or the defaults of every term."""
    return context.services.get(Terms) or Terms()


def covered(info: BillInfo) -> Period:
    """The days that are fully in the bill; an export of an open month may list fees up to the month's end."""
    if info.complete_until and info.period.start < info.complete_until < info.period.end:
        return Period(info.period.start, info.complete_until)
    return info.period


def group_key(name: str, reading: Reading) -> GroupKey | Missing:
    """The dimension of a `group_by` word. Raises ToolRetry for a word that is none.

    Teams are those of the organisation's terms; without any, the tag of that name.
    """
    info = reading.info
    if name.startswith("tag:") or (name == "team" and not reading.terms.teams):
        asked = name.removeprefix("tag:")
        key = match_tag_key(asked, info)
        return Tag(key) if key else Missing(what="tag", asked=asked, instead=info.tag_keys)
    dimension = DIMENSIONS.get(name)
    if dimension is None:
        raise ToolRetry(f"group_by: {name!r} is not one of {', '.join(DIMENSIONS)} or tag:KEY.")
    return dimension


def match_tag_key(asked: str, info: BillInfo) -> str | None:
    """The bill's own spelling of a tag key: `cost center` finds `user_cost_center`."""
    wanted = squash(asked)
    spelled = {squash(key): key for key in reversed(info.tag_keys)}
    for prefix in ("", "user", "resourcetagsuser"):
        if prefix + wanted in spelled:
            return spelled[prefix + wanted]
    return None


def account_label(account: str, info: BillInfo) -> str:
    """`Payments (123456789012)`, or the id alone when the bill has no name for it."""
    name = info.accounts.get(account, "")
    return f"{name} ({account})" if name and name != account else account


def _without_amounts(metric: Metric, info: BillInfo) -> bool:
    """Whether the export leaves a cost column empty although it bills something."""
    totals = info.currencies.values()
    return all(of.get(metric) == 0 for of in totals) and any(of.get(Metric.BILLED) for of in totals)


def _outside(period: Period, anchor: Anchor, asked: str) -> Missing | None:
    if period.overlap(anchor.bill):
        return None
    has = f"{day_text(anchor.bill.start)} to {day_text(anchor.bill.last_day)}"
    return Missing(what="period", asked=asked.replace("_", " "), instead=(has,))


def values_seen(dimension: GroupKey, context: ToolContext) -> tuple[str, ...]:
    """The distinct values of a dimension in the accounts this user may see."""
    source = context.service(BillSource)
    if context.accounts is None:
        return source.values(dimension)
    own = source.query(BillQuery(group_by=(dimension,), filters=own_accounts((), context)))
    return tuple(dict.fromkeys(row.keys[0] for row in own.rows))


def _filters(
    params: Scope, info: BillInfo, context: ToolContext
) -> tuple[tuple[Filter, ...], tuple[str, ...]] | Missing:
    filters: list[Filter] = []
    words: list[str] = []
    for field, word in _FILTER_WORDS.items():
        asked: tuple[str, ...] = getattr(params, field)
        if asked:
            found = _field_filter(field, asked, info, context)
            if isinstance(found, Missing):
                return found
            filters.append(found)
            shown = kind_words(asked) if field == "kind" else asked
            words.append(word.format(_joined(shown or asked)))
    for spelled, asked in _by_key(params.tag).items():
        key, negated = spelled.removesuffix("!"), spelled.endswith("!")
        found = _tag_filter(key, asked, info, context)
        if isinstance(found, Missing):
            return found
        filters.append(replace(found, exclude=negated))
        tagged = "not tagged" if negated else "tagged"
        words.append(f"{tagged} {key}={_joined(asked, 'or')}" if any(asked) else f"without the tag {key}")
    return tuple(filters), tuple(words)


def _by_key(pairs: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Tags as key → values, `key!` for `key!=value`: several values of one key mean any of them."""
    keys: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        keys[key] = (*keys.get(key, ()), value)
    return keys


def _field_filter(field: str, asked: tuple[str, ...], info: BillInfo, context: ToolContext) -> Filter | Missing:
    dimension = DIMENSIONS[field]
    in_bill = values_seen(dimension, context)
    values: list[str] = []
    for name in asked:
        matched = _match(name, in_bill, dimension, info, organisation(context))
        if not matched:
            what = "kind of charge" if field == "kind" else field.replace("_", " ")
            return Missing(what=what, asked=name, instead=_labels(in_bill, dimension, info))
        values.extend(matched)
    return Filter(dimension=dimension, values=tuple(dict.fromkeys(values)))


def _tag_filter(asked: str, names: tuple[str, ...], info: BillInfo, context: ToolContext) -> Filter | Missing:
    key = match_tag_key(asked, info)
    if key is None:
        return Missing(what="tag", asked=asked, instead=info.tag_keys)
    in_bill = values_seen(Tag(key), context)
    values: list[str] = []
    for name in names:
        matched = tuple(value for value in in_bill if same_name(name, value)) if name else ("",)
        if not matched:
            return Missing(
                what=f"value of the tag {key}", asked=name, instead=tuple(value for value in in_bill if value)
            )
        values.extend(matched)
    return Filter(dimension=Tag(key), values=tuple(dict.fromkeys(values)))


_SAME = ({"prod", "production", "prd"}, {"dev", "development"}, {"staging", "stage", "stg"}, {"test", "testing", "qa"})


def same_name(asked: str, in_bill: str) -> bool:
    """Whether two names differ by case, punctuation or a common short form only."""
    left, right = squash(asked), squash(in_bill)
    return left == right or any(left in names and right in names for names in _SAME)


def _match(asked: str, in_bill: tuple[str, ...], dimension: Dimension, info: BillInfo, terms: Terms) -> tuple[str, ...]:
    if dimension is Dimension.SERVICE:
        own = next((names for name, names in terms.services.items() if name.casefold() == asked.casefold()), ())
        return match_service(asked, in_bill) or tuple(
            name for own_name in own for name in match_service(own_name, in_bill)
        )
    wanted = squash(asked)
    if dimension is Dimension.ACCOUNT:
        return tuple(a for a in in_bill if asked == a or squash(info.accounts.get(a, "")) == wanted)
    exact = tuple(name for name in in_bill if name.casefold() == asked.casefold())
    return exact or tuple(name for name in in_bill if squash(name) == wanted)


def _labels(values: tuple[str, ...], dimension: Dimension, info: BillInfo) -> tuple[str, ...]:
    named = tuple(value for value in values if value)
    if dimension is Dimension.LINE_KIND:
        return kind_words(named)
    return tuple(account_label(value, info) for value in named) if dimension is Dimension.ACCOUNT else named


def basis_of(reading: Reading, result: BillResult, granularity: str | None = None) -> Basis:
    """The basis of a reading with what the query read."""
    currency = next(iter(result.totals)) if len(result.totals) == 1 else None
    return reading.basis.model_copy(
        update={"granularity": granularity, "currency": currency, "rows_read": result.rows_read}
    )


def own_accounts(filters: tuple[Filter, ...], context: ToolContext) -> tuple[Filter, ...]:
    """The filters, narrowed to the accounts this user may see."""
    if context.accounts is None:
        return filters
    return (*filters, Filter(dimension=Dimension.ACCOUNT, values=tuple(sorted(context.accounts))))


def _left_out(names: tuple[str, ...]) -> tuple[list[LineKind], Scope]:
    """What `exclude` leaves out: line kinds, and values of fields as a scope of their own. Raises ToolRetry."""
    kinds: list[LineKind] = []
    fields: dict[str, tuple[str, ...]] = {}
    for name in names:
        field, given, value = name.partition("=")
        if given and value and (field in _FILTER_WORDS or field == "tag"):
            fields[field] = (*fields.get(field, ()), value)
        elif name in list(LineKind):
            kinds.append(LineKind(name))
        else:
            raise ToolRetry(
                f"exclude: {name!r} is neither one of {', '.join(LineKind)} nor a value such as service=EC2."
            )
    return kinds, Scope.model_validate(fields)


def _plain_words(scope: Scope) -> list[str]:
    return [name for field in (*_FILTER_WORDS, "tag") for name in getattr(scope, field)]


def _joined(names: tuple[str, ...], word: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _basis(
    metric: Metric,
    info: BillInfo,
    anchor: Anchor,
    period: Resolved,
    kinds: tuple[str, ...],
    excluded: frozenset[LineKind],
    filters: tuple[Filter, ...],
    context: ToolContext,
) -> Basis:
    days = period.period
    notes = list(_period_notes(anchor, period))
    accounts = info.accounts if context.accounts is None else {a: info.accounts.get(a, "") for a in context.accounts}
    return Basis(
        metric=metric.value,
        period=DateRange(start=days.start, end=days.end),
        included=kind_words(kind for kind in kinds if kind not in excluded),
        excluded=kind_words(kind for kind in kinds if kind in excluded),
        filters=tuple(_in_words(one) for one in filters),
        partial_periods=tuple(_partial(anchor, days)),
        data_as_of=info.data_as_of,
        accounts=tuple(account_label(account, info) for account in sorted(accounts)),
        source=info.source,
        sample=info.sample,
        notes=tuple(notes),
    )


def _in_words(one: Filter) -> str:
    values = one.values
    if one.dimension is Dimension.LINE_KIND:
        values = kind_words(values)
    return f"{_name_of(one.dimension)} is {'not ' if one.exclude else ''}{' or '.join(values) or 'empty'}"


def _name_of(key: GroupKey) -> str:
    return f"tag {key.key}" if isinstance(key, Tag) else key.value


def _period_notes(anchor: Anchor, period: Resolved) -> list[str]:
    if period.relative and anchor.from_bill_end:
        return [f"The bill ends on {day_text(anchor.last_day)}; words like “last month” count from there."]
    return []


def _partial(anchor: Anchor, days: Period) -> list[str]:
    partial: list[str] = []
    if days.start < anchor.bill.start:
        partial.append(f"the bill begins on {day_text(anchor.bill.start)}")
    if days.end > anchor.complete.end:
        partial.append(f"the bill is complete up to {day_text(anchor.complete.last_day)}")
    return partial


GRAINS: Mapping[str, Granularity] = {grain.value: grain for grain in Granularity}
