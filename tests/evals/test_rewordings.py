"""Questions put a little differently keep their reading: over all kinds of them, not where a list happens to look."""

from collections import Counter

import pytest

from supervisor.plan import Step
from tests.evals.labelled import Labelled
from tests.evals.rewordings import answered, measure, rewordings

LEAST_KEPT = 0.98
MOST_WRONG = 0.01


def test_a_question_put_differently_keeps_its_reading_and_hardly_ever_gets_a_wrong_one() -> None:
    questions = answered(every=14)
    found = Counter(outcome for _, outcome in measure(questions))

    assert len(questions) > 150
    assert found["right"] / found.total() >= LEAST_KEPT
    assert found["wrong"] / found.total() <= MOST_WRONG


def _asked(text: str, step: Step) -> Labelled:
    return Labelled(text=text, split="dev", before=None, right=(step,), abstain="", bill="sample")


MAY = Step("cost", "spend", {"period": "may", "service": ("EC2",)})


def test_a_period_moves_and_one_thing_more_is_in_the_reading_too() -> None:
    text = "what did EC2 cost us in march"
    march = Step("cost", "spend", {"period": "march", "service": ("EC2",)})
    found = {one.way: one.asked for one in rewordings(_asked(text, march), march)}

    assert found["period first"].text == "in march, what did EC2 cost us"
    assert found["period first"].right == (march,)
    assert found["one region"].right == (Step("cost", "spend", {**march.args, "region": ("eu-west-1",)}),)
    assert found["another service"].text == "what did RDS cost us in march"
    assert found["another service"].right == (Step("cost", "spend", {**march.args, "service": ("RDS",)}),)


@pytest.mark.parametrize(
    "text", ["is EC2 dearer than in march", "EC2 cost since march", "EC2 cost in february and march"]
)
def test_a_period_stays_where_another_word_needs_it(text: str) -> None:
    assert "period first" not in {one.way for one in rewordings(_asked(text, MAY), MAY)}


def test_a_place_more_is_not_named_beside_another_one() -> None:
    step = Step("cost", "spend", {"period": "may", "region": ("us-east-1",)})

    assert "one account" not in {one.way for one in rewordings(_asked("cost in us-east-1 in may", step), step)}
