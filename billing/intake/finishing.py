"""From the files' views to `charges`: amounts become exact decimals, rows that cannot be counted are left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType
from billing.intake.charges import (
    AMOUNT_COLUMNS,
    EFFECTIVE_ADDEND,
    READ_COLUMNS,
    TEXT_COLUMNS,
    TIME_COLUMNS,
)
from billing.intake.custom_columns import CUSTOM, spelled_once
from billing.intake.left_out import left_out_reason, unfit
from billing.intake.long_texts import bounded, bounded_text
from billing.intake.source_file import ReadFile, naming
from billing.intake.sql_text import NO_TIME, literal, quoted
from billing.intake.survey import Survey, default_currency
from billing.intake.tags import Together, renamed_keys
from billing.intake.usage_families import usage_family_sql
from billing.query import LineKind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = "charge_rows"
_FAMILY = """CASE WHEN "ChargeCategory" IN ('Tax', 'Credit') THEN '' ELSE f.x_UsageFamily END"""
_FAMILY_KEYS = ("x_UsageType", "x_ProductFamily", "ChargeDescription")
_KINDS = ", ".join(literal(kind) for kind in sorted(LineKind))
"""In the order of their texts, so that they sort as texts do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file's rows to write: those that meet `where`. `survey` is about the rows that count for it."""

    file: ReadFile
    survey: Survey
    where: str = "TRUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What all files' rows are made into. `two_addends` says that some effective costs are made of two amounts.

    `absent` are the columns that no file has, `custom` those of the exports' own, by their names in lower case.
    """

    types: Mapping[str, DecimalType]
    currency: str
    renames: Mapping[str, str]
    two_addends: bool
    absent: frozenset[str]
    custom: Mapping[str, str]


def create_charges(
    connection: "DuckDBPyConnection", target: str, parts: Sequence[Part], types: Mapping[str, DecimalType]
) -> tuple[str, ...]:
    """Makes `charges` in database `target`; returns the tag keys it has.

    Raises DamagedFile for a file that turns out to be damaged where the survey did not look.
    """
    surveys = [part.survey for part in parts]
    keys = sorted({key for found in surveys for key in found.tag_keys})
    renames = _renames(keys, lambda some: _together(connection, parts, some))
    shape = _Shape(
        types=types,
        currency=default_currency(surveys),
        renames=renames,
        two_addends=any(found.digits[EFFECTIVE_ADDEND] for found in surveys),
        absent=_absent(part.file for part in parts),
        custom=spelled_once(name for part in parts for name in part.file.custom),
    )
    _create_families(connection, [part.file for part in parts])
    connection.execute("BEGIN")
    for position, part in enumerate(parts):
        into = f"INSERT INTO {target}.{ROWS}" if position else f"CREATE TABLE {target}.{ROWS} AS"
        with naming(part.file):
            connection.execute(f"{into} {_select(part, shape)}")
    connection.execute("COMMIT")
    _create_view(connection, target, _charges_view(shape, _columns(parts[0], shape)))
    return tuple(sorted({*(renames.get(key, key) for key in keys), *(CUSTOM + name for name in shape.custom.values())}))


def _create_view(connection: "DuckDBPyConnection", target: str, select: str) -> None:
    """From inside the target, so that the view finds its table whatever the database is called later."""
    row = connection.execute("SELECT current_database()").fetchone()
    connection.execute(f"USE {target}")
    connection.execute(f"CREATE VIEW charges AS {select}")
    connection.execute(f"USE {quoted(str(row[0]) if row else 'memory')}")


def _create_families(connection: "DuckDBPyConnection", files: Iterable[ReadFile]) -> None:
    """The usage family of each distinct usage: its patterns are too slow for every row."""
    keys = ", ".join(f'coalesce("{name}", \'\') AS "{name}"' for name in _FAMILY_KEYS)
    columns = ", ".join(f'"{name}" VARCHAR' for name in _FAMILY_KEYS)
    connection.execute(f"CREATE OR REPLACE TABLE usages ({columns})")
    for file in files:
        with naming(file):
            connection.execute(f"INSERT INTO usages SELECT DISTINCT {keys} FROM {file.view}")
    family = usage_family_sql(*(quoted(name) for name in _FAMILY_KEYS))
    connection.execute(
        f"CREATE OR REPLACE TABLE families AS SELECT *, {family} AS x_UsageFamily FROM (SELECT DISTINCT * FROM usages)"
    )


def _select(part: Part, shape: _Shape) -> str:
    columns = ", ".join(
        f"{sql} AS {quoted(name)}" for name, sql in _columns(part, shape).items() if name not in shape.absent
    )
    join = " AND ".join(f"coalesce(s.{quoted(n)}, '') = f.{quoted(n)}" for n in _FAMILY_KEYS)
    counted = f"({left_out_reason(shape.types)}) IS NULL" if part.survey.leaves_out(shape.types) else "TRUE"
    rows = f"(SELECT * FROM {part.file.view} WHERE {part.where} AND {counted})"
    return f"SELECT {columns} FROM {rows} s JOIN families f ON {join}"


def _columns(part: Part, shape: _Shape) -> dict[str, str]:
    """SQL by column of `charges`, over a file's view `s` and the families."""
    columns = {name: f"coalesce(s.{quoted(name)}, '')" for name in TEXT_COLUMNS}
    columns["BillingCurrency"] = f'upper(coalesce("BillingCurrency", {literal(shape.currency)}))'
    columns |= {name: bounded(columns[name]) for name in part.survey.long_texts}
    # Kinds are few and known: as an ENUM they are grouped and compared as numbers.
    columns["x_LineKind"] = f'CAST("x_LineKind" AS ENUM ({_KINDS}))'
    columns |= {name: quoted(name) for name in TIME_COLUMNS}
    columns["ChargePeriodEnd"] = 'coalesce("ChargePeriodEnd", "ChargePeriodStart")'
    columns["BillingPeriodStart"] = 'coalesce("BillingPeriodStart", date_trunc(\'month\', "ChargePeriodStart"))'
    columns |= {name: _amount(name, shape, part.survey) for name in AMOUNT_COLUMNS}
    own = {name.lower() for name in part.file.custom}
    columns |= {
        CUSTOM + name: f"coalesce(s.{quoted(CUSTOM + name)}, '')" if lower in own else "''"
        for lower, name in shape.custom.items()
    }
    return {**columns, "Tags": _tags(shape.renames, part.survey), "x_UsageFamily": _FAMILY, "x_File": "x_File"}


