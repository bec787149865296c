"""What a setting may call a language model: `none`, or its provider and the provider's own name for it."""

from typing import Final

NONE: Final = "none"
BEDROCK: Final = "bedrock:"
INSTALL: Final = "pip install 'finops-agent[model]'"
