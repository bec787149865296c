"""Whatever a model writes, nothing is shown that the facts do not say: none of the lies.

The sentences are in `tests/data/prose`, each with the findings of a real question over the sample bill that it is
about. They were written by authors who did not know the rules.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.prose import Guard, sentences_of, withhold
from finops_core.answers import FACT_REFERENCE, Fact

DATA = Path(__file__).parents[2] / "data" / "prose"
TOOLS, FURTHER, AGENTS, LATER = (DATA / name for name in ("tools", "further", "agents", "later"))
PLAIN, ROWS, VARIOUS, LED, FRESH = (DATA / name for name in ("plain", "rows", "various", "led", "fresh"))
MOST_WITHHELD = {
    DATA: 0.1,
    TOOLS: 0.11,
    FURTHER: 0.05,
    AGENTS: 0.16,
    LATER: 0.21,
    PLAIN: 0.07,
    ROWS: 0.06,
    VARIOUS: 0.19,
    LED: 0.12,
    FRESH: 0.34,
}
"""The aim is 0.03. What is not understood is withheld, and the findings are told in the product's own words besides."""
MOST_OF_OTHER_FACTS = 0.01
every = pytest.mark.parametrize("folder", MOST_WITHHELD, ids=lambda folder: folder.name)


FACTS = (
    Fact(id="f1", kind="money", value="12.50", unit="USD", subject="spend on EC2"),
    Fact(id="f2", kind="text", value="i-0abc123", subject="resource"),
)
pieces = st.sampled_from(
    [
        "You spent [[f1]].",
        "You spent $12.50.",
        "See [[f2]] and [[f3]].",
        "Twice as much.",
        "EC2 cost [[f1]].",
        "Redshift leads.",
        "`i-0abc123` is listed.",
        "`i-0fff999` is listed.",
        "- a point",
        "* another 4",
        "\n",
        "Why? Nobody knows!",
        "e.g. this",
    ]
)
written = st.lists(pieces | st.text(max_size=30), max_size=8).map(" ".join)


@given(written)
def test_no_digit_is_shown_that_is_not_of_a_fact(text: str) -> None:
    shown = withhold(text, FACTS).prose
    plain = FACT_REFERENCE.sub("", shown).replace("i-0abc123", "").replace("EC2", "")

    assert not re.search(r"\d", plain)
    assert set(FACT_REFERENCE.findall(shown)) <= {"f1", "f2"}
    assert "Redshift" not in shown


@cache
def guards(folder: Path) -> dict[str, Guard]:
    found = json.loads((folder / "findings.json").read_text())
    return {name: guard(one) for name, one in found.items()}


def guard(finding: dict[str, Any]) -> Guard:
    facts = tuple(Fact.model_validate(fact) for fact in finding["facts"])
    today = date.fromisoformat(finding["today"])
    return Guard(facts, known=finding["question"], said=finding["said"], today=today)


def sentences(folder: Path, name: str) -> Iterable[dict[str, str]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def objections(folder: Path, row: dict[str, str]) -> list[str | None]:
    return [guards(folder)[row["findings"]].objection(sentence) for sentence in sentences_of(row["text"])]


@every
def test_no_lie_is_shown(folder: Path) -> None:
    lies = list(sentences(folder, "lies"))
    shown = [row for row in lies if None in objections(folder, row)]

    assert len(lies) >= 100
    assert len({row["kind"] for row in lies}) >= 25
    assert shown == []


@every
def test_most_of_what_is_true_is_shown(folder: Path) -> None:
    truths = list(sentences(folder, "truths"))
    withheld = [(row["text"], why) for row in truths if any(why := objections(folder, row))]

    assert len(truths) >= 40
    assert len(withheld) <= MOST_WITHHELD[folder] * len(truths), withheld


def test_a_true_sentence_that_cites_another_fact_instead_is_hardly_ever_shown() -> None:
    """Some of them are true all the same, such as one that gives a rise first in per cent and then in money."""
    every_one = [
        one for folder in (PLAIN, ROWS, LED) for row in sentences(folder, "truths") for one in other_facts(folder, row)
    ]
    shown = [text for folder, name, text in every_one if guards(folder)[name].objection(text) is None]

    assert len(every_one) >= 900
    assert len(shown) <= MOST_OF_OTHER_FACTS * len(every_one), shown


TURNED = {
    "rose": "fell", "fell": "rose", "increase": "decrease", "decrease": "increase", "increases": "decreases",
    "increased": "decreased", "grew": "shrank", "rise": "fall", "up": "down", "down": "up", "more": "less",
    "less": "more", "higher": "lower", "larger": "smaller", "largest": "smallest", "biggest": "smallest",
    "smallest": "largest", "most": "least", "next": "last", "followed": "preceded",
}  # fmt: skip


def test_a_true_sentence_whose_way_or_order_is_turned_round_is_hardly_ever_shown() -> None:
    """A few are true all the same: `The largest driver was EC2, up [[f1]]` has one word for what another tells too."""
    every_one = [
        one for folder in (PLAIN, ROWS, LED) for row in sentences(folder, "truths") for one in turned(folder, row)
    ]
    shown = [text for folder, name, text in every_one if guards(folder)[name].objection(text) is None]

    assert len(every_one) >= 130
    assert len(shown) <= MOST_OF_OTHER_FACTS * len(every_one), shown


def turned(folder: Path, row: dict[str, str]) -> Iterable[tuple[Path, str, str]]:
    """A true sentence with each word of a way or an order in turn replaced by its opposite."""
    for word, other in TURNED.items():
        if re.search(rf"\b{word}\b", row["text"]):
            yield folder, row["findings"], re.sub(rf"\b{word}\b", other, row["text"], count=1)


def other_facts(folder: Path, row: dict[str, str]) -> Iterable[tuple[Path, str, str]]:
    """A true sentence with each of its values in turn replaced by every other one of its kind and another amount."""
    found = json.loads((folder / "findings.json").read_text())[row["findings"]]
    facts = {fact["id"]: fact for fact in found["facts"]}
    for cited in dict.fromkeys(FACT_REFERENCE.findall(row["text"])):
        own = facts[cited]
        for other in facts.values():
            if other["kind"] == own["kind"] and other["value"] != own["value"]:
                yield folder, row["findings"], row["text"].replace(f"[[{cited}]]", f"[[{other['id']}]]")


def test_no_claim_that_something_was_done_is_shown() -> None:
    claims = (DATA / "deeds.txt").read_text().splitlines()
    about = [guards(DATA)["savings"], guards(TOOLS)["idle"], guards(TOOLS)["budgets"]]

    assert len(claims) >= 100
    assert [claim for claim in claims for judge in about if judge.objection(claim) is None] == []
