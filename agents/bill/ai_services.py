"""Questions for AI, for bills without service categories: a stated list of services stands for them."""

from typing import Final

from agents.bill.params import ScopeParams
from billing.query import Dimension
from billing.source import BillSource
from finops_core.names.services import squash

CATEGORY: Final = "AI and Machine Learning"
_LISTED: Final = (
    ("bedrock", "Bedrock"),
    ("sagemaker", "SageMaker"),
    ("comprehend", "Comprehend"),
    ("rekognition", "Rekognition"),
    ("textract", "Textract"),
    ("transcribe", "Transcribe"),
    ("polly", "Polly"),
    ("lex", "Lex"),
    ("kendra", "Kendra"),
    ("personalize", "Personalize"),
    ("forecast", "Forecast"),
    ("qbusiness", "Q"),
    ("qdeveloper", "Q"),
    ("amazonq", "Q"),
    ("codewhisperer", "CodeWhisperer"),
    ("azureopenai", "Azure OpenAI"),
    ("openai", "OpenAI"),
    ("cognitiveservices", "Cognitive Services"),
    ("azuremachinelearning", "Azure Machine Learning"),
    ("vertexai", "Vertex AI"),
    ("gemini", "Gemini"),
    ("claude", "Claude"),
    ("anthropic", "Anthropic"),
)
_WHOLE: Final = frozenset({"lex", "forecast", "polly", "personalize"})
"""Short or plain names, which have to be all of a service's name."""
NAMES: Final = tuple(dict.fromkeys(name for _, name in _LISTED))
NOTE: Final = f"The bill has no service categories, so AI is the services of this list that it has: {', '.join(NAMES)}."


def with_ai_services(params: ScopeParams, source: BillSource) -> ScopeParams:
    """The scope with services in place of the category, where the bill names no categories."""
    if CATEGORY not in params.service_category or any(source.values(Dimension.SERVICE_CATEGORY)):
        return params
    found = tuple(name for name in source.values(Dimension.SERVICE) if _is_ai(name))
    if not found:
        return params
    others = tuple(name for name in params.service_category if name != CATEGORY)
    return params.model_copy(update={"service_category": others, "service": (*params.service, *found)[:20]})


def _is_ai(service: str) -> bool:
    name = squash(service)
    return any(name == word if word in _WHOLE else name.startswith(word) for word, _ in _LISTED)
