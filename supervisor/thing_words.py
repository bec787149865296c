"""Names that every bill may have: dimensions, services, regions, parts of services and kinds of charges."""

from collections.abc import Iterator

from finops_core.names.regions import REGIONS
from finops_core.names.services import SERVICES, Service
from supervisor import english, money_phrases, period_phrases, thing_phrases
from supervisor.lexicon import Entry, Kind, entries_of, words_of
from supervisor.usage_words import usage_entries


def named_things() -> Iterator[Entry]:
    """Entries for names, in order of precedence."""
    yield from _dimensions()
    yield from entries_of(Kind.DIMS, thing_phrases.GROUPED)
    yield from entries_of(Kind.DIMS, thing_phrases.OF_EACH)
    yield from words_of(Kind.DIMS, thing_phrases.TYPES, "types")
    yield from words_of(Kind.DIMS, thing_phrases.THINGS_PAID_FOR, "service")
    yield from entries_of(Kind.DIM, thing_phrases.GROUPED_MODEL)
    yield from ((f"{e[0].strip()}s", Kind.DIMS, e[2]) for e in entries_of(Kind.DIM, thing_phrases.GROUPED_MODEL))
    yield from entries_of(Kind.DIM, thing_phrases.GROUPED_THING)
    for noun, _, value in entries_of(Kind.DIM, thing_phrases.GROUPED_THING):
        if " " not in noun.strip():
            yield english.plural_of(noun), Kind.DIMS, value
    yield from words_of(Kind.DIMS, "by invoice, per invoice, each invoice", "invoice")
    yield from words_of(Kind.DIMS, "which cloud, which clouds, clouds", "provider")
    yield from entries_of(Kind.METRIC, money_phrases.METRIC)
    yield from words_of(Kind.UNREAL, money_phrases.WOULD)
    yield from words_of(Kind.BOUGHT, money_phrases.ON_DEMAND, "on-demand")
    yield from words_of(Kind.METRIC, money_phrases.GIVEN_BACK, "gross")
    yield from words_of(Kind.METRIC, money_phrases.NET, "net")
    for kind in money_phrases.INCLUDED.split(", "):
        for with_it in ("{} included", "with {} included", "incl {}", "incl. {}", "including {}", "inclusive of {}"):
            yield with_it.format(kind), Kind.METRIC, "net"
    yield from usage_entries()
    yield from entries_of(Kind.FILTER, thing_phrases.KIND)
    yield from (
        e
        for name, text in thing_phrases.FAMILY.items()
        for e in entries_of(Kind.FILTER, {("usage_family", name): text})
    )
    yield from entries_of(Kind.FILTER, thing_phrases.SERVICE_AND_FAMILY)
    yield from entries_of(Kind.NAME, thing_phrases.FAMILY_BESIDE_COST)
    yield from words_of(
        Kind.FILTER, "fargate, aws fargate, fargate containers, fargate tasks", ("usage_type", "Fargate")
    )
    for noun, kind, value in entries_of(Kind.THING, thing_phrases.THINGS):
        yield noun, kind, value
        yield english.plural_of(noun), Kind.THINGS, value
    yield "lambdas", Kind.THINGS, ("service", "Lambda")
    yield from entries_of(Kind.FILTER, thing_phrases.ENVIRONMENT)
    yield from _accounts_of_environments()
    yield from entries_of(Kind.NOT, thing_phrases.NOT)
    for noun in english.PARTS_OF_SERVICES.split(", "):
        yield from ((form, Kind.PART, form) for form in (noun, english.plural_of(noun)))
    yield from words_of(Kind.EC2_OTHER, thing_phrases.EC2_OTHER)
    yield from entries_of(Kind.USAGE_UNIT, thing_phrases.USAGE_UNIT)
    yield from words_of(Kind.UNIT_PRICE, money_phrases.UNIT_PRICE)
    yield from words_of(Kind.WEEKDAYS, period_phrases.WEEKENDS)
    yield from words_of(Kind.WEEKDAYS, period_phrases.LAST_WEEKEND, "last weekend")
    yield from _services()
    yield from _regions()
    yield from words_of(Kind.TAG, "tags, tag keys, tag names, cost allocation tags", "several")
    yield from words_of(Kind.TAG, "tag, tag key, tagged, tagged with, tagged as, label, user tag")


def _dimensions() -> Iterator[Entry]:
    for value, text in thing_phrases.DIMENSION.items():
        for phrase in text.split(","):
            noun = phrase.strip()
            yield noun, Kind.DIM, value
            yield f"{noun}'s", Kind.DIM, value
            yield f"any {noun}", Kind.DIMS, value
            yield f"per-{noun}", Kind.DIMS, value
            yield f"by-{noun}", Kind.DIMS, value
            yield from ((f"{noun}{wise}", Kind.DIMS, value) for wise in ("wise", "-wise", " wise"))
            if noun not in thing_phrases.NO_PLURAL:
                yield english.plural_of(noun), Kind.DIMS, value


def _accounts_of_environments() -> Iterator[Entry]:
    """ "The staging account", "the production and staging accounts": environments often have accounts of their own."""
    for name in thing_phrases.ACCOUNTS.split():
        yield f"{name} account", Kind.FILTER, ("account", name)
        yield f"{name} account's", Kind.FILTER, ("account", name)
        yield f"account of {name}", Kind.FILTER, ("account", name)
        for other in thing_phrases.ACCOUNTS.split():
            for joined in ("and", "vs", "versus", "or"):
                yield f"{name} {joined} {other} accounts", Kind.FILTER, ("account", name, "account", other)


def _services() -> Iterator[Entry]:
    for service in SERVICES:
        value = ("service", service.name)
        for name in _spellings(service):
            yield name, Kind.FILTER, value


def _spellings(service: Service) -> Iterator[str]:
    names = [title.lower() for title in service.titles]
    names += [nickname.lower() for nickname in service.nicknames]
    short = service.name.lower()
    names += [f"aws {short}", f"amazon {short}"]
    if not service.ambiguous:
        names.append(short)
    for name in names:
        yield "".join(character for character in name if character not in "()")


def _regions() -> Iterator[Entry]:
    for code, names in REGIONS.items():
        for name in (code, *names):
            yield name, Kind.FILTER, ("region", code)
