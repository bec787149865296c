"""From the names people use to filters over a bill's own values."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from agents.bill.absent import Missing
from agents.bill.dimensions import DIMENSIONS, account_label
from agents.bill.kinds import kind_words
from agents.bill.params import ScopeParams
from agents.bill.tag_keys import candidates, shown_key
from billing.query import BillInfo, BillQuery, Dimension, Filter, GroupKey, LineKind, Tag
from billing.source import BillSource
from billing.terms import Terms
from finops_core.errors import ToolRetry
from finops_core.names.services import match_service, squash
from finops_core.names.usage_kinds import families_called, kinds_called
from finops_core.texts import isolated
from finops_core.tools.context import ToolContext

_FILTER_WORDS: Mapping[str, str] = {
    "service": "on {}",
    "service_category": "on {}",
    "usage_family": "on {}",
    "usage_kind": "on {}",
    "instance_family": "on {} instances",
    "pricing": "at {} prices",
    "account": "in account {}",
    "region": "in {}",
    "usage_type": "for usage type {}",
    "provider": "on {}",
    "resource": "on {}",
    "team": "for team {}",
    "kind": "on {}",
}
"""The filter fields of a scope and how a sentence names them."""

_KINDS_OF = frozenset({"service_category", "usage_family", "usage_kind", "instance_family"})
"""Fields that say what of a service: "on EC2" and "on compute instances" are one as "on EC2 compute instances"."""

MOST_NAMED = 5
"""Values of one tag that a sentence names; the basis has all."""


Found = tuple[tuple[Filter, ...], tuple[str, ...]]
"""Filters, and how a sentence names them."""


def read_filters(params: ScopeParams, info: BillInfo, terms: Terms, context: ToolContext) -> Found | Missing:
    """The filters of a scope, or the first name that the bill does not have."""
    of_fields = _read_fields(params, info, terms, context)
    if isinstance(of_fields, Missing):
        return of_fields
    of_tags = _read_tags(params, info, terms, context)
    return of_tags if isinstance(of_tags, Missing) else (of_fields[0] + of_tags[0], of_fields[1] + of_tags[1])


def _read_fields(params: ScopeParams, info: BillInfo, terms: Terms, context: ToolContext) -> Found | Missing:
    filters: list[Filter] = []
    words: list[str] = []
    for field, word in _FILTER_WORDS.items():
        asked: tuple[str, ...] = getattr(params, field)
        if asked:
            found = _field_filter(field, asked, info, terms, context)
            if isinstance(found, Missing):
                return found
            filters.append(found)
            shown = _joined(_shown(field, asked, info) or asked)
            if field in _KINDS_OF and words and words[-1].startswith("on "):
                words[-1] = f"{words[-1]} {shown}"
            else:
                words.append(word.format(shown))
    return tuple(filters), tuple(words)


def _read_tags(params: ScopeParams, info: BillInfo, terms: Terms, context: ToolContext) -> Found | Missing:
    filters: list[Filter] = []
    words: list[str] = []
    for spelled, asked in _by_key(params.tag).items():
        key, negated = spelled.removesuffix("!"), spelled.endswith("!")
        found = _tag_filter(key, asked, info, terms, context)
        if isinstance(found, Missing):
            return found
        filters.append(replace(found, exclude=negated))
        # One name can mean several values of the bill, such as payments and Payments: all of them are said.
        named = asked if len(found.values) == len(asked) else found.values[:MOST_NAMED]
        more = f" and {len(found.values) - MOST_NAMED} more" if len(named) < len(found.values) else ""
        words.append(_tag_words(key, named if any(asked) else (), negated=negated) + more)
    return tuple(filters), tuple(words)


def _tag_words(key: str, values: tuple[str, ...], *, negated: bool) -> str:
    """`tagged team=payments`; what is no tag, such as a cost category, is not said to be one."""
    shown = isolated(shown_key(key))
    if shown_key(key) != key:
        return f"with {shown}{'≠' if negated else '='}{_joined(values, 'or')}" if any(values) else f"without {shown}"
    if not any(values):
        return f"without the tag {shown}"
    return f"{'not tagged' if negated else 'tagged'} {shown}={_joined(values, 'or')}"


def left_out(
    names: tuple[str, ...], info: BillInfo, terms: Terms, context: ToolContext
) -> tuple[frozenset[LineKind], Found] | Missing:
    """What `exclude` leaves out: line kinds, and the values of other fields. Raises ToolRetry for neither."""
    kinds, values = _parted(names)
    found = read_filters(values, info, terms, context)
    if isinstance(found, Missing):
        return found
    filters = tuple(replace(one, exclude=not one.exclude) for one in found[0])
    return frozenset(kinds), (filters, ("without " + _joined(tuple(_plain_words(values))),) if filters else ())


def _parted(names: tuple[str, ...]) -> tuple[list[LineKind], ScopeParams]:
    """Line kinds, and values of fields as a scope of their own."""
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
    return kinds, ScopeParams.model_validate(fields)


def _plain_words(scope: ScopeParams) -> list[str]:
    return [name for field in (*_FILTER_WORDS, "tag") for name in getattr(scope, field)]


def own_accounts(filters: tuple[Filter, ...], context: ToolContext) -> tuple[Filter, ...]:
    """The filters, narrowed to the accounts this user may see."""
    if context.accounts is None:
        return filters
    return (*filters, Filter(dimension=Dimension.ACCOUNT, values=tuple(sorted(context.accounts))))


def values_seen(dimension: GroupKey, context: ToolContext) -> tuple[str, ...]:
    """The distinct values of a dimension in the accounts this user may see."""
    source = context.service(BillSource)
    if context.accounts is None:
        return source.values(dimension)
    own = source.query(BillQuery(group_by=(dimension,), filters=own_accounts((), context)))
    return tuple(dict.fromkeys(row.keys[0] for row in own.rows))


def _shown(field: str, asked: tuple[str, ...], info: BillInfo) -> tuple[str, ...]:
    """Names as a sentence has them: kinds in words, families of usage without a capital, accounts by their name."""
    if field == "account":
        return tuple(account_label(name, info) for name in asked)
    if field == "kind":
        return kind_words(asked)
    if field == "usage_family":
        return tuple(name if name[:2].isupper() else name[:1].lower() + name[1:] for name in asked)
    return asked


def _by_key(pairs: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Tags as key → values, `key!` for `key!=value`: several values of one key mean any of them."""
    keys: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        keys[key] = (*keys.get(key, ()), value)
    return keys


