"""What dimensions, tags, teams and intervals mean in one bill and one organisation: SQL over `charges`."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from billing.engines.port import Statement
from billing.intake.custom_columns import CUSTOM
from billing.intake.sql_text import quoted
from billing.levels import ONLY_CHARGES, Levels
from billing.query import BillInfo, Cadence, Dimension, GroupKey, Tag
from billing.sql import Sql
from billing.term_sections import Rule, SharedCost, TagTerms, Team
from billing.terms import Terms
from finops_core.errors import BillError
from finops_core.names.usage_kinds import instance_family_of, usage_kind_of
from finops_core.values import Granularity, Period

NO_VALUE = Sql("''")
MONTH_LIKE_DAYS = 25
"""A charge of more days than these is for a month or longer, and is not for one of its days."""

DAYS_OF_A_TERM = 62
"""A purchase for more days than these is no monthly fee."""

CADENCE_OF_A_CHARGE = Sql(
    f"""CASE WHEN regexp_replace(lower("ChargeFrequency"), '[^a-z]', '', 'g') = 'onetime' THEN '{Cadence.ONCE}'
        WHEN "ChargePeriodEnd" - "ChargePeriodStart" > INTERVAL {DAYS_OF_A_TERM} DAY
            AND lower("ChargeCategory") = 'purchase' THEN '{Cadence.TERM}'
        WHEN "ChargePeriodEnd" - "ChargePeriodStart" > INTERVAL {MONTH_LIKE_DAYS} DAY THEN '{Cadence.LONG}'
        WHEN "ChargeFrequency" = '' AND lower("ChargeCategory") = 'purchase' THEN '{Cadence.ASSUMED_ONCE}'
        ELSE '{Cadence.DAILY}' END"""
)
_MAX_FOLDED = 100_000
_MAX_SPELLED = 500
"""Ids in several spellings that are mapped one by one; more are all read in lower case."""
WITHOUT_CASE = {
    Dimension.RESOURCE: "starts_with(\"ResourceId\", '/') AND starts_with(lower(\"ResourceId\"), '/subscriptions/')",
    Dimension.RESOURCE_GROUP: "\"x_ResourceGroupName\" <> ''",
}
"""SQL: which values of a column are Azure's, by dimension."""
_TOLD_BY_USAGE_TYPE: Mapping[Dimension, Callable[[str], str]] = {
    Dimension.USAGE_KIND: usage_kind_of,
    Dimension.INSTANCE_FAMILY: instance_family_of,
}
"""Dimensions that are no column: each usage type tells its value."""


