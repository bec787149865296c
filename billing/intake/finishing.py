"""From the files' views to `charges`: amounts become exact decimals, rows that cannot be counted are left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType
from billing.intake.charges import (
    AMOUNT_COLUMNS,
    EFFECTIVE_ADDEND,
    QUANTITY_COLUMNS,
    TEXT_COLUMNS,
    TIME_COLUMNS,
)
from billing.intake.left_out import left_out_reason, unfit
from billing.intake.reading import ReadFile, naming
from billing.intake.source_columns import literal
from billing.intake.survey import Survey, default_currency
from billing.intake.tags import renamed_keys
from billing.intake.usage_families import usage_family_sql
from billing.query import LineKind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FAMILY = """CASE WHEN "ChargeCategory" IN ('Tax', 'Credit') THEN '' ELSE x_UsageFamily END AS x_UsageFamily"""
_FAMILY_KEYS = ("x_UsageType", "x_ProductFamily", "ChargeDescription")
_KINDS = ", ".join(literal(kind.value) for kind in LineKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file's rows to write: those that meet `where`. `survey` is about the rows that count for it."""

    file: ReadFile
    survey: Survey
    where: str = "TRUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What all files' rows are made into. `two_addends` says that some effective costs are made of two amounts."""

    types: Mapping[str, DecimalType]
    currency: str
    renames: Mapping[str, str]
    two_addends: bool


def create_charges(
    connection: "DuckDBPyConnection", target: str, parts: Sequence[Part], types: Mapping[str, DecimalType]
) -> tuple[str, ...]:
    """Makes the table `charges` in database `target`; returns the tag keys it has.

    Raises DamagedFile for a file that turns out to be damaged where the survey did not look.
    """
    surveys = [part.survey for part in parts]
    keys = sorted({key for found in surveys for key in found.tag_keys})
    renames = renamed_keys(keys)
    shape = _Shape(
        types=types,
        currency=default_currency(surveys),
        renames=renames,
        two_addends=any(found.digits[EFFECTIVE_ADDEND] for found in surveys),
    )
    _create_families(connection, [part.file for part in parts])
    connection.execute(f"CREATE TABLE {target}.charges AS {_select(parts[0], shape)} LIMIT 0")
    connection.execute("BEGIN")
    for part in parts:
        with naming(part.file):
            connection.execute(f"INSERT INTO {target}.charges {_select(part, shape)}")
    connection.execute("COMMIT")
    return tuple(sorted({renames.get(key, key) for key in keys}))


def _create_families(connection: "DuckDBPyConnection", files: Iterable[ReadFile]) -> None:
    """The usage family of each distinct usage: its patterns are too slow for every row."""
    keys = ", ".join(f'coalesce("{name}", \'\') AS "{name}"' for name in _FAMILY_KEYS)
    columns = ", ".join(f'"{name}" VARCHAR' for name in _FAMILY_KEYS)
    connection.execute(f"CREATE OR REPLACE TABLE usages ({columns})")
    for file in files:
        with naming(file):
            connection.execute(f"INSERT INTO usages SELECT DISTINCT {keys} FROM {file.view}")
    family = usage_family_sql(*(_q(name) for name in _FAMILY_KEYS))
    connection.execute(
        f"CREATE OR REPLACE TABLE families AS SELECT *, {family} AS x_UsageFamily FROM (SELECT DISTINCT * FROM usages)"
    )


def _select(part: Part, shape: _Shape) -> str:
    plain = [name for name in TEXT_COLUMNS if name not in ("BillingCurrency", "x_LineKind")]
    texts = [f"coalesce(s.{_q(name)}, '') AS {_q(name)}" for name in plain]
    texts.append(f'upper(coalesce("BillingCurrency", {literal(shape.currency)})) AS "BillingCurrency"')
    # Kinds are few and known: as an ENUM they are grouped and compared as numbers.
    texts.append(f'CAST("x_LineKind" AS ENUM ({_KINDS})) AS "x_LineKind"')
    times = [_time(name) for name in TIME_COLUMNS]
    amounts = [_amount(name, shape, part.survey) for name in AMOUNT_COLUMNS]
    columns = ", ".join([*texts, *times, *amounts, f'{_tags(shape.renames)} AS "Tags"', _FAMILY, "x_File"])
    join = " AND ".join(f"coalesce(s.{_q(n)}, '') = f.{_q(n)}" for n in _FAMILY_KEYS)
    counted = f"({left_out_reason(shape.types)}) IS NULL" if part.survey.leaves_out(shape.types) else "TRUE"
    rows = f"(SELECT * FROM {part.file.view} WHERE {part.where} AND {counted})"
    return f"SELECT {columns} FROM {rows} s JOIN families f ON {join}"


def _q(name: str) -> str:
    return f'"{name}"'


def _time(name: str) -> str:
    if name == "ChargePeriodEnd":
        return 'coalesce("ChargePeriodEnd", "ChargePeriodStart") AS "ChargePeriodEnd"'
    if name == "BillingPeriodStart":
        return 'coalesce("BillingPeriodStart", date_trunc(\'month\', "ChargePeriodStart")) AS "BillingPeriodStart"'
    return f'"{name}"'


def _amount(name: str, shape: _Shape, found: Survey) -> str:
    kind = shape.types[name]
    value = f"CAST({_q(name)} AS {kind.sql})"
    if name in QUANTITY_COLUMNS and found.unfit(name, kind):
        value = f"CASE WHEN {unfit(name, kind)} THEN NULL ELSE {value} END"
    if name == "EffectiveCost" and shape.two_addends:
        addend = f"coalesce(CAST({_q(EFFECTIVE_ADDEND)} AS {kind.sql}), 0)"
        value = f"CAST({value} + {addend} AS {DecimalType(kind.before + 1, kind.after).sql})"
    return f"{value} AS {_q(name)}"


def _tags(renames: Mapping[str, str]) -> str:
    if not renames:
        return '"Tags"'
    old, new = (", ".join(literal(key) for key in keys) for keys in (renames.keys(), renames.values()))
    names = f"MAP([{old}], [{new}])"
    renamed = f'list_transform(map_keys("Tags"), lambda k: coalesce({names}[k], k))'
    return f'CASE WHEN "Tags" IS NULL THEN NULL ELSE map({renamed}, map_values("Tags")) END'
