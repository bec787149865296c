"""The language models a setting can name, and whether this machine can reach one.

Regions and addresses come from each provider's own environment, and are never read here; so do keys, unless whoever
asks for a planner gives one.
"""

from collections.abc import Callable
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from agents.adapters.model_call import MAX_OUTPUT_TOKENS
from agents.adapters.model_names import INSTALL, NONE
from agents.adapters.model_price import ModelPrice
from agents.adapters.strands import StrandsPlanner, StrandsWriter
from agents.planner import in_own_words
from finops_core.errors import SettingsError

if TYPE_CHECKING:
    from strands.models.model import Model

ReadKey = Callable[[], str]


def planner_of(
    setting: str,
    writer: str = "",
    *,
    price: ModelPrice | None = None,
    writer_price: ModelPrice | None = None,
    most_usd: Decimal | None = None,
    key: ReadKey | None = None,
    writer_key: ReadKey | None = None,
) -> StrandsPlanner | None:
    """The planner a model setting names (`bedrock:ID`, `anthropic:ID`, `openai:ID`, `ollama:ID`), None for `none`.

    `writer` names the model that puts findings into words; empty: the same one; `none`: the product's own words.
    `price` is what tokens of the model cost, `writer_price` those of another one that writes (None: not known), and
    `most_usd` what both may cost for one question, which takes prices: without them nobody knows. `key`
    and `writer_key` read the providers' keys when a question needs them; without them keys come from the environment.

    Raises SettingsError for anything else, and where the provider's packages are not installed. Nothing is loaded yet.
    """
    if setting in ("", NONE):
        return None
    alone = writer in ("", setting)
    if most_usd is not None and (price is None or not (alone or writer == NONE or writer_price)):
        raise SettingsError("model_cap_usd: needs the prices of a million tokens of each model that is asked.")
    make = _maker(setting, key)
    if alone:
        return StrandsPlanner(make, price=price, most_usd=most_usd)
    writes = in_own_words if writer == NONE else StrandsWriter(_maker(writer, writer_key), price=writer_price)
    return StrandsPlanner(make, writes, price=price, most_usd=most_usd)


def ask_once(setting: str) -> None:
    """One small call, to find out whether a model answers. Raises SettingsError, or whatever the provider raises."""
    from strands import Agent

    agent = Agent(model=_maker(setting)(), callback_handler=None)
    agent("Answer with the word ready.", limits={"turns": 1, "output_tokens": 50})


def _maker(setting: str, key: ReadKey | None = None) -> "Callable[[], Model]":
    provider, _, model_id = setting.partition(":")
    if provider not in _PROVIDERS or not model_id:
        raise SettingsError(f"model: {setting!r} is not none or one of {', '.join(f'{p}:MODEL' for p in _PROVIDERS)}.")
    package, make = _PROVIDERS[provider]
    missing = [name for name in ("strands", package) if find_spec(name) is None]
    if missing:
        raise SettingsError(f"model: {setting!r} needs {' and '.join(missing)}, not installed here; run: {INSTALL}")
    return lambda: make(model_id, _arguments(key))


def _arguments(key: ReadKey | None) -> dict[str, Any] | None:
    """What a provider's own client is made with: a key that was read, or whatever it finds by itself."""
    return None if key is None else {"api_key": key()}


def _bedrock(model_id: str, arguments: dict[str, Any] | None) -> "Model":
    from strands.models.bedrock import BedrockModel

    return BedrockModel(model_id=model_id)


def _anthropic(model_id: str, arguments: dict[str, Any] | None) -> "Model":
    from strands.models.anthropic import AnthropicModel

    return AnthropicModel(client_args=arguments, model_id=model_id, max_tokens=MAX_OUTPUT_TOKENS)


def _openai(model_id: str, arguments: dict[str, Any] | None) -> "Model":
    from strands.models.openai import OpenAIModel

    return OpenAIModel(client_args=arguments, model_id=model_id)


def _ollama(model_id: str, arguments: dict[str, Any] | None) -> "Model":
    from strands.models.ollama import OllamaModel

    return OllamaModel(None, model_id=model_id)


_PROVIDERS: Final[dict[str, "tuple[str, Callable[[str, dict[str, Any] | None], Model]]"]] = {
    "bedrock": ("boto3", _bedrock),
    "anthropic": ("anthropic", _anthropic),
    "openai": ("openai", _openai),
    "ollama": ("ollama", _ollama),
}
