"""The front door for tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.websocket.door import Door, open_door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    for opened in open_door(tmp_path):
        opened.connect()
        yield opened
