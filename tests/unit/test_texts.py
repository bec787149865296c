"""A text that goes out is read and does nothing; the page's own test runs the same cases."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from finops_core.texts import FSI, PDI, isolated, markdown_text, model_markdown, readable
from tests.unit.steady import STEADY

CASES = json.loads((Path(__file__).parents[1] / "data" / "texts.json").read_text(encoding="utf-8"))
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NOTHING_BUT_TEXT = {"paragraph_open", "paragraph_close", "text", "softbreak"}
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\U000e0000-\U000e007f\ud800-\udfff]")


def tokens(markdown: str) -> list[tuple[str, str]]:
    """What a parser of Markdown makes of a text: kinds with their content."""
    found: list[tuple[str, str]] = []
    for token in MARKDOWN.parse(markdown):
        inner = [(child.type, child.content) for child in token.children or ()]
        found += inner if token.type == "inline" else [(token.type, token.content)]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"]))
def test_a_text_reads_as_it_does_on_the_page(case: dict[str, str]) -> None:
    assert readable(case["text"]) == case["readable"]
    assert markdown_text(case["text"]) == case["markdown"]


MARKUP = st.lists(
    st.sampled_from(
        [*" \n_*`[]()<>!#-+=~|\\.&;:@/'\"{}$^1aé", "www.", "http://", "<b>", "![", "](x)", "&lt;", "- ", "a@b.c", "---"]
    ),
    max_size=14,
).map("".join)


@STEADY
@given(MARKUP)
def test_no_text_becomes_anything_but_text_in_markdown(text: str) -> None:
    found = tokens(markdown_text(text))
    assert {kind for kind, _ in found} <= NOTHING_BUT_TEXT
    shown = "".join(content for kind, content in found if kind == "text")
    assert shown == "".join(line.strip(" ") for line in text.split("\n"))


@STEADY
@given(MARKUP)
def test_a_models_markdown_has_no_html_links_or_pictures(text: str) -> None:
    kinds = {kind for kind, _ in tokens(model_markdown(text))}
    assert kinds.isdisjoint({"html_inline", "html_block", "link_open", "image"})


def test_a_models_emphasis_lists_and_code_stay() -> None:
    text = "**S3** rose:\n\n- by `a[0]`\n- and *more*"
    assert model_markdown(text) == text


@STEADY
@given(st.text(st.characters(), max_size=30))
def test_nothing_that_acts_is_left_in_a_readable_text(text: str) -> None:
    plain = readable(text)
    assert not ACTS.search(plain)
    assert "\n" not in plain
    assert plain.count(FSI) == plain.count(PDI)
    assert readable(plain) == plain


@pytest.mark.parametrize("name", ["Amazon EC2", "Müller & Söhne", "東京支社", "Ελλάδα", "🚀", "a-b_c/d"])
def test_names_of_scripts_from_left_to_right_stay_as_they_are(name: str) -> None:
    assert isolated(name) == readable(name) == name


@pytest.mark.parametrize("name", ["שלום", "شركة", "EC2 של צוות", "\u202eשלום", "a\u2069שלום\u2068"])
def test_a_name_from_right_to_left_keeps_what_is_beside_it_in_place(name: str) -> None:
    bare = re.sub("[\u202a-\u202e\u2066-\u2069]", "", name)
    assert isolated(name) == f"{FSI}{bare}{PDI}"
    assert readable(f"on {isolated(name)}: $5.00") == f"on {FSI}{bare}{PDI}: $5.00"
