"""What is in the accounts, in words and blocks."""

import re
from datetime import datetime
from typing import Final

from agents.inventory.conditions import NARROWINGS
from agents.inventory.ordering import adds_sizes
from agents.inventory.resources import Resources
from finops_core.answers import Basis, Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook

SUGGESTIONS: Final = ("Which volumes are unattached?", "List untagged resources", "Where can we save money?")
MOST_NAMED: Final = 3
MOST_GROUPS: Final = 100
MOST_KINDS: Final = 12
_NUMBERED: Final = re.compile(r"(?<!\w)\d|\.\d")
"""Names with numbers of their own, such as versions: the table has them."""


def present_resources(found: Resources, facts: FactBook) -> Finding:
    """How many there are, the largest groups, and the list with how old it is."""
    what = found.kind.one if found.found == 1 else found.kind.many
    minted: list[Fact] = []
    if found.found:
        count = facts.number(found.found, what, f"{what} in the account{_narrowed(found)}")
        minted.append(count)
        headline = f"There {'is' if found.found == 1 else 'are'} [[{count.id}]]{_narrowed(found)}."
    else:
        headline = f"The snapshot has no {found.kind.many}{_narrowed(found)}."
    return Finding(
        headline=headline,
        prose=_prose(found, facts, minted),
        facts=tuple(minted),
        blocks=_blocks(found),
        basis=_basis(found),
        suggestions=SUGGESTIONS,
    )


def _narrowed(found: Resources) -> str:
    params = found.params
    words = [f" {_agreeing(NARROWINGS[params.condition].words, found.found)}"] if params.condition else []
    if params.at_least_days:
        long = f"{params.at_least_days} day{'s' if params.at_least_days > 1 else ''}"
        joined = " and" if params.condition else ""
        words.append(f" for more than {long}" if params.condition == "stopped" else f"{joined} older than {long}")
    words += [f" {found.made.words}"] if found.made else []
    words += [f" in {' or '.join(params.region)}"] if params.region else []
    words += [f" of {' or '.join(params.account)}"] if params.account else []
    words += [f" {_tagged(tag)}" for tag in params.tag]
    return "".join(words)


def _agreeing(words: str, number: int) -> str:
    """The words of a condition, which are of several things, for as many as there are."""
    return words.replace("that are ", "that is ").replace("that keep ", "that keeps ") if number == 1 else words


def _tagged(tag: str) -> str:
    key, _, value = tag.partition("=")
    return f"tagged {key} {value}" if value else f"without the tag {key}"


def _prose(found: Resources, facts: FactBook, minted: list[Fact]) -> str:
    parts: list[str] = []
    if len(found.groups) > 1 and not any(_NUMBERED.search(label) for label, _ in found.groups):
        named: list[str] = []
        for label, number in found.groups[:MOST_NAMED]:
            fact = facts.number(number, "of them", label)
            minted.append(fact)
            named.append(f"{label} ([[{fact.id}]])")
        parts.append(f"Most of them: {', '.join(named)}.")
    if found.unknown:
        unknown = facts.number(found.unknown, "others" if found.unknown > 1 else "other", "not known")
        minted.append(unknown)
        parts.append(f"It is not known for [[{unknown.id}]].")
    if found.undated:
        undated = facts.number(found.undated, "others" if found.undated > 1 else "other", "without a date")
        minted.append(undated)
        verb = "were" if found.undated > 1 else "was"
        parts.append(f"AWS does not say when [[{undated.id}]] {verb} created.")
    parts += _ordered(found, facts, minted)
    if found.made and found.made.too_late:
        parts.append("These days came after the snapshot was taken.")
    return " ".join((*parts, *how_old(found.age_days, facts, minted)))


def _ordered(found: Resources, facts: FactBook, minted: list[Fact]) -> tuple[str, ...]:
    """What comes first, and of how many it is not known where they belong."""
    order = found.params.order
    if not order or not found.found:
        return ()
    first = f"The {order} {'comes' if found.rows.total == 1 else 'come'} first."
    if not found.unmeasured:
        return (first,)
    unmeasured = facts.number(found.unmeasured, "of them", "not measured")
    minted.append(unmeasured)
    what = "how old they are" if order in ("oldest", "newest") else "how large they are"
    return (first, f"For [[{unmeasured.id}]] it is not known {what}: they come last.")


def how_old(age_days: int, facts: FactBook, minted: list[Fact]) -> tuple[str, ...]:
    """A sentence on the age of a snapshot; none for one of today."""
    if not age_days:
        return ()
    age = facts.number(age_days, "days" if age_days > 1 else "day", "since the accounts were looked at")
    minted.append(age)
    return (f"The snapshot was taken [[{age.id}]] ago.",)


def as_it_was(taken_at: datetime) -> str:
    """The note of when a list is."""
    return f"As of {taken_at.date().isoformat()}; a new snapshot shows what has changed since."


def _blocks(found: Resources) -> tuple[TableBlock, ...]:
    if not found.found:
        return ()
    own = tuple(Column(key=key, label=label) for key, label in found.kind.shown.items())
    if adds_sizes(found.params, found.kind):
        own = (*own, Column(key="size", label="Size (GiB)", kind="number"))
    listed = TableBlock(
        title=found.kind.many[:1].upper() + found.kind.many[1:],
        columns=(
            Column(key="name", label="Name"),
            Column(key="id", label="Id"),
            Column(key="account", label="Account"),
            Column(key="region", label="Region"),
            *own,
            Column(key="created", label="Created"),
        ),
        rows=found.rows.first,
        total_rows=found.rows.total,
        artifact_id=found.rows.artifact_id,
        entities=found.entities.first,
        entities_id=found.entities.artifact_id,
    )
    if not found.groups:
        return (listed,)
    by = found.params.group_by[0] if found.params.group_by else "kind"
    groups = TableBlock(
        title=f"By {by}",
        columns=(Column(key="group", label=by.capitalize()), Column(key="count", label="Count", kind="number")),
        rows=tuple((label, str(number)) for label, number in found.groups[:MOST_GROUPS]),
        total_rows=min(len(found.groups), MOST_GROUPS),
    )
    return (groups, listed)


def _basis(found: Resources) -> Basis:
    return Basis(
        source="snapshot of the account",
        data_as_of=found.taken_at,
        accounts=found.accounts,
        filters=tuple(f"{name} {', '.join(values)}" for name, values in (
            ("region", found.params.region), ("account", found.params.account), ("tag", found.params.tag)) if values),
        notes=(as_it_was(found.taken_at), *_of_sizes(found), *_of_dates(found)),
        gaps=found.gaps,
        sample=found.sample,
    )  # fmt: skip


def _of_sizes(found: Resources) -> tuple[str, ...]:
    """What the size of a bucket leaves out."""
    of_buckets = found.params.order in ("largest", "smallest") and found.params.kind in ("bucket", "")
    return ("The size of a bucket is that of its Standard class.",) if of_buckets else ()


def _of_dates(found: Resources) -> tuple[str, ...]:
    """What is known of the days that were asked for, and which kinds have no date."""
    kinds = found.undated_kinds[:MOST_KINDS]
    more = " and other kinds" if len(found.undated_kinds) > MOST_KINDS else ""
    without = (f"Kinds without a creation date: {', '.join(kinds)}{more}.",) if kinds else ()
    return (*(found.made.notes if found.made else ()), *without)
