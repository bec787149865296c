"""What the page is told about the loaded bill."""

from typing import Any

from agents.adapters.models import NONE
from agents.bill.overview import bill_overview, mark_of_terms
from billing.export import ExportBill
from billing.source import BillSource
from finops_core.tools.offered_tiles import offered_tiles
from finops_core.tools.spec import Catalog
from local.settings import LocalSettings


def bill_page(bill: BillSource, settings: LocalSettings, catalog: Catalog) -> dict[str, Any]:
    """`GET /bill.json`: the overview of the bill with its name and language models by the settings."""
    info = bill.info()
    return bill_overview(
        info,
        label=settings.label,
        tiles=offered_tiles(catalog.values(), info.tag_keys),
        terms=mark_of_terms(bill.terms) if isinstance(bill, ExportBill) else "",
        model=_models(settings),
    )


def _models(settings: LocalSettings) -> dict[str, str] | None:
    """Who plans and who writes; `writes` is empty where the product's own words do."""
    if settings.model in ("", NONE):
        return None
    writes = settings.writer or settings.model
    return {"plans": settings.model, "writes": "" if writes == NONE else writes}
