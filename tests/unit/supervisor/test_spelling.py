"""Slips of the keyboard in known words are put right and told; names and other words are left alone."""

import string
from random import Random

import pytest

from agents.catalog import CATALOG
from supervisor.fast_path import decide
from supervisor.plan import after
from supervisor.route import route, understood
from supervisor.spelling import ENGLISH, MISSPELT_SUBJECTS, SHORT_FORMS, meant
from supervisor.words import COMMON
from tests.evals.labelled import load

SAME: dict[str, str] = {
    "amazn cosst last month": "amazon cost last month",
    "spend by servcie las month": "spend by service last month",
    "septmber spend": "september spend",
    "forcast next month": "forecast next month",
    "lamda costs by acount": "lambda costs by account",
    "wat did we spnd last mnth": "what did we spend last month",
    "compair may with june spending": "compare may with june spending",
    "servise costs in may": "service costs in may",
    "waht did redhsift cost in teh last quater": "what did redshift cost in the last quarter",
    "spend by rgion": "spend by region",
}


@pytest.mark.parametrize(("text", "right"), SAME.items())
def test_a_slip_in_a_known_word_is_read_as_that_word(text: str, right: str) -> None:
    assert understood(text)[0] == ((decide(right),) if right else ())


def test_a_question_as_it_is_written_comes_before_any_other_reading() -> None:
    (step,), slips = understood("what did the paymentd team spend")

    assert step.args == {"team": ("paymentd",)}
    assert slips == ()


@pytest.mark.parametrize(
    "word",
    [*sorted(ENGLISH), "mouth", "i-0abc123", "s4", "ec3", "crowdstrike", "costss2", "sport", "counts", "xregions"],
)
def test_words_of_their_own_codes_and_names_are_left_as_they_are(word: str) -> None:
    assert meant(word) == ""


def test_every_short_form_stands_for_a_known_word_and_is_none_itself() -> None:
    known = {form: all(one in COMMON for one in words.split()) for form, words in SHORT_FORMS.items()}
    assert [form for form in SHORT_FORMS if form in COMMON or not known[form]] == []


def test_words_of_subjects_are_put_right_where_they_are_often_misspelt() -> None:
    assert [word for word in MISSPELT_SUBJECTS if word in COMMON or word in SHORT_FORMS] == []
    for wrong, right in (
        ("any cost anomolies", "any cost anomalies"),
        ("recomendations for RDS", "recommendations for RDS"),
        ("list unatached volumes", "list unattached volumes"),
        ("are we over buget", "are we over budget"),
    ):
        found, slips = understood(wrong)
        assert found
        assert found == understood(right)[0]
        assert len(slips) == 1


def test_a_question_with_more_slips_than_right_words_is_not_guessed_at() -> None:
    assert understood("cosst forcast servcie acount regoin")[0] == ()


def test_the_route_says_what_was_read_as_what() -> None:
    assert route("septmber spend", catalog=CATALOG).read_as == "“septmber” as “september”"
    assert route("september spend", catalog=CATALOG).read_as == ""


def test_most_slips_in_real_questions_are_put_right_and_none_makes_a_wrong_answer() -> None:
    random = Random(7)
    right = recovered = 0
    for asked in load():
        if asked.bill or asked.outcome(decide(asked.text, after(asked.before))) != "right":
            continue
        words = asked.text.lower().split()
        long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha() and word in COMMON]
        if not long:
            continue
        at = random.choice(long)
        words[at] = _slip(words[at], random)
        written = " ".join(words)
        if decide(written, after(asked.before)) is None:
            right += 1
            outcome = asked.outcome(understood(written, after(asked.before))[0] or None)
            assert outcome != "wrong", written
            recovered += outcome == "right"

    assert right > 300
    assert recovered / right > 0.6


def _slip(word: str, random: Random) -> str:
    """A word with a letter left out, struck twice, swapped with the next one, or with a strange one put in."""
    at = random.randrange(1, len(word) - 1)
    return random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + random.choice(string.ascii_lowercase) + word[at:],
        ]
    )
