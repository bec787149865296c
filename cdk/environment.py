"""A function's environment from its settings model, so that neither can drift from the other."""

import json
from typing import Any

from finops_core.settings import PREFIX, Settings, is_text


def environment_of(settings: type[Settings], **values: Any) -> dict[str, str]:
    """The variables of `settings`; text stays text, the rest becomes JSON, as `Settings.from_environment` reads it.

    Raises ValueError unless exactly the model's fields are given.
    """
    given, wanted = set(values), set(settings.model_fields)
    if given != wanted:
        raise ValueError(f"{settings.__name__}: missing {sorted(wanted - given)}, unknown {sorted(given - wanted)}")
    return {
        PREFIX + name.upper(): value if is_text(settings.model_fields[name].annotation) else json.dumps(value)
        for name, value in values.items()
    }
