"""Whatever is asked, the fast path neither breaks nor asks a tool for what it does not take."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agents.catalog import CATALOG
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.horizon import resolve_ahead
from billing.periods.symbols import resolve
from finops_core.errors import ToolRetry
from finops_core.values import Period
from supervisor.fast_path import decide, unknown_words
from supervisor.lexicon import Lexicon, tokens_of
from supervisor.plan import Step, after
from supervisor.words import COMMON

ANCHOR = Anchor.of(Period(date(2024, 1, 1), date(2026, 11, 19)), date(2026, 11, 20), Calendar())


def phrases(tree: Lexicon, before: str = "") -> list[str]:
    """Every phrase of a lexicon."""
    found: list[str] = []
    for word, node in tree.items():
        text = f"{before} {word}".strip()
        found += [text] if node.kind >= 0 else []
        found += phrases(node.next or {}, text)
    return found


KNOWN = sorted(phrases(COMMON))
COMMON_ONES = [
    "cost",
    "spend",
    "by",
    "service",
    "services",
    "region",
    "and",
    "in",
    "last",
    "3",
    "month",
    "october",
    "compare",
]
WORDS = st.one_of(
    st.sampled_from(COMMON_ONES), st.sampled_from(KNOWN), st.sampled_from(["$100", "12", "2026-05-12", "banana"])
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)


ANY_STEP = [
    Step("cost", "spend", {"period": "last_month", "group_by": ("service",)}),
    Step("cost", "compare", {"period": "last_month", "compare_to": "previous"}),
    Step("cost", "changes", {"period": "last_month", "change": "new"}),
    Step("cost", "run_rate", {}),
    Step("cost", "commitments", {"aspect": "coverage"}),
    Step("cost", "tag_coverage", {}),
    Step("cost", "forecast", {"period": "next_month"}),
]
"""What a follow-up may follow, one of each tool."""


def check(step: Step) -> None:
    tool = CATALOG[step.agent].tool(step.tool)
    tool.params.model_validate(dict(step.args))
    if step.tool == "forecast":
        try:
            resolve_ahead(str(step.args.get("period", "next_month")), ANCHOR)
        except ToolRetry as error:
            # A month in words that lies beyond every history is refused by the tool, with the reason.
            if "more than three years" not in str(error):
                raise
        return
    for slot in ("period", "compare_to"):
        symbol = str(step.args.get(slot, ""))
        if symbol not in ("previous", "year_before"):
            resolve(symbol, ANCHOR)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(SENTENCES)
@example("spend between 9 and 3 May 2026")
@example("spend from october to september")
@example("top 10000 services by cost")
@example("spend in february 30")
def test_known_words_in_any_order_make_arguments_the_tool_takes(text: str) -> None:
    step = decide(text)
    if step is not None:
        check(step)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(SENTENCES, SENTENCES, st.sampled_from(ANY_STEP))
@example("", "and daily", ANY_STEP[1])
@example("", "and by region and service", ANY_STEP[1])
@example("", "top 5", ANY_STEP[2])
@example("", "over $100", ANY_STEP[3])
@example("by", "services", ANY_STEP[-1])
def test_follow_ups_in_any_order_make_arguments_the_tool_takes(first: str, second: str, otherwise: Step) -> None:
    step = decide(second, after(decide(first) or otherwise))
    if step is not None:
        check(step)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=400))
def test_any_text_at_all_is_decided_without_an_error(text: str) -> None:
    step = decide(text)
    if step is not None:
        check(step)
    said = f" {' '.join(tokens_of(text))} "
    assert all(f" {word} " in said or f" {word}'s " in said for word in unknown_words(text))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SENTENCES, st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=6, max_size=12), st.integers(0, 9))
def test_a_word_nobody_knows_never_becomes_a_silent_part_of_a_question(text: str, strange: str, at: int) -> None:
    words = text.split()
    words.insert(min(at, len(words)), strange)
    step = decide(" ".join(words))
    assert step is None or strange in str(step.args)


@pytest.mark.parametrize(
    "phrase", ["what did i spend by service", "compare october to september", "new services last month"]
)
def test_case_punctuation_and_blanks_do_not_matter(phrase: str) -> None:
    plain = decide(phrase)
    assert plain is not None
    for written in (phrase.upper(), f"  {phrase}?!", phrase.replace(" ", "   ") + ".", phrase.title()):
        assert decide(written) == plain


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("what if ec2 grows 20%", "what if EC2 grows by 20 %?"),
        ("what if ec2 grows 2.5%", "what if EC2 grows 2.5\u00a0%"),
        ("what if ec2 is up 20%", "what if EC2 +20 %"),
        ("what if s3 is down 10%", "what if S3 \u221210%"),
        ("what if s3 is down 10%", "what if S3 -10 %?"),
        ("services that grew more than 20%", "services that grew more than 20 %"),
        ("what if we move 40% of ec2 to graviton", "what if we move 40 % of EC2 to Graviton"),
    ],
)
def test_a_share_reads_the_same_however_it_is_written(plain: str, written: str) -> None:
    assert decide(plain) is not None
    assert decide(written) == decide(plain)


def test_a_share_is_never_taken_for_an_amount_of_money() -> None:
    step = decide("services that grew more than 20 %")
    assert step is not None
    assert "threshold" not in step.args
    assert step.args["more_than_percent"] == "20"
