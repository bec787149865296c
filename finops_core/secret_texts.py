"""Credentials in a text that a person typed, told from the names and ids that people ask about.

Forms: IAM's documentation of access key ids (AKIA long-term, ASIA temporary; user and role ids begin otherwise and are
no credentials), and how the providers of language models write their keys.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from finops_core.texts import HIDDEN

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_FEWEST_TURNS: Final = 16
"""Of kinds of character in 40: random ones turn some 25 times, words written together some 14."""
_PLACEHOLDER: Final = re.compile(r"[<$*.…{\[]|(?:x+|your|my|the|a)(?:\b|_)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a credential looks; `holds` decides over the group `value` where looks alone do not."""

    title: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda value: True


def credential_in(text: str) -> str:
    """What credential a text holds, in words such as "an AWS access key"; empty when there is none."""
    plain = _UNSEEN.sub("", HIDDEN.sub("", text))
    for form in _FORMS:
        if any(form.holds(found.groupdict().get("value") or "") for found in form.pattern.finditer(plain)):
            return form.title
    return ""


def _kind(letter: str) -> int:
    if letter.isdigit():
        return 0
    if letter.isalpha():
        return 1 if letter.isupper() else 2
    return 3


def _is_random(value: str) -> bool:
    """Whether 40 characters look drawn rather than written: neither a hash in hex nor words written together."""
    turns = sum(_kind(one) != _kind(other) for one, other in pairwise(value))
    return turns >= _FEWEST_TURNS and any(map(str.isdigit, value)) and any(map(str.isupper, value))


def _is_given(value: str) -> bool:
    """Whether a value is meant as one, and is no placeholder such as `<secret>` or `xxx`."""
    return _PLACEHOLDER.match(value) is None


def _is_no_word(value: str) -> bool:
    return re.search(r"\d", value) is not None and re.search(r"[A-Za-z]", value) is not None


def _is_drawn(value: str) -> bool:
    """Whether a key has a stretch that no name has: twelve letters and digits without a break, both among them."""
    return any(map(_is_no_word, re.findall(r"[A-Za-z0-9]{12,}", value)))


_SECRET_NAME: Final = r"(?:aws[ _.-]?)?secret[ _.-]?(?:access[ _.-]?)?key"
_TOKEN_NAME: Final = r"(?:aws[ _.-]?)?(?:session|security)[ _.-]?token"
_GIVEN: Final = r"""["'`]?\s*(?:=>?|:)\s*["'`]?(?P<value>[^\s"'`,;]{8,})"""
_SAID: Final = r"""["'`]?\s+(?:is\s+)?["'`]?(?P<value>[A-Za-z0-9/+=]{16,})"""

_FORMS: Final = (
    _Form("an AWS access key", re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA)[A-Z0-9]{16}(?![A-Za-z0-9])")),
    _Form("an AWS secret key", re.compile(_SECRET_NAME + _GIVEN, re.IGNORECASE), _is_given),
    _Form("an AWS secret key", re.compile(_SECRET_NAME + _SAID, re.IGNORECASE), _is_no_word),
    _Form("an AWS secret key", re.compile(r"(?<![\w/+=.-])(?P<value>[A-Za-z0-9/+]{40})(?![\w/+=-])"), _is_random),
    _Form("an AWS session token", re.compile(_TOKEN_NAME + _GIVEN, re.IGNORECASE), _is_given),
    _Form("an AWS session token", re.compile(_TOKEN_NAME + _SAID, re.IGNORECASE), _is_no_word),
    # What temporary tokens begin with: "origin_" and "er/aws" in the encoding they come in.
    _Form("an AWS session token", re.compile(r"(?:IQoJb3JpZ2lu|F[QwI]oGZXIvYXdz)[A-Za-z0-9/+=]{16,}")),
    _Form("an Amazon Bedrock key", re.compile(r"(?<![A-Za-z0-9])(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/=]{24,}")),
    _Form("a key of a language model", re.compile(r"(?<![\w-])sk-(?P<value>[A-Za-z0-9_-]{20,})"), _is_drawn),
    _Form("an API key of this platform", re.compile(r"(?<![A-Za-z0-9])finops_[0-9a-f]{12}_[0-9a-f]{32,}")),
    _Form("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
)