def _field_filter(
    field: str, asked: tuple[str, ...], info: BillInfo, terms: Terms, context: ToolContext
) -> Filter | Missing:
    dimension = DIMENSIONS[field]
    if field == "resource":
        asked = _ids_of(asked, context)
    in_bill = values_seen(dimension, context)
    matched = {name: _match(name, in_bill, dimension, info, terms) for name in asked}
    absent = next((name for name in asked if not matched[name]), None)
    # One word of a person can mean several kinds of charges ("savings plans"), and "spot vs on-demand" names ways to
    # buy: those the bill lacks cost nothing.
    if absent is not None and not (field in ("kind", "pricing") and any(matched.values())):
        what = "kind of charge" if field == "kind" else field.replace("_", " ")
        return Missing(what=what, asked=absent, instead=_labels(in_bill, dimension, info))
    return Filter(dimension=dimension, values=tuple(dict.fromkeys(value for name in asked for value in matched[name])))


def _ids_of(asked: tuple[str, ...], context: ToolContext) -> tuple[str, ...]:
    """Resources by id: one asked for by its name is every resource that is called so."""
    names = [name for name in values_seen(Dimension.RESOURCE_NAME, context) if name]
    meant = {name: [one for one in names if one.casefold() == name.casefold()] for name in asked}
    called = tuple(dict.fromkeys(one for found in meant.values() for one in found))
    if not called:
        return asked
    only = Filter(dimension=Dimension.RESOURCE_NAME, values=called)
    query = BillQuery(group_by=(Dimension.RESOURCE, Dimension.RESOURCE_NAME), filters=own_accounts((only,), context))
    ids: dict[str, list[str]] = {}
    for row in context.service(BillSource).query(query).rows:
        if row.keys[0]:
            ids.setdefault(row.keys[1], []).append(row.keys[0])
    by_name = {name: [id_ for one in found for id_ in ids.get(one, [])] for name, found in meant.items()}
    return tuple(dict.fromkeys(id_ for name in asked for id_ in (by_name[name] or [name])))


