"""A model chooses what is told by slots; the product tells it, or the sentence is not shown."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from agents.adapters.scripted_model import Call
from agents.prose import Guard, sentences_of, withhold
from finops_core.answers import Fact, render
from finops_core.answers.record import DateRange
from finops_core.jobs.events import TextDelta
from tests.unit.agents.test_strands import COST, answer, ask

DATA = Path(__file__).parents[2] / "data" / "prose" / "further"
AUGUST = DateRange(start=date(2026, 8, 1), end=date(2026, 9, 1))
SEPTEMBER = DateRange(start=date(2026, 9, 1), end=date(2026, 10, 1))
SPELL = DateRange(start=date(2026, 9, 1), end=date(2026, 9, 15))


def money(number: int, value: str, subject: str, period: DateRange | None, unit: str = "USD") -> Fact:
    return Fact(id=f"f{number}", kind="money", value=value, unit=unit, subject=subject, period=period)


FACTS = (
    money(1, "420", "spend on RDS", SEPTEMBER),
    money(2, "400", "spend on RDS", AUGUST),
    money(3, "90", "spend on S3", SEPTEMBER),
    money(4, "120", "spend on S3", AUGUST),
    money(5, "900", "spend", SEPTEMBER),
    Fact(id="f6", kind="text", value="eu_west__1", subject="group"),
    money(7, "40", "eu_west__1", SEPTEMBER),
    money(8, "45", "spend on RDS", SEPTEMBER, "EUR"),
    money(9, "400", "spend on Lambda", SEPTEMBER),
    money(10, "400", "spend on Lambda", AUGUST),
    money(11, "0", "spend on SQS", AUGUST),
    money(12, "5", "spend on SQS", SEPTEMBER),
    money(13, "70", "spend on EKS", SPELL),
    money(14, "-5", "spend on Glue", SEPTEMBER),
    money(15, "500", "forecast on RDS", DateRange(start=date(2026, 12, 1), end=date(2027, 1, 1))),
    Fact(id="f16", kind="percent", value="0.45", subject="share of Lambda"),
)

TOLD = {
    "[[say f1]].": "The spend on RDS came to $420.00 in September 2026.",
    "[[say f7]].": "eu_west__1 cost $40.00 in September 2026.",
    "[[subject f1]] cost [[f1]] in [[period f1]].": "RDS cost $420.00 in September 2026.",
    "In [[period f1]], RDS cost [[f1]].": "In September 2026, RDS cost $420.00.",
    "RDS cost [[f1]] in September 2026, while S3 cost [[f3]] in September.": (
        "RDS cost $420.00 in September 2026, while S3 cost $90.00 in September."
    ),
    "It was [[f1]].": "It was $420.00 (spend on RDS, September 2026).",
    "[[change f1 f2]].": (
        "The spend on RDS rose by $20.00 (5.0 %): it was $400.00 in August 2026 and $420.00 in September 2026."
    ),
    "[[subject f3]] [[change f4 f3]].": (
        "S3 fell by $30.00 (25.0 %): it was $120.00 in August 2026 and $90.00 in September 2026."
    ),
    "[[change f9 f10]].": "The spend on Lambda stayed at $400.00 in August 2026 and in September 2026.",
    "SQS [[change f11 f12]].": "SQS rose by $5.00: it was $0.00 in August 2026 and $5.00 in September 2026.",
    "[[larger f3 f1]].": (
        "The spend on RDS came to $330.00 more than the spend on S3 in September 2026: $420.00 and $90.00."
    ),
    "[[share f1 of f5]] was for [[subject f1]].": "46.7 % of the $900.00 spent in September 2026 was for RDS.",
    "[[share f3 of f5]].": "10.0 % of the $900.00 spent in September 2026 (spend on S3).",
    "[[rank f3 f9 f1]].": (
        "In September 2026 the order is the spend on RDS ($420.00), then the spend on Lambda ($400.00), "
        "then the spend on S3 ($90.00)."
    ),
    "For RDS the forecast in December is [[f15]].": "For RDS the forecast in December is $500.00.",
    "**[[subject f1]]**: {f1}": "**RDS**: $420.00 (September 2026)",
    "[[subject f3]] went down to [[f3]] in [[period f3]].": "S3 went down to $90.00 in September 2026.",
    "[[subject f3]] cost less in [[period f3]] than in [[period f4]].": (
        "S3 cost less in September 2026 than in August 2026."
    ),
    "[[subject f9]] cost [[f9]], more than [[subject f3]] at [[f3]], in [[period f3]].": (
        "Lambda cost $400.00, more than S3 at $90.00, in September 2026."
    ),
    "{change: f1, f2}.": (
        "The spend on RDS rose by $20.00 (5.0 %): it was $400.00 in August 2026 and $420.00 in September 2026."
    ),
}

NOT_TOLD = {
    "another's value": "[[subject f1]] cost [[f3]].",
    "another's period": "In [[period f2]], [[subject f1]] cost [[f1]].",
    "a month of the model's own": "In August, [[subject f1]] cost [[f1]] in total.",
    "two things and one value": "[[subject f1]] and [[subject f3]] cost [[f5]].",
    "a second value of somebody else": "[[subject f1]] cost [[f1]] and [[f3]].",
    "a change between two things": "[[change f1 f3]].",
    "a change of somebody else": "[[subject f3]] [[change f1 f2]].",
    "a change between currencies": "[[change f2 f8]].",
    "a comparison of currencies": "[[larger f1 f8]].",
    "a comparison across months": "[[larger f1 f4]].",
    "a month beside half a month": "[[rank f1 f13]].",
    "a share of a part": "[[share f1 of f3]].",
    "a share of another month": "[[share f2 of f5]].",
    "a share below zero": "[[share f14 of f5]].",
    "a whole in a ranking": "[[rank f1 f5 f16]].",
    "a forecast as spent": "[[subject f15]] cost [[f15]].",
    "spend as forecast": "The forecast for [[subject f1]] is [[f1]].",
    "a rise that is none": "[[subject f3]] went up to [[f3]] in [[period f3]].",
    "a comparison the wrong way": "[[subject f3]] cost more in [[period f3]] than in [[period f4]].",
    "a smaller thing as the larger": "[[subject f3]] cost [[f3]], more than [[subject f9]] at [[f9]].",
    "a thing before another's change": "S3: [[change f1 f2]].",
    "the largest of what was worked out": "The largest decrease was [[subject f3]], which [[change f3 f4]].",
    "a cause": "[[subject f1]] [[change f1 f2]] because of new users.",
    "a number word": "[[say f1]], twice as much as before.",
    "a denial": "It is not the case that [[say f1]].",
    "a condition": "If nothing is done, [[say f1]].",
    "a deed": "[[say f1]], so I stopped it.",
    "a superlative": "[[say f1]], the highest ever.",
    "a digit": "[[say f1]] (420).",
    "a part of no whole": "[[f1]] of [[f3]] was for RDS.",
    "an unknown slot": "[[double f1]].",
    "a slot with too many facts": "[[say f1 f2]].",
    "a slot of no fact": "[[say f99]].",
    "markup": "<b>[[say f1]]</b>",
}


@pytest.mark.parametrize(("written", "told"), TOLD.items())
def test_a_slot_is_told_by_the_product(written: str, told: str) -> None:
    found = withhold(written, FACTS, today=date(2026, 10, 15))

    assert render(found.prose, (*FACTS, *found.derived)) == told
    assert found.withheld == 0


@pytest.mark.parametrize("written", NOT_TOLD.values(), ids=NOT_TOLD)
def test_a_sentence_whose_slots_do_not_fit_is_not_told_and_costs_no_other(written: str) -> None:
    found = withhold(f"[[say f3]].\n{written}", FACTS, today=date(2026, 10, 15))

    assert render(found.prose, FACTS) == "The spend on S3 came to $90.00 in September 2026."
    assert found.withheld >= 1


def test_what_a_slot_works_out_is_exact_and_says_what_it_was_made_of() -> None:
    derived = withhold("[[change f1 f2]]. [[change f2 f1]]. [[share f3 of f5]].", FACTS).derived

    assert [(fact.value, fact.derived_from) for fact in derived] == [
        ("20", ("f1", "f2")),
        ("0.05000000", ("f1", "f2")),
        ("0.10000000", ("f3", "f5")),
    ]
    assert all(Decimal(fact.value) for fact in derived)


def test_a_share_that_is_a_fact_already_is_not_worked_out_again() -> None:
    known = Fact(id="f20", kind="percent", value="0.1", subject="share of S3", derived_from=("f3", "f5"))

    found = withhold("[[share f3 of f5]].", (*FACTS, known))

    assert found.derived == ()
    assert "[[f20]]" in found.prose


def test_a_part_of_what_was_asked_about_is_told_as_a_part_of_that() -> None:
    """An account's spend on EC2 is not the account's spend."""
    whole, part = money(1, "100", "spend on EC2", SEPTEMBER), money(2, "70", "prod", SEPTEMBER)
    share = Fact(id="f3", kind="percent", value="0.7", subject="share of prod", derived_from=("f2", "f1"))

    told = withhold("[[subject f2]] cost [[f2]]. [[say f2]].", (whole, part, share))

    assert render(told.prose, (whole, part, share)) == (
        "prod cost $70.00 (prod within EC2, September 2026). prod within EC2 cost $70.00 in September 2026."
    )


@cache
def guards() -> dict[str, Guard]:
    found = json.loads((DATA / "findings.json").read_text())
    return {
        name: Guard(
            tuple(Fact.model_validate(fact) for fact in one["facts"]),
            known=one["question"],
            said=one["said"],
            today=date.fromisoformat(one["today"]),
        )
        for name, one in found.items()
    }


def objections(name: str) -> list[tuple[str, list[str | None]]]:
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text().splitlines()]
    return [
        (row["text"], [guards()[row["findings"]].objection(one) for one in sentences_of(row["text"])]) for row in rows
    ]


def test_of_sentences_written_in_slots_every_truth_is_told_and_no_lie() -> None:
    truths, lies = objections("slot_truths"), objections("slot_lies")

    assert len(truths) >= 50
    assert len(lies) >= 50
    assert [text for text, why in truths if any(why)] == []
    assert [text for text, why in lies if None in why] == []


def test_an_answer_holds_the_facts_that_its_slots_made_and_is_streamed_as_it_reads() -> None:
    compare = Call("cost_compare", {"period": "2026-10"})
    events, _ = ask([COST, compare, "Done.", "[[change f1 f2]]. In 2025 it was less. In [[period f1]] it was [[f1]]."])

    found = answer(events).answer
    assert found.headline.startswith("The spend rose by $35.00")
    assert "2025" not in found.markdown
    assert {fact.subject for fact in found.facts if len(fact.derived_from) == 2} >= {"increase of spend"}
    told = "".join(event.delta for event in events if isinstance(event, TextDelta))
    assert told.replace("\\", "") == f"{found.headline}\n\n{found.markdown}".strip().replace("\\", "")
