"""What the page is told about the loaded bill."""

from typing import Any

from agents.bill.overview import bill_overview, mark_of_terms
from billing.export import ExportBill
from billing.source import BillSource
from finops_core.tools.offered_tiles import offered_tiles
from finops_core.tools.spec import Catalog
from local.settings import LocalSettings
from worker.models import models_told


def bill_page(bill: BillSource, settings: LocalSettings, catalog: Catalog) -> dict[str, Any]:
    """`GET /bill.json`: the overview of the bill with its name and language models by the settings."""
    info = bill.info()
    return bill_overview(
        info,
        label=settings.label,
        tiles=offered_tiles(catalog.values(), info.tag_keys),
        terms=mark_of_terms(bill.terms) if isinstance(bill, ExportBill) else "",
        model=models_told(settings.model, settings.writer),
    )
