"""The worker for tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.worker.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from open_shop(tmp_path)
