"""What the page is told of language models: what a person has to know before a question goes to one."""

from pathlib import Path

import pytest

from billing.export import open_bill
from local.bill_page import bill_page
from local.settings import LocalSettings

TINY = Path(__file__).parents[2] / "data" / "bills" / "cur_2.0_tiny.csv"


@pytest.mark.parametrize(
    ("model", "writer", "told"),
    [
        ("none", "", None),
        ("none", "ollama:large", None),
        ("ollama:tiny", "", {"plans": "ollama:tiny", "writes": "ollama:tiny"}),
        ("ollama:tiny", "none", {"plans": "ollama:tiny", "writes": ""}),
        ("ollama:tiny", "bedrock:large", {"plans": "ollama:tiny", "writes": "bedrock:large"}),
    ],
)
def test_the_page_is_told_who_may_be_asked_and_who_writes(
    tmp_path: Path, model: str, writer: str, told: dict[str, str] | None
) -> None:
    settings = LocalSettings(data_dir=tmp_path, model=model, writer=writer)
    with open_bill(str(TINY)) as bill:
        assert bill_page(bill, settings, {})["model"] == told
