"""Every case is answered as it expects."""

from pathlib import Path

import pytest

from tests.cases.case_files import case_names, complaints, laid_out

_NAMES = [
    pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason="still open")] if still_open else [])
    for name, still_open in case_names().items()
]


@pytest.mark.parametrize("name", _NAMES)
def test_the_case_is_answered_as_expected(name: str, tmp_path: Path) -> None:
    assert not complaints(laid_out(name, tmp_path))
