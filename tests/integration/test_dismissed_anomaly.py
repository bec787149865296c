"""An anomaly dismissed through a client is left out of the next answer of a real platform, until it is restored."""

import asyncio
from pathlib import Path

import pytest

from finops_client import AsyncClient
from finops_client.answers import AnomaliesBlock, Anomaly
from finops_client.errors import BadFrame
from finops_core.clock import SystemClock
from local.platform import Platform
from local.settings import LocalSettings
from tests.unit.anomalies.test_anomalies_tool import made_rows
from tests.unit.billing.made_bills import write_csv

QUESTION = "Were there any cost anomalies in September 2026?"


async def items(client: AsyncClient) -> tuple[str, tuple[Anomaly, ...]]:
    answer = await client.answer(QUESTION)
    (block,) = (block for block in answer.blocks if isinstance(block, AnomaliesBlock))
    return answer.headline, block.items


async def test_what_a_client_dismisses_is_left_out_until_it_is_restored(tmp_path: Path) -> None:
    bill = write_csv(tmp_path / "bill.csv", list(made_rows()))
    settings = LocalSettings(bill=str(bill), port=0, data_dir=tmp_path / "data", workers=1)
    platform = await asyncio.to_thread(lambda: Platform(settings, clock=SystemClock(), worker_process=False).start())
    try:
        async with AsyncClient(platform.url, token=platform.token) as client, asyncio.timeout(60):
            before, (largest, _) = await items(client)
            with pytest.raises(BadFrame):
                await client.restore_anomaly(largest)
            kept = await client.dismiss_anomaly(largest, "Größer <b>load test</b>", days=30)
            after, (_, dismissed) = await items(client)
            await client.restore_anomaly(dismissed)
            again, restored = await items(client)
    finally:
        await asyncio.to_thread(platform.stop)
    assert (kept.anomaly_id, kept.reason) == (largest.anomaly_id, "Größer <b>load test</b>")
    assert "$285.00" in before
    assert "$60.00" in after
    assert (dismissed.status, dismissed.anomaly_id) == ("dismissed", largest.anomaly_id)
    assert dismissed.note.endswith(": Größer <b>load test</b>")
    assert (again, restored[0].status) == (before, "open")