def _tag_filter(
    asked: str, names: tuple[str, ...], info: BillInfo, terms: Terms, context: ToolContext
) -> Filter | Missing:
    found = candidates(asked, info, terms)
    if not found:
        return Missing(what="tag", asked=asked, instead=info.tag_keys)
    missing: Missing | None = None
    for tag in found:
        matched = _tag_values(tag, names, context)
        if not isinstance(matched, Missing):
            return Filter(dimension=tag, values=matched)
        missing = missing or matched
    return missing or Missing(what="tag", asked=asked, instead=info.tag_keys)


def _tag_values(tag: Tag, names: tuple[str, ...], context: ToolContext) -> tuple[str, ...] | Missing:
    """The values of a tag that people mean by these names; an empty name means untagged."""
    in_bill = values_seen(tag, context)
    values: list[str] = []
    for name in names:
        matched = tuple(value for value in in_bill if same_name(name, value)) if name else ("",)
        if not matched:
            return Missing(what=f"{tag.key} tag named", asked=name, instead=tuple(value for value in in_bill if value))
        values.extend(matched)
    return tuple(dict.fromkeys(values))


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
        return _accounts_called(asked, in_bill, info)
    if dimension in _CALLED:
        return _CALLED[dimension](asked, in_bill)
    exact = tuple(name for name in in_bill if name.casefold() == asked.casefold())
    return exact or tuple(name for name in in_bill if squash(name) == wanted)


PRICING: Final[Mapping[str, str]] = {"on-demand": "Standard", "spot": "Dynamic", "committed": "Committed"}
"""Words for the ways to buy, as FOCUS names them."""


def _bought_as(asked: str, in_bill: tuple[str, ...]) -> tuple[str, ...]:
    wanted = PRICING.get(asked.casefold(), asked).casefold()
    return tuple(name for name in in_bill if name.casefold() == wanted)


_CALLED: Final[Mapping[Dimension, Callable[[str, tuple[str, ...]], tuple[str, ...]]]] = {
    Dimension.USAGE_KIND: kinds_called,
    Dimension.INSTANCE_FAMILY: families_called,
    Dimension.PRICING_CATEGORY: _bought_as,
}
"""Dimensions of which one name may mean several values, or one that is spelled otherwise."""


def _accounts_called(asked: str, in_bill: tuple[str, ...], info: BillInfo) -> tuple[str, ...]:
    """Accounts by id or name. A name that one account has now and another had before means the one that has it."""
    wanted = squash(asked)
    now = tuple(one for one in in_bill if asked == one or squash(info.accounts.get(one, "")) == wanted)
    return now or tuple(one for one in in_bill if wanted in map(squash, info.names_of(one)))


def _labels(values: tuple[str, ...], dimension: Dimension, info: BillInfo) -> tuple[str, ...]:
    named = tuple(value for value in values if value)
    if dimension is Dimension.LINE_KIND:
        return kind_words(named)
    return tuple(account_label(value, info) for value in named) if dimension is Dimension.ACCOUNT else named


def _joined(names: tuple[str, ...], word: str = "and") -> str:
    shown = [isolated(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {word} {shown[-1]}"
