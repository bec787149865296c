"""The language models that settings name, at the prices that settings give."""

from agents.adapters.model_price import price_of
from agents.adapters.models import planner_of
from agents.adapters.strands import StrandsPlanner
from local.settings import LocalSettings


def planner(settings: LocalSettings) -> StrandsPlanner | None:
    """Who plans and writes, None without a model. Raises SettingsError for one that cannot be used here."""
    return planner_of(
        settings.model,
        settings.writer,
        price=price_of(settings.model_price_in, settings.model_price_out),
        writer_price=price_of(settings.writer_price_in, settings.writer_price_out),
    )
