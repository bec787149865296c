"""The language models that settings name, at the prices that settings give, with keys that lie where settings say.

The laptop and the deployed worker both take theirs from here, so that a setting means the same in both.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from agents.adapters.model_names import NONE
from finops_core.errors import SettingsError

if TYPE_CHECKING:
    from agents.adapters.strands import StrandsPlanner

ReadKey = Callable[[str], str]
"""Reads a provider's key at a place that a setting names."""


class ModelSettings(Protocol):
    """What settings say of models: which one plans, which one writes, US dollars for a million of their tokens, and
    what one question may cost."""

    @property
    def model(self) -> str: ...
    @property
    def writer(self) -> str: ...
    @property
    def model_price_in(self) -> Decimal | None: ...
    @property
    def model_price_out(self) -> Decimal | None: ...
    @property
    def writer_price_in(self) -> Decimal | None: ...
    @property
    def writer_price_out(self) -> Decimal | None: ...
    @property
    def model_cap_usd(self) -> Decimal | None: ...


def planner(
    settings: ModelSettings, *, key_at: str = "", writer_key_at: str = "", read_key: ReadKey | None = None
) -> "StrandsPlanner | None":
    """Who plans and writes, None without a model. Raises SettingsError for one that cannot be used here.

    `key_at` and `writer_key_at` are where the providers' keys lie, which `read_key` reads when a question needs a
    model. Without them keys come from the providers' own variables.
    """
    if settings.model in ("", NONE):
        return None  # a function without a model does not pay for the imports
    from agents.adapters.model_price import price_of
    from agents.adapters.models import planner_of

    return planner_of(
        settings.model,
        settings.writer,
        price=price_of(settings.model_price_in, settings.model_price_out),
        writer_price=price_of(settings.writer_price_in, settings.writer_price_out),
        most_usd=settings.model_cap_usd,
        key=_key(key_at, read_key),
        writer_key=_key(writer_key_at, read_key),
    )


def _key(place: str, read: ReadKey | None) -> Callable[[], str] | None:
    if not place:
        return None
    if read is None:
        raise SettingsError("model: a key lies at a place that this process cannot read.")
    return lambda: read(place)


def models_told(model: str, writer: str) -> dict[str, str] | None:
    """Who plans and who writes, for people; `writes` is empty where the product's words do. None without a model."""
    if model in ("", NONE):
        return None
    writes = writer or model
    return {"plans": model, "writes": "" if writes == NONE else writes}