class BillVocabulary:
    """Resolves the words of queries for one bill."""

    def __init__(
        self,
        *,
        info: BillInfo,
        terms: Terms,
        run: Statement,
        levels: Levels = ONLY_CHARGES,
        spellings: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        """`spellings` are those that are known, by the column of a dimension."""
        self._spellings = spellings or {}
        self._own_keys = info.tag_keys
        self._span = info.period if info.billed is None else _around(info.period, info.billed)
        self._names = {account: info.names_of(account) for account in info.accounts}
        self._terms = terms
        self._run = run
        self._levels = levels
        self._tags: dict[tuple[str, ...], Sql] = {}
        self._lock = threading.Lock()

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The tag keys as the organisation calls them: keys that mean the same appear once."""
        shown: dict[str, None] = {}
        for key in self._own_keys:
            shown[self._folded_into(key) or key] = None
        return tuple(sorted(shown))

    def key(self, key: GroupKey) -> Sql:
        if isinstance(key, Tag):
            tag = self._tag(key.key, key.others)
            if tag is None:
                known = ", ".join(self.tag_keys[:20]) or "none"
                raise BillError(f"The bill has no tag {key.key!r}. Its tag keys are: {known}.")
            return tag
        if key is Dimension.CADENCE:
            return CADENCE_OF_A_CHARGE
        if key is Dimension.TEAM:
            if not self._terms.teams:
                raise BillError("No teams are defined. Add [[teams]] to finops.toml to ask by team.")
            return self.owner(self._terms.teams)
        if key in _TOLD_BY_USAGE_TYPE:
            return self._told_by_usage_type(key)
        if key in WITHOUT_CASE:
            return self._one_spelling(key)
        return Sql(f'"{key.value}"')

    def _told_by_usage_type(self, key: Dimension) -> Sql:
        """A value for each of the bill's usage types, empty for those that tell none."""
        with self._lock:
            known = self._tags.get((key.value, ""))
        if known is not None:
            return known
        table = self._holding('"x_UsageType"')
        found = self._run(f'SELECT DISTINCT "x_UsageType" FROM {table} LIMIT {_MAX_FOLDED}', ())
        types: dict[str, list[str]] = {}
        for usage_type in sorted(str(row[0] or "") for row in found):
            types.setdefault(_TOLD_BY_USAGE_TYPE[key](usage_type), []).append(usage_type)
        types.pop("", None)
        whens = [_one_of(Sql('"x_UsageType"'), those) for those in types.values()]
        text = " ".join(f"WHEN {when.text} THEN ?" for when in whens)
        pairs = tuple(text for when, name in zip(whens, types, strict=True) for text in (*when.parameters, name))
        sql = Sql(f"CASE {text} ELSE '' END", pairs) if types else NO_VALUE
        with self._lock:
            self._tags[(key.value, "")] = sql
        return sql

    def _one_spelling(self, key: Dimension) -> Sql:
        """A column whose values Azure compares without case: of several spellings of one, the same is read for all."""
        with self._lock:
            known = self._tags.get((key.value, ""))
        if known is not None:
            return known
        column = f'"{key.value}"'
        found = self._spellings.get(key.value)
        if found is None:
            found = self.spellings(key)
        if not found:
            sql = Sql(column)
        elif len(found) > _MAX_SPELLED:
            sql = Sql(f"CASE WHEN {WITHOUT_CASE[key]} THEN lower({column}) ELSE {column} END")
        else:
            whens = " ".join("WHEN ? THEN ?" for _ in found)
            pairs = tuple(text for row in found for text in row)
            sql = Sql(f"CASE lower({column}) {whens} ELSE {column} END", pairs)
        with self._lock:
            self._tags[(key.value, "")] = sql
        return sql

    def spellings(self, key: Dimension) -> list[tuple[str, str]]:
        """Values that Azure compares without case and the bill has in several spellings: in lower case, and as read."""
        column = f'"{key.value}"'
        those = f"FROM {self._holding(column)} WHERE {WITHOUT_CASE[key]}"
        spelled = f"SELECT DISTINCT lower({column}) AS plain, {column} AS value {those}"
        found = self._run(
            f"SELECT plain, max(value) FROM ({spelled}) GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT ?",
            (_MAX_SPELLED + 1,),
        )
        return [(str(plain), str(value)) for plain, value in found]

    def bucket(self, granularity: Granularity, time: str) -> str:
        start = time
        year = self._terms.year
        match granularity:
            case Granularity.HOURLY | Granularity.DAILY | Granularity.MONTHLY:
                return f"date_trunc('{_UNITS[granularity]}', {start})"
            case Granularity.WEEKLY:
                days = f"INTERVAL {self._terms.week_start} DAY"
                return f"date_trunc('week', {start} - {days}) + {days}"
            case Granularity.QUARTERLY:
                return _starts_of(year.quarters_over(self._span), start)
            case Granularity.YEARLY:
                return _starts_of(year.years_over(self._span), start)

    def owner(self, claims: Sequence[Team | SharedCost]) -> Sql:
        """The name of the first of these whose rules a charge meets, empty when none does."""
        whens: list[Sql] = []
        for claim in claims:
            rules = [self._rule(rule) for rule in claim.rules]
            text = " OR ".join(f"({rule.text})" for rule in rules)
            whens.append(Sql(f"WHEN {text} THEN ?", (*_parameters(rules), claim.name)))
        if not whens:
            return NO_VALUE
        return Sql(f"CASE {' '.join(w.text for w in whens)} ELSE '' END", _parameters(whens))

    def _rule(self, rule: Rule) -> Sql:
        conditions: list[Sql] = []
        if rule.accounts:
            conditions.append(_one_of(Sql('"SubAccountId"'), self._account_ids(rule.accounts)))
        if rule.services:
            services = [name for given in rule.services for name in (given, *self._terms.services.get(given, ()))]
            conditions.append(
                _either(_one_of(Sql('"ServiceName"'), services), _one_of(Sql('"x_ServiceCode"'), services))
            )
        if rule.kinds:
            conditions.append(_one_of(Sql('"x_LineKind"'), [kind.value for kind in rule.kinds]))
        for key, values in sorted(rule.tags.items()):
            conditions.append(_one_of(self._tag(key) or NO_VALUE, values))
        return Sql(" AND ".join(c.text for c in conditions), _parameters(conditions))

    def own_key(self, tag: Tag) -> str | None:
        """The one key of the bill that a tag is read from, its values as they are; None where it is otherwise."""
        listed, sources = self._listed(tag.key), self._sources(tag.key, tag.others)
        return sources[0] if len(sources) == 1 and not (listed and listed.values) else None

    def _sources(self, key: str, others: tuple[str, ...]) -> list[str]:
        """The bill's own keys that a tag means, those first that count first."""
        listed = self._listed(key)
        wanted = [name.casefold() for name in ((*listed.keys, *others) if listed else (key, *others))]
        return sorted(
            (own for own in self._own_keys if own.casefold() in wanted),
            key=lambda own: (wanted.index(own.casefold()), own != key),
        )

    def _account_ids(self, given: Sequence[str]) -> list[str]:
        """Accounts may be given by id, by any of the bill's names or by the organisation's."""
        given_names = set(given)
        names = {account: (name,) for account, name in self._terms.accounts.items()} | self._names
        by_name = [account for account, known in names.items() if not given_names.isdisjoint(known)]
        return list(dict.fromkeys([*given, *by_name]))

    def _tag(self, key: str, others: tuple[str, ...] = ()) -> Sql | None:
        with self._lock:
            known = self._tags.get((key, *others))
        if known is not None:
            return known
        listed, sources = self._listed(key), self._sources(key, others)
        if not sources:
            return None
        # Of several keys the first one with a value counts; of one key, no value and an empty one are the same.
        values = [quoted(own) if own.startswith(CUSTOM) else '"Tags"[?]' for own in sources]
        listed_values = values if len(values) == 1 else [f"nullif({value}, '')" for value in values]
        raw = Sql(f"coalesce({', '.join(listed_values)}, '')", tuple(o for o in sources if not o.startswith(CUSTOM)))
        sql = self._fold(raw, listed) if listed and listed.values else raw
        with self._lock:
            self._tags[(key, *others)] = sql
        return sql

    def _holding(self, text: str) -> str:
        """The smallest table that has the columns of a text: distinct values are the same in each."""
        return self._levels.holding([text]).table

    def _listed(self, key: str) -> TagTerms | None:
        for name, tag in self._terms.tags.items():
            if key.casefold() in (name.casefold(), *(other.casefold() for other in tag.keys)):
                return TagTerms(keys=(name, *tag.keys), values=tag.values)
        return None

    def _folded_into(self, key: str) -> str | None:
        for name, tag in self._terms.tags.items():
            if key.casefold() in (name.casefold(), *(other.casefold() for other in tag.keys)):
                return name
        return None

    def _fold(self, raw: Sql, listed: TagTerms) -> Sql:
        """Maps the bill's own spellings to the listed ones; exact texts, so that grouping stays fast."""
        shown = {_plain(spelling): name for name, others in listed.values.items() for spelling in (name, *others)}
        table = self._holding(raw.text)
        found = self._run(f"SELECT DISTINCT {raw.text} FROM {table} LIMIT {_MAX_FOLDED}", raw.parameters)
        folded = {
            value: shown[_plain(value)]
            for value in sorted(str(row[0]) for row in found)
            if value and shown.get(_plain(value), value) != value
        }
        if not folded:
            return raw
        whens = " ".join("WHEN ? THEN ?" for _ in folded)
        pairs = tuple(text for pair in folded.items() for text in pair)
        return Sql(f"CASE {raw.text} {whens} ELSE {raw.text} END", (*raw.parameters, *pairs, *raw.parameters))


_UNITS = {Granularity.HOURLY: "hour", Granularity.DAILY: "day", Granularity.MONTHLY: "month"}


def _around(one: Period, other: Period) -> Period:
    return Period(min(one.start, other.start), max(one.end, other.end))


def _starts_of(intervals: Sequence[Period], time: str) -> str:
    """The start of the interval a charge lies in; the intervals follow each other and cover the bill."""
    last = f"TIMESTAMP '{intervals[-1].start}'"
    if len(intervals) == 1:
        return last
    whens = "".join(
        f"WHEN {time} < TIMESTAMP '{interval.end}' THEN TIMESTAMP '{interval.start}' " for interval in intervals[:-1]
    )
    return f"CASE {whens}ELSE {last} END"


def _plain(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalnum()) or value


def _one_of(value: Sql, options: Sequence[str]) -> Sql:
    return Sql(f"{value.text} IN ({', '.join('?' * len(options))})", (*value.parameters, *options))


def _either(one: Sql, other: Sql) -> Sql:
    return Sql(f"({one.text} OR {other.text})", (*one.parameters, *other.parameters))


def _parameters(parts: Sequence[Sql]) -> tuple[Any, ...]:
    return tuple(value for part in parts for value in part.parameters)
