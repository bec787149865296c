"""Which name a value belongs to where its subject does not say so: `its cost`, and budget after budget."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from agents.prose.meanings import Meaning

_HEADS: Final = frozenset({"budget"})
"""Subjects of names, each of which begins the values of one thing where there are several."""


def recorded(meanings: Sequence["Meaning"]) -> list["Meaning"]:
    """The meanings, each value with the name that it follows."""
    heads = heads_of(meanings)
    found: list[Meaning] = []
    last, head = frozenset[str](), frozenset[str]()
    for meaning in meanings:
        if meaning.is_name:
            last, head = meaning.entities, meaning.entities if meaning in heads else head
            found.append(meaning)
        elif not meaning.entities and meaning.fact.subject.startswith("its "):
            found.append(replace(meaning, entities=last))
        else:
            found.append(replace(meaning, entities=meaning.entities or head))
    return found


def is_of_what_lacks(entities: frozenset[str]) -> bool:
    """Whether a value is of the group of what has no tag, region or the like: `untagged`, `no resource`."""
    return any(key == "untagged" or key.startswith("no ") for key in entities)


def signed(meanings: Sequence["Meaning"]) -> list["Meaning"]:
    """The meanings, a difference between the forecast and one with a change as the rise or fall that it is."""
    changed = [m.value for m in meanings if m.fact.subject == "forecast with the change"]
    plain = [m.value for m in meanings if m.fact.subject == "forecast"]
    if len(changed) != 1 or len(plain) != 1 or changed[0] is None or plain[0] is None or changed[0] == plain[0]:
        return list(meanings)
    measure = "increase" if changed[0] > plain[0] else "decrease"
    return [replace(m, measure=measure) if m.fact.subject == "difference" else m for m in meanings]


def heads_of(meanings: Iterable["Meaning"]) -> "list[Meaning]":
    """The names that begin records, where there are several of a kind."""
    names = [m for m in meanings if m.is_name and m.fact.subject in _HEADS]
    return names if len(names) > 1 else []
