"""From the staging table to `charges`: amounts become exact decimals, rows that cannot be counted are left out."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from billing.intake.amounts import DecimalType, digits_from, fitting
from billing.intake.charges import (
    AMOUNT_COLUMNS,
    COST_COLUMNS,
    EFFECTIVE_ADDEND,
    QUANTITY_COLUMNS,
    STAGED_AMOUNTS,
    TEXT_COLUMNS,
    TIME_COLUMNS,
    digits_of,
)
from billing.intake.source_columns import literal
from billing.intake.staging import STAGED, StagedFile
from billing.intake.tags import renamed_keys
from billing.intake.usage_families import usage_family_sql
from billing.query import BillProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FAMILY = """CASE WHEN "ChargeCategory" IN ('Tax', 'Credit') THEN '' ELSE x_UsageFamily END AS x_UsageFamily"""
_FAMILY_KEYS = ("x_UsageType", "x_ProductFamily", "ChargeDescription")


def decimal_types(connection: "DuckDBPyConnection") -> dict[str, DecimalType]:
    """For each amount column the type that holds all of its amounts exactly."""
    keys = ", ".join(f'histogram("{digits_of(name)}")' for name in STAGED_AMOUNTS)
    row = connection.execute(f"SELECT count(*), {keys} FROM {STAGED}").fetchone() or (0,)
    rows, histograms = int(row[0]), dict(zip(STAGED_AMOUNTS, row[1:], strict=True))
    types = {name: fitting(digits_from(histograms[name]), rows) for name in AMOUNT_COLUMNS if name != "EffectiveCost"}
    effective = digits_from(histograms["EffectiveCost"]) + digits_from(histograms[EFFECTIVE_ADDEND])
    # Twice the rows: an effective cost may be made of two amounts.
    types["EffectiveCost"] = types[EFFECTIVE_ADDEND] = fitting(effective, rows * 2 + 9)
    return types


def left_out_reason(types: Mapping[str, DecimalType]) -> str:
    """SQL: why a staged row cannot be counted, as `column|reason`, or NULL."""
    whens = [
        "WHEN \"ChargePeriodStart\" IS NULL THEN 'ChargePeriodStart|has no date that can be read'",
        "WHEN \"BilledCost\" IS NULL THEN 'BilledCost|is empty'",
    ]
    for name in (*COST_COLUMNS, EFFECTIVE_ADDEND):
        shown = "EffectiveCost" if name == EFFECTIVE_ADDEND else name
        whens.append(f"WHEN {_unfit(name, types[name])} THEN '{shown}|is no number that can be added exactly'")
    return f"CASE {' '.join(whens)} END"


def _unfit(name: str, kind: DecimalType) -> str:
    """SQL: whether a text is there and its exact value does not fit the type."""
    key = f'"{digits_of(name)}"'
    return f'("{name}" IS NOT NULL AND ({key} IS NULL OR {key} // 1000 > {kind.before} OR {key} % 1000 > {kind.after}))'


def create_charges(
    connection: "DuckDBPyConnection", target: str, types: Mapping[str, DecimalType], currency: str
) -> tuple[str, ...]:
    """Makes the table `charges` in database `target`; returns the tag keys it has."""
    keys = _tag_keys(connection)
    renames = renamed_keys(list(keys))
    family = usage_family_sql(*(_q(name) for name in _FAMILY_KEYS))
    connection.execute(
        f"CREATE TEMP TABLE families AS SELECT *, {family} AS x_UsageFamily "
        f"FROM (SELECT DISTINCT {', '.join(_text(n) for n in _FAMILY_KEYS)} FROM {STAGED})"
    )
    texts = [_text(name, "s.") for name in TEXT_COLUMNS if name != "BillingCurrency"]
    texts.append(f'upper(coalesce("BillingCurrency", {literal(currency)})) AS "BillingCurrency"')
    amounts = [_amount(name, types) for name in AMOUNT_COLUMNS]
    times = [_time(name) for name in TIME_COLUMNS]
    columns = ", ".join([*texts, *times, *amounts, f'{_tags(renames)} AS "Tags"', _FAMILY, "x_File"])
    join = " AND ".join(f'coalesce(s."{n}", \'\') = f."{n}"' for n in _FAMILY_KEYS)
    connection.execute(
        f"CREATE TABLE {target}.charges AS SELECT {columns} FROM {STAGED} s JOIN families f ON {join}"
        f" WHERE ({left_out_reason(types)}) IS NULL"
    )
    return tuple(sorted({renames.get(key, key) for key in keys}))


def _q(name: str) -> str:
    return f'"{name}"'


def _text(name: str, table: str = "") -> str:
    return f'coalesce({table}"{name}", \'\') AS "{name}"'


def _time(name: str) -> str:
    if name == "ChargePeriodEnd":
        return 'coalesce("ChargePeriodEnd", "ChargePeriodStart") AS "ChargePeriodEnd"'
    if name == "BillingPeriodStart":
        return 'coalesce("BillingPeriodStart", date_trunc(\'month\', "ChargePeriodStart")) AS "BillingPeriodStart"'
    return f'"{name}"'


def _amount(name: str, types: Mapping[str, DecimalType]) -> str:
    kind = types[name]
    value = f"CAST({_q(name)} AS {kind.sql})"
    if name in QUANTITY_COLUMNS:
        value = f"CASE WHEN {_unfit(name, kind)} THEN NULL ELSE {value} END"
    if name == "EffectiveCost":
        addend = f"coalesce(CAST({_q(EFFECTIVE_ADDEND)} AS {kind.sql}), 0)"
        value = f"CAST({value} + {addend} AS {DecimalType(kind.before + 1, kind.after).sql})"
    return f'{value} AS "{name}"'


def _tags(renames: Mapping[str, str]) -> str:
    if not renames:
        return '"Tags"'
    old, new = (", ".join(literal(key) for key in keys) for keys in (renames.keys(), renames.values()))
    names = f"MAP([{old}], [{new}])"
    renamed = f'list_transform(map_keys("Tags"), lambda k: coalesce({names}[k], k))'
    return f'CASE WHEN "Tags" IS NULL THEN NULL ELSE map({renamed}, map_values("Tags")) END'


def _tag_keys(connection: "DuckDBPyConnection") -> tuple[str, ...]:
    found = connection.execute(f'SELECT DISTINCT unnest(map_keys("Tags")) AS k FROM {STAGED} ORDER BY k').fetchall()
    return tuple(str(row[0]) for row in found)


def default_currency(connection: "DuckDBPyConnection") -> str:
    """The currency of rows that state none: the bill's only one, or US dollars when no row states any.

    `XXX` (ISO 4217, no currency) when the bill has several.
    """
    rows = connection.execute(
        f'SELECT DISTINCT upper("BillingCurrency") AS c FROM {STAGED} WHERE "BillingCurrency" IS NOT NULL ORDER BY c'
    ).fetchall()
    if not rows:
        return "USD"
    return str(rows[0][0]) if len(rows) == 1 else "XXX"


def problems_of_rows(
    connection: "DuckDBPyConnection", types: Mapping[str, DecimalType], files: Sequence[StagedFile]
) -> list[BillProblem]:
    """Rows left out, by file and reason, and what is missing in the rows that are counted."""
    staged = ", ".join(f'"{name}"' for name in STAGED_AMOUNTS)
    found = connection.execute(
        f"""SELECT x_File, reason, count(*), min(place), {_first_values()}
            FROM (SELECT x_File, rowid AS place, {left_out_reason(types)} AS reason, {staged} FROM {STAGED})
            WHERE reason IS NOT NULL GROUP BY x_File, reason ORDER BY x_File, reason"""
    ).fetchall()
    problems: list[BillProblem] = []
    for number, text, count, place, *values in found:
        column, why = str(text).split("|", 1)
        file = files[int(number)]
        first: dict[str, object] = dict(zip(COST_COLUMNS, values, strict=True))
        shown = _shown(first.get(column))
        problems.append(
            BillProblem(
                message=f"Left out: {column}{shown} {why}.",
                file=file.name,
                row=file.first_row + int(place) - file.first_rowid,
                column=column,
                rows=int(count),
            )
        )
    return problems + _notes(connection, types, files)


def _first_values() -> str:
    return ", ".join(f'min_by("{name}", place)' for name in COST_COLUMNS)


def _shown(value: object) -> str:
    """A value from the file for a message: short, and without control characters."""
    if value is None:
        return ""
    text = "".join(c for c in str(value) if c.isprintable())
    return f" {text[:40]!r}"


def _notes(
    connection: "DuckDBPyConnection", types: Mapping[str, DecimalType], files: Sequence[StagedFile]
) -> list[BillProblem]:
    """What a reader should know although the rows are counted."""
    checks = {f"{name}|is empty": f'"{name}" IS NULL' for name in COST_COLUMNS if name != "BilledCost"}
    checks |= {
        f"{name}|is no number, so it is not counted": _unfit(name, types[name]) for name in ("ConsumedQuantity",)
    }
    checks["Tags|cannot be read as tags; the rows count as untagged"] = "x_TagsUnread"
    checks["BillingAccountId|was rounded by a spreadsheet"] = _in_scientific_notation("BillingAccountId")
    checks["SubAccountId|was rounded by a spreadsheet"] = _in_scientific_notation("SubAccountId")
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in checks.values())
    rows = connection.execute(
        f"SELECT x_File, count(*), {counts} FROM {STAGED} GROUP BY x_File ORDER BY x_File"
    ).fetchall()
    notes: list[BillProblem] = []
    for number, total, *found in rows:
        file = files[int(number)]
        for label, count in zip(checks, found, strict=True):
            column, what = label.split("|", 1)
            if count:
                notes.append(
                    BillProblem(message=f"{column} {what} in {count} of {total} rows.", file=file.name, column=column)
                )
        if not file.has_currency:
            notes.append(BillProblem(message="No currency is stated; US dollars are assumed.", file=file.name))
    return notes


def _in_scientific_notation(name: str) -> str:
    return f"regexp_matches(coalesce(\"{name}\", ''), '^[0-9]\\.[0-9]+E\\+[0-9]+$')"
