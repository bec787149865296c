"""What dimensions, tags and intervals mean in one bill: SQL expressions over `charges`."""

from collections.abc import Sequence

from billing.query import Dimension, GroupKey, Tag
from billing.sql import Sql
from finops_core.errors import BillError
from finops_core.values import Granularity

_TRUNCATED = {
    Granularity.HOURLY: "hour",
    Granularity.DAILY: "day",
    Granularity.WEEKLY: "week",
    Granularity.MONTHLY: "month",
    Granularity.QUARTERLY: "quarter",
    Granularity.YEARLY: "year",
}


class BillVocabulary:
    """Resolves the words of queries for one bill."""

    def __init__(self, *, tag_keys: Sequence[str]) -> None:
        self._tag_keys = tuple(tag_keys)

    def key(self, key: GroupKey) -> Sql:
        if isinstance(key, Tag):
            return self._tag(key.key)
        if key is Dimension.TEAM:
            raise BillError("No teams are defined. Add [teams] to finops.toml to ask by team.")
        return Sql(f'"{key.value}"')

    def bucket(self, granularity: Granularity) -> str:
        return f"date_trunc('{_TRUNCATED[granularity]}', \"ChargePeriodStart\")"

    def _tag(self, key: str) -> Sql:
        sources = [own for own in self._tag_keys if own.casefold() == key.casefold()]
        if not sources:
            known = ", ".join(self._tag_keys[:20]) or "none"
            raise BillError(f"The bill has no tag {key!r}. Its tag keys are: {known}.")
        values = ", ".join("nullif(\"Tags\"[?], '')" for _ in sources)
        return Sql(f"coalesce({values}, '')", tuple(sources))
