"""Jobs over a real store in memory, for tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.unit.jobs.books import Books, open_books


@pytest.fixture
def books() -> Iterator[Books]:
    yield from open_books()