def _absent(files: Iterable[ReadFile]) -> frozenset[str]:
    """The columns that no file has, but for those that are made of others then."""
    made = {"BillingCurrency", "x_LineKind", "ChargePeriodEnd", "BillingPeriodStart", "EffectiveCost"}
    absent = set(READ_COLUMNS) - made
    for file in files:
        absent &= file.absent
    return frozenset(absent)


def _charges_view(shape: _Shape, columns: Iterable[str]) -> str:
    """A view in which absent columns are constants: written out, they would be a quarter of the work."""
    nothing = dict.fromkeys(TEXT_COLUMNS, "''")
    nothing |= dict.fromkeys(TIME_COLUMNS, NO_TIME)
    nothing |= {name: f"CAST(NULL AS {shape.types[name].sql})" for name in AMOUNT_COLUMNS}
    selected = ", ".join(
        f"{nothing[name] if name in shape.absent else quoted(name)} AS {quoted(name)}" for name in columns
    )
    return f"SELECT {selected} FROM {ROWS}"


def _amount(name: str, shape: _Shape, found: Survey) -> str:
    kind = shape.types[name]
    value = _held(name, kind, found)
    if name == "EffectiveCost" and shape.two_addends:
        addend = f"CASE WHEN {quoted(EFFECTIVE_ADDEND)} IS NULL THEN 0 ELSE {_held(EFFECTIVE_ADDEND, kind, found)} END"
        value = f"CAST({value} + {addend} AS {DecimalType(kind.before + 1, kind.after).sql})"
    return value


def _held(name: str, kind: DecimalType, found: Survey) -> str:
    """An amount in its type; a text that is none costs this value only, never its row."""
    value = f"CAST({quoted(name)} AS {kind.sql})"
    if name != "BilledCost" and found.unfit(name, kind):
        return f"CASE WHEN {unfit(name, kind)} THEN NULL ELSE {value} END"
    return value


def _together(connection: "DuckDBPyConnection", parts: Sequence[Part], keys: Sequence[str]) -> bool:
    """Whether a row carries several of these tag keys."""
    listed = ", ".join(literal(key) for key in keys)
    several = f'len(list_intersect(map_keys("Tags"), [{listed}])) > 1'
    return any(
        connection.execute(f"SELECT 1 FROM {part.file.view} WHERE {several} LIMIT 1").fetchone() for part in parts
    )


def _renames(keys: list[str], together: Together) -> dict[str, str]:
    """Tag keys by their new names: one spelling of each, none too long."""
    named = renamed_keys(keys, together)
    return {key: new for key in keys if (new := bounded_text(named.get(key, key))) != key}


def _tags(renames: Mapping[str, str], found: Survey) -> str:
    values = 'map_values("Tags")'
    if found.has_long_tags:
        values = f"list_transform({values}, lambda v: {bounded('v')})"
    elif not renames:
        return '"Tags"'
    if not renames:
        return f'CASE WHEN "Tags" IS NULL THEN NULL ELSE map(map_keys("Tags"), {values}) END'
    old, new = (", ".join(literal(key) for key in keys) for keys in (renames.keys(), renames.values()))
    names = f"MAP([{old}], [{new}])"
    renamed = f'list_transform(map_keys("Tags"), lambda k: coalesce({names}[k], k))'
    return f'CASE WHEN "Tags" IS NULL THEN NULL ELSE map({renamed}, {values}) END'
