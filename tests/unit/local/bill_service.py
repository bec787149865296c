"""The routes of the bill over a real port, and a platform that is nothing but a bill."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.terms import Terms, load_terms
from local.bill_change import BillChanger, BillChanges
from local.bill_page import bill_page
from local.gateway.http import JsonSource
from local.settings import LocalSettings
from local.uploads import Uploads
from tests.integration.gateway_harness import PATIENCE_S, TOKEN, serving

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


class OneBill:
    """Opens real bills, as the platform does."""

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        self.bill: ExportBill = self._read(settings.bill)

    def change(self, bill: str, label: str = "") -> None:
        before, self.bill = self.bill, self._read(bill)
        self._settings = self._settings.model_copy(update={"bill": bill, "label": label})
        before.close()

    def give_up_change(self) -> None:
        """What is read here is small and read at once."""

    def page(self) -> dict[str, Any]:
        return bill_page(self.bill, self._settings, CATALOG)

    def _read(self, bill: str) -> ExportBill:
        terms = load_terms(self._settings.terms) if self._settings.terms else Terms()
        return open_bill(bill, terms=terms)


@dataclass(kw_only=True)
class BillService:
    """A client of the routes, the folder of uploads behind them, and the platform's address."""

    http: httpx.Client
    folder: Path
    origin: str

    def open(self, **wanted: Any) -> httpx.Response:
        return self.http.post("/bill", json=wanted)

    def announce(self, files: Mapping[str, bytes]) -> httpx.Response:
        listed = [{"name": name, "bytes": len(content)} for name, content in files.items()]
        return self.http.post("/bill/uploads", json={"files": listed})

    def send(self, files: Mapping[str, bytes]) -> str:
        """Announces and sends files; returns the upload's id."""
        announced = self.announce(files)
        assert announced.status_code == 201, announced.text
        upload: str = announced.json()["upload"]
        positions: list[int] = announced.json()["send"]
        contents = list(files.values())
        for position in positions:
            sent = self.http.put(f"/bill/uploads/{upload}/{position}", content=contents[position])
            assert sent.status_code == 204, sent.text
        return upload

    def kept(self) -> list[str]:
        """The files that uploads left, by name."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def bill_service(
    folder: Path, settings: LocalSettings, changer: BillChanger, bill: JsonSource
) -> Generator[BillService]:
    """Serves the routes over a changer; `bill` makes the JSON of the bill in use."""
    uploads = Uploads(folder, limit_bytes=settings.upload_limit_mb * 1024**2)
    changes = BillChanges(changer=changer, bill=bill, settings=settings, uploads=uploads)
    with serving(
        http_routes=changes.routes(TOKEN), json_routes={"/bill.json": bill, "/settings.json": changes.settings}
    ) as world:
        origin = f"http://127.0.0.1:{world.port}"
        with httpx.Client(base_url=origin, timeout=PATIENCE_S, headers=AUTHORIZED) as http:
            yield BillService(http=http, folder=folder, origin=origin)
