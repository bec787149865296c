"""The bill's SQL means the same in the SQL that engines agree on, and is Trino's where Athena is to run it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
import trino_sql_validator
from sqlglot import exp

from billing.engines.duckdb import Limits
from billing.engines.port import Engine
from billing.engines.testing import Asked, BehindEngine, PortableEngine, RecordingEngine
from billing.engines.translation import SPARK, TRINO, Dialect, literal, translated
from billing.export import ExportBill
from billing.export_files import ExportFiles
from billing.intake.locate import LocalLocation
from billing.own_rows import own_rows
from tests.unit.billing.engines.every_statement import TERMS, answers, refusals

BILLS = Path(__file__).parents[3] / "data" / "bills"
ASKED = ("focus_1.0_official_sample.csv", "focus_1.2_synthetic.parquet", "cur_2.0_tiny.csv")
TABLES = {"charges": '"finops"."charges"'}
MOMENT = datetime(2026, 5, 1, 2, 3, 4, 5, tzinfo=UTC).replace(tzinfo=None)
HOSTILE = (
    "it's",
    "a\\'b",
    "\\",
    "';--",
    "/* */ OR 1=1",
    "tab\there",
    "line\nbreak",
    '"quoted"',
    "`ticked`",
    "? ?",
    "$1 {x} %s",
    "ünï",
    "",
)


Recorded = tuple[dict[str, str], dict[str, str], list[Asked]]
"""What statements come to as written and as engines agree on, and the statements."""


@pytest.fixture(scope="module", params=ASKED)
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    path = BILLS / request.param
    kept = tmp_path_factory.mktemp("kept")
    engines: list[RecordingEngine] = []

    def recording(engine: Engine) -> Engine:
        engines.append(RecordingEngine(engine))
        return engines[-1]

    with _opened(path, kept, recording) as bill:
        plain = dict(answers(bill))
    with _opened(path, kept, PortableEngine) as bill:
        portable = dict(answers(bill))
    return plain, portable, [asked for engine in engines for asked in engine.asked]


def _opened(path: Path, kept: Path, behind: Callable[[Engine], Engine]) -> ExportBill:
    files = ExportFiles(str(path), LocalLocation(path), Limits(), kept)
    return ExportBill(BehindEngine(files, behind), TERMS)


def test_every_statement_finds_the_same_in_the_sql_that_engines_agree_on(recorded: Recorded):
    plain, portable, _ = recorded
    assert len(plain) > 80
    assert refusals(plain) == {}
    assert {name: found for name, found in portable.items() if found != plain[name]} == {}


def test_every_statement_is_valid_trino_without_a_function_that_it_lacks(recorded: Recorded):
    _, _, asked = recorded
    refused: dict[str, str] = {}
    for sql, parameters in asked:
        for text in (sql, own_rows(sql, ["1", "o'hara"])):
            written = translated(text, TRINO, TABLES).bound(parameters)
            found = trino_sql_validator.validate(written)
            # Trino's LISTAGG wants WITHIN GROUP, which its grammar alone does not tell.
            if (
                "LISTAGG" in written
                or not found.valid
                or found.unknown_functions
                or found.unknown_types
                or found.function_argument_warnings
            ):
                refused[written] = str(found)
    assert refused == {}


@pytest.mark.parametrize("dialect", [TRINO, SPARK])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_stays_the_text_it_is_wherever_it_is_written(dialect: Dialect, value: str):
    (written,) = sqlglot.parse_one(f"SELECT {literal(value, dialect)}", read=dialect.name).expressions
    assert isinstance(written, exp.Literal)
    assert written.is_string
    assert written.this == value
    sql = 'SELECT coalesce("Tags"[?], ?) AS k FROM charges WHERE "ServiceName" IN (?, ?) LIMIT ?'
    text = translated(sql, dialect, TABLES).bound(["team", value, value, "b", 5])
    read = sqlglot.parse_one(text, read=dialect.name)
    assert [each.this for each in read.find_all(exp.Literal) if each.is_string].count(value) >= 2
    assert len(list(read.find_all(exp.Select))) == 1


def test_numbers_days_and_moments_are_written_as_what_they_are():
    written = [literal(value, TRINO) for value in (True, 7, Decimal("-1.50"), date(2026, 5, 1), MOMENT, None)]
    assert written == [
        "TRUE",
        "7",
        "CAST('-1.50' AS DECIMAL(38, 2))",
        "DATE '2026-05-01'",
        "TIMESTAMP '2026-05-01 02:03:04.000005'",
        "NULL",
    ]
    with pytest.raises(TypeError, match="float"):
        literal(1.5, TRINO)


def test_the_rows_of_some_accounts_stay_the_only_charges_there_are():
    sql = own_rows("WITH x AS (SELECT * FROM charges) SELECT count(*) FROM x, charges", ["1"])
    text = translated(sql, TRINO, TABLES).bound(())
    tree = sqlglot.parse_one(text, read="trino")
    named = [f"{table.db}.{table.name}" for table in tree.find_all(exp.Table)]
    assert named.count("finops.charges") == 1
    assert sorted(named) == [".charges", ".charges", ".x", "finops.charges"]
