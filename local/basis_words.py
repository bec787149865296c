"""What an answer stands on, in words, for the terminal: of the client's records, which have the kernel's fields."""

from collections.abc import Iterator
from typing import cast

from finops_client import answers as client
from finops_core.answers import Basis, Usage, basis_words


def basis_lines(basis: client.Basis) -> Iterator[str]:
    """What the numbers stand on, in words; what is not known is left out."""
    return basis_words.basis_lines(cast(Basis, basis))


def usage_lines(usage: client.Usage) -> Iterator[str]:
    """What a language model read and wrote for the answer, and for how much; nothing where none took part."""
    return basis_words.usage_lines(cast(Usage, usage))
