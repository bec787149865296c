"""The notebook-ready example runs as it stands."""

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.integration.scripted_platform import TOKEN, ScriptedPlatform

CLIENT = Path(__file__).parents[2] / "client"


async def test_the_example_asks_and_prints_progress_headline_rows_and_basis(tmp_path: Path) -> None:
    async with ScriptedPlatform() as platform, asyncio.timeout(60):
        found = {"url": platform.url, "token": TOKEN, "pid": os.getpid()}
        (tmp_path / "platform.json").write_text(json.dumps(found), encoding="utf-8")
        example = await asyncio.create_subprocess_exec(
            sys.executable,
            str(CLIENT / "examples" / "ask.py"),
            env={**os.environ, "FINOPS_DATA_DIR": str(tmp_path), "PYTHONPATH": str(CLIENT / "src")},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, problems = await example.communicate()
    assert problems.decode() == ""
    lines = out.decode().splitlines()
    assert lines[:1] == ["  5 %  Your question is in the queue"]
    assert "100 %  Done" in lines
    assert "You spent $1,313.46 in May 2026." in lines
    assert "AmazonEC2\t1234.56" in lines
    assert lines[-1] == "BilledCost USD may.csv"
