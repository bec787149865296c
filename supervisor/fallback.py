"""Routing without a model: the agents whose words the question uses most answer with their default tool."""

import re

from finops_core.tools.spec import AgentDef, Catalog
from supervisor.lexicon import Lexicon
from supervisor.plan import Step

MOST_AGENTS = 3
OTHER_CLOUDS = ("azure", "gcp", "google", "oracle", "oci", "alibaba", "digitalocean", "openai", "anthropic", "datadog")
"""Names of other vendors: unless the bill has their charges, an answer from the bill would be about something else."""
_WORD = re.compile(r"[a-z0-9]+")


def score(text: str, agent: AgentDef) -> int:
    """How much of a question an agent recognises: 3 for each keyword, 1 for each word of its description."""
    words = set(_WORD.findall(text.lower()))
    described = {word for word in _WORD.findall(agent.description.lower()) if len(word) > 4}
    return 3 * len(words & set(agent.keywords)) + len(words & described)


def names_another_cloud(text: str, lexicon: Lexicon) -> bool:
    """Whether a question is about a vendor of whom the loaded bill knows nothing."""
    return any(word in OTHER_CLOUDS and word not in lexicon for word in _WORD.findall(text.lower()))


def guess(text: str, catalog: Catalog) -> tuple[Step, ...]:
    """The best agents with their default tools, best first; empty when nothing in the question is about any of them.

    An agent needs one keyword of its own and half the best score.
    """
    scores = {name: score(text, agent) for name, agent in catalog.items()}
    best = max(scores.values(), default=0)
    if best < 3:
        return ()
    chosen = sorted(
        (name for name in scores if scores[name] >= 3 and 2 * scores[name] >= best), key=lambda n: -scores[n]
    )
    return tuple(Step(name, catalog[name].default_tool, {}) for name in chosen[:MOST_AGENTS])
